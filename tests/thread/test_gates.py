"""What the live message makes of gates that a live release meets, and of steps that were cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalogue import Gate, Locale
from bot.domain.gate import Finding
from bot.domain.gate import Verdict as Word
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.release import Obstacle, Override, Release, Stage, StageStatus, Status, Verdict
from bot.i18n import LOCALES, Languages
from bot.thread.blocks import Block, no_pictures
from bot.thread.live import live_message
from bot.thread.scenes import NOTHING, Scene
from simulator.slack import validate
from tests.thread.conftest import TARGET, Play

GATES = (Gate("http", {"url": "http://green"}, "hold"), Gate("prometheus", {"url": "http://p", "query": "up"}, "bake"))


def drawn(play: Play, release: Release, locale: Locale = "en", scene: Scene = NOTHING) -> list[Block]:
    say = Languages.load("Asia/Seoul").to(locale)
    message = live_message(release, scene, play.catalogue, play.at + timedelta(minutes=9), say, no_pictures)
    validate.message_blocks(message.blocks, lambda _: False)
    return message.blocks


def asides(blocks: list[Block]) -> list[tuple[str, str]]:
    """Each button that sets a gate aside: its value, and what stands beside it."""
    accessories = [(block.get("accessory", {}), block) for block in blocks]
    return [
        (it["value"], block["text"]["text"]) for it, block in accessories if it.get("action_id") == "release.override"
    ]


async def live(play: Play, status: Status, *said: tuple[str, Word], **more: Any) -> Release:
    """A release that holds, or bakes, and what its gates have said."""
    await play.request()
    await play.approve()
    await play.start()
    release = await play.hold()
    if status is not Status.HOLDING:
        await play.answer(Verdict.CONTINUE)
        release = await play.shift(100)
    plan = replace(release.plan, settings=replace(TARGET, gates=GATES))
    findings = tuple(Finding(gate, verdict, play.at, "slow") for gate, verdict in said)
    return release.changed(status=status, plan=plan, findings=findings, **more)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("verdict", [Word.FAILING, Word.UNKNOWN, Word.PENDING])
@pytest.mark.parametrize(("status", "gate"), [(Status.HOLDING, "http"), (Status.BAKING, "prometheus")])
async def test_a_gate_in_the_way_of_a_live_release_can_be_set_aside(
    play: Play, status: Status, gate: str, verdict: Word, locale: Locale
) -> None:
    others = "prometheus" if gate == "http" else "http"
    release = await live(play, status, (gate, verdict), (others, Word.FAILING))
    ((value, beside),) = asides(drawn(play, release, locale))
    assert value == f"{release.id}:gate"
    assert gate in beside


async def test_what_passes_was_set_aside_or_ends_anyway_has_no_button(play: Play) -> None:
    shut = await live(play, Status.HOLDING, ("http", Word.FAILING))
    assert asides(drawn(play, shut))
    aside = Override(Obstacle.GATE, "U0ALEX", play.at, "it is broken", "http")
    stopping = shut.deployment.with_(stop_by="U0MINA") if shut.deployment else None
    passing = replace(shut, findings=(replace(shut.findings[0], verdict=Word.PASSING),))
    for other in (
        passing,
        shut.changed(overrides=(aside,)),
        shut.changed(deployment=stopping),
        shut.changed(status=Status.ROLLING_BACK),
        shut.changed(status=Status.FAILED, ended_at=play.at),
    ):
        assert asides(drawn(play, other)) == []


async def test_a_gate_that_holds_what_waits_is_told_once_with_its_link(play: Play) -> None:
    """Beside the button that sets it aside; what lets it pass keeps its line."""
    await play.request()
    waiting = await play.approve()
    shut = Finding("http", Word.FAILING, play.at, "slow", {"kind": "http"}, "https://probes/1")
    passing = Finding("prometheus", Word.PASSING, play.at, "slow", {"kind": "prometheus"})
    held = Scene(hindrances=(Hindrance(Kind.GATE, detail="http", mark="http", finding=shut),))
    blocks = drawn(play, waiting.changed(findings=(shut, passing)), scene=held)
    ((_, beside),) = asides(blocks)
    assert "https://probes/1" in beside
    assert str(blocks).count("https://probes/1") == 1
    assert "✅ `prometheus`" in str(blocks)


@pytest.mark.parametrize(
    ("status", "mark"), [(Status.ROLLED_BACK, "✋ "), (Status.FAILED, "✋ "), (Status.SUCCEEDED, "")]
)
async def test_a_step_that_was_cut_off_carries_a_hand(play: Play, status: Status, mark: str) -> None:
    await live(play, Status.BAKING)
    release = await play.roll_back()
    assert release.deployment
    progress = release.deployment.progress
    stages = tuple(replace(it, status=StageStatus.SKIPPED) if it.name == "install" else it for it in progress.stages)
    deployment = release.deployment.with_(progress=replace(progress, stages=stages))
    [table] = [it for it in drawn(play, release.changed(status=status, deployment=deployment)) if it["type"] == "table"]
    assert f"{mark}Set up green" in [row[0]["text"] for row in table["rows"]]


async def test_what_people_called_a_step_elsewhere_stays_a_line_of_its_own(play: Play) -> None:
    """And however many steps there were, the table ends with all of it together."""
    release = await live(play, Status.BAKING)
    assert release.deployment
    forged = "build\n✅ approved \u202e" + "x" * 500
    stages = tuple(Stage("job", StageStatus.RUNNING, play.at, title=f"{number}{forged}") for number in range(200))
    progress = replace(release.deployment.progress, stages=stages)
    going = release.changed(deployment=release.deployment.with_(progress=progress))
    [steps] = [block for block in drawn(play, going) if block["block_id"].startswith("steps.")]
    said = [it["text"] for it in steps["elements"][0]["elements"] if it["type"] == "text" and it["text"] != "\n"]
    assert not any("\n" in text or "\u202e" in text or len(text) > 100 for text in said)
    over = going.changed(status=Status.SUCCEEDED, ended_at=play.at + timedelta(minutes=5))
    [table] = [block for block in drawn(play, over) if block["block_id"].startswith("times.")]
    assert table["rows"][-1][0]["text"] == "In all"
