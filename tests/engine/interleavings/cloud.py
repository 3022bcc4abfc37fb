"""A cloud in memory that refuses nothing: whatever keeps two deployments apart must be the bot's own guard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import ClassVar

from bot.domain.catalogue import Service, Target
from bot.domain.release import Cause, Outcome, Plan, Progress, Reason, Release, Revision, Verdict
from bot.domain.standing import Stood
from bot.drivers.base import Allowance, Look, Remains, RevisionChoice
from bot.errors import DriverUnavailable, EffectRefused, Throttled
from tests.engine.interleavings.quiet import Gates

TAGS = ("v1", "v2", "v3")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTarget(Target):
    """A service in the cloud."""

    driver: ClassVar[str] = "cloud"


class State(StrEnum):
    """How far a deployment is."""

    RUNNING = "running"
    HOLDING = "holding"
    SHIFTING = "shifting"
    ROLLING_BACK = "rolling_back"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    GONE = "gone"  # deleted by somebody: the cloud doesn't know it any more


LIVE = frozenset({State.RUNNING, State.HOLDING, State.SHIFTING, State.ROLLING_BACK})
NEXT = {
    State.RUNNING: (State.HOLDING, State.SHIFTING, State.ROLLING_BACK, State.FAILED, State.GONE),
    State.HOLDING: (State.SHIFTING, State.ROLLING_BACK),  # somebody answers at the cloud's own door
    State.SHIFTING: (State.SUCCEEDED, State.SUCCEEDED, State.SUCCEEDED, State.ROLLING_BACK),
    State.ROLLING_BACK: (State.ROLLED_BACK,),
}


@dataclass
class Deployed:
    """One deployment, with the marker of its release."""

    reference: str
    release: str
    target: str
    state: State = State.RUNNING


@dataclass
class Cloud:
    """What runs. `broken` is told of what must not happen; `may_start` says whether a release may at this moment."""

    chance: Random
    broken: Callable[[str], None]
    may_start: Callable[[Release], None]
    deployments: dict[str, Deployed] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=lambda: {tag: f"sha256:{tag}" for tag in ("v0", *TAGS)})
    settings: dict[str, int] = field(default_factory=Counter)  # target → how often its settings were changed

    def create(self, release: Release) -> str:
        """Another deployment, whatever is live there."""
        other = [one.release for one in self.live() if one.target == release.target]
        if other:
            self.broken(f"{release.id} starts on {release.target} while {other} is live there")
        if any(one.release == release.id for one in self.deployments.values()):
            self.broken(f"{release.id} is started twice")
        self.may_start(release)
        made = Deployed(f"d-{len(self.deployments) + 1}", release.id, release.target)
        self.deployments[made.reference] = made
        return made.reference

    def live(self) -> list[Deployed]:
        """What runs now."""
        return [one for one in self.deployments.values() if one.state in LIVE]

    def move(self, *, kindly: bool) -> str:
        """Something goes on somewhere; `kindly`: nothing is deleted."""
        movable = [one for one in self.live() if NEXT[one.state]]
        if not movable:
            return ""
        one = self.chance.choice(movable)
        one.state = self.chance.choice([it for it in NEXT[one.state] if not kindly or it is not State.GONE])
        return f"{one.reference} of {one.release} is {one.state}"

    def progress(self, one: Deployed) -> Progress:
        """As a driver tells it."""
        match one.state:
            case State.HOLDING:
                return Progress(Outcome.HOLDING, traffic=0, hold=f"token {one.reference}")
            case State.RUNNING | State.SHIFTING:
                return Progress(Outcome.RUNNING, traffic=50 if one.state is State.SHIFTING else 0)
            case State.FAILED | State.ROLLED_BACK | State.ROLLING_BACK:
                return Progress(Outcome(one.state), reason=Reason(Cause.HEALTH_CHECK))
        return Progress(Outcome(one.state), traffic=100)


class CloudDriver:
    """The driver of one replica."""

    allowance: ClassVar[Allowance] = Allowance(batch=25, calls=10**9, details=10**9)

    def __init__(self, replica: str, cloud: Cloud, gates: Gates) -> None:
        self._replica, self._cloud, self._gates = replica, cloud, gates

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """What would run: the digest of a tag by now, and the target's settings."""
        await self._reach("plan")
        digest = revision if revision.startswith("sha256:") else self._cloud.tags[revision]
        settings = str(self._cloud.settings[target.key])
        return Plan(
            target=target.key,
            driver=target.driver,
            revision=Revision(revision, digest),
            fingerprint=f"{digest} {settings}",
            parts={"image": digest, "settings": settings},
            live="v0",
        )

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """All of it."""
        return [Remains(image=True) for _ in stood]

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """All tags."""
        return [RevisionChoice(tag, digest) for tag, digest in self._cloud.tags.items()]

    async def find(self, release: Release) -> str | None:
        """By the marker."""
        await self._reach("find")
        marked = (one.reference for one in self._cloud.deployments.values() if one.release == release.id)
        return next(marked, None)

    async def start(self, release: Release, *, again: bool) -> str:
        """Made, or not; and when it was made the answer may still be lost."""
        if not await self._gates.turn(self._replica, "start"):
            raise self._cloud.chance.choice([Throttled, DriverUnavailable, EffectRefused])("the cloud has none of it")
        reference = self._cloud.create(release)
        await self._reach("start answered")
        return reference

    def lane(self, release: Release) -> str:
        """All in one."""
        return "cloud"

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """What is gone is left out."""
        await self._reach("observe")
        found = {look.release.id: self._cloud.deployments[look.reference] for look in looks}
        return {name: self._cloud.progress(one) for name, one in found.items() if one.state is not State.GONE}

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Only what still holds goes on."""
        await self._reach("resume")
        one = self._of(release)
        if one.state is State.HOLDING:
            one.state = State.SHIFTING if verdict is Verdict.CONTINUE else State.ROLLING_BACK

    async def stop(self, release: Release) -> None:
        """What is live is taken back."""
        await self._reach("stop")
        one = self._of(release)
        if one.state in LIVE:
            one.state = State.ROLLING_BACK

    async def warm(self, targets: Sequence[Target]) -> None:
        """Nothing to open."""

    def _of(self, release: Release) -> Deployed:
        reference = release.deployment.reference if release.deployment else None
        return self._cloud.deployments[str(reference)]

    async def _reach(self, label: str) -> None:
        if not await self._gates.turn(self._replica, label):
            raise DriverUnavailable(f"cut off at {label}")
