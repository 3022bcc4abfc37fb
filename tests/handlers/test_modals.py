"""The form: opened, filled in as far as understood, completed, and sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.catalogue import Catalogue, Gate
from bot.domain.commands import RequestRelease
from bot.drivers.base import RevisionChoice
from handlers import form
from handlers.front import Front
from tests.handlers.conftest import Town, _unbuilt, catalogue

NOTHING: dict[str, Any] = {"selected_options": []}
ANSWER = {"service": "web-api", "environment": "staging", "revision": "v2"}


async def open_form(
    town: Town, front: Front, text: str = "/platform-deploy", user: str = "U0ALEX", channel: str = "C0DEPLOY"
) -> Any:
    said = await town.type(text, user, channel)
    assert said["ok"]
    assert not (said["ack"] or {}).get("text")
    await front.errands.idle()
    return town.view(user)


def block(view: Any, action_id: str) -> Any:
    return next(block for block in view.given["blocks"] if block["element"]["action_id"] == action_id)


def chosen(view: Any, action_id: str) -> str | None:
    option = block(view, action_id)["element"].get("initial_option")
    return option["value"] if option else None


def values(view: Any, **chosen: str) -> dict[str, Any]:
    return {
        block(view, f"deploy.{name}")["block_id"]: {
            f"deploy.{name}": {"selected_option": {"text": {"type": "plain_text", "text": value}, "value": value}}
        }
        for name, value in chosen.items()
    }


async def choose(town: Town, front: Front, view: Any, action_id: str, value: str, user: str = "U0ALEX") -> Any:
    where = {"view_id": view.id, "block_id": block(view, action_id)["block_id"], "action_id": action_id}
    option = {"text": {"type": "plain_text", "text": value}, "value": value}
    assert (await town.post("click", user=user, **where, selected_option=option))["ok"]
    await front.errands.idle()
    return town.view(user)


async def suggest(town: Town, view: Any, typed: str = "", user: str = "U0ALEX") -> list[Any]:
    where = {"view_id": view.id, "block_id": block(view, form.REVISION)["block_id"], "action_id": form.REVISION}
    answer = await town.post("suggest", user=user, **where, value=typed)
    assert answer["ok"], answer
    found: list[Any] = answer["options"]
    return found


async def test_without_arguments_the_form_opens_in_the_readers_language(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, user="U0HARU")
        assert view.given["title"]["text"] == front.speak("ja", "form-title")
    assert [block["block_id"] for block in view.given["blocks"]] == [
        "service",
        "environment",
        "revision",
        "start",
        "window",
        "hotfix",
    ]


async def test_what_was_understood_is_filled_in(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api v2", "U0MINA", "C0RANDOM")
        only = await open_form(town, front, "demo-backend", "U0ALEX")
    assert (chosen(view, form.SERVICE), chosen(view, form.ENVIRONMENT)) == ("web-api", None)
    assert chosen(view, form.REVISION) == "v2"
    assert chosen(only, form.ENVIRONMENT) == "production"
    assert block(only, form.CHECKLIST)


async def test_choosing_a_service_brings_its_environments_and_forgets_the_revision(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front)
        view = await choose(town, front, view, form.SERVICE, "demo-backend")
        assert chosen(view, form.ENVIRONMENT) == "production"
        assert block(view, form.REVISION)["block_id"] == "revision.demo-backend"
        view = await choose(town, front, view, form.SERVICE, "web-api")
        assert len(block(view, form.ENVIRONMENT)["element"]["options"]) == 2
        view = await choose(town, front, view, form.ENVIRONMENT, "staging")
    assert not [each for each in view.given["blocks"] if each["block_id"] == "checklist"]


async def test_a_sent_form_is_a_request_with_its_checklist(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "demo-backend")
        (ticked, _) = block(view, form.CHECKLIST)["element"]["options"]
        filled = values(view, service="demo-backend", environment="production", revision="v2")
        filled["checklist"] = {form.CHECKLIST: {"selected_options": [ticked]}}
        sent = await town.post("submit", user="U0ALEX", view_id=view.id, values=filled)
    assert sent["ok"]
    ((command, keys, reply),) = town.desk.kept
    assert isinstance(command, RequestRelease)
    assert (command.service, command.environment, command.revision) == ("demo-backend", "production", "v2")
    assert command.checklist == ("Alarms are open",)
    assert command.channel == "C0DEPLOY"
    assert len(keys) == 2
    assert reply
    assert reply.response_url


async def test_what_the_gates_of_a_target_ask_for_stands_beside_its_environments_checklist(town: Town) -> None:
    items = ("Rested", *(f"Looked at dashboard {number}" for number in range(1, 10)))
    rules = catalogue()
    service = rules.services["demo-backend"]
    gated = replace(service.targets["production"], gates=(Gate("checklist", {"items": items}),))
    rules = replace(rules, services={**rules.services, "demo-backend": replace(service, targets={"production": gated})})
    town.catalogue = rules
    async with town.bot() as (front, _):
        view = await open_form(town, front, "demo-backend")
        boxes = [each for each in view.given["blocks"] if each["block_id"].startswith("checklist")]
        shown = [option["text"]["text"] for each in boxes for option in each["element"]["options"]]
        assert shown == ["Alarms are open", *items]  # each once; Slack draws ten boxes in a group
        filled = values(view, service="demo-backend", environment="production", revision="v2")
        for each in boxes:
            element = each["element"]
            filled[each["block_id"]] = {element["action_id"]: {"selected_options": element["options"]}}
        sent = await town.post("submit", user="U0ALEX", view_id=view.id, values=filled)
        other = await choose(town, front, await open_form(town, front, "demo-backend"), form.SERVICE, "web-api")
    assert sent["ok"], sent
    (command,) = town.desk.commands
    assert isinstance(command, RequestRelease)
    assert set(command.checklist) == {"Alarms are open", *items}
    async with town.bot() as (front, _):  # typed in whole, it can't be ticked: the form asks for that alone
        asked = await open_form(town, front, "demo-backend v2 production")
    assert len(town.desk.commands) == 1
    assert block(asked, form.REVISION)["element"]["initial_option"]["value"] == "v2"
    assert [each for each in other.given["blocks"] if each["block_id"] == "checklist.2"] == []


async def test_a_time_and_a_reason_that_were_understood_are_filled_in(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api at 23:59 hotfix because of the rain")
        later = await open_form(town, front, "web-api in the next window", "U0MINA")
    start = block(view, form.START)["element"]["initial_date_time"]
    assert datetime.fromtimestamp(start, ZoneInfo("Asia/Seoul")).strftime("%H:%M") == "23:59"
    assert block(view, form.HOTFIX)["element"]["initial_value"] == "of the rain"
    assert "initial_options" not in block(view, form.WINDOW)["element"]
    assert block(later, form.WINDOW)["element"]["initial_options"]
    assert "initial_date_time" not in block(later, form.START)["element"]


async def test_a_form_can_ask_for_later_and_for_before_others(town: Town) -> None:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api")
        filled = values(view, **ANSWER) | later(due) | {"hotfix": {form.HOTFIX: {"value": " the rain "}}}
        assert (await town.post("submit", user="U0ALEX", view_id=view.id, values=filled))["ok"]
    (command,) = town.desk.commands
    assert isinstance(command, RequestRelease)
    assert (command.due, command.next_window, command.hotfix) == (due, False, "the rain")


async def test_a_start_that_makes_no_sense_is_sent_back(town: Town) -> None:
    now = datetime.now(UTC)
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api in the next window", "U0MINA")
        filled = values(view, **ANSWER) | later(now + timedelta(hours=1))
        both = await town.post("submit", user="U0MINA", view_id=view.id, values=filled)
        filled = values(view, **ANSWER) | later(now - timedelta(hours=1)) | {"window": {form.WINDOW: NOTHING}}
        past = await town.post("submit", user="U0MINA", view_id=view.id, values=filled)
        assert both["errors"] == {"start": front.speak.plain("ko", "form-one-start")}
        assert past["errors"] == {"start": front.speak.plain("ko", "dialog-time-past")}
    assert not town.desk.kept


async def test_what_was_typed_stays_when_a_choice_changes(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api hotfix because of the rain")
        view = await choose(town, front, view, form.SERVICE, "demo-backend")
    assert block(view, form.HOTFIX)["element"]["initial_value"] == "of the rain"


def later(due: datetime) -> dict[str, Any]:
    return {"start": {form.START: {"selected_date_time": int(due.timestamp())}}}


async def test_a_form_sent_while_redis_is_gone_stays_open(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api")
        town.desk.down = True
        filled = values(view, service="web-api", environment="staging", revision="v2")
        sent = await town.post("submit", user="U0ALEX", view_id=view.id, values=filled)
        assert sent["errors"] == {"revision": front.speak.plain("en", "form-nothing-kept")}
        town.desk.down = False
        assert (await town.post("submit", user="U0ALEX", view_id=view.id, values=filled))["ok"]
    assert len(town.desk.kept) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"revision": "-"}, "revision"), ({"revision": "<!channel>"}, "revision")],
)
async def test_a_wrong_field_is_named(town: Town, wrong: dict[str, str], field: str) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api")
        sent = await town.post("submit", user="U0ALEX", view_id=view.id, values=values(view, **ANSWER | wrong))
    assert list(sent["errors"]) == [field]
    assert not town.desk.kept


async def test_a_catalogue_that_changed_meanwhile_is_noticed(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api")
        town.catalogue = without(catalogue(), "web-api")
        sent = await town.post("submit", user="U0ALEX", view_id=view.id, values=values(view, **ANSWER))
        assert sent["errors"] == {"service": front.speak.plain("en", "form-service-gone")}


async def test_type_ahead_offers_what_the_registry_has_and_what_was_typed(town: Town) -> None:
    built = datetime(2026, 3, 1, tzinfo=UTC)
    tags = [RevisionChoice("v2", created=built), RevisionChoice("v2-bad"), RevisionChoice("v1")]
    town.shelf.tags = {"web-api": tags}
    async with town.bot() as (front, _):
        view = await open_form(town, front, "web-api")
        assert [each["value"] for each in await suggest(town, view)] == ["v2", "v2-bad", "v1"]
        assert [each["value"] for each in await suggest(town, view, "v2-")] == ["v2-bad", "v2-"]
        (first, *_) = await suggest(town, view, "v2")
        assert "2026-03-01" in first["text"]["text"]


async def test_type_ahead_explains_itself(town: Town) -> None:
    async with town.bot() as (front, _):
        view = await open_form(town, front)
        (line,) = await suggest(town, view)
        assert line["text"]["text"] == front.speak.plain("en", "revision-needs-service")
        view = await open_form(town, front, "web-api")
        (line,) = await suggest(town, view)
        assert line["text"]["text"] == front.speak.plain("en", "revision-none-found")
        town.shelf.slow = True
        typed, line = await suggest(town, view, "v9")
        assert typed["value"] == "v9"
        assert line["text"]["text"] == front.speak.plain("en", "revision-registry-slow")


async def test_a_form_that_did_not_open_is_spoken_of(town: Town) -> None:
    await town.post("slack/faults", method="views.open", error="expired_trigger_id")
    async with town.bot() as (front, _):
        await town.type("/platform-deploy", user="U0MINA")
        await front.errands.idle()
        assert await town.whispers("U0MINA") == [front.speak("ko", "form-unopened")]


async def test_many_services_are_chosen_by_typing(town: Town) -> None:
    many = {name: _unbuilt(name, "staging") for name in (f"service-{number}" for number in range(150))}
    town.catalogue = Catalogue(town.catalogue.workspace, town.catalogue.environments, many)
    async with town.bot() as (front, _):
        view = await open_form(town, front)
        assert block(view, form.SERVICE)["element"]["type"] == "external_select"
        where = {"view_id": view.id, "block_id": "service", "action_id": form.SERVICE}
        answer = await town.post("suggest", user="U0ALEX", **where, value="149")
    assert [each["value"] for each in answer["options"]] == ["service-149"]


def test_a_draft_survives_whatever_stands_in_its_metadata() -> None:
    for kept in ("", "[]", "{", '{"service": null}'):
        assert form.drafted({"private_metadata": kept}, "U1").service is None


def without(whole: Catalogue, service: str) -> Catalogue:
    services = {name: row for name, row in whole.services.items() if name != service}
    return Catalogue(whole.workspace, whole.environments, services)
