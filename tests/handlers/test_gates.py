"""What people are told who ask why a release doesn't start, when a gate is in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.catalogue import Gate
from bot.domain.gate import Finding, Verdict
from bot.domain.release import Release, Status
from handlers.front import Front
from tests.handlers.conftest import Town, catalogue, release

NOW = datetime.now(UTC)
EVIL = "<!channel> *x*"
TARGET = replace(
    catalogue().services["demo-backend"].targets["production"],
    gates=(Gate("http", {"url": "http://green"}), Gate("checklist", {"items": (EVIL,)})),
)
LANGUAGES = {"U0MINA": "ko", "U0HARU": "ja", "U0ALEX": "en"}


def held(*findings: Finding) -> Release:
    queued = release(Status.QUEUED, 1, queued_at=NOW, findings=findings)
    return queued.changed(plan=replace(queued.plan, settings=TARGET))


async def why(town: Town, front: Front, user: str) -> list[Any]:
    assert (await town.type("why demo-backend", user))["ok"]
    await front.errands.idle()
    messages = (await town.get(f"channels/C0DEPLOY/messages?user={user}"))["messages"]
    blocks: list[Any] = [message for message in messages if message.get("is_ephemeral")][-1]["blocks"]
    return blocks


@pytest.mark.parametrize("user", LANGUAGES)
async def test_each_gate_is_told_with_what_it_saw_and_the_way(town: Town, user: str) -> None:
    probe = Finding("http", Verdict.FAILING, NOW, "http-other", {"url": EVIL, "status": "503", "expected": "200"})
    await town.keep(held(probe, Finding("checklist", Verdict.FAILING, NOW, "checklist-open", {"items": EVIL})))
    async with town.bot() as (front, _):
        blocks = await why(town, front, user)
        way = front.speak(LANGUAGES[user], "way-gate", admins="").strip()
    said = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    assert "503" in said
    assert "&lt;!channel&gt;" in said
    assert "<!channel>" not in said
    assert way in said
    assert "S0PLATFORM" in said  # whom to ask in a hurry
    asides = [block["accessory"]["value"] for block in blocks if block.get("accessory", {}).get("value")]
    assert asides == ([f"{held().id}:gate"] * 2 if user == "U0ALEX" else [])


async def test_a_gate_that_has_said_nothing_yet_is_named(town: Town) -> None:
    await town.keep(held())
    async with town.bot() as (front, _):
        blocks = await why(town, front, "U0MINA")
    said = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    assert "`http`" in said
    assert "`checklist`" in said


async def test_a_gate_that_closes_a_hold_is_named(town: Town) -> None:
    probe = Finding("http", Verdict.FAILING, NOW, "http-silent", {"url": "http://green", "error": "refused"})
    target = replace(TARGET, gates=(Gate("http", {"url": "http://green"}, "hold"),))
    held_up = release(Status.HOLDING, 1, started_at=NOW, findings=(probe,))
    await town.keep(held_up.changed(plan=replace(held_up.plan, settings=target)))
    async with town.bot() as (front, _):
        blocks = await why(town, front, "U0ALEX")
    said = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    assert "doesn't answer (refused)" in said
