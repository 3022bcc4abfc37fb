"""Buttons: what is pressed becomes a command, and what means nothing is answered kindly."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.commands import (
    AnswerHold,
    ApproveRelease,
    AskAgain,
    BatchReleases,
    CancelRelease,
    Command,
    LiftLock,
    MoveInQueue,
    RejectRelease,
    Reschedule,
    StopRelease,
    TakeLock,
    WithdrawApproval,
)
from bot.domain.release import Verdict
from tests.handlers.conftest import FINGERPRINT, RELEASE, Json, Town

OTHER = "r01abcdefghjkmp"
SCOPE = "demo-backend/production"

BUTTONS: list[tuple[str, str, type[Command], dict[str, object]]] = [
    ("release.approve", f"{RELEASE}:{FINGERPRINT}", ApproveRelease, {"fingerprint": FINGERPRINT}),
    ("release.reject", RELEASE, RejectRelease, {}),
    ("release.cancel", RELEASE, CancelRelease, {}),
    ("release.stop", f"{RELEASE}:{FINGERPRINT}", StopRelease, {}),
    ("hold.continue", RELEASE, AnswerHold, {"verdict": Verdict.CONTINUE}),
    ("hold.stop", RELEASE, AnswerHold, {"verdict": Verdict.STOP}),
    ("release.withdraw", RELEASE, WithdrawApproval, {}),
    ("release.now", RELEASE, Reschedule, {"due": None, "next_window": False}),
    ("release.retry", RELEASE, AskAgain, {}),
    ("release.batch", f"{RELEASE}:{OTHER}", BatchReleases, {"other": OTHER}),
]


@pytest.mark.parametrize(("action_id", "value", "kind", "fields"), BUTTONS)
async def test_a_button_is_a_command(
    town: Town, action_id: str, value: str, kind: type[Command], fields: dict[str, object]
) -> None:
    async with town.bot():
        assert (await town.press(value, action_id))["ok"]
    ((command, keys, reply),) = town.desk.kept
    assert isinstance(command, kind)
    assert command.release == RELEASE
    assert (command.by, command.channel, command.reply) == ("U0EUNHO", "C0DEPLOY", command.id)
    assert {name: getattr(command, name) for name in fields} == fields
    assert len(keys) == 2
    assert reply
    assert reply.response_url


LOCKS: list[tuple[str, str, type[Command], dict[str, object]]] = [
    ("lock.lift", f"{SCOPE}:{RELEASE}", LiftLock, {"scope": SCOPE, "lock": RELEASE, "reason": ""}),
    ("lock.lift", f"*/*:{RELEASE}", LiftLock, {"scope": "*/*", "lock": RELEASE}),
    ("lock.extend", f"*/production:{2 * 3600}", TakeLock, {"scope": "*/production", "reason": ""}),
]


@pytest.mark.parametrize(("action_id", "value", "kind", "fields"), LOCKS)
async def test_a_button_of_a_lock_is_a_command(
    town: Town, action_id: str, value: str, kind: type[Command], fields: dict[str, object]
) -> None:
    async with town.bot():
        assert (await town.press(value, action_id))["ok"]
    (command,) = town.desk.commands
    assert type(command) is kind
    assert {name: getattr(command, name) for name in fields} == fields


async def test_a_lock_is_kept_for_as_long_as_the_button_says(town: Town) -> None:
    async with town.bot():
        await town.press(f"{SCOPE}:7200", "lock.extend")
    (command,) = town.desk.commands
    assert isinstance(command, TakeLock)
    assert command.until == command.at + timedelta(hours=2)


CHOICES: list[tuple[str, type[Command], dict[str, object]]] = [
    (f"now:{RELEASE}", Reschedule, {"due": None}),
    (f"cancel:{RELEASE}", CancelRelease, {}),
    (f"place:{RELEASE}:3", MoveInQueue, {"place": 3}),
]


@pytest.mark.parametrize(("value", "kind", "fields"), CHOICES)
async def test_a_choice_of_a_menu_is_a_command(
    town: Town, value: str, kind: type[Command], fields: dict[str, object]
) -> None:
    async with town.bot():
        assert (await choose(town, value))["ok"]
    (command,) = town.desk.commands
    assert isinstance(command, kind)
    assert command.release == RELEASE  # type: ignore[attr-defined]
    assert {name: getattr(command, name) for name in fields} == fields


@pytest.mark.parametrize("value", ["", "dance", f"dance:{RELEASE}", f"place:{RELEASE}:0", f"now:{RELEASE}:x y", "now:"])
async def test_a_forged_choice_is_answered_kindly(town: Town, value: str) -> None:
    async with town.bot() as (front, _):
        assert (await choose(town, value or "-"))["ok"]
        await front.errands.idle()
        assert await town.whispers("U0EUNHO") == [front.speak("ko", "button-unreadable")]
    assert not town.desk.kept


async def choose(town: Town, value: str) -> Json:
    """Somebody chooses from the three dots beside a line."""
    option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    menu = {"type": "overflow", "action_id": "release.menu", "options": [option]}
    text = {"type": "mrkdwn", "text": "x"}
    blocks = [{"type": "section", "block_id": "line", "text": text, "accessory": menu}]
    posted = await town.client.chat_postMessage(channel="C0DEPLOY", text="x", blocks=blocks)
    place = {"channel": "C0DEPLOY", "ts": posted["ts"], "block_id": "line", "action_id": "release.menu"}
    return await town.post("click", user="U0EUNHO", **place, selected_option=option)


async def test_two_people_press_at_once_and_both_are_heard(town: Town) -> None:
    value = f"{RELEASE}:{FINGERPRINT}"
    async with town.bot():
        presses = (town.press(value, "release.approve", user) for user in ("U0EUNHO", "U0ALEX"))
        await asyncio.gather(*presses)
        await town.post("redeliver")
    assert {command.by for command in town.desk.commands} == {"U0EUNHO", "U0ALEX"}
    assert len(town.desk.kept) == 2


async def test_redis_gone_the_person_is_told_after_the_click(town: Town) -> None:
    town.desk.down = True
    async with town.bot() as (front, _):
        assert (await town.press(f"{RELEASE}:{FINGERPRINT}", "release.approve"))["ok"]
        await front.errands.idle()
        assert await town.whispers("U0EUNHO") == [front.speak("ko", "refused-nothing-kept")]


FORGED = ["r1", RELEASE.upper(), f"{RELEASE}:", f"{RELEASE}:<!channel>", f"{RELEASE}\n", "r" + "é" * 14, RELEASE]


@pytest.mark.parametrize("value", FORGED)
async def test_a_forged_value_is_answered_kindly(town: Town, value: str) -> None:
    async with town.bot() as (front, _):
        assert (await town.press(value, "release.approve"))["ok"]
        await front.errands.idle()
        assert await town.whispers("U0EUNHO") == [front.speak("ko", "button-unreadable")]
    assert not town.desk.kept


async def test_a_button_of_another_version_is_answered(town: Town) -> None:
    async with town.bot() as (front, _):
        assert (await town.press("x", "release.dance"))["ok"]
        await front.errands.idle()
        assert await town.whispers("U0EUNHO") == [front.speak("ko", "button-unknown")]


async def test_a_link_is_only_acknowledged(town: Town) -> None:
    async with town.bot() as (front, _):
        assert (await town.press("x", "release.page"))["ok"]
        await front.errands.idle()
        assert await town.whispers("U0EUNHO") == []


async def test_a_handler_that_breaks_tells_the_person(town: Town) -> None:
    town.desk.take = _broken
    async with town.bot() as (front, _):
        said = await town.type("demo-backend v2")
        assert said["ack"]["text"] == front.speak("en", "something-went-wrong")
        assert (await town.press(RELEASE, "release.reject"))["ok"]
        await front.errands.idle()
        assert await town.whispers("U0EUNHO") == [front.speak("ko", "something-went-wrong")]


async def _broken(*_: object) -> bool:
    raise RuntimeError("a mistake in the code")
