"""Modals through a real bolt app: opening, filling in, suggestions, errors, stacks, and the home tab."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator.slack.errors import SlackError
from simulator.slack.tickets import Answer, Answers, Triggers


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def modal(title: str, **fields: Any) -> dict[str, Any]:
    tag = {"type": "external_select", "action_id": "tag", "min_query_length": 0}
    blocks = [
        {"type": "input", "block_id": "tags", "label": plain("Tag"), "element": tag},
        {
            "type": "input",
            "block_id": "why",
            "optional": True,
            "label": plain("Why"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 5},
        },
    ]
    base = {"type": "modal", "callback_id": "deploy", "title": plain(title), "submit": plain("Go")}
    return {**base, "private_metadata": "m", "blocks": blocks, **fields}


OPTION = {"text": plain("v2"), "value": "v2"}
FILLED = {"tags": {"tag": {"selected_option": OPTION}}}


@pytest.fixture
async def open_view(workspace: Any, bolt: AsyncApp) -> str:
    """The id of a modal that a slash command opened for U0MINA."""
    opened: asyncio.Queue[str] = asyncio.Queue()

    @bolt.command("/platform-deploy")
    async def deploy(ack: AsyncAck, client: AsyncWebClient, command: dict[str, Any]) -> None:
        await ack()
        view = await client.views_open(trigger_id=command["trigger_id"], view=modal("One", notify_on_close=True))
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await client.views_open(trigger_id=command["trigger_id"], view=modal("Two"))
        await opened.put(view["view"]["id"])

    await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/platform-deploy")
    return await asyncio.wait_for(opened.get(), 2)


async def submit(workspace: Any, view_id: str, values: Any = FILLED) -> dict[str, Any]:
    return dict(await workspace.post("/world/submit", user="U0MINA", view_id=view_id, values=values))


async def test_suggestions_come_from_the_app(workspace: Any, bolt: AsyncApp, open_view: str) -> None:
    @bolt.options("tag")
    async def tags(ack: AsyncAck, payload: dict[str, Any]) -> None:
        await ack(options=[{"text": plain(payload["value"]), "value": payload["value"]}])

    where = {"user": "U0MINA", "view_id": open_view, "block_id": "tags", "action_id": "tag"}
    assert (await workspace.post("/world/suggest", **where, value="v2"))["options"] == [OPTION]
    refused = await workspace.post("/world/suggest", **where, value="x" * 76)
    assert not refused["ok"]
    await workspace.post("/world/suggest", 404, **{**where, "user": "U0ALEX"}, value="v2")


async def test_a_submission_closes_the_view(workspace: Any, bolt: AsyncApp, open_view: str) -> None:
    seen: list[dict[str, Any]] = []

    @bolt.view("deploy")
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body)
        await ack()

    assert (await submit(workspace, open_view))["ok"]
    [body] = seen
    assert body["view"]["state"]["values"]["tags"]["tag"] == {"type": "external_select", "selected_option": OPTION}
    assert body["view"]["state"]["values"]["why"]["text"] == {"type": "plain_text_input", "value": None}
    assert (body["view"]["private_metadata"], body["user"]["id"], body["response_urls"]) == ("m", "U0MINA", [])
    await workspace.post("/world/submit", 404, user="U0MINA", view_id=open_view)


async def test_slacks_own_window_refuses_what_is_incomplete(workspace: Any, open_view: str) -> None:
    missing = await submit(workspace, open_view, {})
    assert (missing["ok"], missing["errors"]) == (False, {"tags": "Please complete this required field."})
    long = await submit(workspace, open_view, {**FILLED, "why": {"text": {"value": "because"}}})
    assert set(long["errors"]) == {"why"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"response_action": "errors", "errors": {"tags": "no"}}, {"ok": True, "errors": {"tags": "no"}}),
        ({"response_action": "errors", "errors": {"none": "no"}}, {"ok": False, "error": "invalid_errors"}),
        ({"response_action": "update", "view": modal("Next")}, {"ok": True, "response_action": "update"}),
        ({"response_action": "push", "view": modal("Above")}, {"ok": True, "response_action": "push"}),
        ({"response_action": "push", "view": {"type": "modal"}}, {"ok": False, "error": "invalid_arguments"}),
        ({"response_action": "clear"}, {"ok": True, "response_action": "clear"}),
    ],
)
async def test_an_ack_may_say_what_to_do(
    workspace: Any, bolt: AsyncApp, open_view: str, answer: dict[str, Any], told: dict[str, Any]
) -> None:
    @bolt.view("deploy")
    async def submitted(ack: AsyncAck) -> None:
        await ack(**answer)

    done = await submit(workspace, open_view)
    assert told.items() <= done.items()


async def test_closing_is_told_and_shows_what_lies_below(workspace: Any, bolt: AsyncApp, open_view: str) -> None:
    closed: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @bolt.view_closed("deploy")
    async def gone(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await closed.put(body)

    assert (await workspace.post("/world/close", user="U0MINA", view_id=open_view))["ok"]
    body = await asyncio.wait_for(closed.get(), 2)
    assert (body["type"], body["is_cleared"], body["view"]["id"]) == ("view_closed", False, open_view)


async def test_an_update_wants_the_newest_hash(bolt: AsyncApp, open_view: str) -> None:
    first = await bolt.client.views_update(view_id=open_view, view=modal("Two"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await bolt.client.views_update(view_id=open_view, view=modal("Three"), hash="old")
    await bolt.client.views_update(view_id=open_view, view=modal("Three"), hash=first["view"]["hash"])


async def test_the_home_tab(workspace: Any, bolt: AsyncApp) -> None:
    @bolt.event("app_home_opened")
    async def home(client: AsyncWebClient, event: dict[str, Any]) -> None:
        assert event["tab"] == "home"
        blocks = [{"type": "divider", "block_id": "line"}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async with workspace.http.get(workspace.server.address + "/world/events?user=U0MINA") as stream:
        await stream.content.readuntil(b": open\n\n")
        await workspace.post("/world/home", user="U0MINA")
        told = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)
    assert b"event: home" in told
    assert (await workspace.post("/world/home", user="U0MINA"))["view"]["blocks"][0]["block_id"] == "line"


def test_a_trigger_lasts_three_seconds_and_serves_once() -> None:
    now = [0.0]
    triggers = Triggers(lambda: now[0])
    first, second = triggers.make("U0MINA"), triggers.make("U0MINA")
    assert triggers.exchange(first) == "U0MINA"
    now[0] = 3.1
    for trigger, error in ((first, "exchanged"), (second, "expired"), ("1.2.3", "invalid")):
        with pytest.raises(SlackError, match=f"{error}_trigger_id"):
            triggers.exchange(trigger)


def test_a_response_url_lasts_thirty_minutes() -> None:
    now = [0.0]
    answers = Answers(lambda: now[0])
    key = answers.make(Answer("C0DEPLOY", "U0MINA"))
    now[0] = 1799
    assert answers.use(key).channel == "C0DEPLOY"
    now[0] = 1801
    with pytest.raises(SlackError, match="expired_url"):
        answers.use(key)
