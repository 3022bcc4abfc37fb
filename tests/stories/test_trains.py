"""A train: two services that go as one, told in one thread."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.domain.catalogue import Locale
from simulator.client import Message
from simulator.redis import RedisServer
from simulator.world import load
from tests.stories.conftest import (
    CHANNEL,
    EUNHO,
    MINA,
    SERVICE,
    SPEAK,
    Json,
    Stage,
    mirrored,
    open_stage,
    without_hold,
)

SECOND, TRAIN = "demo-web", "shop"
Opened = Callable[[str, Locale], AbstractAsyncContextManager[Stage]]


def coupled(locale: Locale, document: Json) -> None:
    """Both services in one environment, without holds, and a train of them."""
    document["workspace"]["locale"] = locale
    given = document["services"][SERVICE]
    given.pop("offer", None)  # new images are another story
    target = given["targets"]["production"]
    without_hold(target)
    other = {**target, "application": SECOND, "group": SECOND, "service": SECOND}
    document["services"][SECOND] = {"image": given["image"], "targets": {"production": other}}
    document["trains"] = {TRAIN: {"services": [SERVICE, SECOND]}}


@pytest.fixture
def opened(redis_server: RedisServer, tmp_path: Path) -> Opened:
    """Opens a stage where the second service fares as is said."""

    @asynccontextmanager
    async def made(scenario: str, locale: Locale) -> AsyncIterator[Stage]:
        world = mirrored(load(), {SECOND: scenario})
        async with open_stage(redis_server, tmp_path, world, partial(coupled, locale)) as stage:
            yield stage

    return made


async def asked(stage: Stage) -> Message:
    """Ask for the train and approve it; returns the root of its thread."""
    answer = await stage.hands.say(MINA, CHANNEL, f"/platform-deploy {TRAIN} v2")
    assert answer.ok, answer

    async def look() -> Message | None:
        return next((it for it in await stage.hands.messages(CHANNEL) if f"*{TRAIN}* `v2`" in it.words), None)

    root = await stage.hands.wait_for(look, "the thread of the train")
    await stage.press(EUNHO, root, "release.approve")
    return root


async def test_a_good_train_costs_the_channel_one_message(opened: Opened) -> None:
    """One approval; the carriages go one after the other, and each of them is told in the one thread."""
    async with opened("healthy", "ko") as stage:
        root = await asked(stage)
        thread = await stage.reads(root, "live-train-arrived")
        await stage.replied(
            root, SPEAK("ko", "said-train-arrived", train=TRAIN, revision="v2", environment="production")
        )
        for name in (SERVICE, SECOND):
            state = SPEAK("ko", "stands-succeeded")
            assert SPEAK("ko", "train-line", mark="✅", service=name, state=state) in thread.words
        assert [message.ts for message in await stage.hands.messages(CHANNEL)] == [root.ts]
        assert [it.words.count(f"*{SECOND}* `v2`") for it in thread.replies].count(1) == 1
        first, second = [await stage.hands.deployments(name) for name in (SERVICE, SECOND)]
        assert (first[0].status, second[0].status) == ("Succeeded", "Succeeded")


@pytest.mark.slow
async def test_a_second_carriage_that_fails_takes_the_first_one_back(opened: Opened) -> None:
    """The reason is told, the way back is in the same thread, and the root says how it ended."""
    async with opened("health_check_fails", "en") as stage:
        root = await asked(stage)
        thread = await stage.shows(root, SPEAK("en", "live-train-back"))
        assert (
            SPEAK("en", "train-line", mark="🛟", service=SERVICE, state=SPEAK("en", "train-back-done")) in thread.words
        )
        thread = await stage.replied(root, SPEAK("en", "said-taking-back", revision="v1"))
        assert [message.ts for message in await stage.hands.messages(CHANNEL)] == [root.ts]
        assert any(f"*{SECOND}* · 🛟" in reply.words for reply in thread.replies)
        backs = [it for it in thread.replies if f"*{SERVICE}* `v1`" in it.words]
        assert len(backs) == 1
        assert len([it for it in await stage.hands.deployments(SERVICE) if it.creator == "user"]) == 3
