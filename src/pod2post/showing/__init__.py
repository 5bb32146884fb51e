"""What page and report show of a run, as values."""
