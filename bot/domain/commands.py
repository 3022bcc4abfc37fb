"""What a person asked for, in the imperative. A handler makes one; the desk carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.domain.release import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Who asked, when and where. `id` is fresh for each envelope; `reply` finds where the answer goes."""

    kind: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[Command]]] = {}
    id: str
    by: str
    at: datetime
    channel: str
    reply: str | None = None

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        Command.kinds[cls.__name__] = cls


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRelease(Command):
    """Put a revision of a service, or of a train of them, in an environment. `id` becomes the (first) release's id.

    `due`: when it is to start; `hotfix`: why it goes before others.
    """

    service: str
    environment: str
    revision: str
    checklist: tuple[str, ...] = ()
    due: datetime | None = None
    next_window: bool = False
    hotfix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain(Command):
    """Ask once more for what didn't go through, with the same plan. `id` becomes the new release's id."""

    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteService(Command):
    """Ask for what stands in the environment before. `id` becomes the release's id."""

    service: str
    environment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollBackTarget(Command):
    """Go back on a target: stop what is live, or bring back an earlier revision. `id` becomes the release's id.

    `revision`: None is the one before. `over`: ids of the locks that the person saw and goes over.
    """

    service: str
    environment: str
    revision: str | None = None
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRelease(Command):
    """Say yes to the plan with this fingerprint."""

    release: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRelease(Command):
    """Say no to a request."""

    release: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRelease(Command):
    """Take back what hasn't started."""

    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHold(Command):
    """Let the traffic go over, or stop."""

    release: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRelease(Command):
    """Stop a live deployment and take it back."""

    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawApproval(Command):
    """Take one's yes back, before it starts."""

    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideBarrier(Command):
    """Let a release start although a window, a freeze, a lock or a soak says no."""

    release: str
    barrier: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveInQueue(Command):
    """Another place among those of the same priority, from 1."""

    release: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReleases(Command):
    """Let `release` carry the earlier request `other` of the same target, which ends."""

    release: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(Command):
    """Another time to start; neither `due` nor `next_window`: now."""

    release: str
    due: datetime | None = None
    next_window: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearTarget(Command):
    """Let go of a target whose deployment AWS doesn't know any more."""

    release: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLock(Command):
    """Nobody else may deploy in the scope. `id` becomes the lock's id."""

    scope: str
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLock(Command):
    """Lift a lock; `lock` is the one that an admin saw and means."""

    scope: str
    reason: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StealLock(Command):
    """Take over somebody else's lock."""

    scope: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFreeze(Command):
    """Nothing is deployed in the scope for a while; `start` None is now."""

    scope: str
    end: datetime
    start: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftFreeze(Command):
    """End a freeze that a person made."""

    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(Command):
    """Somebody else approves for me."""

    to: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDelegation(Command):
    """I approve for myself again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOffer(Command):
    """Ask for what is offered. `offer` is the mark of the one that the person saw."""

    service: str
    offer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreOffer(Command):
    """Let it pass: what is newer is offered again."""

    service: str
    offer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreferences(Command):
    """What I want to be told directly."""

    asked: bool
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadCatalogue(Command):
    """Read the catalogue again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteQuestion(Command):
    """A question that changes nothing, noted for the audit."""

    question: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Where the answer to a command goes: Slack's response_url while it lasts, else a message to the user."""

    user: str
    channel: str
    response_url: str | None = None
