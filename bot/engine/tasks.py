"""Tasks that are held on to, so that none is forgotten, and ended together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

import structlog

log = structlog.get_logger()


class Tasks:
    """A set of named tasks. Starting a name that runs already does nothing; a task that fails is logged.

    Each has a context of its own: what the starter bound to its log lines isn't true of them.
    """

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> bool:
        """Run it beside the others, unless one of that name runs."""
        if name in self._running:
            work.close()
            return False
        task = self._running[name] = asyncio.create_task(work, name=name, context=Context())
        task.add_done_callback(lambda ended: self._ended(name, ended))
        return True

    async def settle(self) -> None:
        """Wait until none runs."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def close(self) -> None:
        """Cancel all and wait for their ends."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        self._running.pop(name, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed", task=name, exc_info=error)
