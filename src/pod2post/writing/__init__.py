"""The writer: what it is told, what it may answer, and the way from plan to draft."""
