"""Reads that go on at the same time: none outlives the others."""

from __future__ import annotations

import asyncio

import pytest

from bot.drivers.parallel import parallel
from bot.errors import DriverUnavailable
from tests.lasting import Lasting


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
    lasting = Lasting()

    async def failing() -> None:
        raise DriverUnavailable("away")

    with pytest.raises(DriverUnavailable):
        await parallel(lasting(), failing())
    assert lasting.ended.is_set()


async def test_whoever_is_cancelled_ends_what_it_waits_for() -> None:
    lasting = Lasting()
    task = asyncio.create_task(parallel(lasting(), lasting()))  # type: ignore[arg-type]
    await lasting.began.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert lasting.ended.is_set()
