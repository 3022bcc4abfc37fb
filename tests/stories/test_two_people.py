"""Two people want the same at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from typing import Any

import pytest

from simulator.client import Message
from simulator.redis import RedisServer
from tests.stories.conftest import (
    ALEX,
    CHANNEL,
    EUNHO,
    HARU,
    MINA,
    SERVICE,
    Stage,
    beats,
    open_stage,
    ours,
    without_hold,
)


@pytest.fixture
async def straight(redis_server: RedisServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage where the traffic goes over by itself."""

    def settings(document: dict[str, Any]) -> None:
        without_hold(document["services"][SERVICE]["targets"]["production"])

    async with open_stage(redis_server, tmp_path, settings=settings) as made:
        yield made


async def test_one_after_the_other_each_approved_once_and_asked_for_once(straight: Stage) -> None:
    """Two releases of one target; both approvers press at once; Slack sends an envelope twice."""
    stage = straight
    async with _never_two_live(stage):
        first, second = await asyncio.gather(stage.ask("v2", by=MINA), stage.ask("v3", by=HARU))
        assert (await stage.hands.post("redeliver"))["acked"]
        await asyncio.gather(_approve_together(stage, first), _approve_together(stage, second))
        await asyncio.gather(*(stage.reads(root, "live-succeeded") for root in (first, second)))
    threads = await asyncio.gather(*(stage.replied(root, "🎉") for root in (first, second)))

    assert all(re.fullmatch("<✅🏃🚦?🎉", beats(thread)) for thread in threads)  # traffic goes over between two looks
    assert [each.status for each in ours(await stage.hands.deployments(SERVICE))] == ["Succeeded"] * 2
    assert len(await stage.hands.messages(CHANNEL)) == 2


async def _approve_together(stage: Stage, root: Message) -> None:
    """One approval counts; the other approver is told who was first."""
    offered = await stage.offers(root, "release.approve")
    presses = [stage.hands.click(who, offered, "release.approve") for who in (EUNHO, ALEX)]
    assert [answer.ok for answer in await asyncio.gather(*presses)] == [True, True]
    thread = await stage.replied(root, "✅")
    approver = EUNHO if f"<@{EUNHO}>" in next(it.words for it in thread.replies if "✅" in it.words) else ALEX
    other, already = (ALEX, "was first") if approver == EUNHO else (EUNHO, "먼저 결정한")
    told = await stage.whispered(other, f"<@{approver}>")
    assert already in told.words


@asynccontextmanager
async def _never_two_live(stage: Stage) -> AsyncIterator[None]:
    """Looks at CodeDeploy after each event, all along."""

    async def look() -> bool:
        return sum(each.live for each in await stage.hands.deployments(SERVICE)) > 1

    watch = asyncio.create_task(stage.hands.wait_for(look, "two deployments at once", limit=inf))
    try:
        yield
        assert not watch.done(), "two deployments were live at once"
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
