"""The Web API's methods and refusals, asked by slack-sdk's own client."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator.slack.rates import Rates

GIF = b"GIF89a\x10\x00\x20\x00\x00\x00\x00;"


async def refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    answer = caught.value.response
    return {**answer.data, "status": answer.status_code, "headers": answer.headers}


async def test_tokens_and_methods(workspace: Any, web: AsyncWebClient) -> None:
    told = await web.auth_test()
    assert (told["user_id"], told["bot_id"], told["team_id"]) == ("U0SUBAKU", "B0SUBAKU", "T0SUBAKU")
    assert "chat:write" in told.headers["x-oauth-scopes"]
    assert (await refusal(workspace.client("xoxb-other").auth_test()))["error"] == "invalid_auth"
    assert (await refusal(workspace.client("").auth_test()))["error"] == "not_authed"
    assert (await refusal(web.api_call("chat.shout")))["error"] == "unknown_method"
    assert (await refusal(web.apps_connections_open(app_token="xoxb-demo-subaku")))["error"] == "not_allowed_token_type"


async def test_a_missing_scope_names_itself(web: AsyncWebClient, workspace: Any) -> None:
    app = workspace.server.slack.slack.app
    workspace.server.slack.slack.app = replace(app, scopes=("users:read",))
    refused = await refusal(web.chat_postMessage(channel="C0DEPLOY", text="hi"))
    assert (refused["error"], refused["needed"], refused["provided"]) == ("missing_scope", "chat:write", "users:read")


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0RANDOM", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0DEPLOY"}, "no_text"),
        ("chat.postMessage", {"channel": "C0DEPLOY", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C0DEPLOY", "text": "x", "blocks": "no JSON"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "C0DEPLOY", "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        ("chat.update", {"channel": "C0DEPLOY", "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "C0STAGING", "user": "U0GUEST", "text": "x"}, "user_not_in_channel"),
        ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
        ("conversations.history", {"channel": "C0RANDOM"}, "not_in_channel"),
        ("conversations.replies", {"channel": "C0DEPLOY", "ts": "1.1"}, "thread_not_found"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
        ("files.info", {"file": "F0NONE"}, "file_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": {}}, "invalid_arguments"),
        ("users.list", {"cursor": "far"}, "invalid_cursor"),
    ],
)
async def test_refusals(web: AsyncWebClient, method: str, args: dict[str, Any], error: str) -> None:
    assert (await refusal(web.api_call(method, json=args)))["error"] == error


async def test_invalid_blocks_say_where(web: AsyncWebClient) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": ""}}
    refused = await refusal(web.chat_postMessage(channel="C0DEPLOY", text="x", blocks=[block]))
    assert refused["error"] == "invalid_blocks"
    assert refused["response_metadata"]["messages"][-1].endswith("[json-pointer:/blocks/0/text/text]")


async def test_messages_are_kept_edited_and_deleted(workspace: Any, web: AsyncWebClient) -> None:
    blocks = [{"type": "divider", "block_id": "line"}]
    metadata = {"event_type": "release", "event_payload": {"id": "r1"}}
    posted = await web.chat_postMessage(channel="C0DEPLOY", text="one", blocks=blocks, metadata=metadata)
    reply = await web.chat_postMessage(channel="C0DEPLOY", text="two", thread_ts=posted["ts"])
    edited = await web.chat_update(channel="C0DEPLOY", ts=str(posted["ts"]), text="three")
    assert "blocks" not in edited["message"]
    found = await web.conversations_replies(channel="C0DEPLOY", ts=str(reply["ts"]), include_all_metadata=True)
    assert [each["text"] for each in found["messages"]] == ["three", "two"]
    assert found["messages"][0]["metadata"] == metadata
    assert "metadata" not in (await web.conversations_history(channel="C0DEPLOY"))["messages"][0]
    said = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="mine")
    refused = await refusal(web.chat_update(channel="C0DEPLOY", ts=said["ts"], text="yours"))
    assert refused["error"] == "cant_update_message"
    await web.chat_delete(channel="C0DEPLOY", ts=str(reply["ts"]))
    root = (await workspace.messages("C0DEPLOY"))[0]
    assert (root["reply_count"], root["replies"]) == (0, [])


async def test_pages_lead_on_by_cursor(web: AsyncWebClient) -> None:
    names: list[str] = []
    async for page in await web.conversations_list(limit=2):
        names += [channel["name"] for channel in page["channels"]]
    assert names == ["deploy", "staging", "random"]
    person = (await web.users_info(user="U0HARU", include_locale=True))["user"]
    assert (person["locale"], person["tz"]) == ("ja-JP", "Asia/Tokyo")
    assert (await web.usergroups_users_list(usergroup="S0PLATFORM"))["users"] == ["U0ALEX"]
    assert (await web.conversations_open(users="U0MINA"))["channel"]["id"] == "D0MINA"


async def test_posts_are_limited_by_channel_and_updates_by_workspace(workspace: Any, web: AsyncWebClient) -> None:
    await workspace.post("/world/slack/rates", factor=1)
    slack = workspace.server.slack.slack
    slack.rates = Rates(slack.rates.factor, lambda: 0.0)  # no time goes by
    first = await web.chat_postMessage(channel="C0DEPLOY", text="x")
    await web.chat_postMessage(channel="C0DEPLOY", text="x")
    await web.chat_postMessage(channel="C0DEPLOY", text="x")
    refused = await refusal(web.chat_postMessage(channel="C0DEPLOY", text="x"))
    assert (refused["status"], refused["error"], refused["headers"]["Retry-After"]) == (429, "ratelimited", "1")
    await web.chat_postMessage(channel="C0STAGING", text="x")
    for _ in range(20):
        await web.chat_update(channel="C0DEPLOY", ts=str(first["ts"]), text="y")
    refused = await refusal(web.chat_update(channel="C0DEPLOY", ts=str(first["ts"]), text="y"))
    assert refused["headers"]["Retry-After"] == "2"


async def test_a_file_can_be_shown_only_when_its_kind_is_known(workspace: Any, web: AsyncWebClient) -> None:
    files = workspace.server.slack.slack.files
    files.delay = 60
    uploaded = await web.files_upload_v2(content=GIF, filename="subaku.gif", title="Subaku")
    identity = uploaded["files"][0]["id"]
    image = {"type": "image", "slack_file": {"id": identity}, "alt_text": "a watermelon"}
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}, "accessory": image}
    assert (await web.files_info(file=identity))["file"]["mimetype"] == ""
    refused = await refusal(web.chat_postMessage(channel="C0DEPLOY", text="x", blocks=[block]))
    assert refused["errors"] == ["invalid slack file [json-pointer:/blocks/0/accessory/slack_file]"]
    files.delay = 0
    assert (await web.files_info(file=identity))["file"]["mimetype"] == "image/gif"
    posted = await web.chat_postMessage(channel="C0DEPLOY", text="x", blocks=[block])
    shown = posted["message"]["blocks"][0]["accessory"]
    assert (shown["image_width"], shown["image_height"]) == (16, 32)
    async with workspace.http.get(shown["image_url"]) as response:
        assert (response.content_type, await response.read()) == ("image/gif", GIF)


async def test_reactions(workspace: Any, web: AsyncWebClient) -> None:
    said = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="x")
    where = {"channel": "C0DEPLOY", "timestamp": said["ts"]}
    await web.reactions_add(name="eyes", **where)
    assert (await refusal(web.reactions_add(name="eyes", **where)))["error"] == "already_reacted"
    [reaction] = (await web.reactions_get(**where))["message"]["reactions"]
    assert reaction == {"name": "eyes", "users": ["U0SUBAKU"], "count": 1}
    await web.reactions_remove(name="eyes", **where)
    assert (await refusal(web.reactions_remove(name="eyes", **where)))["error"] == "no_reaction"


async def test_faults_fail_the_next_calls(workspace: Any, web: AsyncWebClient) -> None:
    await workspace.post("/world/slack/faults", method="chat.postMessage", error="ratelimited", retry_after=7)
    refused = await refusal(web.chat_postMessage(channel="C0DEPLOY", text="x"))
    assert (refused["status"], refused["headers"]["Retry-After"]) == (429, "7")
    await workspace.post("/world/slack/faults", method="*", error="fatal_error", after=True)
    assert (await refusal(web.chat_postMessage(channel="C0DEPLOY", text="kept")))["error"] == "fatal_error"
    assert [each["text"] for each in await workspace.messages("C0DEPLOY")] == ["kept"]
    await workspace.post("/world/slack/faults", method="team.info", error="http503")
    async with workspace.http.post(workspace.server.address + "/api/team.info") as response:
        assert response.status == 503
    await workspace.post("/world/slack/faults", method="team.info", error="reset")
    with pytest.raises(aiohttp.ClientError):
        await workspace.http.post(workspace.server.address + "/api/team.info")
    log = (await workspace.get("/world/log"))["log"]
    assert [(each["method"], each["ok"], each.get("error")) for each in log] == [
        ("chat.postMessage", False, "ratelimited"),
        ("chat.postMessage", False, "fatal_error"),
        ("team.info", False, "http503"),
        ("team.info", False, "reset"),
    ]
    assert log[1]["args"] == {"channel": "C0DEPLOY", "text": "kept"}
