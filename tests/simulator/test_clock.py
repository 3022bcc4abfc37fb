"""The pace of the cloud: it changes at once, and stands still while it is paused."""

from __future__ import annotations

import asyncio

from simulator.clock import Clock


async def test_a_change_of_speed_takes_hold_of_those_who_wait() -> None:
    clock = Clock(1)
    sleeper = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    clock.speed = 3600
    async with asyncio.timeout(1):
        await sleeper


async def test_nothing_goes_by_during_a_pause() -> None:
    clock = Clock(3600)
    clock.paused = True
    sleeper = asyncio.create_task(clock.sleep(36))
    done, _ = await asyncio.wait({sleeper}, timeout=0.05)
    assert not done, "36 s at ×3600 are over in 0.01 s, unless time stands still"
    clock.paused = False
    async with asyncio.timeout(1):
        await sleeper
