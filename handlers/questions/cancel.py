"""`cancel` without a release: what the one who asks may take back."""

from __future__ import annotations

import asyncio

from bot.domain.people import may_cancel
from bot.domain.release import WAITING
from handlers.blocks import button, section
from handlers.questions.asked import Asked, Page

MOST = 10


async def tell(asked: Asked) -> Page:
    """Each with a button."""
    say, catalogue = asked.say, asked.catalogue
    mine = [one for one in await asked.open() if one.status in WAITING and may_cancel(asked.person, one, catalogue)]
    if not mine:
        return Page(say("cancel-nothing"))
    text, label = say("cancel-which"), say.plain("cancel-button")
    names = await asyncio.gather(*(asked.named(one) for one in mine[:MOST]))
    buttons = [button("release.cancel", one.id, label, "danger") for one in mine]
    return Page(text, [section(text), *map(section, names, buttons)])
