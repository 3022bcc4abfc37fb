"""The leader: the one replica that does what must be done once, by a lease with a fencing number."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.engine.helm import LIFE
from bot.errors import StoreUnavailable
from bot.store import Lease, Store

ROLE = "leader"

log = structlog.get_logger()


class Leader:
    """`stand` once a second; `leads` says whether it is us, and `elected` waits until it is."""

    def __init__(self, store: Store, replica: str, now: Callable[[], datetime]) -> None:
        self._store, self._replica, self._now = store, replica, now
        self._lease: Lease | None = None
        self._until = now()
        self.elected, self.deposed = asyncio.Event(), asyncio.Event()

    @property
    def leads(self) -> bool:
        """Whether it is us; not any more once our lease has run out unrenewed."""
        return self._lease is not None and self._now() < self._until

    async def stand(self) -> None:
        """Take or keep the leader's lease, if nobody else has it."""
        now = self._now()
        try:
            self._lease = await self._store.leases.take(ROLE, self._replica, now, now + LIFE)
        except StoreUnavailable:
            return  # nobody else can lead without Redis either; whether somebody does is known when it is back
        self._until = now + LIFE
        self._announce()

    async def step_down(self) -> None:
        """Let another replica lead at once."""
        if self._lease is not None:
            await self._store.leases.hand_back(self._lease)
            self._lease = None
        self._announce()

    def _announce(self) -> None:
        leads = self._lease is not None
        if leads and not self.elected.is_set():
            log.info("leading", replica=self._replica)
            self.deposed.clear()
            self.elected.set()
        elif not leads and self.elected.is_set():
            log.warning("no_longer_leading", replica=self._replica)
            self.elected.clear()
            self.deposed.set()
