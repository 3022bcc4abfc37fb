"""What makes it so: a command in, a driver asked, progress seen; all state stays in the store."""
