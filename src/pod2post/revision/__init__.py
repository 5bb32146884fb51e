"""An editor's changes: as values, out of a file edited by hand, and on another draft."""
