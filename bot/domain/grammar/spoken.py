"""An act as what one would type for it: `parse(say_it(act))` is the act again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.asks import (
    Act,
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
    RollBack,
    Steal,
    Thaw,
    Unlock,
    When,
)
from bot.domain.scope import Scope


def say_it(act: Act, zone: str = "UTC") -> str:
    """The words behind `/platform-deploy`, times as the clocks of the workspace's zone show them, to the minute."""
    return " ".join(part for part in _parts(act, ZoneInfo(zone)) if part)


def _parts(act: Act, zone: ZoneInfo) -> tuple[str | None, ...]:
    match act:
        case Deploy() | RollBack() | Promote() | Move() | Reschedule():
            return _of_a_release(act, zone)
        case Out(to, until):
            return "out", f"<@{to}>", _at("until", until, zone)
        case Back():
            return ("out back",)
        case Reload():
            return ("reload",)
        case _:
            return _of_a_scope(act, zone)


def _of_a_release(act: Deploy | RollBack | Promote | Move | Reschedule, zone: ZoneInfo) -> tuple[str | None, ...]:
    match act:
        case Deploy(service, environment, revision, when, hotfix):
            urgent = "hotfix" if hotfix else ""
            return service, revision, environment, _start("at", when, zone), urgent, _because(hotfix)
        case RollBack(service, environment, revision):
            return "rollback", service, environment, f"to {revision}" if revision else ""
        case Promote(service, environment):
            return "promote", service, environment
        case Move(release, place):
            return "queue move", release, str(place)
        case Reschedule(release, when):
            return "schedule move", release, _start("to", when, zone)


def _of_a_scope(act: Lock | Unlock | Steal | Freeze | Thaw | Retry | Cancel, zone: ZoneInfo) -> tuple[str | None, ...]:
    match act:
        case Lock(scope, until, reason):
            return "lock", _scope(scope), _at("until", until, zone), _because(reason)
        case Unlock(scope, reason):
            return "unlock", _scope(scope), _because(reason)
        case Steal(scope, reason):
            return "steal", _scope(scope), _because(reason)
        case Freeze(scope, end, start, reason):
            stretch = _at("from", start, zone), _at("until", end, zone)
            return "freeze", _scope(scope), *stretch, _because(reason)
        case Thaw(scope):
            return "freeze lift", _scope(scope)
        case Retry(release, scope):
            return "retry", release, scope.service, scope.environment
        case Cancel(release, scope):
            return "cancel", release, scope.service, scope.environment


def _scope(scope: Scope) -> str:
    return " ".join(filter(None, (scope.service, scope.environment))) or "everything"


def _start(word: str, when: When, zone: ZoneInfo) -> str:
    return "in the next window" if when.next_window else _at(word, when.at, zone)


def _at(word: str, at: datetime | None, zone: ZoneInfo) -> str:
    return f"{word} {at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def _because(reason: str) -> str:
    return f"because {reason}" if reason else ""
