"""Planted faults: are they caught, and is what is true left alone? See benchmarks/cases/."""
