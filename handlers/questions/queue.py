"""`queue`: who waits for a target, in which order, for how long still, and for what."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.domain import queueing
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.people import may_cancel, may_move
from bot.domain.queueing import Typical
from bot.domain.release import Release, Status
from bot.engine.queries import Why
from bot.i18n import hindrance, who
from handlers.blocks import Block, fitted, menu, section
from handlers.questions import hindered
from handlers.questions.asked import Asked, Page

MOST = 15  # of a target
HOLDS = frozenset({Kind.LOCK, Kind.FREEZE, Kind.WINDOW, Kind.AFTER, Kind.GATE, Kind.TRAIN})


async def tell(asked: Asked) -> Page:
    """Target by target: what is live there, then those that wait, the first one first."""
    say, targets = asked.say, _targets(asked, await asked.open())
    told = await asyncio.gather(*(_target(asked, target) for target in targets))
    blocks = [block for found in told for block in found]
    if not blocks:
        return Page(say("queue-none", where=asked.where(asked.scope)))
    text = say("queue-title", where=asked.where(asked.scope))
    return Page(text, fitted([section(text), *blocks], say("answer-more")))


def _targets(asked: Asked, releases: list[Release]) -> list[str]:
    """Where something waits, in the catalogue's order."""
    busy = {release.target for release in releases if release.status is Status.QUEUED}
    return [target for target in asked.front.queries.targets(asked.scope) if target in busy]


async def _target(asked: Asked, target: str) -> list[Block]:
    say, queries = asked.say, asked.front.queries
    why, usual = await queries.why(target, asked.call.user), await queries.typical(target)
    live = why.around.live
    blocks = [section(say("queue-live", release=await asked.named(live)))] if live else []
    held, told = {release.id: found for release, found in why.releases}, set[Hindrance]()
    for place, release in enumerate(why.around.queue[:MOST], 1):
        holds = [one for one in held.get(release.id, ()) if one.kind in HOLDS]
        text = "\n".join([_line(asked, release, place), *_when(asked, why, usual, place, holds, told)])
        blocks.append(section(text, _menu(asked, release, place, len(why.around.queue))))
    left = len(why.around.queue) - MOST
    return [*blocks, section(say("status-more", count=left))] if left > 0 else blocks


def _line(asked: Asked, release: Release, place: int) -> str:
    """Its place, and what and whose it is."""
    return asked.say(
        "queue-line",
        place=place,
        service=release.service,
        revision=release.revision.name,
        environment=release.environment,
        by=who(asked.say, release.requester),
        kind=release.priority.name.lower(),
        id=release.id,
    )


def _when(
    asked: Asked, why: Why, usual: Typical | None, place: int, holds: Sequence[Hindrance], told: set[Hindrance]
) -> list[str]:
    """What holds it beside its place; when it may start, where nothing does and that can be told."""
    if holds:
        fresh = hindered.news(holds, told)
        lines = [hindrance(asked.say, one) for one in fresh]
        return lines if len(fresh) == len(holds) else [*lines, asked.say("why-as-above")]
    if usual is None:
        return []
    expected = queueing.expected(place, why.around.live, usual, asked.call.at).rounded
    likely, latest = asked.moment(expected.likely), asked.moment(expected.latest)
    key = "live-expected-about" if likely == latest else "queue-expected"
    return [asked.say(key, likely=likely, latest=latest)]


def _menu(asked: Asked, release: Release, place: int, length: int) -> Block | None:
    """What this person may do about it."""
    choices = []
    if may_move(asked.person, release, asked.catalogue):
        places = {"queue-first": 1, "queue-up": place - 1, "queue-down": place + 1}
        useful = {key: to for key, to in places.items() if 0 < to <= length and to != place}
        if place == 2:
            useful.pop("queue-up")
        choices = [(f"place:{release.id}:{to}", key) for key, to in useful.items()]
    if may_cancel(asked.person, release, asked.catalogue):
        choices.append((f"cancel:{release.id}", "cancel-button"))
    return menu("release.menu", [(value, asked.say.plain(key)) for value, key in choices])
