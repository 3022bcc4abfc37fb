"""An act in the reader's words, so that they see what was understood before anything is done."""

from __future__ import annotations

from bot.domain.asks import (
    Back,
    Cancel,
    Deploy,
    Freeze,
    Lock,
    Move,
    Out,
    Promote,
    Reload,
    Reschedule,
    Retry,
    Steal,
    Thaw,
    Unlock,
    When,
)
from bot.i18n import Markup, mention
from handlers.questions.asked import Asked

OfARelease = Deploy | Promote | Retry | Cancel | Move | Reschedule
OfAScope = Lock | Unlock | Steal | Freeze | Thaw
Repeated = OfARelease | OfAScope | Out | Back | Reload


def repeated(asked: Asked, act: Repeated) -> str:
    """What would be done, as a question. A rollback, and a cancel that names no release, ask back by themselves."""
    say = asked.say
    match act:
        case Lock() | Unlock() | Steal() | Freeze() | Thaw() | Retry(release=None):
            return _of_a_scope(asked, act)
        case Out(to, until):
            return say("chat-act-out", to=mention(to), until=asked.moment(until))
        case Back():
            return say("chat-act-back")
        case Reload():
            return say("chat-act-reload")
        case _:
            return _of_a_release(asked, act)


def _of_a_release(asked: Asked, act: OfARelease) -> str:
    say = asked.say
    match act:
        case Deploy(service, environment, revision, when, hotfix):
            facts = {"service": service, "environment": environment, "revision": revision}
            return say("chat-act-deploy", **facts, when=_when(asked, when), hotfix=hotfix or "none")
        case Promote(service, environment):
            return say("chat-act-promote", service=service, environment=environment or "none")
        case Retry(release):
            return say("chat-act-retry", release=release or "")
        case Cancel(release):
            return say("chat-act-cancel", release=release or "")
        case Move(release, place):
            return say("chat-act-move", release=release, place=place)
        case Reschedule(release, when):
            return say("chat-act-reschedule", release=release, when=_when(asked, when))


def _of_a_scope(asked: Asked, act: OfAScope | Retry) -> str:
    say, where = asked.say, Markup(asked.where(act.scope))
    match act:
        case Lock(_, until, reason):
            return say("chat-act-lock", where=where, until=asked.until(until), reason=reason or "none")
        case Unlock():
            return say("chat-act-unlock", where=where)
        case Steal(_, reason):
            return say("chat-act-steal", where=where, reason=reason or "none")
        case Freeze(_, end, start, reason):
            span = {"start": asked.until(start), "end": asked.moment(end)}
            return say("chat-act-freeze", where=where, **span, reason=reason or "none")
        case Thaw():
            return say("chat-act-thaw", where=where)
        case Retry():
            return say("chat-act-retry-newest", where=where)


def _when(asked: Asked, when: When) -> str:
    """For a message that has words for `none` and `window`."""
    return "window" if when.next_window else asked.until(when.at)
