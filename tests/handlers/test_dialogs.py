"""Small forms behind buttons: what they show, what they make, and what they send back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.catalogue import Locale
from bot.domain.commands import (
    ClearTarget,
    Command,
    LiftLock,
    OverrideBarrier,
    RejectRelease,
    Reschedule,
    StealLock,
    TakeLock,
)
from bot.domain.lock import Lock
from bot.domain.release import Status
from bot.domain.scope import Scope
from bot.i18n import LOCALES
from handlers.front import Front
from handlers.modals import OPENED_BY
from tests.handlers.conftest import Json, Town, release

NAME = release(Status.QUEUED, 1).id
SCOPE = "demo-backend/production"
REASON = "<!channel> said so"
VALUES = {
    "release.reject_why": NAME,
    "release.override": f"{NAME}:window",
    "release.clear": NAME,
    "lock.offer": SCOPE,
    "lock.lift_why": f"{SCOPE}:{NAME}",
    "lock.steal": SCOPE,
    "schedule.move": NAME,
}
READERS: dict[str, Locale] = {"U0MINA": "ko", "U0HARU": "ja", "U0ALEX": "en"}


async def opened(town: Town, front: Front, action_id: str, user: str = "U0ALEX", value: str = "") -> Any:
    assert (await town.press(value or VALUES[action_id], action_id, user))["ok"]
    await front.errands.idle()
    return town.view(user)


async def send(town: Town, view: Any, fields: dict[str, Json], user: str = "U0ALEX") -> Json:
    filled = {name: {f"dialog.{name}": value} for name, value in fields.items()}
    return await town.post("submit", user=user, view_id=view.id, values=filled)


def reason(text: str = REASON) -> Json:
    return {"value": text}


def at(when: datetime) -> Json:
    return {"selected_date_time": int(when.timestamp())}


def lasting(name: str) -> Json:
    return {"selected_option": {"value": name, "text": {"type": "plain_text", "text": name}}}


@pytest.mark.parametrize("action_id", OPENED_BY)
@pytest.mark.parametrize("user", READERS)
async def test_each_opens_in_the_readers_language(town: Town, action_id: str, user: str) -> None:
    async with town.bot() as (front, _):
        view = await opened(town, front, action_id, user)
        titles = {front.speak.plain(locale, f"{_words(view)}-title") for locale in LOCALES}
        assert view.given["title"]["text"] == front.speak.plain(READERS[user], f"{_words(view)}-title")
    assert len(titles) == 3
    assert all(len(title) <= 24 for title in titles)


def _words(view: Any) -> str:
    names = {"release.reject": "reject", "release.override": "override", "release.clear": "clear"}
    names |= {"lock.take": "lock", "lock.lift": "lift", "lock.steal": "steal", "schedule.move": "move"}
    return "dialog-" + names[view.given["callback_id"]]


SENT: list[tuple[str, type[Command], dict[str, object]]] = [
    ("release.reject_why", RejectRelease, {"release": NAME}),
    ("release.override", OverrideBarrier, {"release": NAME, "barrier": "window"}),
    ("release.clear", ClearTarget, {"release": NAME}),
    ("lock.offer", TakeLock, {"scope": SCOPE, "until": None}),
    ("lock.lift_why", LiftLock, {"scope": SCOPE, "lock": NAME}),
    ("lock.steal", StealLock, {"scope": SCOPE}),
]


@pytest.mark.parametrize(("action_id", "kind", "fields"), SENT)
async def test_what_is_sent_is_a_command_with_its_reason(
    town: Town, action_id: str, kind: type[Command], fields: dict[str, object]
) -> None:
    async with town.bot() as (front, _):
        view = await opened(town, front, action_id)
        assert (await send(town, view, {"reason": reason(f"  {REASON}\n ")}))["ok"]
        await town.post("redeliver")
    ((command, keys, reply),) = town.desk.kept
    assert type(command) is kind
    assert {name: getattr(command, name) for name in fields} == fields
    assert command.reason == REASON  # type: ignore[attr-defined]
    assert (command.by, command.channel, len(keys)) == ("U0ALEX", "C0DEPLOY", 2)
    assert reply
    assert reply.response_url


async def test_a_form_tells_what_it_is_about(town: Town) -> None:
    await town.keep(release(Status.SCHEDULED, 1, due=datetime(2027, 1, 1, tzinfo=UTC)))
    lock = Lock(NAME, Scope.of(SCOPE), "U0EUNHO", datetime.now(UTC), "rain & wind")
    await town.store.locks.amend(SCOPE, lambda _: (lock, ()))
    async with town.bot() as (front, _):
        moved = await opened(town, front, "schedule.move")
        stolen = await opened(town, front, "lock.steal")
        offered = await opened(town, front, "lock.offer", value="*/staging")
    about, picker = moved.given["blocks"]
    assert "`v1`" in about["text"]["text"]
    assert picker["element"]["initial_date_time"] == datetime(2027, 1, 1, tzinfo=UTC).timestamp()
    assert "<@U0EUNHO>" in stolen.given["blocks"][0]["text"]["text"]
    assert "rain &amp; wind" in stolen.given["blocks"][0]["text"]["text"]
    assert front.speak("en", "scope-environment", environment="staging") in offered.given["blocks"][0]["text"]["text"]


async def test_a_form_opens_although_redis_is_gone(town: Town) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        view = await opened(town, front, "release.reject_why")
    assert [block["block_id"] for block in view.given["blocks"]] == ["reason"]


async def test_a_lock_ends_after_a_while_or_at_a_time(town: Town) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    async with town.bot() as (front, _):
        view = await opened(town, front, "lock.offer")
        assert (await send(town, view, {"while": lasting("2h")}))["ok"]
        view = await opened(town, front, "lock.offer")
        assert (await send(town, view, {"time": at(end)}))["ok"]
        view = await opened(town, front, "lock.offer")
        both = await send(town, view, {"time": at(end), "while": lasting("2h")})
        assert both["errors"] == {"time": front.speak.plain("en", "dialog-one-end")}
    first, second = town.desk.commands
    assert isinstance(first, TakeLock)
    assert isinstance(second, TakeLock)
    assert first.until == first.at + timedelta(hours=2)
    assert second.until == end


async def test_another_time_is_kept_and_one_that_went_by_is_sent_back(town: Town) -> None:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=5)
    async with town.bot() as (front, _):
        view = await opened(town, front, "schedule.move")
        late = await send(town, view, {"time": at(due - timedelta(days=1))})
        assert late["errors"] == {"time": front.speak.plain("en", "dialog-time-past")}
        assert (await send(town, view, {"time": at(due)}))["ok"]
    (command,) = town.desk.commands
    assert isinstance(command, Reschedule)
    assert (command.release, command.due) == (NAME, due)


async def test_an_empty_reason_is_sent_back_in_the_readers_language(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await opened(town, front, "lock.steal", "U0MINA")
        sent = await send(town, view, {"reason": reason(" \n\t ")}, "U0MINA")
        assert sent["errors"] == {"reason": front.speak.plain("ko", "dialog-reason-missing")}
    assert not town.desk.kept


async def test_redis_gone_the_form_stays_open(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await opened(town, front, "release.reject_why")
        town.desk.down = True
        sent = await send(town, view, {"reason": reason()})
        assert sent["errors"] == {"reason": front.speak.plain("en", "form-nothing-kept")}
        town.desk.down = False
        assert (await send(town, view, {"reason": reason()}))["ok"]
    assert len(town.desk.kept) == 1


@pytest.mark.parametrize(
    ("action_id", "value"),
    [("release.override", f"{NAME}:dance"), ("lock.steal", "<!channel>"), ("release.clear", "r1"), ("lock.offer", "a")],
)
async def test_a_forged_button_opens_nothing(town: Town, action_id: str, value: str) -> None:
    async with town.bot() as (front, _):
        assert await opened(town, front, action_id, "U0EUNHO", value) is None
        assert await town.whispers("U0EUNHO") == [front.speak("ko", "button-unreadable")]
