"""`report.html`: what was made of an episode, in one file that can be mailed."""
