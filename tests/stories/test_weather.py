"""Redis, AWS and Slack fail for a while: it recovers by itself, loses nothing, and says what it waits for."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, CHANNEL, EUNHO, MINA, SERVICE, SPEAK, Stage, beats, open_stage, ours

OUTAGE = 10.0  # seconds


@pytest.fixture
async def forgetful(own_redis: RedisServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose Redis may be stopped."""
    async with open_stage(own_redis, tmp_path) as made:
        yield made


@pytest.mark.slow
async def test_redis_is_gone_for_ten_seconds(forgetful: Stage) -> None:
    """What runs goes on, the thread says why nothing moves, and no command is taken that can't be kept."""
    stage = forgetful
    root = await stage.ask("v2")
    await stage.press(EUNHO, root, "release.approve")
    hold = await stage.offers(root, "hold.continue")

    await asyncio.to_thread(stage.redis.stop)
    gone = time.monotonic()
    answer = await stage.hands.say(ALEX, CHANNEL, f"/platform-deploy {SERVICE} v3")
    assert answer.text == SPEAK("en", "refused-nothing-kept")
    assert (await stage.hands.click(MINA, hold, "hold.continue")).ok
    await stage.whispered(MINA, SPEAK("ko", "refused-nothing-kept"))
    await stage.replied(root, SPEAK("ko", "said-memory-away"))
    await asyncio.sleep(OUTAGE - (time.monotonic() - gone))  # the length of the outage is the story
    await asyncio.to_thread(stage.redis.start)

    await stage.replied(root, SPEAK("ko", "said-memory-back"))
    await stage.press(MINA, root, "hold.continue")
    await stage.reads(root, "live-succeeded")
    thread = await stage.replied(root, "🎉")
    assert re.fullmatch("<✅🏃🔬🌫🌤👌🚦?🎉", beats(thread))
    assert len(ours(await stage.hands.deployments(SERVICE))) == 1
    assert len(await stage.hands.messages(CHANNEL)) == 1


async def test_aws_and_slack_push_back_all_the_way(stage: Stage) -> None:
    """AWS throttles; Slack answers 429 or nothing; sockets are cut and refused: the thread is that of a calm day."""
    root = await stage.ask("v2")
    await stage.hands.post("aws/throttle", seconds=5)
    await stage.press(EUNHO, root, "release.approve")
    await stage.reads(root, "waits-aws-throttled")

    for method in ("chat.postMessage", "chat.update"):
        await stage.hands.post("slack/faults", method=method, error="ratelimited", retry_after=1, times=1)
    await stage.hands.post("slack/faults", method="chat.postMessage", error="reset", after=True)  # said, unanswered
    await stage.hands.post("sockets", action="refuse_next")
    await stage.hands.post("sockets", action="cut")
    await stage.hands.wait_for(lambda: _sockets(stage, 0), "the sockets to go")
    await stage.hands.wait_for(lambda: _sockets(stage, 2), "both sockets again")

    await stage.press(MINA, root, "hold.continue")
    await stage.reads(root, "live-succeeded")
    thread = await stage.replied(root, "🎉")
    assert re.fullmatch("<✅🏃🔬👌🚦?🎉", beats(thread))
    assert await stage.calls("CreateDeployment") == 1


async def _sockets(stage: Stage, number: int) -> bool:
    return bool((await stage.hands.get(""))["sockets"] == number)
