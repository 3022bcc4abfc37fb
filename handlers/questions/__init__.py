"""Questions: nothing changes, and the one who asks reads the answer in their own language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.asks import Look
from bot.domain.scope import Scope
from bot.errors import Refused, StoreUnavailable
from bot.i18n import refusal
from handlers.front import Call, Front
from handlers.questions import (
    cancel,
    diff,
    freezes,
    helping,
    history,
    locks,
    out,
    queue,
    schedule,
    status,
    who,
    why,
    windows,
)
from handlers.questions.asked import Asked, Page

__all__ = ["tell", "tell_cancellable"]

Teller = Callable[[Asked], Awaitable[Page]]

TELLERS: Mapping[str, Teller] = {
    "status": status.tell,
    "queue": queue.tell,
    "why": why.tell,
    "locks": locks.tell,
    "windows": windows.tell,
    "freezes": freezes.tell,
    "schedule": schedule.tell,
    "history": history.tell,
    "diff": diff.tell,
    "who": who.tell,
    "out": out.tell,
    "help": helping.tell,
}


async def tell(front: Front, call: Call, look: Look) -> None:
    """Answer a question, and keep for the audit that it was asked."""
    await _tell(front, call, look, TELLERS[look.question])
    await front.note(call, _said(look.question, look))


async def tell_cancellable(front: Front, call: Call, scope: Scope) -> None:
    """Answer `cancel` without a release: what this person may take back, each with a button."""
    look = Look("status", scope)
    await _tell(front, call, look, cancel.tell)
    await front.note(call, _said("cancel", look))


async def _tell(front: Front, call: Call, look: Look, teller: Teller) -> None:
    person = await front.who(call)
    say = front.voice(call)
    try:
        page = await teller(Asked(front, call, look, say, person))
    except StoreUnavailable:
        page = Page(say("status-unavailable"))
    except Refused as refused:
        page = Page(refusal(say, refused.code, refused.facts))
    await front.answers.give(call.reply, page.text, page.blocks)


def _said(verb: str, look: Look) -> str:
    return " ".join(filter(None, (verb, look.release, look.scope.service, look.scope.environment)))
