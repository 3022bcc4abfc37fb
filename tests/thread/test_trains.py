"""The root of a train's thread, and what is said there of each carriage."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.carriage import Carriage, carriage_id
from bot.domain.catalogue import Locale
from bot.domain.events import (
    SUBAKU,
    Event,
    ObstacleMet,
    PlanVoided,
    ReleaseCancelled,
    ReleaseRequested,
    ReleaseSucceeded,
)
from bot.domain.release import Obstacle, Priority, Release, Status
from bot.domain.train import Train
from bot.i18n import LOCALES, Languages
from bot.thread.blocks import no_pictures
from bot.thread.live import live_message
from bot.thread.replies import reply
from bot.thread.scenes import Scene
from simulator.slack import validate

Play = Any
EVIL = "<!channel> `*x*` &<@U1>"
SPEAK = Languages.load("Asia/Seoul")
GOOD, BAD = Status.SUCCEEDED, Status.ROLLED_BACK


async def shop(play: Play, first: Status, second: Status, back: Status | None = None, **more: Any) -> Train:
    """A train of two, the first of which began a minute after noon."""
    asked = await play.request()
    head = moved(asked, first, play, train=Carriage(EVIL, asked.id, 1, 2, **more), started_at=play.at)
    behind = moved(
        asked, second, play, train=Carriage(EVIL, asked.id, 2, 2), id=carriage_id(asked.id, 2), service="web"
    )
    way_back = replace(head, id=carriage_id(asked.id, 1, back=True), priority=Priority.ROLLBACK)
    return Train((head, behind), {head.id: moved(way_back, back, play)} if back else {})


def moved(release: Release, status: Status, play: Play, **fields: Any) -> Release:
    ended = play.at + timedelta(minutes=3) if status in (GOOD, BAD) else None
    return replace(release, status=status, ended_at=ended, **fields)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("first", "second", "back", "over", "course"),
    [
        (GOOD, Status.BAKING, None, False, "going"),
        (GOOD, GOOD, None, False, "arrived"),
        (GOOD, BAD, Status.DEPLOYING, False, "turning"),
        (GOOD, BAD, GOOD, True, "back"),
        (GOOD, BAD, Status.FAILED, True, "stranded"),
    ],
)
async def test_the_root_tells_of_the_whole_train_once_its_head_has_arrived(
    play: Play, locale: Locale, first: Status, second: Status, back: Status | None, over: bool, course: str
) -> None:
    train = await shop(play, first, second, back, over=over, left_out=("batch",), unsure=(EVIL,))
    say = SPEAK.to(locale)
    message = live_message(
        train.carriages[0], Scene(train=train), play.catalogue, play.at + timedelta(minutes=5), say, no_pictures
    )
    validate.message_blocks(message.blocks, lambda _: False)
    shown = json.dumps(message.blocks, ensure_ascii=False)
    assert say(f"live-train-{course}", arrived=1, count=2) in shown
    assert say("train-left-out", service="batch") in shown
    assert "*web*" in shown
    assert "<!channel>" not in shown + message.text
    assert "🟩" not in shown  # a share of traffic would be that of the first carriage alone


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.DEPLOYING, Status.REJECTED])
async def test_until_then_it_tells_of_its_head(play: Play, status: Status) -> None:
    train = await shop(play, status, Status.QUEUED)
    say = SPEAK.to("en")
    message = live_message(train.carriages[0], Scene(train=train), play.catalogue, play.at, say, no_pictures)
    assert "live-train" not in message.text
    assert say("train-line", mark="🎟️", service="web", state=say("stands-queued")) in json.dumps(
        message.blocks, ensure_ascii=False
    )


async def test_what_is_said_names_the_carriage_and_what_is_of_all_names_none(play: Play) -> None:
    train = await shop(play, GOOD, Status.QUEUED)
    head, second = train.carriages
    asked = replace(head, status=Status.DEPLOYING)  # by the time that its approval is told
    taken_back = replace(head, id=carriage_id(head.id, 1, back=True), status=Status.QUEUED, priority=Priority.ROLLBACK)
    last = replace(second, status=GOOD)
    said = [
        (asked, PlanVoided(release=head.id, at=play.at, changed=("carriage.web",)), "what web brings along"),
        (head, ReleaseSucceeded(release=head.id, at=play.at), "🚃 *demo-backend* · ✅"),
        (last, ReleaseSucceeded(release=second.id, at=play.at), "🎉 The whole of"),
        (second, ReleaseCancelled(release=second.id, at=play.at, actor=SUBAKU), "🚃 *web* · 🗂️ Its train ended"),
        (taken_back, ReleaseRequested(release="b", at=play.at, actor=SUBAKU), "🚃 *demo-backend* · ↩️ Another carriage"),
        (head, ObstacleMet(release=head.id, at=play.at, obstacle=Obstacle.TRAIN, detail=EVIL), "🌧️ I can't take this"),
    ]
    for release, event, words in said:
        text = told(release, event)
        assert words in text
        assert "<!channel>" not in text
        assert ("🚃" in text) is (release is not asked and release is not last)


async def test_a_carriage_that_waits_says_nothing_in_the_thread(play: Play) -> None:
    train = await shop(play, Status.DEPLOYING, Status.QUEUED)
    waits = ObstacleMet(release="x", at=play.at, obstacle=Obstacle.TRAIN, detail="demo-backend")
    assert reply(waits, train.carriages[1], SPEAK.to("en")) is None


def told(release: Release, event: Event) -> str:
    draw = reply(event, release, SPEAK.to("en"))
    assert draw
    return draw(no_pictures).text
