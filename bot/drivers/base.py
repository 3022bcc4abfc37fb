"""What every driver can do. It reports neutral stages and causes, never prose, so a new one needs no translation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.catalogue import Service, Target
from bot.domain.release import Plan, Progress, Release, Verdict


@dataclass(frozen=True, slots=True)
class RevisionChoice:
    """A revision that could be released."""

    name: str
    digest: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What to observe. `closely`: stages and traffic too, which cost a call for each deployment."""

    release: Release
    reference: str
    closely: bool = True


class Driver(Protocol):
    """One way to deploy. Raises only `DriverError`s; each method has its own time limits."""

    async def plan(self, service: Service, target: Target, revision: str) -> Plan:
        """What would run. Writes nothing. Raises `RevisionNotFound`, `RegistryUnavailable`, `TargetMisconfigured`."""

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
        """Answer a hold. Answering twice changes nothing."""

    async def stop(self, release: Release) -> None:
        """Stop it and take it back. Stopping what has ended changes nothing."""

    async def warm(self, targets: Sequence[Target]) -> None:
        """Open connections for these targets ahead of the first release; what fails is tried again when needed."""


def digest_of(value: object) -> str:
    """A short fingerprint of plain data; the order of keys doesn't matter."""
    text = json.dumps(value, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
