"""A train is asked for as a service is: typed, in the form, or in a conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.asks import Deploy, Mistake, RollBack
from bot.domain.catalogue import Train
from bot.domain.chat import understand
from bot.domain.commands import RequestRelease
from bot.drivers.base import RevisionChoice
from bot.i18n import Markup
from handlers import form
from tests.handlers.conftest import Town, catalogue
from tests.handlers.test_modals import chosen, open_form, suggest, values

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
COUPLED = replace(catalogue(), trains={"shop": Train("shop", ("web-api", "demo-backend"))})


@pytest.fixture
def station(town: Town) -> Town:
    """With a train of both services; only one of them stands in staging."""
    town.catalogue = COUPLED
    return town


async def test_typed_it_is_kept_as_a_request_for_the_train(station: Town) -> None:
    async with station.bot():
        assert (await station.type("Shop v2 production"))["ok"]
        assert (await station.type("v3 shop in staging"))["ok"]
    asked = [
        (it.service, it.environment, it.revision) for it in station.desk.commands if isinstance(it, RequestRelease)
    ]
    assert asked == [("shop", "production", "v2"), ("shop", "staging", "v3")]


@pytest.mark.parametrize("text", ["status shop", "rollback shop", "/rollback shop", "promote shop", "lock shop"])
async def test_what_goes_service_by_service_names_them(station: Town, text: str) -> None:
    async with station.bot() as (front, _):
        said = await station.type(text)
        known = Markup("`web-api` · `demo-backend`")
        assert said["ack"]["text"] == front.speak("en", "refused-train-apart", train="shop", known=known)
    assert not station.desk.kept


async def test_in_the_form_it_stands_beside_the_services(station: Town) -> None:
    station.shelf.tags["web-api"] = [RevisionChoice("v2", None, None)]
    async with station.bot() as (front, _):
        view = await open_form(station, front, "/platform-deploy shop staging")
        assert (chosen(view, form.SERVICE), chosen(view, form.ENVIRONMENT)) == ("shop", "staging")
        assert [each["value"] for each in await suggest(station, view)] == ["v2"]
        answer = {"service": "shop", "environment": "staging", "revision": "v2"}
        sent = await station.post("submit", user="U0ALEX", view_id=view.id, values=values(view, **answer))
        assert sent["ok"], sent
    (command,) = station.desk.commands
    assert isinstance(command, RequestRelease)
    assert (command.service, command.environment, command.revision) == ("shop", "staging", "v2")


@pytest.mark.parametrize(
    "text",
    ["please deploy shop v2 to production", "shop v2를 production에 배포해줘", "shop v2をproductionにデプロイして"],
)
def test_said_it_is_understood_in_every_language(text: str) -> None:
    assert understand(text, COUPLED, "C0DEPLOY", NOW).ask == Deploy("shop", "production", "v2")


def test_said_of_anything_else_its_services_are_named() -> None:
    found = understand("roll back shop in production", COUPLED, "C0DEPLOY", NOW).ask
    assert not isinstance(found, RollBack)
    assert found == Mistake("train_apart", {"train": "shop", "known": "web-api, demo-backend"})
