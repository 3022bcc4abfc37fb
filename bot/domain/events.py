"""What happened, in the past tense. Each is kept in the stream by the script that made it so.

Fields are plain strings, numbers and instants; `actor` is a Slack user id, or who else did it (`subaku`, `aws`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

SUBAKU = "subaku"
AWS = "aws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a release, or to what a person asked."""

    kind: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[Event]]] = {}
    release: str
    at: datetime
    actor: str = SUBAKU

    def __init_subclass__(cls) -> None:
        # slots=True builds each class twice; the second one, which is kept, comes last
        cls.kind = cls.__name__
        Event.kinds[cls.__name__] = cls


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTaken(Event):
    """Somebody typed or pressed something, and it was kept. `command` is its kind, `body` all of it (JSON)."""

    command: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequested(Event):
    """A person asked; the plan stands."""

    reply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused(Event):
    """What a person asked can't be done. `code` names the message, `facts` fill it; `release` may be empty."""

    code: str
    reply: str | None
    channel: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandAnswered(Event):
    """What a person asked was done, or found so. `code` names the message (`answer-CODE`), `facts` fill it."""

    code: str
    reply: str | None
    channel: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(Event):
    """One approval of the plan; `missing` are still needed. `in_place_of` is who the person stood in for."""

    missing: int
    in_place_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(Event):
    """Somebody took their yes back; `missing` are needed (again)."""

    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReminded(Event):
    """Nobody has decided yet."""

    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLapsed(Event):
    """The approvals were given too long ago: it is asked for anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRuleChanged(Event):
    """The catalogue asks for other approvals now; `missing` are needed."""

    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseScheduled(Event):
    """Approved; it starts at `due`. Also when that time was moved."""

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMissed(Event):
    """Its time came and nobody was there to start it: a person decides."""

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BarrierOverridden(Event):
    """Somebody who may has set a window, a freeze, a lock or a soak aside."""

    barrier: str
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainReturned(Event):
    """A train broke, and what of it could be taken back was; `release` is its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMoved(Event):
    """It has another place in its queue, from 1."""

    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMoved(Event):
    """The tag points elsewhere by now; what was approved runs all the same."""

    tag: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectWritten(Event):
    """Something was written outside: at AWS, say. `outcome` is `ok`, `unknown`, or what the other side said."""

    system: str
    operation: str
    resource: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVoided(Event):
    """What would run is no longer what was approved. `changed` names the parts that differ."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseQueued(Event):
    """It took its place in the queue of its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRejected(Event):
    """An approver said no."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCancelled(Event):
    """Taken back before it started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseExpired(Event):
    """Nobody decided in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStarted(Event):
    """It holds its target; the driver is about to be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentIntended(Event):
    """About to write to AWS. Whoever finds this without a reference looks for the marker first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentCreated(Event):
    """AWS runs it under this reference."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAdopted(Event):
    """Another replica, or the same one after a restart, goes on with it."""

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressSeen(Event):
    """Stages or traffic moved, without anything that deserves its own word."""

    traffic: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReached(Event):
    """Green is ready to be tested; a person decides until `expires_at`."""

    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReminded(Event):
    """Nobody has answered yet."""

    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAnswered(Event):
    """A person, or the clock, decided."""

    verdict: str
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequested(Event):
    """A person wants the live deployment stopped and taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudged(Event):
    """AWS has pushed an event about what it runs: whoever drives it looks now. Nobody is told, and nothing is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficShifting(Event):
    """Production traffic begins to go over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackBegan(Event):
    """Taken back, by AWS itself or because a person stopped it."""

    cause: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleMet(Event):
    """It waits for something that isn't a person."""

    obstacle: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleCleared(Event):
    """It goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSpoke(Event):
    """A gate says something else than before: `said` names the sentence, `facts` fill it in."""

    gate: str
    verdict: str
    said: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BakeBegan(Event):
    """All traffic is on the new revision, which is watched until then."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSucceeded(Event):
    """All traffic is on the new revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFailed(Event):
    """It did not go through, and nothing took it back."""

    cause: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRolledBack(Event):
    """It did not go through; what stood there before has all the traffic."""

    cause: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBatched(Event):
    """A later release of the same target carries this one."""

    into: str


ENDINGS = (
    ReleaseSucceeded, ReleaseFailed, ReleaseRolledBack,
    ReleaseRejected, ReleaseCancelled, ReleaseExpired, ReleaseBatched,
)  # fmt: skip
"""The last event of a release is one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockTaken(Event):
    """Nobody but its owner (`actor`) may deploy in the scope; also when the owner changed its reason or its end."""

    scope: str
    lock: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockReleased(Event):
    """Lifted by its owner, or by somebody who may."""

    scope: str
    lock: str
    owner: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockStolen(Event):
    """`actor` has it now."""

    scope: str
    lock: str
    owner: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockExpired(Event):
    """Its time was over."""

    scope: str
    lock: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockNagged(Event):
    """Its owner is asked whether it is still needed. `orphaned`: the owner can't answer any more."""

    scope: str
    lock: str
    owner: str
    until: datetime | None
    orphaned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeMade(Event):
    """Nothing is deployed in the scope between two instants."""

    scope: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeLifted(Event):
    """Ended before its time, or by it (`actor` is Subaku)."""

    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverOut(Event):
    """`to` approves in place of `actor` for a while."""

    to: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverBack(Event):
    """`actor` approves again, and nobody in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesSet(Event):
    """What `actor` wants to be told directly."""

    asked: bool
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade(Event):
    """Something new could be released. `scope` is the target, `offer` names its message, `revision` is pinned."""

    scope: str
    offer: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReplaced(Event):
    """Something newer, or what differs from another revision by now, has taken the place of `before`."""

    scope: str
    offer: str
    revision: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTaken(Event):
    """`actor` asked for it: `taken` is the release."""

    scope: str
    offer: str
    revision: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferIgnored(Event):
    """`actor` doesn't want it."""

    scope: str
    offer: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOvertaken(Event):
    """What stands there by now isn't older."""

    scope: str
    offer: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReloaded(Event):
    """One replica has read the catalogue again; the others do so now. `fingerprint` tells whether they see the same."""

    fingerprint: str
    services: int
    targets: int
