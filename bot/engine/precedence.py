"""Acks go before the work that they announce: a person waits for the one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LONGEST = 0.05  # seconds that work makes way


class Precedence:
    """Counts what people wait for at this moment."""

    def __init__(self) -> None:
        self._waiting = 0
        self._clear = asyncio.Event()
        self._clear.set()
        self._arrived = asyncio.Event()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Somebody waits for what happens in here."""
        self._waiting += 1
        self._clear.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._clear.set()

    def arrive(self) -> None:
        """Something was kept that is to be carried out."""
        self._arrived.set()

    async def arrival(self, longest: float) -> None:
        """Return when something has arrived here, or after so many seconds: others may have kept something too."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._arrived.wait()
        self._arrived.clear()
        await self.make_way()

    async def make_way(self) -> None:
        """Return when nobody waits, or when one has made way for long enough."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                await self._clear.wait()
