"""What is done after the ack: tasks that are held on to, bounded in number, and ended with the process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import structlog

log = structlog.get_logger(__name__)

SECONDS = 30.0  # longer than any answer to a person may take


class Errands:
    """At most `most` tasks at once; what comes above that is dropped and logged, since Slack's rates end it anyway."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> bool:
        """Begin; False when there are too many already."""
        name = getattr(work, "__qualname__", "errand")
        if len(self._tasks) >= self._most:
            log.error("errand_dropped", errand=name, running=len(self._tasks))
            work.close()
            return False
        task = asyncio.create_task(_limited(work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return True

    async def idle(self) -> None:
        """Return when nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, grace: float = 2.0) -> None:
        """Give what is under way `grace` seconds, then cancel it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("errand_failed", errand=task.get_name(), exc_info=error)


async def _limited(work: Coroutine[object, object, None]) -> None:
    async with asyncio.timeout(SECONDS):
        await work
