"""The client holds to our time limits, and lets itself be ended."""

from __future__ import annotations

import asyncio

from bot.store import Store
from bot.store.client import WAIT


async def test_a_cancelled_follower_ends_whenever_it_is_cancelled(store: Store) -> None:
    async def follow() -> None:
        async for entry, _ in store.stream.follow("g"):
            await store.stream.done("g", entry)

    for turn in range(40):
        following = asyncio.create_task(follow())
        await asyncio.sleep(turn * 0.0005)
        following.cancel()
        done, _ = await asyncio.wait({following}, timeout=WAIT - 1)  # before its read comes back
        assert done, f"cancelled after {turn / 2} ms it went on"


async def test_a_crowd_waits_for_a_connection_instead_of_being_refused(store: Store) -> None:
    await asyncio.gather(*(store.ping() for _ in range(300)))
