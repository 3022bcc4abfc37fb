"""What every gate can do. It says a verdict and a neutral code, never prose, so a new one needs words and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from bot.domain.catalogue import Gate, Service
from bot.domain.gate import Finding, Verdict
from bot.domain.release import Release
from bot.drivers.base import Call


@dataclass(frozen=True, slots=True)
class Subject:
    """What a gate is asked about, with the facts that it can't look up itself.

    `histories`: what ended in an environment, the newest first, for those that the gate's settings name. `before`:
    what this gate said last.
    """

    release: Release
    service: Service
    now: datetime
    histories: Mapping[str, Sequence[Release]] = field(default_factory=dict)
    before: Finding | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What a gate says: `code` names the sentence `gate-CODE`, `facts` fill it in (data), `link` shows more.

    `warns`: it passes, and people should still read why.
    """

    verdict: Verdict
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    warns: bool = False


class Gatekind(Protocol):
    """One kind of gate. It answers within its own time limits, and never raises: what can't be asked is unknown."""

    calls: ClassVar[tuple[Call, ...]]
    """All calls of AWS that it can make."""

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """Whether the condition holds now."""
