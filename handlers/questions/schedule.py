"""`schedule`: what waits for its time."""

from __future__ import annotations

import asyncio

from bot.domain.people import may_cancel
from bot.domain.release import Release, Status
from bot.i18n import who
from handlers.blocks import Block, fitted, menu, section
from handlers.questions.asked import Asked, Page

MOST = 20


async def tell(asked: Asked) -> Page:
    """The next one first, each with what may be done about it."""
    say = asked.say
    found = [release for release in await asked.front.queries.scheduled() if asked.about(release)]
    if not found:
        return Page(say("schedule-none", where=asked.where(asked.scope)))
    text = say("schedule-title", where=asked.where(asked.scope))
    lines = await asyncio.gather(*(_line(asked, release) for release in found[:MOST]))
    blocks = [section(line, _menu(asked, release)) for line, release in zip(lines, found, strict=False)]
    left = [section(say("status-more", count=len(found) - MOST))] if len(found) > MOST else []
    return Page(text, fitted([section(text), *blocks, *left], say("answer-more")))


async def _line(asked: Asked, release: Release) -> str:
    key = "missed" if release.missed else "undecided" if release.status is Status.REQUESTED else "waits"
    return asked.say(
        f"schedule-{key}",
        release=await asked.named(release),
        at=asked.moment(release.due or release.requested_at),
        by=who(asked.say, release.requester),
        id=release.id,
    )


def _menu(asked: Asked, release: Release) -> Block | None:
    if not may_cancel(asked.person, release, asked.catalogue):
        return None
    say = asked.say
    choices = [("now", "schedule-now"), ("move", "schedule-move"), ("cancel", "cancel-button")]
    return menu("release.menu", [(f"{what}:{release.id}", say.plain(key)) for what, key in choices])
