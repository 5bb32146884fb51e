"""A file held against the rules: what is wrong in it, at which line, and what is safe to mend."""
