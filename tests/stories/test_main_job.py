"""The main job: from a command to all traffic on green, as everybody in the channel sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.redis import RedisServer
from simulator.world import load
from tests.stories.conftest import EUNHO, MINA, SPEAK, Stage, beats, open_stage, ours


@pytest.fixture
async def stage(redis_server: RedisServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """The traffic takes so long to go over that nobody misses it."""
    world = load()
    pace = replace(world.aws.pace, traffic=3000)
    async with open_stage(redis_server, tmp_path, replace(world, aws=replace(world.aws, pace=pace))) as made:
        yield made


async def test_a_release_from_the_command_to_the_celebration(stage: Stage) -> None:
    """One message in the channel, the rest in its thread, and a link for whoever asked."""
    root = await stage.ask("v2")
    told = await stage.whispered(MINA, SPEAK("ko", "answer-link"))
    await stage.press(EUNHO, root, "release.approve")
    await stage.press(MINA, root, "hold.continue")
    await stage.replied(root, "🚦")
    await stage.hands.post("clock", speed=2000)
    thread = await stage.reads(root, "live-succeeded")
    thread = await stage.replied(root, "🎉")

    assert beats(thread) == "<✅🏃🔬👌🚦🎉"
    assert not [button for message in (thread, *thread.replies) for button in message.buttons]
    assert f"p{root.ts.replace('.', '')}" in told.words
    assert [message.ts for message in await stage.hands.messages("C0DEPLOY")] == [root.ts]
    [made] = ours(await stage.hands.deployments("demo-backend"))
    assert (made.status, made.green) == ("Succeeded", 100.0)
    assert made.id in thread.words
