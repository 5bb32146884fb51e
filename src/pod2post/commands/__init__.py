"""One module per verb of the command line: `main(args)` does it and returns the exit code."""
