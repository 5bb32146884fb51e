"""Rules on drafts: plain functions, each with an id, a severity and a mend."""
