"""The App Home: what is live, what waits for this person, what is closed, and what they want to be told."""

from handlers.home.homes import SILENT, Homes, register

__all__ = ["SILENT", "Homes", "register"]
