"""Acks go before the work that they announce: Redis wakes both at once, and a person waits for the one."""

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

    async def make_way(self) -> None:
        """Return when nobody waits, or when one has made way for long enough."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                await self._clear.wait()
