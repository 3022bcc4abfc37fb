"""The story of each release, told in its Slack thread."""

from bot.thread.pictures import Pictures
from bot.thread.readers import Readers
from bot.thread.renderer import Renderer

__all__ = ["Pictures", "Readers", "Renderer"]
