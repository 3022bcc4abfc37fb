"""The way back: the preview and its button, the form, and what is said where there is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.catalogue import Service, Target
from bot.domain.commands import RollBackTarget
from bot.domain.lock import Lock
from bot.domain.release import Deployment, Release, Status
from bot.domain.scope import Scope
from bot.domain.standing import Stood
from bot.drivers.base import Remains
from bot.errors import DriverUnavailable
from bot.i18n import refusal
from handlers.front import Front
from handlers.rollback import form
from tests.handlers.conftest import Town, release

ENDED = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
LOCK = "r0lockabcdefgh1"
THERE = Remains(image=True, definition=True)


def stood(number: int, **fields: Any) -> Release:
    """v1, v2 … came hour by hour."""
    fields = {"started_at": ENDED, "ended_at": ENDED + timedelta(hours=number)} | fields
    return release(Status.SUCCEEDED, number, **fields)


def live(number: int, **fields: Any) -> Release:
    return release(Status.SHIFTING, number, started_at=ENDED, deployment=Deployment(ENDED, "d-1"), **fields)


async def lock(town: Town, owner: str, scope: Scope | None = None) -> None:
    held = Lock(LOCK, scope or Scope("demo-backend", "production"), owner, ENDED, "the <!channel> audit")
    await town.store.locks.amend(held.scope.key, lambda _: (held, ()))


async def whisper(town: Town, user: str = "U0ALEX") -> dict[str, Any]:
    messages = (await town.get(f"channels/C0DEPLOY/messages?user={user}"))["messages"]
    (found,) = [message for message in messages if message.get("is_ephemeral")]
    return dict(found)


def text_of(message: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in message["blocks"] if block["type"] == "section")


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [element for block in message["blocks"] for element in block.get("elements", ())]
    return {element["action_id"]: element for element in found}


async def preview(town: Town, front: Front, text: str, user: str = "U0ALEX") -> dict[str, Any]:
    said = await town.type(text, user)
    assert said["ok"]
    assert not (said["ack"] or {}).get("text")
    await front.errands.idle()
    return await whisper(town, user)


async def press(town: Town, message: dict[str, Any], action_id: str, user: str = "U0ALEX") -> Any:
    block = next(each for each in message["blocks"] if action_id in str(each))
    where = {"channel": "C0DEPLOY", "ts": message["ts"], "block_id": block["block_id"]}
    return await town.post("click", user=user, action_id=action_id, **where)


@pytest.mark.parametrize("text", ["/rollback demo-backend", "rollback demo-backend production"])
async def test_a_preview_says_what_would_change_and_its_button_does_it_once(town: Town, text: str) -> None:
    await town.keep(stood(1, requester="U0HARU"), stood(2))
    town.shelf.remains_of = {"v1": THERE}
    async with town.bot() as (front, _):
        shown = await preview(town, front, text)
        said = text_of(shown)
        assert "from `v2` back to `v1`" in said
        assert "<@U0HARU>" in said
        assert front.speak("en", "rollback-how-deploy") in said
        assert front.speak("en", "rollback-image-there") in said
        assert front.speak("en", "rollback-needs-none") in said
        await asyncio.gather(*(press(town, shown, "rollback.confirm") for _ in range(3)))
        await town.post("redeliver")
        await front.errands.idle()
        assert await town.whispers("U0ALEX") == [front.speak("en", "rollback-begun")]
    (command,) = [each for each in town.desk.commands if isinstance(each, RollBackTarget)]
    assert (command.service, command.environment, command.revision) == ("demo-backend", "production", "v1")
    assert (command.over, command.by) == ((), "U0ALEX")


async def test_what_is_live_is_stopped(town: Town) -> None:
    await town.keep(stood(1), live(2))
    town.shelf.remains_of = {"v1": Remains(running=True)}
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend", "U0MINA")
        assert front.speak("ko", "rollback-how-stop") in text_of(shown)
        assert "`v2`" in text_of(shown)
    assert json.loads(buttons(shown)["rollback.confirm"]["value"])["revision"] == "v1"


async def test_further_back_is_a_new_deployment_after_that_stop(town: Town) -> None:
    await town.keep(stood(1), stood(2), live(3))
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend to v1", "U0HARU")
        first = front.speak.to("ja")("rollback-how-stop-first", revision="v3", by="U0MINA")
        assert first.partition("`v3`")[2] in text_of(shown)


async def test_the_first_release_ever_goes_back_to_what_it_found(town: Town) -> None:
    await town.keep(live(1))
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
        title = {"service": "demo-backend", "environment": "production", "revision": "v1"}
        assert front.speak("en", "rollback-title-before", **title) in text_of(shown)
        await press(town, shown, "rollback.confirm")
    (command,) = [each for each in town.desk.commands if isinstance(each, RollBackTarget)]
    assert command.revision is None


async def test_somebody_elses_lock_is_shown_and_gone_over_knowingly(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    await lock(town, "U0HARU")
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
        assert "<@U0HARU>" in text_of(shown)
        assert "<!channel>" not in text_of(shown)
        button = buttons(shown)["rollback.confirm"]
        assert button["text"]["text"] == front.speak.plain("en", "rollback-confirm-over")
        await press(town, shown, "rollback.confirm")
    (command,) = [each for each in town.desk.commands if isinstance(each, RollBackTarget)]
    assert command.over == (LOCK,)


async def test_ones_own_lock_is_not_in_the_way(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    await lock(town, "U0ALEX")
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
    assert json.loads(buttons(shown)["rollback.confirm"]["value"])["over"] == []


async def test_what_is_gone_is_passed_over_and_named(town: Town) -> None:
    await town.keep(stood(1), stood(2), stood(3))
    town.shelf.remains_of = {"v2": Remains(image=False, definition=False), "v1": THERE}
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
        assert front.speak("en", "rollback-skipped", revision="v2") in text_of(shown)
        assert json.loads(buttons(shown)["rollback.confirm"]["value"])["revision"] == "v1"


async def test_what_alone_is_left_and_gone_has_no_button(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    town.shelf.remains_of = {"v1": Remains(image=False)}
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
    assert list(buttons(shown)) == ["rollback.choose"]


async def test_aws_away_the_revisions_are_shown_all_the_same(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_service: Service, _target: Target, _stood: Sequence[Stood]) -> Sequence[Remains]:
        raise DriverUnavailable("no route")

    monkeypatch.setattr(town.shelf, "remains", away)
    await town.keep(stood(1), stood(2))
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
        assert front.speak("en", "rollback-image-unknown") in text_of(shown)
    assert "rollback.confirm" in buttons(shown)


TARGET = {"target": "demo-backend/production"}
NOWHERE = [
    ("/rollback demo-backend", [], "nothing_before", TARGET),
    ("/rollback demo-backend", [stood(1)], "nothing_before", TARGET),
    ("/rollback demo-backend to v9", [stood(1), stood(2)], "never_stood", {"revision": "v9", "known": "v1"}),
    ("/rollback demo-backend", [stood(1), release(Status.ROLLING_BACK, 2)], "rolling_back_already", {"by": "aws"}),
]


@pytest.mark.parametrize(("text", "kept", "code", "facts"), NOWHERE)
async def test_where_there_is_no_way_back_it_says_so(
    town: Town, text: str, kept: list[Release], code: str, facts: dict[str, str]
) -> None:
    await town.keep(*kept)
    async with town.bot() as (front, _):
        shown = await preview(town, front, text)
        assert shown["text"] == refusal(front.speak.to("en"), code, facts)


async def test_redis_away_it_says_so(town: Town) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend", "U0HARU")
        assert shown["text"] == front.speak("ja", "rollback-unavailable")


async def test_who_may_not_is_told_in_the_ack_and_at_the_click(town: Town) -> None:
    value = json.dumps({"service": "demo-backend", "environment": "production", "revision": "v1", "over": []})
    async with town.bot() as (front, _):
        await front.people.person("U0GUEST")
        said = await town.type("/rollback demo-backend", "U0GUEST")
        assert said["ack"]["text"] == front.speak("en", "refused-not-deployer")
        await town.press(value, "rollback.confirm", "U0GUEST")
    assert not town.desk.kept


FORGED = [
    "",
    "{",
    "[]",
    '{"service": "demo-backend"}',
    '{"service": "a", "environment": "b", "revision": "<!channel>"}',
    '{"service": "a", "environment": "b", "over": 7}',
]


@pytest.mark.parametrize("value", FORGED)
async def test_a_button_that_says_nonsense_does_nothing(town: Town, value: str) -> None:
    async with town.bot() as (front, _):
        await town.press(value or " ", "rollback.confirm", "U0ALEX")
        await front.errands.idle()
        assert await town.whispers("U0ALEX") == [front.speak("en", "button-unreadable")]
    assert not town.desk.kept


async def test_redis_gone_at_the_click_the_buttons_stay(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
        town.desk.down = True
        await press(town, shown, "rollback.confirm")
        await front.errands.idle()
        assert front.speak("en", "refused-nothing-kept") in await town.whispers("U0ALEX")
        town.desk.down = False
        assert (await press(town, shown, "rollback.confirm"))["ok"]
    assert [type(each) for each in town.desk.commands if isinstance(each, RollBackTarget)] == [RollBackTarget]


# --- the form ---


def block(view: Any, action_id: str) -> Any:
    found = [each for each in view.given["blocks"] if (each.get("element") or {}).get("action_id") == action_id]
    return next(iter(found), None)


def chosen(view: Any, action_id: str) -> str | None:
    option = block(view, action_id)["element"].get("initial_option")
    return option["value"] if option else None


def told(view: Any) -> str:
    return str(next(each for each in view.given["blocks"] if each["block_id"] == form.PREVIEW)["text"]["text"])


async def open_form(town: Town, front: Front, text: str = "/rollback", user: str = "U0ALEX") -> Any:
    assert (await town.type(text, user))["ok"]
    await front.errands.idle()
    return town.view(user)


async def choose(town: Town, front: Front, view: Any, action_id: str, value: str) -> Any:
    where = {"view_id": view.id, "block_id": block(view, action_id)["block_id"], "action_id": action_id}
    assert (await town.post("click", user="U0ALEX", **where, selected_option={"value": value}))["ok"]
    await front.errands.idle()
    return town.view("U0ALEX")


async def test_the_only_place_where_anything_stood_is_chosen_already(town: Town) -> None:
    await town.keep(stood(1), stood(2), stood(3))
    town.shelf.remains_of = {"v2": THERE, "v1": Remains(image=False)}
    async with town.bot() as (front, _):
        view = await open_form(town, front)
        assert (chosen(view, form.SERVICE), chosen(view, form.ENVIRONMENT)) == ("demo-backend", "production")
        first, second = block(view, form.REVISION)["element"]["options"]
        assert [first["value"], second["value"]] == ["v2", "v1"]
        assert "2026-03-03" in first["text"]["text"]
        assert "<@U0MINA>" in first["text"]["text"]
        assert front.speak.plain("en", "rollback-image-gone") in second["description"]["text"]
        assert "back to `v2`" in told(view)
        view = await choose(town, front, view, form.REVISION, "v1")
        assert "back to `v1`" in told(view)
        sent = await town.post("submit", user="U0ALEX", view_id=view.id)
    assert sent["ok"]
    ((command, keys, reply),) = town.desk.kept
    assert isinstance(command, RollBackTarget)
    assert (command.service, command.environment, command.revision) == ("demo-backend", "production", "v1")
    assert len(keys) == 2
    assert reply
    assert reply.response_url


async def test_the_form_goes_over_the_locks_that_it_shows_and_no_others(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with town.bot() as (front, _):
        blind = await open_form(town, front)
        await lock(town, "U0HARU")
        assert (await town.post("submit", user="U0ALEX", view_id=blind.id))["ok"]
        seeing = await open_form(town, front)
        assert "<@U0HARU>" in told(seeing)
        assert (await town.post("submit", user="U0ALEX", view_id=seeing.id))["ok"]
    overs = [each.over for each in town.desk.commands if isinstance(each, RollBackTarget)]
    assert overs == [(), (LOCK,)]


async def test_another_place_brings_its_own_revisions(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with town.bot() as (front, _):
        view = await choose(town, front, await open_form(town, front), form.SERVICE, "web-api")
        assert block(view, form.REVISION) is None
        view = await choose(town, front, view, form.ENVIRONMENT, "staging")
        assert told(view) == refusal(front.speak.to("en"), "nothing_before", {"target": "web-api/staging"})
        sent = await town.post("submit", user="U0ALEX", view_id=view.id)
        assert list(sent["errors"].values()) == [front.speak.plain("en", "rollback-form-none-chosen")]
        view = await choose(town, front, view, form.SERVICE, "demo-backend")
        assert chosen(view, form.REVISION) == "v1"
        assert (await town.post("submit", user="U0ALEX", view_id=view.id))["ok"]
    (command,) = town.desk.commands
    assert isinstance(command, RollBackTarget)
    assert command.service == "demo-backend"


async def test_nothing_is_preselected_where_several_places_could_be_meant(town: Town) -> None:
    other = stood(3)
    plan = other.plan.__class__("web-api/staging", "argocd", other.plan.revision, "f")
    await town.keep(stood(1), other.changed(service="web-api", environment="staging", plan=plan))
    async with town.bot() as (front, _):
        view = await open_form(town, front, user="U0MINA")
        assert chosen(view, form.SERVICE) is None
        assert told(view) == front.speak("ko", "rollback-where")


async def test_the_preview_opens_the_form_for_another_revision(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with town.bot() as (front, _):
        shown = await preview(town, front, "/rollback demo-backend")
        await press(town, shown, "rollback.choose")
        await front.errands.idle()
        assert chosen(town.view("U0ALEX"), form.REVISION) == "v1"


async def test_a_form_sent_while_redis_is_gone_stays_open(town: Town) -> None:
    await town.keep(stood(1), stood(2))
    async with town.bot() as (front, _):
        view = await open_form(town, front)
        town.desk.down = True
        sent = await town.post("submit", user="U0ALEX", view_id=view.id)
        assert list(sent["errors"].values()) == [front.speak.plain("en", "form-nothing-kept")]
    assert not town.desk.kept


async def test_the_form_says_that_redis_is_away(town: Town) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        view = await open_form(town, front)
        assert told(view) == front.speak("en", "rollback-where")
        view = await choose(town, front, view, form.SERVICE, "demo-backend")
        assert told(view) == front.speak("en", "rollback-unavailable")


async def test_a_form_that_did_not_open_is_spoken_of(town: Town) -> None:
    await town.post("slack/faults", method="views.open", error="expired_trigger_id")
    async with town.bot() as (front, _):
        await town.type("/rollback", user="U0MINA")
        await front.errands.idle()
        assert await town.whispers("U0MINA") == [front.speak("ko", "rollback-form-unopened")]
