"""The process is killed, or told to go: the same deployment and the same thread go on, and nothing is done twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import Store
from simulator.client import Deployment
from tests.stories.conftest import EUNHO, MINA, SERVICE, Stage, beats, ours


@pytest.mark.slow
async def test_killed_four_times_in_the_middle_of_one_release(stage: Stage) -> None:
    """Right after the approval, while installing, at the hold, and right after its answer."""
    root = await stage.ask("v2")
    await stage.hands.post("clock", speed=20)
    await stage.press(EUNHO, root, "release.approve")
    await _again(stage)
    await stage.cloud("a deployment that installs", _installs)
    await _again(stage)
    await stage.hands.post("clock", speed=200)
    await stage.offers(root, "hold.continue")
    await _again(stage)
    await stage.press(MINA, root, "hold.continue")
    await _again(stage)
    await stage.reads(root, "live-succeeded")
    thread = await stage.replied(root, "🎉")

    # nobody is asked any more when the approval came before the asking was said
    assert re.fullmatch("<?✅🏃🔬👌🚦?🎉", beats(thread))
    [made] = ours(await stage.hands.deployments(SERVICE))
    assert (made.status, made.green) == ("Succeeded", 100.0)
    assert [await stage.calls(each) for each in ("RegisterTaskDefinition", "CreateDeployment")] == [1, 1]
    said = [post["metadata"] for post in await stage.posted()]
    assert len(said) == len({str(each) for each in said}) == 1 + len(thread.replies)


@pytest.mark.slow
async def test_told_to_go_it_hands_over_and_the_next_one_goes_on_at_once(stage: Stage) -> None:
    """SIGTERM while it installs."""
    root = await stage.ask("v2")
    await stage.hands.post("clock", speed=20)
    await stage.press(EUNHO, root, "release.approve")
    await stage.cloud("a deployment that installs", _installs)
    assert await stage.bot.stop() == 0
    assert await _is_free(stage, f"{SERVICE}/production")
    before = len(stage.bot.log)
    await stage.bot.start()
    await stage.bot.logged("release_adopted", since=before)
    await stage.hands.post("clock", speed=200)
    await stage.press(MINA, root, "hold.stop")
    await stage.reads(root, "live-rolled-back")
    thread = await stage.replied(root, "🛟")
    assert re.fullmatch("<✅🏃🔬✋↩?🛟", beats(thread))  # the way back may be over between two looks
    assert len(ours(await stage.hands.deployments(SERVICE))) == 1


async def _is_free(stage: Stage, target: str) -> bool:
    """Whether nobody's lease is in the way; one that was not handed back stands for four seconds."""
    store = Store(stage.redis.url, stage.server.world.team.id, "whoever comes next")
    try:
        now = datetime.now(UTC)
        lease = await store.leases.take(target, "whoever comes next", now, now + timedelta(seconds=4))
        if lease:
            await store.leases.hand_back(lease)
        return lease is not None
    finally:
        await store.close()


def _installs(deployments: list[Deployment]) -> bool:
    return deployments[0].event == "Install"


async def _again(stage: Stage) -> None:
    await stage.bot.kill()
    await stage.bot.start()
