"""What each event is answered with in the thread."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import events as happened
from bot.domain.catalogue import ApprovalRule, Locale
from bot.domain.events import Event
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.release import Obstacle, Outcome, Release, Verdict
from bot.i18n import LOCALES, Languages
from bot.thread.blocks import Message, no_pictures
from bot.thread.replies import _TELLERS, carries, name_of, reply, settled_hold
from bot.thread.scenes import NOTHING, Scene
from simulator.slack import validate

RULE = ApprovalRule(1, ("S0PLATFORM", "U0EUNHO"))
EVIL = "<!channel> `x` <@U1>"
SILENT = {  # the live message shows it, or nobody needs to see it
    happened.ReleaseQueued,
    happened.ReleaseStarted,
    happened.DeploymentIntended,
    happened.ReleaseAdopted,
    happened.Nudged,
    happened.ProgressSeen,
    happened.ObstacleCleared,
    happened.TrainReturned,
    happened.QueueMoved,
    happened.CommandTaken,
    happened.EffectWritten,
}
ELSEWHERE = {  # told to one person, or to channels
    happened.CommandRefused,
    happened.CommandAnswered,
    happened.LockTaken,
    happened.LockReleased,
    happened.LockStolen,
    happened.LockExpired,
    happened.LockNagged,
    happened.FreezeMade,
    happened.FreezeLifted,
    happened.ApproverOut,
    happened.ApproverBack,
    happened.PreferencesSet,
    happened.CatalogueReloaded,
    happened.OfferMade,
    happened.OfferReplaced,
    happened.OfferTaken,
    happened.OfferIgnored,
    happened.OfferOvertaken,
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


async def undecided(play: Play) -> None:
    await play.request()
    await play.remind_approvers()
    await play.approve()
    await play.withdraw()
    await play.approve()
    await play.lapse()


async def under_other_rules(play: Play) -> None:
    await play.request()
    await play.approve()
    await play.renew(replace(RULE, required=2))
    await play.renew(replace(RULE, required=1))


async def missed(play: Play) -> None:
    await play.request(due=play.at + timedelta(hours=2))
    await play.approve()
    await play.tick(timedelta(hours=3))
    await play.reschedule(play.at + timedelta(hours=1))
    await play.reschedule(None)


async def started_at_once(play: Play) -> None:
    await play.request(due=play.at + timedelta(hours=2))
    await play.reschedule(None)


async def held(play: Play) -> None:
    await play.request(hotfix=EVIL)
    await play.approve()
    for barrier in (Obstacle.LOCK, Obstacle.WINDOW, Obstacle.FREEZE, Obstacle.AFTER):
        await play.meet(barrier, EVIL)
        await play.override(barrier, EVIL)
    await play.move_tag()
    await play.start()
    await play.lose()


async def rolled_back_by_a_person(play: Play) -> None:
    await play.request("v1", rollback=True)
    await play.approve()
    await play.start()
    await play.succeed()


async def carried(play: Play) -> None:
    earlier = await play.request()
    later = await play.request("v3", "r2")
    play._release = earlier
    await play.batch_into(later)


STORIES = [
    undecided, under_other_rules, missed, started_at_once, held, rolled_back_by_a_person, carried,
    healthy, voided_and_rejected, stopped, unhealthy, unanswered, taken_back, forgotten,
]  # fmt: skip


def said(event: Event, release: Release, locale: Locale = "en", scene: Scene = NOTHING) -> Message | None:
    draw = reply(event, release, Languages.load("Asia/Seoul").to(locale), scene, ("U0ALEX",))
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
    assert not set(_TELLERS) & (SILENT | ELSEWHERE)
    assert set(_TELLERS) | SILENT | ELSEWHERE == {kind for kind in Event.kinds.values() if kind is not Event}


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


async def test_approvers_hear_again_when_they_must_decide_anew(play: Play, told: Told) -> None:
    texts = await told_by(play, told, undecided)
    for kind in ("ApprovalReminded", "ApprovalLapsed"):
        assert "<!subteam^S0PLATFORM> <@U0EUNHO>" in texts[kind], kind
    assert "<@U0EUNHO> took the approval back. One more is needed." in texts["ApprovalWithdrawn"]
    assert "<!subteam^S0PLATFORM>" not in texts["ApprovalGiven"]


async def test_who_missed_their_time_is_called(play: Play, told: Told) -> None:
    texts = await told_by(play, told, missed)
    assert texts["ScheduleMissed"].startswith("⏰ <@U0MINA>:")


async def test_what_holds_it_is_said_in_full_and_once_a_kind(play: Play, told: Told) -> None:
    await held(play)
    met = [(event, release) for event, release in told if isinstance(event, happened.ObstacleMet)]
    event, release = met[0]
    lock = Hindrance(Kind.LOCK, ("U0HARU",), None, "moving the database", "demo-backend/production", "l1")
    message = said(event, release, scene=Scene((lock,)))
    assert message is not None
    assert "<@U0HARU>" in message.text
    assert "moving the database" in message.text
    assert [name_of(one, "1-0") for one, _ in met] == [
        "met-lock",
        "met-window",
        "met-freeze",
        "met-after",
        "met-unseen",
    ]


async def test_an_admin_is_called_where_only_they_can_help(play: Play, told: Told) -> None:
    await held(play)
    [message] = [said(event, release) for event, release in told if getattr(event, "obstacle", "") == "unseen"]
    assert message is not None
    assert message.text.startswith("🌫️ <@U0ALEX>:")


async def test_after_a_way_back_the_target_can_be_locked(play: Play, told: Told) -> None:
    for story in (rolled_back_by_a_person, stopped):
        await story(play)
        message = said(*told[-1])
        assert message is not None
        offer = message.blocks[-1]["accessory"]
        assert (offer["action_id"], offer["value"]) == ("lock.offer", "demo-backend/production")


async def test_what_went_back_by_itself_offers_no_lock(play: Play, told: Told) -> None:
    for story in (unhealthy, healthy):
        await story(play)
        message = said(*told[-1])
        assert message is not None
        assert len(message.blocks) == 1


@pytest.mark.parametrize("locale", LOCALES)
async def test_both_threads_hear_of_two_that_go_together(play: Play, told: Told, locale: Locale) -> None:
    await carried(play)
    event, release = told[-1]
    assert isinstance(event, happened.ReleaseBatched)
    carrier = replace(release, id="r2", plan=release.plan.renamed("v3"))
    ended = said(event, release, locale, Scene(carrier=carrier, links={"r2": "https://slack.test/p2"}))
    assert ended is not None
    assert "<https://slack.test/p2|v3>" in ended.text
    say = Languages.load().to(locale)
    assert "<https://slack.test/p1|v2>" in carries(event, release, "https://slack.test/p1", say)(no_pictures).text
    assert "`v2`" in carries(event, release, None, say)(no_pictures).text
