"""Buttons: what is pressed becomes a command, and what means nothing is answered kindly."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.commands import AnswerHold, ApproveRelease, CancelRelease, Command, RejectRelease, StopRelease
from bot.domain.release import Verdict
from tests.handlers.conftest import FINGERPRINT, RELEASE, Town

BUTTONS: list[tuple[str, str, type[Command], dict[str, object]]] = [
    ("release.approve", f"{RELEASE}:{FINGERPRINT}", ApproveRelease, {"fingerprint": FINGERPRINT}),
    ("release.reject", RELEASE, RejectRelease, {}),
    ("release.cancel", RELEASE, CancelRelease, {}),
    ("release.stop", f"{RELEASE}:{FINGERPRINT}", StopRelease, {}),
    ("hold.continue", RELEASE, AnswerHold, {"verdict": Verdict.CONTINUE}),
    ("hold.stop", RELEASE, AnswerHold, {"verdict": Verdict.STOP}),
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
