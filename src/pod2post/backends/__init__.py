"""What reaches the world outside: one third-party library per file."""
