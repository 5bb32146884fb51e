"""Shows that are followed, and what their feeds and channels list."""
