"""A post for other places than a Hugo site: plain Markdown with its data, HTML to be pasted."""
