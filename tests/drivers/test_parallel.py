"""Reads that go on at the same time: none outlives the others."""

from __future__ import annotations

import asyncio

import pytest

from bot.drivers.parallel import parallel
from bot.errors import DriverUnavailable


async def test_all_go_on_at_once_and_what_they_found_comes_in_their_order() -> None:
    one, other = asyncio.Event(), asyncio.Event()

    async def first() -> str:
        one.set()
        await other.wait()
        return "first"

    async def second() -> int:
        await one.wait()
        other.set()
        return 2

    assert await parallel(first(), second()) == ("first", 2)


async def test_when_one_fails_the_others_have_ended_before_anybody_hears_of_it() -> None:
    ended = asyncio.Event()

    async def lasting() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    async def failing() -> None:
        raise DriverUnavailable("away")

    with pytest.raises(DriverUnavailable):
        await parallel(lasting(), failing())
    assert ended.is_set()


async def test_whoever_is_cancelled_ends_what_it_waits_for() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def lasting() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    task = asyncio.create_task(parallel(lasting(), lasting()))  # type: ignore[arg-type]
    await began.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert ended.is_set()
