"""`history`: what ended lately, and how."""

from __future__ import annotations

import asyncio

from bot.domain.release import Release
from bot.errors import Refused
from bot.i18n import who
from handlers.blocks import fitted, section
from handlers.questions.asked import Asked, Page

MOST = 10


async def tell(asked: Asked) -> Page:
    """The newest first."""
    say, releases = asked.say, await _found(asked)
    if not releases:
        return Page(say("history-none", where=asked.where(asked.scope)))
    text = say("history-title", where=asked.where(asked.scope))
    lines = await asyncio.gather(*(_line(asked, release) for release in releases))
    return Page(text, fitted([section(text), *map(section, lines)], say("answer-more")))


async def _found(asked: Asked) -> list[Release]:
    if not asked.look.release:
        return await asked.front.queries.histories(asked.scope, MOST)
    release = await asked.front.queries.release(asked.look.release)
    if release is None:
        raise Refused("release_gone")
    return [release]


async def _line(asked: Asked, release: Release) -> str:
    """How it ended, what it was, who asked for it, when, and how long it took."""
    say, ended = asked.say, release.ended_at
    result = say(f"history-{release.status.replace('_', '-')}" if ended else "history-open")
    when = asked.moment(ended or release.requested_at)
    parts = [result, await asked.named(release), who(say, release.requester), when]
    if ended and release.started_at:
        parts.append(say("history-took", span=ended - release.started_at))
    return " · ".join(parts)
