"""A release: a request to put one revision of one service in one environment, from asking to its end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.domain.carriage import Carriage, carriage_id
from bot.domain.catalogue import AnyTarget
from bot.domain.gate import Finding


class Status(StrEnum):
    """Where a release stands."""

    REQUESTED = "requested"  # waits for its approvals
    SCHEDULED = "scheduled"  # approved; waits for its time
    QUEUED = "queued"  # approved; waits for its place on the target
    DEPLOYING = "deploying"
    HOLDING = "holding"  # the deployment waits for a person
    SHIFTING = "shifting"  # traffic goes over
    BAKING = "baking"  # all traffic is on the new revision, which is watched
    ROLLING_BACK = "rolling_back"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


LIVE = frozenset({Status.DEPLOYING, Status.HOLDING, Status.SHIFTING, Status.BAKING, Status.ROLLING_BACK})
WAITING = frozenset({Status.REQUESTED, Status.SCHEDULED, Status.QUEUED})
TERMINAL = frozenset(
    {Status.SUCCEEDED, Status.FAILED, Status.ROLLED_BACK, Status.REJECTED, Status.CANCELLED, Status.EXPIRED}
)


class Priority(IntEnum):
    """Who goes first on a target; within one of them the order of approval decides."""

    ROLLBACK = 0
    HOTFIX = 1
    NORMAL = 2


APPROVAL_LIFE = timedelta(days=7)
MISSED_LIFE = timedelta(days=1)  # a schedule that was missed waits so long for somebody to decide


class StageStatus(StrEnum):
    """How far a stage of a deployment is. Unknown is a state of its own, never a failure."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What a driver sees of a deployment as a whole."""

    RUNNING = "running"
    HOLDING = "holding"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why a release did not go through, in neutral words that a thread can translate."""

    HEALTH_CHECK = "health_check"
    TASK_CANNOT_START = "task_cannot_start"
    ALARM = "alarm"
    GATE = "gate"  # a gate failed while it was watched
    UNHEALTHY = "unhealthy"  # what runs says so itself (Argo CD's health, a function's errors)
    STEP_FAILED = "step_failed"  # a job, an action or a build phase
    HOOK_FAILED = "hook_failed"
    HOOK_TIMED_OUT = "hook_timed_out"
    HOLD_REJECTED = "hold_rejected"
    HOLD_EXPIRED = "hold_expired"
    STOPPED_HERE = "stopped_here"  # by a person, through Subaku
    STOPPED_ELSEWHERE = "stopped_elsewhere"  # in the console, or by another tool
    TIMED_OUT = "timed_out"
    REFUSED = "refused"  # AWS refused to start it
    MISCONFIGURED = "misconfigured"
    LOST = "lost"  # AWS doesn't know it any more, and an admin let go of its target
    OTHER = "other"


class Obstacle(StrEnum):
    """What a live or queued release waits for at this moment."""

    AWS_THROTTLED = "aws_throttled"
    AWS_UNAVAILABLE = "aws_unavailable"
    TARGET_BUSY = "target_busy"
    MISCONFIGURED = "misconfigured"
    AWS_REFUSED = "aws_refused"
    UNSEEN = "unseen"  # AWS answers, and doesn't know the deployment
    WINDOW = "window"
    FREEZE = "freeze"
    LOCK = "lock"
    AFTER = "after"  # the revision must stand elsewhere first
    GATE = "gate"  # a gate doesn't pass (yet)
    TRAIN = "train"  # the carriage before it isn't there yet


BARRIERS = frozenset({Obstacle.WINDOW, Obstacle.FREEZE, Obstacle.LOCK, Obstacle.AFTER, Obstacle.GATE})
"""What keeps an approved release from starting, and what those who may can override."""


class Verdict(StrEnum):
    """A person's answer to a hold."""

    CONTINUE = "continue"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Revision:
    """What is put there: what a person called it, and what it is for good.

    `digest`: of an image; where there is no image, the full commit, or what else names it for good. `commit`: the
    source that it was made from, where that is known.
    """

    name: str
    digest: str | None = None
    commit: str | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def pinned(self) -> str:
        """`name@digest`, as far as both are known."""
        return "@".join(part for part in (self.name, self.digest) if part)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an approval is of. `fingerprint` covers all that binds; `parts` name its pieces, to say what changed.

    `settings` is the target as it was configured then: what is live keeps it when the catalogue changes. `image` is
    pinned by digest. `live` is what stood there when it was planned: shown, not bound. `artifact` is what an earlier
    release left at AWS and a rollback uses again (a task definition's ARN).
    """

    target: str
    driver: str
    revision: Revision
    fingerprint: str
    image: str | None = None
    parts: dict[str, str] = field(default_factory=dict)
    live: str | None = None
    settings: AnyTarget | None = None
    artifact: str | None = None

    def renamed(self, name: str) -> Plan:
        """The same under the name that people gave its revision."""
        return replace(self, revision=replace(self.revision, name=name))


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a deployment that a person can follow; `name` is neutral (`install`, `allow_traffic`).

    `title`: the name that people gave it on the other side (an action, a job): data, shown instead of `name`'s words.
    `depth`: 1 for a step within the one before it. `until`: when it ends by itself, for a countdown. `link`: where
    more is to be seen.
    """

    name: str
    status: StageStatus
    started_at: datetime | None = None
    ended_at: datetime | None = None
    title: str = ""
    depth: int = 0
    until: datetime | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """Something known about a deployment that people should hear, by a neutral code; `detail` is data."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a neutral cause, and the other side's own words (data: to be escaped wherever they are shown)."""

    cause: Cause
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a driver sees. `traffic` is the share on the new revision in percent; None is "can't be seen".

    `hold` is the token with which the hold is answered, `hold_expires` when the other side gives it up. `soon`:
    something is about to happen, look again quickly. `step`: the driver is due to go on by itself; it is resumed
    with this token. `log`: the last lines of what failed. `link`: where the other side shows it.
    """

    outcome: Outcome
    stages: tuple[Stage, ...] = ()
    traffic: int | None = None
    hold: str | None = None
    reason: Reason | None = None
    soon: bool = False
    rollback: str | None = None  # the reference of the deployment that takes it back
    hold_expires: datetime | None = None
    step: str | None = None
    advice: tuple[Advice, ...] = ()
    log: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes to a plan; `in_place_of` is who they stood in for."""

    by: str
    at: datetime
    in_place_of: str | None = None

    @property
    def seat(self) -> str:
        """Whose right it was: each counts once."""
        return self.in_place_of or self.by


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody who may has set a barrier aside. `about` names the lock, so that a later one still counts."""

    barrier: Obstacle
    by: str
    at: datetime
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """The approvals that a plan needs, as they were when it was asked for."""

    required: int = 0
    by: tuple[str, ...] = ()
    own: bool = False
    expires_at: datetime | None = None
    remind_at: datetime | None = None  # None once that was done

    def until(self, due: datetime | None) -> Need:
        """The same, open at least until then."""
        if due is None or self.expires_at is None or due <= self.expires_at:
            return self
        return replace(self, expires_at=due)


@dataclass(frozen=True, slots=True)
class Hold:
    """A deployment that waits for a person, and the answer once there is one."""

    token: str
    since: datetime
    expires_at: datetime
    verdict: Verdict | None = None
    by: str | None = None
    expired: bool = False
    delivered: bool = False
    reminders: int = 0

    def with_(self, **fields: object) -> Hold:
        """A copy with other fields."""
        return replace(self, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Deployment:
    """One run of a driver. The intent is kept before AWS is asked, the reference after."""

    intended_at: datetime
    reference: str | None = None
    progress: Progress = Progress(Outcome.UNKNOWN)
    hold: Hold | None = None
    stop_by: str | None = None  # who asked to stop it
    stop_delivered: bool = False
    stop_tried_at: datetime | None = None  # since when a try to take it back may be under way; see `TRY_APART`
    stop_reason: Reason | None = None  # why, where nobody asked
    back: str | None = None  # the reference of the deployment that takes it back, where we made it
    bakes_until: datetime | None = None  # all traffic is on it, and it is watched so long
    ended_seen_at: datetime | None = None  # AWS says it failed; a rollback may still begin
    held: timedelta = timedelta(0)  # how long it waited for people: no time ran out meanwhile

    def with_(self, **fields: object) -> Deployment:
        """A copy with other fields."""
        return replace(self, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The whole state of one release. `version` grows with each change and guards against lost updates."""

    id: str
    service: str
    environment: str
    requester: str
    plan: Plan
    status: Status
    requested_at: datetime
    version: int = 0
    need: Need = Need()
    approvals: tuple[Approval, ...] = ()
    checked_at: datetime | None = None  # when the plan was last seen to be what would run
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    deployment: Deployment | None = None
    reason: Reason | None = None
    waits_for: Obstacle | None = None
    waits_detail: str = ""
    reply: str | None = None  # where the requester's answer goes
    checklist: tuple[str, ...] = ()  # what the requester ticked
    priority: Priority = Priority.NORMAL
    hotfix: str = ""  # why it goes before others
    due: datetime | None = None  # when it was asked to start
    missed: bool = False  # its time came and nobody was there to start it
    overrides: tuple[Override, ...] = ()
    back_to: str | None = None  # the release whose revision a rollback brings back
    again_of: str | None = None  # the release that this one asks for again
    batched_into: str | None = None  # the later release that carries this one
    tag_moved_to: str | None = None  # the digest that its tag means by now
    findings: tuple[Finding, ...] = ()  # what its gates said last, one for each
    train: Carriage | None = None  # of a rollback: the train that it takes back

    @property
    def target(self) -> str:
        """`service/environment`."""
        return self.plan.target

    @property
    def revision(self) -> Revision:
        """What is put there."""
        return self.plan.revision

    @property
    def live(self) -> bool:
        """Whether it holds its target."""
        return self.status in LIVE

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in TERMINAL

    @property
    def hold(self) -> Hold | None:
        """The hold of its deployment, if it has come to one."""
        return self.deployment.hold if self.deployment else None

    @property
    def is_stuck(self) -> bool:
        """Whether nothing here gets it to its end: AWS doesn't know it, won't tell of it, or won't do what is owed."""
        untold = self.deployment is not None and self.deployment.reference is None
        refused = self.waits_for is Obstacle.AWS_REFUSED and (self.owes_answer or untold)
        return self.live and (refused or self.waits_for is Obstacle.UNSEEN)

    @property
    def is_rollback(self) -> bool:
        """Whether it brings back what stood there before."""
        return self.priority is Priority.ROLLBACK

    @property
    def leads(self) -> bool:
        """Whether it is the head of a train: its approvals are for all that follow."""
        return self.train is not None and self.train.head == self.id

    @property
    def subject(self) -> str:
        """What people asked for: a train, else a service."""
        return self.train.name if self.train and self.leads else self.service

    @property
    def follows(self) -> str | None:
        """The release before it in its train, which must succeed first; None for a head, and without a train."""
        if self.train is None or self.is_rollback or self.train.place == 1:
            return None
        return carriage_id(self.train.head, self.train.place - 1)

    @property
    def undoes(self) -> str | None:
        """The carriage that it takes back; None for what takes none back."""
        return carriage_id(self.train.head, self.train.place) if self.train and self.is_rollback else None

    @property
    def lapses_at(self) -> datetime | None:
        """When its approvals are too old to count."""
        return max(approval.at for approval in self.approvals) + APPROVAL_LIFE if self.approvals else None

    @property
    def acts_at(self) -> datetime | None:
        """The next instant at which the clock does something to it; None when nothing is due."""
        match self.status:
            case Status.REQUESTED:
                return self.need.remind_at or self.need.expires_at
            case Status.SCHEDULED if self.due is not None:
                due = self.due + MISSED_LIFE if self.missed else self.due
                return min(due, self.lapses_at or due)
            case Status.QUEUED:
                return self.lapses_at
        return None

    @property
    def owes_answer(self) -> bool:
        """Whether AWS hasn't yet been told what a person decided: the answer to a hold, or a stop."""
        deployment = self.deployment
        if deployment is None:
            return False
        hold = deployment.hold
        stop = deployment.stop_by is not None and not deployment.stop_delivered
        return stop or (hold is not None and hold.verdict is not None and not hold.delivered)

    def changed(self, **fields: object) -> Release:
        """A copy with other fields and the next version."""
        return replace(self, version=self.version + 1, **fields)  # type: ignore[arg-type]
