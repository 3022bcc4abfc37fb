"""`locks`: what people hold closed, what running releases hold, and how a lock is opened."""

from __future__ import annotations

import asyncio

from bot.domain.lock import Lock
from bot.domain.people import is_admin, may_lock
from bot.i18n import mention
from handlers.blocks import Block, button, fitted, section
from handlers.questions import freezes
from handlers.questions.asked import Asked, Page

MOST_RUNNING = 20


async def tell(asked: Asked) -> Page:
    """The locks of people, each with the way to open it; then those of running releases, then freezes."""
    say = asked.say
    held = [section(line(asked, lock), opener(asked, lock)) for lock in await found(asked)]
    live = [one for one in await asked.open() if one.live]
    names = await asyncio.gather(*(asked.named(one) for one in live[:MOST_RUNNING]))
    running = [say("locks-running", release=name) for name in names]
    frozen = [freezes.line(asked, one) for one in await freezes.found(asked)]
    lines = [*held, *map(section, (*running, *frozen))]
    if not lines:
        return Page(say("locks-none", where=asked.where(asked.scope)))
    text = say("locks-title", where=asked.where(asked.scope))
    return Page(text, fitted([section(text), *lines], say("answer-more")))


async def found(asked: Asked) -> list[Lock]:
    """The locks that lie on some of what was asked about, the oldest first."""
    locks = await asked.front.queries.locks()
    return sorted((lock for lock in locks if asked.concerns(lock.scope)), key=lambda lock: lock.at)


def line(asked: Asked, lock: Lock) -> str:
    """Whose it is, on what, since when, until when, and why."""
    return asked.say(
        "locks-line",
        where=asked.where(lock.scope),
        by=mention(lock.owner),
        since=asked.moment(lock.at),
        until=asked.until(lock.until),
        reason=lock.reason or "none",
    )


def opener(asked: Asked, lock: Lock) -> Block | None:
    """The button with which this person opens it: their own at once, somebody else's with a reason."""
    named = f"{lock.scope.key}:{lock.id}"
    if lock.owner == asked.person.id:
        return button("lock.lift", named, asked.say.plain("locks-lift"))
    if is_admin(asked.person, asked.catalogue):
        return button("lock.lift_why", named, asked.say.plain("locks-lift"), "danger")
    if may_lock(asked.person, lock.scope, asked.catalogue):
        return button("lock.steal", lock.scope.key, asked.say.plain("locks-steal"), "danger")
    return None
