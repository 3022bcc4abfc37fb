"""What a small form is about, so that nobody has to remember which button they pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.asks import Look
from bot.domain.scope import Scope
from bot.errors import StoreUnavailable
from handlers.front import Call, Front
from handlers.questions import locks
from handlers.questions.asked import Asked

Subject = tuple[str, datetime | None]  # in mrkdwn; and the time that it was to start at


async def told(front: Front, call: Call, fields: Mapping[str, str]) -> Subject:
    """The release or scope that a button's value names; nothing where it can't be read."""
    person = await front.who(call)
    asked = Asked(front, call, Look("locks", Scope.of(fields.get("scope", ""))), front.voice(call), person)
    try:
        return await (_release(asked, fields["release"]) if "release" in fields else _scope(asked))
    except StoreUnavailable:
        return "", None


async def _release(asked: Asked, name: str) -> Subject:
    release = await asked.front.queries.release(name)
    return (await asked.named(release), release.due) if release else ("", None)


async def _scope(asked: Asked) -> Subject:
    held = [lock for lock in await locks.found(asked) if lock.scope == asked.scope]
    return locks.line(asked, held[0]) if held else asked.say("dialog-scope", where=asked.where(asked.scope)), None
