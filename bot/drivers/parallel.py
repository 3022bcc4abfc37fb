"""Reads that go on at the same time, and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar, overload

from bot.ending import end

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


@overload
async def parallel(a: Awaitable[A], b: Awaitable[B], /) -> tuple[A, B]: ...
@overload
async def parallel(a: Awaitable[A], b: Awaitable[B], c: Awaitable[C], /) -> tuple[A, B, C]: ...
@overload
async def parallel(a: Awaitable[A], b: Awaitable[B], c: Awaitable[C], d: Awaitable[D], /) -> tuple[A, B, C, D]: ...
@overload
async def parallel(*works: Awaitable[A]) -> tuple[A, ...]: ...
async def parallel(*works: Awaitable[Any]) -> tuple[Any, ...]:
    """What each of them found. When one fails, the others end before its error is raised, unlike with `gather`."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        return tuple(await asyncio.gather(*tasks))
    except BaseException:
        await end(tasks)
        raise
