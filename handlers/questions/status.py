"""`status`: what is under way, and what lies on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.domain.release import Release, Status
from bot.errors import Refused
from bot.i18n import Fact, Markup, who
from handlers.blocks import fitted, section
from handlers.questions import freezes, locks
from handlers.questions.asked import Asked, Page

MOST_LINES = 10  # of each kind: more than that is for the page, not for a message
_KINDS: dict[str, tuple[Status, ...]] = {
    "holding": (Status.HOLDING,),
    "live": (Status.DEPLOYING, Status.SHIFTING, Status.BAKING, Status.ROLLING_BACK),
    "queued": (Status.QUEUED,),
    "scheduled": (Status.SCHEDULED,),
    "requested": (Status.REQUESTED,),
}


async def tell(asked: Asked) -> Page:
    """What waits for a person first, then what is live, queued, scheduled and undecided; then locks and freezes."""
    say, releases = asked.say, await asked.open()
    if asked.look.release and not releases:
        return await _ended(asked, asked.look.release)
    closed = "" if asked.look.release else await _closed(asked)
    kinds = [await _kind(asked, kind, releases) for kind in _KINDS]
    text = say("status-title", count=len(releases)) if releases else _quiet(asked)
    parts = [text, *filter(None, (*kinds, closed))]
    return Page(text, fitted([section(part) for part in parts], say("answer-more"))) if len(parts) > 1 else Page(text)


async def line(asked: Asked, release: Release) -> str:
    """A release, where it stands, whose it is, and the way to its thread."""
    say, thread = asked.say, await asked.thread(release)
    facts: dict[str, Fact] = {
        "service": release.service,
        "revision": release.revision.name,
        "environment": release.environment,
        "by": who(say, release.requester),
        "state": _state(asked, release),
    }
    return say("status-line-linked", **facts, thread=thread) if thread else say("status-line", **facts)


def _state(asked: Asked, release: Release) -> Markup:
    say, status = asked.say, release.status.replace("_", "-")
    if release.status is Status.SCHEDULED:
        due = asked.moment(release.due or release.requested_at)
        return Markup(say("status-missed" if release.missed else "status-starts", at=due))
    return Markup(say(f"history-{status}" if release.ended else f"status-state-{status}"))


async def _kind(asked: Asked, kind: str, releases: Sequence[Release]) -> str:
    """The lines of one kind, or nothing."""
    found = [release for release in releases if release.status in _KINDS[kind]]
    if not found:
        return ""
    lines = await asyncio.gather(*(line(asked, release) for release in found[:MOST_LINES]))
    more = [asked.say("status-more", count=len(found) - MOST_LINES)] if len(found) > MOST_LINES else []
    return "\n".join([asked.say(f"status-{kind}"), *lines, *more])


async def _closed(asked: Asked) -> str:
    """The locks and freezes that lie there now, or nothing."""
    now = asked.call.at
    lines = [locks.line(asked, lock) for lock in await locks.found(asked)]
    lines += [freezes.line(asked, one) for one in await freezes.found(asked) if one.rule.start <= now]
    return "\n".join([asked.say("status-closed"), *lines[:MOST_LINES]]) if lines else ""


async def _ended(asked: Asked, release_id: str) -> Page:
    release = await asked.front.queries.release(release_id)
    if release is None:
        raise Refused("release_gone")
    return Page(await line(asked, release))


def _quiet(asked: Asked) -> str:
    about = asked.scope.service or asked.scope.environment
    return asked.say("status-quiet-about", about=about) if about else asked.say("status-quiet")
