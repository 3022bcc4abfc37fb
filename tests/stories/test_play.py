"""`make play` tells a story that ends well from one that doesn't, by what Slack and AWS show."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from simulator import play
from simulator.client import Message
from simulator.play import EndedOtherwise, Play
from simulator.screen import Screen
from tests.stories.conftest import MINA, Stage

REJECTED = play.STORIES[1]


async def test_a_story_is_played_checked_and_printed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that ends soonest: told right, told wrong, and not told to its end."""
    player, written = Play(stage.hands), io.StringIO()
    Screen(await stage.hands.get(""), written).thread(await player.give(REJECTED))
    printed = written.getvalue()
    assert "demo-backend v3 → production" in printed
    assert "@은호" in printed
    assert "<" not in printed

    deployed = replace(REJECTED, runs=(("Succeeded", "user"),), goes_live=True)
    with pytest.raises(EndedOtherwise, match=r"AWS has \(\), and should have"):
        await player.give(deployed)

    monkeypatch.setattr(play, "STEP", 1.0)
    with pytest.raises(EndedOtherwise, match=r"the button hold\.continue: not within 1 s"):
        await player.give(replace(REJECTED, act=_nobody_approves))


async def _nobody_approves(player: Play, root: Message) -> None:
    await player.press(root, MINA, "hold.continue")
