"""Advertisements planted in transcripts, and what the program finds of them."""
