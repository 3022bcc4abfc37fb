"""Forms in which somebody chooses again before the last choice is drawn: the last one stands there in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.release import Release, Status
from handlers import form
from handlers.front import Front
from handlers.rollback import form as rollback
from handlers.turns import Turns
from tests.handlers.conftest import Town, release


class Update:
    """A `views.update` that is about to go out."""

    def __init__(self) -> None:
        self.let, self.over = asyncio.Event(), asyncio.Event()

    async def goes(self) -> None:
        """Let it go out, and wait for its answer."""
        self.let.set()
        await self.over.wait()


class Held(AsyncWebClient):
    """A client whose `views.update` goes out when the test lets it; once it is `open`, at once."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.updates: asyncio.Queue[Update] = asyncio.Queue()
        self.open = False

    async def views_update(self, **given: Any) -> AsyncSlackResponse:
        update = Update()
        if not self.open:
            self.updates.put_nowait(update)
            await update.let.wait()
        try:
            return await super().views_update(**given)
        finally:
            update.over.set()


@asynccontextmanager
async def holding(town: Town) -> AsyncIterator[tuple[Front, Held]]:
    """A bot with such a client."""
    town.client = held = Held(town.client.token, base_url=town.client.base_url, session=town.session)
    async with town.bot() as (front, _):
        yield front, held


def stood(number: int) -> Release:
    at = release(Status.SUCCEEDED, number).requested_at
    return release(Status.SUCCEEDED, number, started_at=at, ended_at=at)


def block(town: Town, action_id: str) -> Any:
    blocks = town.view("U0ALEX").given["blocks"]
    return next((each for each in blocks if (each.get("element") or {}).get("action_id") == action_id), None)


def shown(town: Town, action_id: str) -> str | None:
    """What is chosen in a field as it stands before the person."""
    values = town.view("U0ALEX").values()
    option = values[block(town, action_id)["block_id"]][action_id]["selected_option"]
    return option["value"] if option else None


async def choose(town: Town, action_id: str, value: str) -> None:
    where = {"view_id": town.view("U0ALEX").id, "block_id": block(town, action_id)["block_id"], "action_id": action_id}
    assert (await town.post("click", user="U0ALEX", **where, selected_option={"value": value}))["ok"]


async def settle(front: Front, held: Held, *updates: Update) -> None:
    """Let go these, one after the other, and then all else."""
    for update in updates:
        await update.goes()
    held.open = True
    while not held.updates.empty():
        await held.updates.get_nowait().goes()
    await front.errands.idle()


async def test_what_opened_the_form_is_filled_in_under_the_hands_of_who_chooses(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with holding(town) as (front, held):
        assert (await town.type("/rollback"))["ok"]
        filled = await held.updates.get()
        await choose(town, rollback.SERVICE, "web-api")
        cleared = await held.updates.get()
        await settle(front, held, filled, cleared)
        assert shown(town, rollback.SERVICE) == "web-api"
        assert block(town, rollback.REVISION) is None


async def test_what_opened_the_form_comes_too_late(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with holding(town) as (front, held):
        assert (await town.type("/rollback"))["ok"]
        filled = await held.updates.get()
        await choose(town, rollback.SERVICE, "web-api")
        cleared = await held.updates.get()
        await settle(front, held, cleared, filled)
        assert shown(town, rollback.SERVICE) == "web-api"
        assert block(town, rollback.REVISION) is None


async def test_of_two_places_the_second_is_drawn_and_the_first_no_more(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with holding(town) as (front, held):
        assert (await town.type("/rollback"))["ok"]
        await settle(front, held)
        held.open = False
        await choose(town, rollback.SERVICE, "web-api")
        first = await held.updates.get()
        await choose(town, rollback.SERVICE, "demo-backend")
        await settle(front, held, first)
        assert shown(town, rollback.SERVICE) == "demo-backend"
        assert shown(town, rollback.REVISION) == "v1"


async def test_a_revision_chosen_in_a_form_that_is_being_left_does_not_bring_it_back(town: Town) -> None:
    await town.keep(stood(1), stood(2), stood(3))
    async with holding(town) as (front, held):
        assert (await town.type("/rollback"))["ok"]
        await settle(front, held)
        held.open = False
        await choose(town, rollback.SERVICE, "web-api")
        cleared = await held.updates.get()
        await choose(town, rollback.REVISION, "v1")
        await settle(front, held, cleared)
        assert shown(town, rollback.SERVICE) == "web-api"
        assert block(town, rollback.REVISION) is None


async def test_of_two_revisions_the_second_is_previewed(town: Town) -> None:
    await town.keep(stood(1), stood(2), stood(3))
    async with holding(town) as (front, held):
        assert (await town.type("/rollback"))["ok"]
        await settle(front, held)
        held.open = False
        await choose(town, rollback.REVISION, "v1")
        first = await held.updates.get()
        await choose(town, rollback.REVISION, "v2")
        await settle(front, held, first)
        previewed = next(each for each in town.view("U0ALEX").given["blocks"] if each["block_id"] == rollback.PREVIEW)
        assert "back to `v2`" in previewed["text"]["text"]


async def test_in_the_form_for_a_release_too_nothing_chosen_is_lost(town: Town) -> None:
    async with holding(town) as (front, held):
        assert (await town.type("/platform-deploy"))["ok"]
        await front.errands.idle()
        await choose(town, form.SERVICE, "web-api")
        first = await held.updates.get()
        await choose(town, form.ENVIRONMENT, "staging")
        await settle(front, held, first)
        assert shown(town, form.SERVICE) == "web-api"
        assert shown(town, form.ENVIRONMENT) == "staging"
        assert block(town, form.REVISION)["block_id"] == "revision.web-api"


async def test_a_form_that_nobody_draws_is_forgotten(town: Town) -> None:
    turns = Turns(town.client)
    turn = turns.begin({"id": "V1"})
    assert list(turns._screens) == ["V1"]
    assert not await turn.draw({})  # no such view
    del turn
    assert not turns._screens
