"""The picture of an episode: who spoke when, what was used, where each quotation comes from."""
