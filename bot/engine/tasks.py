"""Tasks that are held on to, so that none is forgotten, and ended together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from contextvars import Context
from typing import Any, TypeVar

import structlog

from bot.ending import end

T = TypeVar("T")
log = structlog.get_logger()


AGAIN = 1.0  # seconds until a loop that failed begins anew


def monotonic() -> float:
    """Seconds on the running loop's own clock, by which it also sleeps."""
    return asyncio.get_running_loop().time()


async def forever(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a loop until cancelled. One that fails is logged and begins anew: all that it needs is kept in Redis."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("loop_failed", loop=name)
        await asyncio.sleep(AGAIN)


class Tasks:
    """A set of named tasks. Starting a name that runs already does nothing; a task that fails is logged.

    Each has a context of its own: what the starter bound to its log lines isn't true of them.
    """

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}

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
        await end(list(self._running.values()))

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        self._running.pop(name, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed", task=name, exc_info=error)


class Together:
    """One run of a work for all who want it at the same time. One who gives up doesn't end it for the others."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[Any]] = {}

    async def run(self, name: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of `work`, or of one of that name which is under way."""
        task: asyncio.Task[T] | None = self._running.get(name)
        if task is None:
            task = self._running[name] = asyncio.create_task(work(), context=Context())
            task.add_done_callback(lambda ended: self._ended(name, ended))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End what goes on, though nobody waits for it any more."""
        await end(list(self._running.values()))

    def _ended(self, name: Hashable, task: asyncio.Task[Any]) -> None:
        self._running.pop(name, None)
        if not task.cancelled():
            task.exception()  # those who waited were told; there may be none left
