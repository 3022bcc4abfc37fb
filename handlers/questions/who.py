"""`who`: who deploys what right now, who is on it, and who stands in for whom."""

from __future__ import annotations

import asyncio

from bot.domain.approvers import Delegation
from bot.domain.release import Release
from bot.i18n import Markup, mention
from handlers.blocks import fitted, section
from handlers.questions.asked import Asked, Page
from handlers.questions.status import line

MOST = 20


async def tell(asked: Asked) -> Page:
    """What is live first, then what waits; then the absences."""
    say, releases = asked.say, sorted(await asked.open(), key=lambda one: not one.live)
    lines = await asyncio.gather(*(_line(asked, release) for release in releases[:MOST]))
    lines += [_away(asked, one) for one in await asked.front.queries.absences()]
    if not lines:
        return Page(say("who-quiet", where=asked.where(asked.scope)))
    text = say("who-title", where=asked.where(asked.scope))
    return Page(text, fitted([section(text), *map(section, lines)], say("answer-more")))


async def _line(asked: Asked, release: Release) -> str:
    said = await line(asked, release)
    yes = [_approval(asked, one.by, one.in_place_of) for one in release.approvals]
    return f"{said}\n{asked.say('who-approved', people=Markup(', '.join(yes)))}" if yes else said


def _away(asked: Asked, one: Delegation) -> str:
    return asked.say("who-away", by=mention(one.by), to=mention(one.to), until=asked.moment(one.until))


def _approval(asked: Asked, by: str, in_place_of: str | None) -> str:
    if in_place_of is None:
        return mention(by)
    return asked.say("who-instead", by=mention(by), absent=mention(in_place_of))
