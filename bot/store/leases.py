"""Leases: who drives a target, and who leads. Each new holder gets the next fencing number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.client import Client
from bot.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to drive a target, until somebody with a higher number has it."""

    target: str
    owner: str
    fence: int


class Leases:
    """Taken, kept and handed back by scripts; instants are those of the caller."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    async def take(self, target: str, owner: str, now: datetime, until: datetime) -> Lease | None:
        """The lease, when nobody holds it or it has run out or is one's own; else None."""
        answer = await self._client.run("lease", [self._keys.lease(target)], [owner, millis(now), millis(until)])
        return Lease(target, owner, int(answer[1])) if answer[0] == b"ok" else None

    async def renew(self, leases: Sequence[Lease], owner: str, until: datetime) -> list[Lease]:
        """Keep them all; answers those that were lost."""
        if not leases:
            return []
        keys = [self._keys.lease(lease.target) for lease in leases]
        lost = await self._client.run("renew", keys, [owner, millis(until), *(lease.fence for lease in leases)])
        return [leases[place - 1] for place in lost]

    async def hand_back(self, lease: Lease) -> None:
        """Let another replica take it at once."""
        await self._client.run("yield", [self._keys.lease(lease.target)], [lease.owner, lease.fence])


def millis(at: datetime) -> int:
    """Epoch milliseconds."""
    return int(at.timestamp() * 1000)
