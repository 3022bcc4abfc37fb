"""What each event is answered with in the thread."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import events as happened
from bot.domain.catalogue import Locale
from bot.domain.events import Event
from bot.domain.release import Outcome, Release, Verdict
from bot.i18n import LOCALES, Languages
from bot.thread.blocks import Message, no_pictures
from bot.thread.replies import _TELLERS, reply, settled_hold
from simulator.slack import validate

EVIL = "<!channel> `x` <@U1>"
SILENT = {
    happened.CommandRefused,  # told to one person
    happened.ReleaseQueued,
    happened.ReleaseStarted,
    happened.DeploymentIntended,
    happened.ReleaseAdopted,
    happened.ProgressSeen,
    happened.ObstacleMet,
    happened.ObstacleCleared,
}
Play = Any
Told = list[tuple[Event, Release]]


@pytest.fixture
def told(play: Play) -> Told:
    """Everything that happens in the play, with the release as it was then."""
    heard: Told = []

    async def keep(_: Release | None, after: Release, events: tuple[Event, ...]) -> None:
        heard.extend((event, after) for event in events)

    play._keep = keep
    return heard


async def healthy(play: Play) -> None:
    await play.request()
    await play.approve()
    await play.start()
    await play.hold()
    await play.remind()
    await play.answer(Verdict.CONTINUE)
    await play.shift()
    await play.succeed()


async def voided_and_rejected(play: Play) -> None:
    await play.request()
    await play.approve()
    await play.void()
    await play.reject(EVIL)


async def stopped(play: Play) -> None:
    await play.request(EVIL)
    await play.approve()
    await play.start()
    await play.see(Outcome.RUNNING)
    await play.stop()
    await play.roll_back(EVIL)


async def unhealthy(play: Play) -> None:
    await play.request()
    await play.approve()
    await play.start()
    await play.roll_back(EVIL)


async def unanswered(play: Play) -> None:
    await play.request()
    await play.approve()
    await play.start()
    await play.hold()
    await play.expire_hold()
    await play.fail()


async def taken_back(play: Play) -> None:
    await play.request()
    await play.cancel()


async def forgotten(play: Play) -> None:
    await play.request()
    await play.expire()


STORIES = [healthy, voided_and_rejected, stopped, unhealthy, unanswered, taken_back, forgotten]


def said(event: Event, release: Release, locale: Locale = "en") -> Message | None:
    draw = reply(event, release, Languages.load("Asia/Seoul").to(locale))
    return draw(no_pictures) if draw else None


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("story", STORIES)
async def test_slack_takes_every_reply(
    play: Play, told: Told, story: Callable[[Play], Awaitable[None]], locale: Locale
) -> None:
    await story(play)
    for event, release in told:
        message = said(event, release, locale)
        assert (message is None) == (type(event) in SILENT), event
        if message is not None:
            validate.message_blocks(message.blocks, lambda _: False)
            assert "<!channel>" not in str(message)
            assert "<@U1>" not in str(message)


def test_every_event_is_told_or_silent_on_purpose() -> None:
    assert set(_TELLERS) | SILENT == {kind for kind in Event.kinds.values() if kind is not Event}


async def told_by(play: Play, told: Told, story: Callable[[Play], Awaitable[None]]) -> dict[str, str]:
    await story(play)
    return {event.kind: message.text for event, release in told if (message := said(event, release))}


async def test_approvers_are_mentioned_once(play: Play, told: Told) -> None:
    texts = await told_by(play, told, healthy)
    assert [kind for kind, text in texts.items() if "<!subteam^S0PLATFORM>" in text] == ["ReleaseRequested"]


async def test_the_requester_may_not_be_asked_to_approve(play: Play, told: Told) -> None:
    release = await play.request()
    named = replace(release, need=replace(release.need, by=("U0MINA", "U0EUNHO")))
    message = said(told[0][0], named)
    assert message is not None
    assert message.text.startswith("<@U0EUNHO>:")


async def test_the_hold_asks_those_who_know(play: Play, told: Told) -> None:
    await healthy(play)
    [(event, release)] = [(event, release) for event, release in told if isinstance(event, happened.HoldReached)]
    message = said(event, release)
    assert message is not None
    assert "<@U0MINA> <@U0EUNHO>" in message.text
    assert [element["action_id"] for element in message.blocks[-1]["elements"]] == ["hold.continue", "hold.stop"]


async def test_a_late_reply_about_a_hold_has_nothing_to_press(play: Play, told: Told) -> None:
    await healthy(play)
    [event] = [event for event, _ in told if isinstance(event, happened.HoldReached)]
    message = said(event, play.release)
    assert message is not None
    assert len(message.blocks) == 1
    settled = settled_hold(play.release, play.at, Languages.load().to("en"), no_pictures)
    assert [block["type"] for block in settled.blocks] == ["section"]


async def test_what_changed_is_named(play: Play, told: Told) -> None:
    texts = await told_by(play, told, voided_and_rejected)
    assert "the image behind the tag changed" in texts["PlanVoided"]
    assert "“&lt;!channel&gt;" in texts["ReleaseRejected"]


async def test_why_it_went_back(play: Play, told: Told) -> None:
    texts = await told_by(play, told, unhealthy)
    assert "the health check failed: `&lt;!channel&gt; ˋxˋ &lt;@U1&gt;`" in texts["ReleaseRolledBack"]


async def test_who_stopped_it(play: Play, told: Told) -> None:
    texts = await told_by(play, told, stopped)
    assert "a person stopped it" in texts["ReleaseRolledBack"]
    assert "<@U0MINA>" in texts["StopRequested"]


async def test_nobody_cheers_over_a_failure(play: Play, told: Told) -> None:
    for story in (stopped, unanswered):
        texts = await told_by(play, told, story)
        assert not [text for text in texts.values() if re.search(r"(?<!&lt;)(?<!<)!", text)]
