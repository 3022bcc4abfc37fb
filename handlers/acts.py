"""What somebody wants done, as the command that the desk carries out."""

from __future__ import annotations

from bot.domain import commands
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
)
from bot.domain.commands import Command
from handlers.front import Call


def command_of(call: Call, act: Act) -> Command | None:
    """The command of an act; None for one that must be asked about first."""
    match act:
        case Deploy() | Promote() | Retry() | Cancel() | Move() | Reschedule():
            return _of_a_release(call, act)
        case Lock() | Unlock() | Steal() | Freeze() | Thaw():
            return _of_a_scope(call, act)
        case Out(to, until):
            return call.make(commands.StandIn, to=to, until=until)
        case Back():
            return call.make(commands.EndDelegation)
        case Reload():
            return call.make(commands.ReloadCatalogue)
        case RollBack():
            return None


def _of_a_release(call: Call, act: Deploy | Promote | Retry | Cancel | Move | Reschedule) -> Command | None:
    match act:
        case Deploy(service, environment, revision, when, hotfix):
            start = {"due": when.at, "next_window": when.next_window, "hotfix": hotfix}
            where = {"service": service, "environment": environment}
            return call.make(commands.RequestRelease, revision=revision, **where, **start)
        case Promote(service, environment):
            return call.make(commands.PromoteService, service=service, environment=environment)
        case Retry(release):
            return call.make(commands.AskAgain, release=release) if release else None
        case Cancel(release):
            return call.make(commands.CancelRelease, release=release) if release else None
        case Move(release, place):
            return call.make(commands.MoveInQueue, release=release, place=place)
        case Reschedule(release, when):
            return call.make(commands.Reschedule, release=release, due=when.at, next_window=when.next_window)


def _of_a_scope(call: Call, act: Lock | Unlock | Steal | Freeze | Thaw) -> Command:
    scope = act.scope.key
    match act:
        case Lock():
            return call.make(commands.TakeLock, scope=scope, until=act.until, reason=act.reason)
        case Unlock():
            return call.make(commands.LiftLock, scope=scope, reason=act.reason)
        case Steal():
            return call.make(commands.StealLock, scope=scope, reason=act.reason)
        case Freeze():
            return call.make(commands.MakeFreeze, scope=scope, start=act.start, end=act.end, reason=act.reason)
        case Thaw():
            return call.make(commands.LiftFreeze, scope=scope)
