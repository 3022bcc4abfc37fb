"""`help`: all that can be said, in few words."""

from __future__ import annotations

from handlers.questions.asked import Asked, Page


async def tell(asked: Asked) -> Page:
    """Every verb, with an example."""
    return Page(asked.say("help"))
