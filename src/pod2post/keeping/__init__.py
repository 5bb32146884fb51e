"""What lies on the disk, and what of it may go."""
