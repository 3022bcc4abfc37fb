"""What Subaku decides, and nothing else: pure values and functions; time and ids are arguments."""
