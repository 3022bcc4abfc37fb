"""The buttons of an offer: which service, and the mark of what the person saw."""

from __future__ import annotations

import pytest

from bot.domain.commands import Command, IgnoreOffer, TakeOffer
from tests.handlers.conftest import Town


@pytest.mark.parametrize(("action_id", "kind"), [("offer.take", TakeOffer), ("offer.ignore", IgnoreOffer)])
async def test_a_button_is_a_command(town: Town, action_id: str, kind: type[Command]) -> None:
    async with town.bot():
        assert (await town.press("demo-backend:0123456789ab", action_id))["ok"]
    ((command, _, reply),) = town.desk.kept
    assert isinstance(command, kind)
    assert isinstance(command, TakeOffer | IgnoreOffer)
    assert (command.service, command.offer, command.by) == ("demo-backend", "0123456789ab", "U0EUNHO")
    assert reply


@pytest.mark.parametrize("value", ["demo-backend", "demo-backend:", "demo-backend:v3", "a/b:0123456789ab"])
async def test_what_can_not_be_read_does_nothing(town: Town, value: str) -> None:
    async with town.bot():
        await town.press(value, "offer.take")
    assert town.desk.kept == []
