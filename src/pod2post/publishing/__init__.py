"""From a checked draft to a page of the site, and the record of who answers for it."""
