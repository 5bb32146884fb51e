"""The page: front matter, Markdown, quotations, and the proof beside it."""
