"""The live message in every state and language: Slack takes it, and it tells the truth."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import gate
from bot.domain.catalogue import Catalogue, Locale
from bot.domain.gate import Finding
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.queueing import Expected
from bot.domain.release import Advice, Approval, Obstacle, Outcome, Override, Progress, Release, Status, Verdict
from bot.i18n import LOCALES, Languages
from bot.thread.blocks import Block, Message, fit, no_pictures
from bot.thread.live import live_message
from bot.thread.scenes import NOTHING, Scene
from images import State
from simulator.slack import validate

EVIL = "<!channel> `*x*` &<@U1>\n" + "9" * 5_000
Play = Any


async def requested(play: Play) -> Release:
    return await play.request()


async def queued(play: Play) -> Release:
    await play.request()
    return await play.approve()


async def scheduled(play: Play) -> Release:
    await play.request(due=play.at + timedelta(hours=30))
    return await play.approve()


async def missed(play: Play) -> Release:
    await scheduled(play)
    return await play.tick(timedelta(hours=31))


async def batched(play: Play) -> Release:
    earlier = await play.request()
    later = await play.request("v3", "r2")
    play._release = earlier
    return await play.batch_into(later)


async def rollback(play: Play) -> Release:
    await play.request("v1", rollback=True, overrides=(Override(Obstacle.LOCK, "U0MINA", play.at, "rollback", "l1"),))
    return await play.approve()


async def back(play: Play) -> Release:
    await rollback(play)
    await play.start()
    return await play.succeed()


async def hotfix(play: Play) -> Release:
    await play.request(hotfix=EVIL, checklist=("I told support", EVIL))
    await play.approve()
    await play.override(Obstacle.WINDOW, EVIL)
    return await play.override(Obstacle.FREEZE, "the bug is worse", "a mark")


async def tag_moved(play: Play) -> Release:
    await deploying(play)
    return await play.move_tag()


async def unseen(play: Play) -> Release:
    await shifting(play)
    return await play.meet(Obstacle.UNSEEN, EVIL)


async def lost(play: Play) -> Release:
    await shifting(play)
    return await play.lose()


async def claimed(play: Play) -> Release:
    await queued(play)
    return await play.claim()


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
    scheduled, missed, batched, rollback, back, hotfix, tag_moved, unseen, lost,
]  # fmt: skip


def accessory(state: State) -> Block:
    return {"type": "image", "slack_file": {"id": "F1"}, "alt_text": state}


def drawn(
    play: Play, release: Release, locale: Locale = "en", catalogue: Catalogue | None = None, scene: Scene = NOTHING
) -> Message:
    say = Languages.load("Asia/Seoul").to(locale)
    now = play.at + timedelta(minutes=6, seconds=12)
    return live_message(release, scene, catalogue or play.catalogue, now, say, accessory)


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


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_word_that_nobody_knows_is_shown_as_the_other_side_s_own(play: Play, locale: Locale) -> None:
    await queued(play)
    release = await play.start()
    assert release.deployment
    puzzled = Progress(Outcome.UNKNOWN, advice=(Advice("unknown_status", "<!channel> Pondering"),))
    told = words(drawn(play, replace(release, deployment=release.deployment.with_(progress=puzzled)), locale))
    assert "AWS" in told
    assert "`&lt;!channel&gt; Pondering`" in told


async def test_no_bar_where_the_traffic_cannot_be_seen(play: Play) -> None:
    await queued(play)
    told = words(drawn(play, await play.start()))
    assert "🟦" not in told
    assert "🟩" not in told


@pytest.mark.parametrize(
    ("story", "possible"),
    [
        (
            requested,
            {
                "release.approve": "r1:f1",
                "release.reject": "r1",
                "release.reject_why": "r1",
                "release.diff": "r1",
                "release.cancel": "r1",
            },
        ),
        (queued, {"release.withdraw": "r1", "release.cancel": "r1"}),
        (scheduled, {"release.now": "r1", "release.withdraw": "r1", "release.cancel": "r1"}),
        (missed, {"release.now": "r1", "release.withdraw": "r1", "release.cancel": "r1"}),
        (claimed, {"release.stop": "r1"}),
        (deploying, {"release.stop": "r1"}),
        (holding, {"hold.continue": "r1", "hold.stop": "r1"}),
        (answered, {}),
        (shifting, {"release.stop": "r1"}),
        (baking, {"release.stop": "r1"}),
        (stopping, {}),
        (rolling_back, {}),
        (succeeded, {}),
        (unseen, {"release.stop": "r1", "release.clear": "r1"}),
        (rolled_back, {"release.retry": "r1"}),
        (failed, {"release.retry": "r1"}),
        (expired, {"release.retry": "r1"}),
        (cancelled, {"release.retry": "r1"}),
        (rejected, {}),
        (batched, {}),
        (back, {}),
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


async def test_what_the_gates_say_is_shown(play: Play) -> None:
    release = await requested(play)
    said = (
        Finding("http", gate.Verdict.UNKNOWN, play.at, "slow"),
        Finding(
            "prometheus", gate.Verdict.FAILING, play.at, "no-such-words", {"evil": "<!channel>"}, "https://example.com"
        ),
    )
    shown = words(drawn(play, replace(release, findings=said)))
    assert "❔ `http`: it didn't answer in time" in shown
    assert "❌ `prometheus: failing` <https://example.com|↗>" in shown
    assert "<!channel>" not in shown


def held_by(play: Play, *kinds: Kind) -> Scene:
    """Something in the way, as evil as people can make it."""
    until = play.at + timedelta(hours=40)
    about = {Kind.LOCK: "demo-backend/production", Kind.RUNNING: "r0", Kind.HOLD: "r0"}
    detail = {Kind.QUEUE: "3", Kind.AFTER: "staging", Kind.OBSTACLE: Obstacle.TARGET_BUSY, Kind.APPROVAL: "1"}
    return Scene(
        tuple(
            Hindrance(kind, ("U0HARU", "S0PLATFORM"), until, detail.get(kind, EVIL), about.get(kind, "r0"), "m")
            for kind in kinds
        ),
        links={"r0": "https://slack.test/archives/C1/p1"},
    )


@pytest.mark.parametrize("locale", LOCALES)
async def test_slack_takes_whatever_is_in_the_way(play: Play, locale: Locale) -> None:
    release = await queued(play)
    scene = replace(held_by(play, *Kind, *Kind), place=4, earlier=replace(release, id="r0", requester="U0HARU"))
    message = drawn(play, release, locale, scene=scene)
    validate.message_blocks(message.blocks, lambda _: False)
    assert len({block["block_id"] for block in message.blocks}) == len(message.blocks)
    assert "<!channel>" not in words(message)


@pytest.mark.parametrize(
    ("kind", "headline", "state"),
    [
        (Kind.LOCK, "waits for a lock to be lifted", State.LOCKED),
        (Kind.FREEZE, "waits until the freeze is over", State.FROZEN),
        (Kind.WINDOW, "waits for the next deploy window", State.ASLEEP),
        (Kind.AFTER, "has to stand elsewhere first", State.WAITING),
    ],
)
async def test_what_holds_it_is_told_with_the_way_out(play: Play, kind: Kind, headline: str, state: State) -> None:
    message = drawn(play, await queued(play), scene=held_by(play, kind))
    assert headline in message.text
    assert message.blocks[0]["accessory"]["alt_text"] == state
    [way] = [block for block in message.blocks if block["block_id"].startswith("way.")]
    assert way["accessory"]["action_id"] == "release.override"
    assert way["accessory"]["value"] == f"r1:{kind}"


async def test_a_second_lock_needs_no_second_button(play: Play) -> None:
    message = drawn(play, await queued(play), scene=held_by(play, Kind.LOCK, Kind.LOCK, Kind.FREEZE))
    ways = [block for block in message.blocks if block["block_id"].startswith("way.")]
    assert [("accessory" in block) for block in ways] == [True, False, True]


async def test_the_place_in_the_queue_and_when_it_may_start(play: Play) -> None:
    release = await queued(play)
    likely, latest = play.at + timedelta(minutes=10), play.at + timedelta(minutes=25)
    scene = replace(held_by(play, Kind.RUNNING), place=2, expected=Expected(2, likely, latest))
    told = words(drawn(play, release, scene=scene))
    assert "In line, at place 2" in told
    assert "Starts between <!date^" in told
    assert "<https://slack.test/archives/C1/p1|thread>" in told
    alone = replace(scene, place=1, expected=Expected(1, likely, likely))
    assert "Next in line" in words(drawn(play, release, scene=alone))
    assert "Starts about <!date^" in words(drawn(play, release, scene=alone))
    free = replace(alone, hindrances=())
    assert "Starts" not in words(drawn(play, release, scene=free))  # any moment now


async def test_what_is_left_is_said_while_it_moves(play: Play) -> None:
    release = await deploying(play)
    assert "about 5m more" in words(drawn(play, release, scene=Scene(left=timedelta(minutes=4, seconds=10))))
    assert "about 20m more" in words(drawn(play, release, scene=Scene(left=timedelta(minutes=16))))


async def test_an_earlier_request_can_be_taken_along(play: Play) -> None:
    release = await requested(play)
    earlier = replace(release, id="r0", requester="U0HARU")
    message = drawn(play, replace(release, id="r2"), scene=Scene(earlier=earlier))
    [offer] = [block for block in message.blocks if block["block_id"].startswith("batch.")]
    assert "<@U0HARU>" in offer["text"]["text"]
    assert (offer["accessory"]["action_id"], offer["accessory"]["value"]) == ("release.batch", "r2:r0")


async def test_the_one_that_was_taken_along_says_by_which(play: Play) -> None:
    release = await batched(play)
    carrier = replace(release, id="r2", plan=release.plan.renamed("v3"))
    scene = Scene(carrier=carrier, links={"r2": "https://slack.test/p2"})
    assert "<https://slack.test/p2|v3> goes in its place" in drawn(play, release, scene=scene).text


async def test_a_rollback_and_a_hotfix_are_told_apart_at_once(play: Play) -> None:
    assert words(drawn(play, await rollback(play))).count("↩️ Rollback ·") == 1
    assert "<@U0MINA> goes over a lock with this rollback" in words(drawn(play, play.release))
    message = drawn(play, await hotfix(play))
    assert "🚑 Hotfix ·" in message.blocks[0]["text"]["text"]
    assert "Goes before others: “&lt;!channel&gt;" in message.blocks[0]["text"]["text"]
    assert "☑️ I told support" in words(message)
    assert "<@U0ALEX> set the freeze aside: “the bug is worse”" in words(message)


async def test_a_rollback_ends_without_cheering(play: Play) -> None:
    message = drawn(play, await back(play))
    assert "It's back" in message.text
    assert message.blocks[0]["accessory"]["alt_text"] == State.SAFE


async def test_who_stood_in_for_whom(play: Play) -> None:
    release = await requested(play)
    given = (Approval("U0HARU", play.at, in_place_of="U0EUNHO"),)
    assert "<@U0HARU> (in place of <@U0EUNHO>)" in words(drawn(play, replace(release, approvals=given)))


async def test_an_approval_can_be_taken_back_while_others_are_missing(play: Play) -> None:
    release = await requested(play)
    given = replace(release, approvals=(Approval("U0HARU", play.at),))
    assert actions(drawn(play, given))["release.withdraw"] == "r1"


async def test_times_that_lie_ahead_do_not_change_with_each_look(play: Play) -> None:
    release = await scheduled(play)
    assert "It starts <!date^" in drawn(play, release).text
    assert "in 1d 6h" in drawn(play, release).text
    now = play.at + timedelta(minutes=9)
    say = Languages.load("Asia/Seoul").to("en")
    assert live_message(release, NOTHING, play.catalogue, now, say, accessory).text == drawn(play, release).text


async def test_what_aws_lost_is_for_an_admin(play: Play) -> None:
    told = words(drawn(play, await unseen(play)))
    assert "doesn't know this deployment any more" in told
    assert "an admin looks at AWS" in told
    assert "an admin let go of the target" in words(drawn(play, await lost(play)))


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
