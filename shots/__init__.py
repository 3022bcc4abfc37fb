"""The pictures of the documents, taken of the real bot in the simulator: `python -m shots`."""
