"""Names: the sheet, what was misheard, and what a model may propose."""
