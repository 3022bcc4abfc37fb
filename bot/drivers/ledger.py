"""The ledger: each write that a driver makes is told to whoever keeps account of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

OK = "ok"
UNKNOWN = "unknown"  # the answer was lost: it may have come through all the same


@dataclass(frozen=True, slots=True)
class Write:
    """Something that a driver changed on the other side, or tried to, for a release and at somebody's word.

    `actor`: a Slack user id, or Subaku. `outcome`: `ok`, `unknown`, or what the other side calls its refusal.
    """

    release: str
    actor: str
    system: str
    operation: str
    resource: str
    outcome: str = UNKNOWN


class Ledger(Protocol):
    """Keeps account of writes."""

    async def wrote(self, write: Write) -> None:
        """Keep it, within a time limit. Never raises: what is written is written."""


class NoLedger:
    """For tools, which write nothing, and for tests that don't ask."""

    async def wrote(self, write: Write) -> None:
        """Forget it."""
