"""Many episodes, night after night: what is queued, who works on what, what came of it."""
