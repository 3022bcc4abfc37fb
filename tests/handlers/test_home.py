"""The App Home: what each person finds there, and what happens when they click in it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.approvers import Delegation, Preferences
from bot.domain.catalogue import Freeze, Window
from bot.domain.commands import ApproveRelease, EndDelegation, LiftLock, SetPreferences
from bot.domain.events import ApprovalGiven, CommandTaken, PreferencesSet
from bot.domain.lock import Lock
from bot.domain.release import Deployment, Hold, Need, Outcome, Progress, Release, Status
from bot.domain.scope import EVERYTHING, Scope
from handlers.app import build, introduce
from handlers.front import Front
from handlers.home import Homes
from handlers.sockets import Sockets
from tests.handlers.conftest import FINGERPRINT, Town, release, until

NOW = datetime.now(UTC)
LOCK = "r0lockabcdefgh1"
NEED = Need(required=1, by=("U0EUNHO", "S0PLATFORM"))


def live(number: int, traffic: int) -> Release:
    progress = Progress(Outcome.RUNNING, traffic=traffic)
    return release(Status.SHIFTING, number, deployment=Deployment(NOW, "d-1", progress=progress))


def held(number: int) -> Release:
    hold = Hold("token", NOW, NOW + timedelta(minutes=55))
    return release(Status.HOLDING, number, deployment=Deployment(NOW, "d-1", hold=hold))


async def lock(town: Town, owner: str, scope: Scope = EVERYTHING) -> None:
    kept = Lock(LOCK, scope, owner, NOW, "the <!channel> audit")
    await town.store.locks.amend(scope.key, lambda _: (kept, ()))


async def away(town: Town, by: str, to: str) -> None:
    kept = Delegation(by, to, NOW + timedelta(days=1))
    await town.store.delegations.amend(by, lambda _: (kept, ()))


def shown(town: Town, user: str) -> Any:
    return town.server.slack.slack.views.home(user)


async def home(town: Town, front: Front, user: str = "U0ALEX") -> Any:
    """Open the tab; the view that this person sees then."""
    view = shown(town, user)
    before = view and view.hash
    assert (await town.post("home", user=user))["ok"]
    await until(lambda: (found := shown(town, user)) and found.hash != before)
    await front.errands.idle()
    return shown(town, user)


def text_of(view: Any) -> str:
    parts = [block.get("text") for block in view.given["blocks"]]
    parts += [part for block in view.given["blocks"] if block["type"] == "context" for part in block["elements"]]
    return "\n".join(part["text"] for part in parts if part)


def buttons(view: Any) -> dict[str, str]:
    found = [element for block in view.given["blocks"] for element in block.get("elements", ())]
    found += [block["accessory"] for block in view.given["blocks"] if "accessory" in block]
    return {each["action_id"]: each.get("value", "") for each in found if each.get("type") == "button"}


async def press(town: Town, view: Any, action_id: str, user: str = "U0ALEX", **put: Any) -> None:
    block = next(each for each in view.given["blocks"] if f"'{action_id}'" in str(each))
    where = {"view_id": view.id, "block_id": block["block_id"], "action_id": action_id}
    assert (await town.post("click", user=user, **where, **put))["ok"]


@pytest.mark.parametrize(("user", "locale"), [("U0MINA", "ko"), ("U0HARU", "ja"), ("U0ALEX", "en")])
async def test_a_quiet_home_is_in_the_readers_language(town: Town, user: str, locale: Any) -> None:
    async with town.bot() as (front, _):
        view = await home(town, front, user)
        said = text_of(view)
        for part in ("waiting", "live", "mine", "closed"):
            assert front.speak(locale, f"home-{part}") in said
            assert front.speak(locale, f"home-{part}-none") in said
        for name in ("staging", "production"):
            assert front.speak(locale, "home-window-open", environment=name, until="none") in said
        assert front.speak(locale, "home-here") in said


async def test_what_runs_is_told_with_how_far_it_is_and_where(town: Town) -> None:
    await town.keep(live(2, 40))
    async with town.bot() as (front, _):
        posted = await town.client.chat_postMessage(channel="C0DEPLOY", text="root")
        await town.store.threads.finish(live(2, 40).id, "root", "C0DEPLOY", str(posted["ts"]))
        said = text_of(await home(town, front))
    assert "/archives/C0DEPLOY/p" in said
    assert "`v2`" in said
    assert "<@U0MINA>" in said
    assert front.speak("en", "home-traffic", percent=40) in said


async def test_what_waits_for_me_has_the_buttons_of_its_thread(town: Town) -> None:
    await town.keep(release(Status.REQUESTED, 1, need=NEED), held(2))
    async with town.bot() as (front, _):
        view = await home(town, front, "U0EUNHO")
        found = buttons(view)
        assert found["release.approve"] == f"{release(Status.REQUESTED, 1).id}:{FINGERPRINT}"
        assert {"release.reject_why", "hold.continue", "hold.stop"} <= found.keys()
        await press(town, view, "release.approve", "U0EUNHO")
    (command,) = town.desk.commands
    assert isinstance(command, ApproveRelease)
    assert (command.by, command.fingerprint) == ("U0EUNHO", FINGERPRINT)


async def test_nobody_is_asked_to_approve_what_they_may_not(town: Town) -> None:
    await town.keep(release(Status.REQUESTED, 1, need=NEED))
    async with town.bot() as (front, _):
        for user in ("U0MINA", "U0HARU"):
            assert "release.approve" not in buttons(await home(town, front, user))


async def test_who_stands_in_is_asked_for_the_one_who_is_out(town: Town) -> None:
    await town.keep(release(Status.REQUESTED, 1, need=Need(required=1, by=("U0EUNHO",))))
    await away(town, "U0EUNHO", "U0HARU")
    async with town.bot() as (front, _):
        await front.people.person("U0EUNHO")
        assert "release.approve" in buttons(await home(town, front, "U0HARU"))
        view = await home(town, front, "U0EUNHO")
        assert "<@U0HARU>" in text_of(view)
        await press(town, view, "home.back", "U0EUNHO")
    (command,) = town.desk.commands
    assert isinstance(command, EndDelegation)
    assert command.by == "U0EUNHO"


async def test_my_missed_schedule_waits_for_me_and_my_requests_can_be_taken_back(town: Town) -> None:
    missed = release(Status.SCHEDULED, 1, due=NOW - timedelta(hours=1), missed=True)
    await town.keep(missed, release(Status.QUEUED, 2))
    async with town.bot() as (front, _):
        found = buttons(await home(town, front, "U0MINA"))
        others = buttons(await home(town, front, "U0HARU"))
    assert found["release.now"] == missed.id
    assert found["release.cancel"] == release(Status.QUEUED, 2).id
    assert not {"release.now", "release.cancel"} & others.keys()


async def test_locks_and_freezes_are_told_and_ones_own_lock_can_be_lifted(town: Town) -> None:
    freeze = Freeze(NOW - timedelta(days=1), NOW + timedelta(days=3), "year's end")
    environments = dict(town.catalogue.environments)
    environments["staging"] = replace(environments["staging"], freezes=(freeze,))
    town.catalogue = replace(town.catalogue, environments=environments)
    await lock(town, "U0ALEX", Scope("demo-backend", "production"))
    async with town.bot() as (front, _):
        view = await home(town, front)
        said = text_of(view)
        assert "year's end" in said
        assert "frozen until" in said
        assert "<!channel>" not in said
        await press(town, view, "lock.lift")
    (command,) = town.desk.commands
    assert isinstance(command, LiftLock)
    assert (command.scope, command.lock) == ("demo-backend/production", LOCK)


WINDOWS = [
    (("mon", "tue", "wed", "thu", "fri", "sat", "sun"), time(0), time(0), "is open"),
    ((), time(9), time(18), "is closed"),
]


@pytest.mark.parametrize(("days", "start", "end", "said"), WINDOWS)
async def test_the_windows_are_told_as_they_are_now(town: Town, days: Any, start: time, end: time, said: str) -> None:
    environments = dict(town.catalogue.environments)
    environments["staging"] = replace(environments["staging"], windows=(Window(days, start, end),))
    town.catalogue = replace(town.catalogue, environments=environments)
    async with town.bot() as (front, _):
        assert f"*staging* {said}" in text_of(await home(town, front))


async def test_preferences_are_shown_and_set(town: Town) -> None:
    await town.store.preferences.amend("U0ALEX", lambda _: (Preferences(asked=True), ()))
    async with town.bot() as (front, _):
        view = await home(town, front)
        (boxes,) = [each for block in view.given["blocks"] for each in block.get("elements", ()) if "options" in each]
        assert [each["value"] for each in boxes["initial_options"]] == ["asked"]
        await press(town, view, "home.preferences", selected_options=["ended"])
    (command,) = town.desk.commands
    assert isinstance(command, SetPreferences)
    assert (command.by, command.asked, command.ended) == ("U0ALEX", False, True)


async def test_a_preference_that_could_not_be_kept_is_told_of(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await home(town, front)
        town.desk.down = True
        await press(town, view, "home.preferences", selected_options=["ended"])
        await front.errands.idle()
        told = [message["text"] for message in town.server.slack.slack.direct("U0ALEX").roots()]
        assert told == [front.speak("en", "refused-nothing-kept")]


async def test_redis_away_the_home_says_so(town: Town) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        assert text_of(await home(town, front, "U0HARU")) == front.speak("ja", "home-unavailable")


async def test_a_guest_finds_a_kind_word(town: Town) -> None:
    async with town.bot() as (front, _):
        assert text_of(await home(town, front, "U0GUEST")) == front.speak("en", "chat-strangers")


async def test_a_great_many_releases_fit(town: Town) -> None:
    await town.keep(*(release(Status.REQUESTED, number, need=NEED) for number in range(10, 99)))
    await lock(town, "U0MINA")
    async with town.bot() as (front, _):
        view = await home(town, front)
        assert len(view.given["blocks"]) <= 100
        assert front.speak("en", "status-more", count=79) in text_of(view)


# --- drawing ---


def published(town: Town) -> int:
    calls = town.server.slack.slack.journal.last(500)
    return sum(each.get("method") == "views.publish" for each in calls)


async def test_a_home_that_somebody_else_drew_meanwhile_is_drawn_once_more(town: Town) -> None:
    async with town.bot() as (front, _):
        await home(town, front)
        homes = Homes(front)
        homes.draw("U0ALEX", "a hash of yesterday")
        await front.errands.idle()
        assert published(town) == 3
        assert front.speak("en", "home-live") in text_of(shown(town, "U0ALEX"))


async def test_what_is_asked_for_while_it_is_drawn_is_drawn_once(town: Town) -> None:
    async with town.bot() as (front, _):
        homes = Homes(front)
        homes.draw("U0ALEX")
        await asyncio.sleep(0)  # it is under way
        for _ in range(50):
            homes.draw("U0ALEX")
        await front.errands.idle()
        assert published(town) == 2


async def test_slack_says_no_and_the_next_opening_draws_it(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.post("slack/faults", method="views.publish", error="internal_error")
        homes = Homes(front)
        homes.draw("U0ALEX")
        await front.errands.idle()
        assert shown(town, "U0ALEX") is None
        homes.draw("U0ALEX")
        await front.errands.idle()
        assert shown(town, "U0ALEX")


async def test_what_a_click_became_shows_in_the_home_of_who_clicked(town: Town) -> None:
    waiting = release(Status.REQUESTED, 1, need=NEED)
    await town.keep(waiting)
    async with town.bot() as (front, sockets):
        homes = await _with_homes(town, front, sockets)
        view = await home(town, front)
        await press(town, view, "release.approve")
        taken = CommandTaken(release=waiting.id, at=NOW, actor="U0ALEX", command="ApproveRelease", body="{}")
        homes.happened(taken)
        homes.happened(PreferencesSet(release="", at=NOW, actor="U0MINA", asked=True, ended=True))
        await front.errands.idle()
        assert published(town) == 1
        homes.happened(ApprovalGiven(release=waiting.id, at=NOW, actor="U0ALEX", missing=0))
        await front.errands.idle()
        assert published(town) == 2
        assert shown(town, "U0MINA") is None


async def test_a_click_in_a_home_that_was_opened_long_ago_is_watched(town: Town) -> None:
    async with town.bot() as (front, sockets):
        view = await home(town, front)
        homes = await _with_homes(town, front, sockets)  # a replica that didn't see it opened
        event = PreferencesSet(release="", at=NOW, actor="U0ALEX", asked=False, ended=True)
        homes.happened(event)
        await press(town, view, "home.preferences", selected_options=["ended"])
        homes.happened(event)
        await front.errands.idle()
        assert published(town) == 2


async def _with_homes(town: Town, front: Front, sockets: Sockets) -> Homes:
    """The bot again, with homes that the test can tell of events."""
    homes = Homes(front)
    sockets._dispatch = build(front, await introduce(town.client), homes).async_dispatch
    return homes
