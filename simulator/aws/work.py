"""What goes on at AWS by itself, such as a deployment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from simulator.aws.timing import put_away

log = logging.getLogger(__name__)


class Work:
    """Tasks by themselves: what breaks is logged, and they end together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Let it go on; `name` says in the log what it was."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def close(self) -> None:
        """End all that still goes on."""
        await put_away(*self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (err := task.exception()):
            log.error("the simulated %s broke", task.get_name(), exc_info=err)
