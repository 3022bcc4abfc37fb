"""What every driver can do. It reports neutral stages and causes, never prose, so a new one needs no translation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from bot.domain.catalogue import AnyTarget, Aws, Service, Target
from bot.domain.release import Advice, Outcome, Plan, Progress, Release, Revision, Verdict
from bot.domain.standing import Stood


@dataclass(frozen=True, slots=True)
class RevisionChoice:
    """A revision that could be released."""

    name: str
    digest: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of an earlier revision. None is "can't be told"; False is "gone".

    `image`: the registry still has it. `definition`: what it ran with (a task definition, a bundle) can be used again.
    `running`: it still runs beside what is live (blue), so that going back takes no deployment.
    """

    image: bool | None = None
    definition: bool | None = None
    running: bool | None = None

    @property
    def possible(self) -> bool:
        """Whether one can go back to it, as far as can be told."""
        return self.running is True or self.image is not False


@dataclass(frozen=True, slots=True)
class Look:
    """What to observe. `closely`: stages and traffic too, which cost a call for each deployment."""

    release: Release
    reference: str
    closely: bool = True

    @property
    def held(self) -> bool:
        """Whether it held when it was last seen: that it goes on by now is told by a closer look alone."""
        deployment = self.release.deployment
        return deployment is not None and deployment.progress.outcome is Outcome.HOLDING


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a release changes: `path` names it (`image`, `cpu`, `environment.LOG_LEVEL`); '' is "isn't there".

    All of it is data. Values of secrets never stand here: a secret's reference does.
    """

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a driver can make: for the policy of the role that it needs.

    `resource`: its ARN, with `{region}`, `{account}` and the target's own settings (`{cluster}`) to be filled in, or
    `*` where the service knows no narrower one.
    """

    service: str
    operation: str
    resource: str = "*"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What asking after the releases of one lane may cost.

    `batch`: how many one status call tells of. `calls`, `details`: status calls and closer looks in any minute, at
    most. `pushed`: EventBridge tells of each change, so that asking may only confirm.
    """

    batch: int = 1
    calls: int = 240
    details: int = 240
    pushed: bool = False


def unheard_of(status: object) -> Progress:
    """A status that stands for nothing known here: people are told of it, and nothing else changes."""
    return Progress(Outcome.UNKNOWN, advice=(Advice("unknown_status", str(status)),) if status else ())


def lane_of(aws: Aws) -> str:
    """The account and region: AWS throttles calls there together."""
    return f"{aws.role or ''} {aws.region}"


class Driver(Protocol):
    """One way to deploy. Raises only `DriverError`s; each method has its own time limits. The ledger has each write."""

    calls: ClassVar[tuple[Call, ...]]
    """All calls of AWS that it can make. A call that isn't listed is refused before it is sent."""
    allowance: ClassVar[Allowance]
    """How often it may be asked after what is live."""

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """What would run. Writes nothing. Raises `RevisionNotFound`, `RegistryUnavailable`, `TargetMisconfigured`.

        `back_to`: the release that brought this revision before: what it left there is used again where it still is.
        """

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """What can still be had of what stood on a target, in that order; for the choice of a rollback.

        Raises `TargetMisconfigured` alone: what can't be told, or not in time, is None.
        """

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """What exactly would change on the target if this plan ran now. Writes nothing. Raises as `plan` does."""

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """What could be released, the likeliest first."""

    async def find(self, release: Release) -> str | None:
        """The deployment that an earlier `start` of this release made, by its marker."""

    async def start(self, release: Release, *, again: bool) -> str:
        """Deploy the release's plan; answers the reference. `again`: an earlier start may have left something.

        Raises `TargetBusy`, `TargetMisconfigured`, `EffectRefused` (nothing was made), `Throttled`, `DriverUnavailable`
        (something may have been made: look for the marker before the next start).
        """

    def lane(self, release: Release) -> str:
        """What is throttled together, and asked together: an account and region, say."""

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """Progress by release id, for releases of one lane; what couldn't be seen is left out."""

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer a hold, or go on with a due step. Answering twice changes nothing."""

    async def stop(self, release: Release) -> str | None:
        """Stop it and take it back: what stood before stands again; also while it bakes, when it is over already.

        Answers the reference of the deployment that takes it back, where one had to be made; a second call finds that
        one. Stopping what was taken back, or never began, changes nothing.
        """

    async def warm(self, targets: Sequence[Target]) -> None:
        """Open connections for these targets ahead of the first release; what fails is tried again when needed."""


def binding(
    settings: AnyTarget,
    revision: Revision,
    parts: Mapping[str, str],
    live: str | None,
    *,
    image: str | None = None,
    artifact: str | None = None,
) -> Plan:
    """The plan that binds these parts, and the target's settings."""
    bound = {**parts, "target": digest_of(asdict(settings))}
    key, driver = settings.key, settings.driver
    return Plan(key, driver, revision, digest_of(bound), image, bound, live, settings, artifact)


def digest_of(value: object) -> str:
    """A short fingerprint of plain data; the order of keys doesn't matter."""
    text = json.dumps(value, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
