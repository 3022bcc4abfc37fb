"""The live message in every state and language: Slack takes it, and it tells the truth."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalogue import After, Catalogue, Locale
from bot.domain.release import Obstacle, Outcome, Release, Status, Verdict
from bot.i18n import LOCALES, Languages
from bot.thread.blocks import Block, Message, fit, no_pictures
from bot.thread.live import live_message
from images import State
from simulator.slack import validate

EVIL = "<!channel> `*x*` &<@U1>\n" + "9" * 5_000
Play = Any


async def requested(play: Play) -> Release:
    return await play.request()


async def queued(play: Play) -> Release:
    await play.request()
    return await play.approve()


async def deploying(play: Play) -> Release:
    await queued(play)
    await play.start()
    return await play.see(Outcome.RUNNING)


async def holding(play: Play) -> Release:
    await deploying(play)
    return await play.hold()


async def answered(play: Play) -> Release:
    await holding(play)
    return await play.answer(Verdict.CONTINUE)


async def unanswered(play: Play) -> Release:
    await holding(play)
    return await play.expire_hold()


async def shifting(play: Play) -> Release:
    await answered(play)
    return await play.shift()


async def stopping(play: Play) -> Release:
    await shifting(play)
    return await play.stop()


async def baking(play: Play) -> Release:
    await answered(play)
    return await play.shift(100)


async def succeeded(play: Play) -> Release:
    await shifting(play)
    return await play.succeed()


async def rolling_back(play: Play) -> Release:
    before = await shifting(play)
    return before.changed(status=Status.ROLLING_BACK)


async def rolled_back(play: Play) -> Release:
    await shifting(play)
    return await play.roll_back(EVIL)


async def failed(play: Play) -> Release:
    await deploying(play)
    return await play.fail()


async def rejected(play: Play) -> Release:
    await play.request()
    return await play.reject(EVIL)


async def cancelled(play: Play) -> Release:
    await queued(play)
    return await play.cancel()


async def expired(play: Play) -> Release:
    await play.request()
    return await play.expire()


STORIES: list[Callable[[Play], Awaitable[Release]]] = [
    requested, queued, deploying, holding, answered, unanswered, shifting, stopping, baking, succeeded,
    rolling_back, rolled_back, failed, rejected, cancelled, expired,
]  # fmt: skip


def accessory(state: State) -> Block:
    return {"type": "image", "slack_file": {"id": "F1"}, "alt_text": state}


def drawn(play: Play, release: Release, locale: Locale = "en", catalogue: Catalogue | None = None) -> Message:
    say = Languages.load("Asia/Seoul").to(locale)
    now = play.at + timedelta(minutes=6, seconds=12)
    return live_message(release, catalogue or play.catalogue, now, say, accessory)


def words(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def actions(message: Message) -> dict[str, str]:
    return {
        element["action_id"]: element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_every_status_has_a_story() -> None:
    assert {story.__name__ for story in STORIES} >= set(Status)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("story", STORIES)
async def test_slack_takes_it(play: Play, story: Callable[[Play], Awaitable[Release]], locale: Locale) -> None:
    message = drawn(play, await story(play), locale)
    validate.message_blocks(message.blocks, lambda _: False)
    assert len({block["block_id"] for block in message.blocks}) == len(message.blocks)
    assert message.text
    assert "\n" not in message.text


@pytest.mark.parametrize("story", STORIES)
async def test_it_says_something_else_in_each_state(play: Play, story: Callable[[Play], Awaitable[Release]]) -> None:
    release = await story(play)
    told = {drawn(play, release, locale).text for locale in LOCALES}
    assert len(told) == len(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_was_typed_stays_text(play: Play, locale: Locale) -> None:
    release = await play.request(EVIL)
    evil = replace(release, waits_for=Obstacle.TARGET_BUSY, waits_detail=EVIL, service=EVIL)
    message = drawn(play, evil, locale)
    validate.message_blocks(message.blocks, lambda _: False)
    for text in (message.text, words(message)):
        assert "<!channel>" not in text
        assert "<@U1>" not in text


async def test_each_revision_has_block_ids_of_its_own(play: Play) -> None:
    first = drawn(play, await requested(play))
    second = drawn(play, await play.approve())
    assert not {block["block_id"] for block in first.blocks} & {block["block_id"] for block in second.blocks}


@pytest.mark.parametrize(
    ("traffic", "bar"),
    [
        (0, "🟦🟦🟦🟦🟦🟦🟦🟦🟦🟦"),
        (1, "🟦🟦🟦🟦🟦🟦🟦🟦🟦🟩"),
        (40, "🟦🟦🟦🟦🟦🟦🟩🟩🟩🟩"),
        (99, "🟦🟩🟩🟩🟩🟩🟩🟩🟩🟩"),
        (100, "🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩"),
    ],
)
async def test_the_bar_turns_green_with_the_traffic(play: Play, traffic: int, bar: str) -> None:
    await answered(play)
    told = words(drawn(play, await play.shift(traffic)))
    assert f"{bar}  *{traffic}%*" in told


async def test_no_bar_where_the_traffic_cannot_be_seen(play: Play) -> None:
    await queued(play)
    told = words(drawn(play, await play.start()))
    assert "🟦" not in told
    assert "🟩" not in told


@pytest.mark.parametrize(
    ("story", "possible"),
    [
        (requested, {"release.approve": "r1:f1", "release.reject": "r1", "release.cancel": "r1"}),
        (queued, {"release.cancel": "r1"}),
        (deploying, {"release.stop": "r1"}),
        (holding, {"hold.continue": "r1", "hold.stop": "r1"}),
        (answered, {}),
        (shifting, {"release.stop": "r1"}),
        (baking, {"release.stop": "r1"}),
        (stopping, {}),
        (rolling_back, {}),
        (succeeded, {}),
        (rolled_back, {}),
        (rejected, {}),
    ],
)
async def test_the_buttons_are_what_can_be_done(
    play: Play, story: Callable[[Play], Awaitable[Release]], possible: dict[str, str]
) -> None:
    assert actions(drawn(play, await story(play))) == possible


async def test_the_end_has_a_table_of_times_and_no_steps(play: Play) -> None:
    message = drawn(play, await succeeded(play))
    kinds = [block["type"] for block in message.blocks]
    assert "rich_text" not in kinds
    [table] = [block for block in message.blocks if block["type"] == "table"]
    cells = [[cell["text"] for cell in row] for row in table["rows"]]
    assert cells[0] == ["Stage", "Took", "Ended"]
    assert cells[2][:2] == ["Set up green", "40s"]
    assert cells[-1][0] == "In all"


async def test_a_failure_says_why_in_one_line(play: Play) -> None:
    release = await failed(play)
    told = drawn(play, release).blocks[0]["text"]["text"]
    assert "a task could not start: `CannotPullContainerError`" in told


async def test_hooks_that_nobody_uses_are_not_told(play: Play) -> None:
    release = await deploying(play)
    assert release.deployment is not None
    progress = release.deployment.progress
    brief = [
        replace(stage, ended_at=stage.started_at) if stage.name == "before_install" else stage
        for stage in progress.stages
    ]
    quick = replace(release, deployment=release.deployment.with_(progress=replace(progress, stages=tuple(brief))))
    assert "Before setting up" in words(drawn(play, release))
    assert "Before setting up" not in words(drawn(play, quick))


async def test_what_is_not_checked_is_said(play: Play) -> None:
    release = await requested(play)
    assert "`http`" in words(drawn(play, release))
    environment = replace(play.catalogue.environments["production"], after=After("staging"))
    catalogue = replace(play.catalogue, environments={"production": environment})
    assert "a stay in staging" not in words(drawn(play, release, catalogue=catalogue))  # it has no target there


async def test_what_it_waits_for_is_said(play: Play) -> None:
    await deploying(play)
    told = words(drawn(play, await play.meet(Obstacle.AWS_THROTTLED, "Rate exceeded")))
    assert "AWS asks me to slow down" in told
    assert "`Rate exceeded`" in told


async def test_a_catalogue_that_no_longer_has_it_breaks_nothing(play: Play) -> None:
    release = await requested(play)
    assert drawn(play, release, catalogue=replace(play.catalogue, environments={}, services={})).blocks


async def test_approvals_are_counted_where_several_are_needed(play: Play) -> None:
    release = await requested(play)
    several = replace(release, need=replace(release.need, required=2))
    assert "0 of 2" in drawn(play, several).text


def test_without_pictures_there_is_no_accessory(play: Play) -> None:
    assert no_pictures(State.WAITING) is None


def test_a_cut_leaves_no_half_escape() -> None:
    assert fit("a" * 5 + "&amp;" + "b" * 10, 9) == "aaaaa…"
    assert fit("a" * 5 + "<@U123>" + "b" * 10, 9) == "aaaaa…"
    assert fit("short", 9) == "short"
