"""Is a post ready for a Taiwanese site? See `python -m benchmarks.language --help`."""
