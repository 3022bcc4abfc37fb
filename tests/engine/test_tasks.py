"""Works that several wait for: one run for all, and none after the end."""

from __future__ import annotations

import asyncio

from bot.engine.tasks import Together


async def test_who_gives_up_ends_it_for_nobody_and_the_end_ends_it_for_all() -> None:
    together, began, ended = Together(), list[int](), asyncio.Event()

    async def plan() -> None:
        began.append(1)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    one, other = [asyncio.create_task(together.run("demo", plan)) for _ in range(2)]
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.wait({one})
    assert began == [1]
    assert not ended.is_set()
    await together.close()
    assert ended.is_set()
    await asyncio.wait({other})
    assert other.cancelled()
