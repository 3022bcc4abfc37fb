"""`windows`: when deploying is allowed in the next two weeks, by the clocks of the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.calendar import WEEK, Opening
from bot.domain.scope import Scope
from bot.i18n import Markup
from handlers.blocks import Block, context, fitted, section
from handlers.questions import freezes
from handlers.questions.asked import Asked, Page

DAYS = 14
MOST_LINES = 30  # of a calendar

Calendar = tuple[Opening, ...]


async def tell(asked: Asked) -> Page:
    """Calendar by calendar: targets of an environment that open and close alike are told together."""
    say, targets = asked.say, asked.front.queries.targets(asked.scope)
    calendars = await asyncio.gather(*(_calendar(asked, Scope.of(target)) for target in targets))
    text = say("windows-title", where=asked.where(asked.scope), zone=asked.catalogue.workspace.timezone)
    blocks = [section(text), *_sections(asked, dict(zip(targets, calendars, strict=True)))]
    closed = [context(freezes.line(asked, one)) for one in await freezes.found(asked)]
    return Page(text, fitted([*blocks, *closed], say("answer-more")))


async def _calendar(asked: Asked, target: Scope) -> Calendar:
    """To the minute: each is asked for at a moment of its own."""
    found = await asked.front.queries.openings(target.service or "", target.environment or "", DAYS)
    return tuple(Opening(_minute(opening.start), _minute(opening.end)) for opening in found)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _sections(asked: Asked, calendars: Mapping[str, Calendar]) -> list[Block]:
    alike: dict[tuple[str, Calendar], list[str]] = {}
    for target, calendar in calendars.items():
        place = Scope.of(target)
        alike.setdefault((place.environment or "", calendar), []).append(place.service or "")
    return [
        section("\n".join([_head(asked, environment, services), *_lines(asked, calendar)]))
        for (environment, calendar), services in alike.items()
    ]


def _head(asked: Asked, environment: str, services: Sequence[str]) -> str:
    return asked.say("windows-of", environment=environment, services=", ".join(services))


def _lines(asked: Asked, calendar: Calendar) -> list[str]:
    say, now = asked.say, asked.call.at
    if not calendar:
        return [say("windows-never")]
    if _is_always(calendar, now):
        return [say("windows-always")]
    lines = [_line(asked, opening, now) for opening in calendar[:MOST_LINES]]
    return lines if len(calendar) <= MOST_LINES else [*lines, say("answer-more")]


def _is_always(calendar: Calendar, now: datetime) -> bool:
    slack = timedelta(minutes=1)  # between the question and its answer
    first = calendar[0]
    return len(calendar) == 1 and first.start <= now + slack and first.end >= now + timedelta(days=DAYS) - slack


def _line(asked: Asked, opening: Opening, now: datetime) -> str:
    """A day and the two times; the other day too where it ends on another."""
    start, end = opening.start.astimezone(asked.zone), opening.end.astimezone(asked.zone)
    closes = f"{end:%H:%M}" if start.date() == end.date() else f"{_day(asked, end)} {end:%H:%M}"
    text = f"{_day(asked, start)} {start:%H:%M} – {closes}"
    return asked.say("windows-open" if opening.start <= now else "windows-opens", span=Markup(text))


def _day(asked: Asked, at: datetime) -> str:
    return asked.say("windows-day", date=f"{at:%Y-%m-%d}", weekday=asked.say(f"weekday-{WEEK[at.weekday()]}"))
