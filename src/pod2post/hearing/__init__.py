"""What is heard: captions, windows, coverage, speakers, and listening again."""
