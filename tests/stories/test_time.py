"""What time does to a request: it expires, its hold expires, its tag moves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from simulator.redis import RedisServer
from simulator.world import load
from tests.stories.conftest import (
    EUNHO,
    SERVICE,
    SPEAK,
    Stage,
    beats,
    channel_of,
    mirror,
    mirrored,
    open_stage,
    ours,
)

SERVICES = {"unasked": "healthy", "unanswered": "healthy"}
REPOSITORY = "ghcr.io/softbank-hackathon-watermelon/demo-backend"


@pytest.fixture
async def impatient(redis_server: RedisServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """A service whose requests expire at once, and one whose holds do."""

    def settings(document: dict[str, Any]) -> None:
        mirror(document, "unasked", approval={"required": 1, "by": [EUNHO], "expires": "2s"})
        mirror(document, "unanswered", hold_expires="4s")

    async with open_stage(redis_server, tmp_path, mirrored(load(), SERVICES), settings) as made:
        yield made


async def test_nobody_decides_nobody_answers_and_a_tag_moves(impatient: Stage) -> None:
    """Three releases side by side, each in a channel of its own."""
    async with asyncio.TaskGroup() as stories:
        for story in (_request_expires, _hold_expires, _tag_moves):
            stories.create_task(story(impatient))


async def _request_expires(stage: Stage) -> None:
    root = await stage.ask("v2", service="unasked", channel=channel_of("unasked"))
    await stage.reads(root, "live-expired")
    thread = await stage.replied(root, SPEAK("ko", "said-expired"))
    assert [button.action_id for button in thread.buttons] in ([], ["release.retry"])
    assert ours(await stage.hands.deployments("unasked")) == []


async def _hold_expires(stage: Stage) -> None:
    """The bot itself says no to AWS, so that the reason is known."""
    root = await stage.ask("v2", service="unanswered", channel=channel_of("unanswered"))
    await stage.reads(root, "live-rolled-back")
    thread = await stage.replied(root, "🛟")
    assert SPEAK("ko", "cause-hold-expired") in thread.replies[-1].words
    assert re.fullmatch("🏃🔬🍵?⌛↩?🛟", beats(thread))  # reminder and way back may be over between two looks
    [failed] = ours(await stage.hands.deployments("unanswered"))
    assert (failed.status, failed.green) == ("Failed", 0.0)


async def _tag_moves(stage: Stage) -> None:
    """Who approves sees the plan change under their hand; what they approve then is what runs."""
    root = await stage.ask("v3")
    seen = await stage.offers(root, "release.approve")
    moved = await stage.hands.post("images", repository=REPOSITORY, tag="v3")
    await stage.hands.click(EUNHO, seen, "release.approve")
    await stage.replied(root, SPEAK("ko", "part-image"))
    await stage.whispered(EUNHO, SPEAK("ko", "refused-plan-changed"))
    assert ours(await stage.hands.deployments(SERVICE)) == []

    await stage.shows(root, moved["digest"][: len("sha256:") + 12])
    await stage.press(EUNHO, root, "release.approve")
    await stage.offers(root, "hold.continue")
    [made] = ours(await stage.hands.deployments(SERVICE))
    assert made.image == f"{REPOSITORY}@{moved['digest']}"
    assert beats(await stage.hands.thread(root)).startswith("<✋✅🏃🔬")
