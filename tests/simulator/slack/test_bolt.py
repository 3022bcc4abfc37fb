"""A bot on slack-bolt and slack-sdk, unchanged, in this workspace."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

BUTTON = {"type": "button", "action_id": "go", "value": "v2", "text": {"type": "plain_text", "text": "Go"}}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}


async def test_a_slash_command_is_answered_by_its_ack(workspace: Any, bolt: AsyncApp) -> None:
    @bolt.command("/platform-deploy")
    async def deploy(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(text=f"kept: {command['text']}")

    told = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/platform-deploy a <b> & v2")
    assert told["ok"]
    assert told["kind"] == "command"
    assert told["ack"]["text"] == "kept: a &lt;b&gt; &amp; v2"
    assert told["ack_ms"] < 3000
    [whisper] = await workspace.messages("C0DEPLOY", "U0MINA")
    assert whisper["is_ephemeral"]
    assert whisper["ts"] == told["ts"]
    assert await workspace.messages("C0DEPLOY", "U0ALEX") == []


async def test_a_click_reaches_its_listener_and_edits_the_message(workspace: Any, bolt: AsyncApp) -> None:
    seen: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    @bolt.action("go")
    async def go(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="gone")
        seen.set_result(body)

    posted = await bolt.client.chat_postMessage(channel="C0DEPLOY", text="go?", blocks=[ROW])
    where = {"user": "U0EUNHO", "channel": "C0DEPLOY", "ts": posted["ts"], "block_id": "row"}
    assert (await workspace.post("/world/click", **where, action_id="go"))["ok"]
    body = await asyncio.wait_for(seen, 2)
    assert body["type"] == "block_actions"
    assert body["user"]["id"] == "U0EUNHO"
    assert body["container"] == {
        "type": "message", "message_ts": posted["ts"], "channel_id": "C0DEPLOY", "is_ephemeral": False
    }  # fmt: skip
    assert body["enterprise"] is None
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("go", "row", "v2", "button")
    [message] = await workspace.messages("C0DEPLOY")
    assert message["text"] == "gone"
    assert "blocks" not in message
    await workspace.post("/world/click", 404, **where, action_id="go")


async def test_a_mention_is_heard_and_answered_in_its_thread(workspace: Any, bolt: AsyncApp) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any], say: AsyncSay) -> None:
        await say(text="here", thread_ts=event["ts"])
        await heard.put(event)

    text = "@subaku deploy <!channel> & <b>, @eunho"
    said = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text=text)
    event = await asyncio.wait_for(heard.get(), 2)
    assert event["text"] == "<@U0SUBAKU> deploy &lt;!channel&gt; &amp; &lt;b&gt;, <@U0EUNHO>"
    [root] = await workspace.messages("C0DEPLOY")
    assert root["ts"] == said["ts"]
    assert root["reply_count"] == 1
    assert [each["text"] for each in root["replies"]] == ["here"]


async def test_a_direct_message_comes_as_message_im(workspace: Any, bolt: AsyncApp) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @bolt.event("message")
    async def message(event: dict[str, Any]) -> None:
        await heard.put(event)

    await workspace.post("/world/say", user="U0MINA", channel="D0MINA", text="hi")
    event = await asyncio.wait_for(heard.get(), 2)
    assert (event["channel"], event["channel_type"], event["user"]) == ("D0MINA", "im", "U0MINA")
    await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="not for the app")
    await workspace.post("/world/say", 403, user="U0ALEX", channel="D0MINA", text="hi")
    assert heard.empty()


async def test_a_response_url_answers_five_times(workspace: Any, bolt: AsyncApp) -> None:
    urls: asyncio.Queue[str] = asyncio.Queue()

    @bolt.command("/rollback")
    async def rollback(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack()
        await respond(text="one")
        await respond(text="two", response_type="in_channel")
        await urls.put(command["response_url"])

    await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/rollback demo-backend")
    url = await asyncio.wait_for(urls.get(), 2)
    assert [each["text"] for each in await workspace.messages("C0DEPLOY")] == ["two"]
    assert [each["text"] for each in await workspace.messages("C0DEPLOY", "U0MINA")] == ["one", "two"]
    statuses = []
    for _ in range(4):
        async with workspace.http.post(url, json={"text": "more"}) as response:
            statuses.append((response.status, (await response.json()).get("error")))
    assert statuses == [(200, None), (200, None), (200, None), (404, "used_url")]
