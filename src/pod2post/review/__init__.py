"""The review page: a shell that shows a run, takes an editor's mends, and publishes."""
