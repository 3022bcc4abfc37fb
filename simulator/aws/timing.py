"""Time limits that follow the simulated clock."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from simulator.clock import Clock

T = TypeVar("T")

PARTS = 20  # that a limit is waited for in: a machine that stands still for a while uses up one, not the limit


async def within(clock: Clock, seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """The result of the work, or TimeoutError after so many simulated seconds."""
    task, limit = asyncio.create_task(work), asyncio.create_task(_run_out(clock, seconds))
    try:
        await asyncio.wait({task, limit}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        await put_away(task, limit)


async def _run_out(clock: Clock, seconds: float) -> None:
    for _ in range(PARTS):
        await clock.sleep(seconds / PARTS)


async def unless(halted: asyncio.Future[Any], work: Coroutine[Any, Any, None]) -> None:
    """Do the work; raises what `halted` holds as soon as it holds something."""
    task = asyncio.create_task(work)
    try:
        both: set[asyncio.Future[Any]] = {task, halted}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise halted.result()
        task.result()
    finally:
        await put_away(task)


async def put_away(*tasks: asyncio.Task[Any]) -> None:
    """Cancel what still runs and wait for its end; whoever cares for the results has them already."""
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
