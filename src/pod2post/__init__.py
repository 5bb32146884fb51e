"""pod2post: a spoken episode in, a published article out, each quote proved."""

__version__ = "0.1.0"
