"""Work in order for one key, in parallel for different ones, and never more of it than there is room for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.ending import end

Job = Callable[[], Awaitable[None]]


class Lanes:
    """A lane a key; it ends when it is empty. Jobs handle their own errors."""

    def __init__(self, most: int) -> None:
        self._room = asyncio.Semaphore(most)
        self._waiting: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def put(self, key: str, job: Job) -> None:
        """Add to a lane; waits while there is no room."""
        await self._room.acquire()
        if key in self._waiting:
            self._waiting[key].append(job)
            return
        self._waiting[key] = deque([job])
        task = asyncio.create_task(self._drain(key), name=f"lane {key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop everything where it is."""
        await end(list(self._tasks))

    async def _drain(self, key: str) -> None:
        jobs = self._waiting[key]
        try:
            while jobs:
                try:
                    await jobs[0]()
                finally:
                    jobs.popleft()
                    self._room.release()
        finally:
            del self._waiting[key]
