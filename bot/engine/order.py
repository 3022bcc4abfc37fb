"""Who came first to a target is kept first, however long each takes to get ready."""

from __future__ import annotations

import asyncio


class Order:
    """One line for each target. A command joins it as it arrives, comes to its front before it keeps, and leaves."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, asyncio.Event]] = {}
        self._where: dict[str, str] = {}

    def join(self, entry: str, target: str) -> None:
        """Stand behind all who came before."""
        self._where[entry] = target
        self._lines.setdefault(target, {})[entry] = asyncio.Event()
        self._call(target)

    async def come(self, entry: str) -> None:
        """Return when nobody is in front; at once for one that never joined."""
        target = self._where.get(entry)
        if target is not None:
            await self._lines[target][entry].wait()

    def leave(self, entry: str) -> None:
        """Make room for those behind, whether it has been in front or not."""
        target = self._where.pop(entry, None)
        if target is not None:
            del self._lines[target][entry]
            self._call(target)

    def _call(self, target: str) -> None:
        front = next(iter(self._lines[target].values()), None)
        if front is None:
            del self._lines[target]
        else:
            front.set()
