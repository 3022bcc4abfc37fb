"""What is done now and then: by whom, from when on, and until when."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.domain.release import Status
from tests.engine.conftest import LIMIT, Replica
from tests.lasting import Lasting

SELDOM = 3600 * 5  # seconds between two turns; the replicas here do things five times as often


async def test_whoever_is_elected_begins_at_once_however_long_the_turns_are(replica: Replica) -> None:
    turns, turned = list[str](), asyncio.Event()

    async def work(name: str) -> None:
        turns.append(name)
        turned.set()

    async with replica("replica-a") as one, asyncio.timeout(LIMIT):
        one.engine.every(SELDOM, lambda: work("a"), leader=True)
        await turned.wait()
        turned.clear()
        async with replica("replica-b") as other:
            other.engine.every(SELDOM, lambda: work("b"), leader=True)
            other.clock.by = timedelta(minutes=5)  # the first one's lease has run out for it
            await turned.wait()
            await one.engine.leader.deposed.wait()
    assert turns == ["a", "b"]


async def test_a_turn_ends_with_the_engine_and_not_after_it(replica: Replica) -> None:
    work = Lasting(0.05)
    async with replica("replica-a") as one, asyncio.timeout(LIMIT):
        await one.until(await one.ask(), Status.REQUESTED)  # while a connection is made, a cancellation may be slow
        one.engine.every(SELDOM, work)
        await work.began.wait()
    assert work.ended.is_set()
