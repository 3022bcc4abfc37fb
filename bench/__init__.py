"""Figures, each beside its rivals and its floor in the same run: `python -m bench`."""
