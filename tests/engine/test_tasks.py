"""Works that several wait for: one run for all, and none after the end."""

from __future__ import annotations

import asyncio

from bot.engine.tasks import Together
from tests.lasting import Lasting


async def test_who_gives_up_ends_it_for_nobody_and_the_end_ends_it_for_all() -> None:
    together, plan = Together(), Lasting()
    one, other = [asyncio.create_task(together.run("demo", plan)) for _ in range(2)]
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.wait({one})
    assert plan.begun == 1
    assert not plan.ended.is_set()
    await together.close()
    assert plan.ended.is_set()
    await asyncio.wait({other})
    assert other.cancelled()
