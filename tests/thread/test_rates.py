"""Many releases that end at once in one channel, at a Slack that enforces its rates."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bench import threads
from bot.thread.talk import Patience, SaidNo, SlowDown
from simulator.redis import RedisServer


async def test_final_states_go_first(redis_server: RedisServer) -> None:
    told = await threads.told(20, redis_server.url, pace=20, rates=40)
    assert told.refused == 0
    assert told.early == 0


async def test_a_slack_that_allows_less_is_waited_for_and_hears_all(redis_server: RedisServer) -> None:
    told = await threads.told(12, redis_server.url, pace=20, rates=10)
    assert told.refused
    assert not told.hasty


async def test_all_who_ask_the_same_wait_together() -> None:
    patience, asked = Patience(), []
    clock = asyncio.get_running_loop().time

    async def call() -> str:
        asked.append(clock())
        if len(asked) == 1:
            raise SlowDown(0.2)
        return "an answer"

    async def later() -> Any:
        await asyncio.sleep(0.05)
        return await patience.ask("link", call)

    assert set(await asyncio.gather(patience.ask("link", call), later())) == {"an answer"}
    assert len(asked) == 3
    assert min(asked[1:]) - asked[0] >= 0.19


async def test_a_no_is_passed_on() -> None:
    async def call() -> str:
        raise SaidNo("user_not_found")

    with pytest.raises(SaidNo):
        await Patience().ask("direct", call)
