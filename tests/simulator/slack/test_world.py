"""What people see and do over /world, the stream of events, and the process itself."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.grammar import VERBS
from simulator.slack.rooms import MESSAGES, Room
from simulator.slack.typed import Typing
from simulator.world import WorldFileError, load, parse


async def test_the_world_in_one_look(workspace: Any) -> None:
    world = await workspace.get("/world")
    assert world["me_bot"] == {"user_id": "U0SUBAKU", "bot_id": "B0SUBAKU", "name": "subaku"}
    assert [each["role"] for each in world["users"]] == ["deployer", "approver", "deployer", "admin", "guest"]
    assert [each["id"] for each in world["channels"]][:3] == ["C0DEPLOY", "C0STAGING", "C0RANDOM"]
    assert [each["command"] for each in world["commands"]] == ["/platform-deploy", "/rollback"]
    status = world["commands"][0]["verbs"][0]
    assert (status["verb"], status["usage_hint"], set(status["says"])) == ("status", "[service]", {"en", "ko", "ja"})
    assert {each["verb"] for each in world["commands"][0]["verbs"]} <= set(VERBS), "the page offers what the bot knows"
    assert (world["sockets"], world["clock"]) == (0, {"speed": 1.0, "paused": False})
    await workspace.post("/world/clock", speed=60)
    await workspace.post("/world/clock", paused=True)
    assert (await workspace.get("/world"))["clock"] == {"speed": 60.0, "paused": True}
    assert "allowed are 1 to 3600" in (await workspace.post("/world/clock", 400, speed=0))["error"]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"user": "U0MINA"}, 400, "missing: channel, text"),
        ({"user": "U0MINA", "channel": "C0DEPLOY", "text": "/nothing"}, 400, "/nothing is not a valid command"),
        ({"user": "U0MINA", "channel": "C0NOWHERE", "text": "x"}, 404, "there is no channel C0NOWHERE"),
        ({"user": "U0GUEST", "channel": "C0STAGING", "text": "x"}, 403, "guest is not in staging"),
        (
            {"user": "U0MINA", "channel": "C0DEPLOY", "text": "/rollback", "thread_ts": "1.1"},
            400,
            "/rollback is not supported in threads. Sorry!",
        ),
    ],
)
async def test_what_makes_no_sense_is_explained(workspace: Any, body: dict[str, Any], status: int, error: str) -> None:
    assert (await workspace.post("/world/say", status, **body))["error"].startswith(error)


async def test_the_stream_resumes_and_keeps_whispers_private(workspace: Any, web: AsyncWebClient) -> None:
    async with workspace.http.get(workspace.server.address + "/world/events?user=U0ALEX") as stream:
        await stream.content.readuntil(b": open\n\n")
        await web.chat_postEphemeral(channel="C0DEPLOY", user="U0MINA", text="for mina")
        await web.chat_postMessage(channel="C0DEPLOY", text="for all")
        first = (await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)).decode()
    identity, event, data = first.strip().split("\n")
    assert event == "event: message"
    assert json.loads(data.removeprefix("data: "))["message"]["text"] == "for all"
    resumed = {"Last-Event-ID": str(int(identity.removeprefix("id: ")) - 2)}
    for user, seen in (("U0MINA", b"event: ephemeral"), ("U0ALEX", b"event: message")):
        url = f"{workspace.server.address}/world/events?user={user}"
        async with workspace.http.get(url, headers=resumed) as stream:
            await stream.content.readuntil(b": open\n\n")
            assert seen in await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)
    async with workspace.http.get(url, headers={"Last-Event-ID": "7"}) as stream:
        assert (await stream.content.readuntil(b"\n\n")).startswith(b"event: reset")


async def test_people_and_groups_change_with_events(workspace: Any) -> None:
    ws = await workspace.socket()
    await ws.receive_json(timeout=2)
    await workspace.post("/world/person", user="U0MINA", locale="en-US")
    await workspace.post("/world/usergroup", usergroup="S0PLATFORM", users=["U0ALEX", "U0MINA"])
    await workspace.post("/world/join", user="U0GUEST", channel="C0STAGING")
    events = []
    for _ in range(4):
        envelope = await ws.receive_json(timeout=2)
        await ws.send_json({"envelope_id": envelope["envelope_id"]})
        events.append(envelope["payload"]["event"])
    found = {each["type"]: each for each in events}
    assert found["user_change"]["user"]["locale"] == "en-US"
    assert found["subteam_members_changed"]["added_users"] == ["U0MINA"]
    assert found["subteam_updated"]["subteam"]["users"] == ["U0ALEX", "U0MINA"]
    assert found["member_joined_channel"]["channel"] == "C0STAGING"
    await ws.close()


def test_typed_words_become_slacks() -> None:
    world = load()
    typing = Typing(world.users, world.usergroups, [Room("C0DEPLOY", "deploy", [])])
    said = typing.message("@eunho, see #deploy. @developers https://a.b/?x=1&y=2 @here a@mina <@U0ALEX>")
    assert said == (
        "<@U0EUNHO>, see <#C0DEPLOY|deploy>. <!subteam^S0DEVELOPERS> "
        "<https://a.b/?x=1&amp;y=2> <!here> a@mina &lt;@U0ALEX&gt;"
    )
    assert typing.command("@eunho <!channel>", should_escape=False) == "@eunho &lt;!channel&gt;"
    assert typing.command("@eunho @here", should_escape=True) == "<@U0EUNHO|eunho> @here"


def test_a_room_forgets_its_oldest_words() -> None:
    room = Room("C0", "c", [])
    for number in range(MESSAGES + 1):
        room.add({"ts": f"{number}.0", "text": "x"})
    assert len(room.messages) == MESSAGES
    assert "0.0" not in room.messages


def test_a_world_file_says_what_is_wrong_in_it() -> None:
    with pytest.raises(WorldFileError, match=r"app: Field required; aws\.region: Field required"):
        parse("{aws: {account: '1'}}")
    with pytest.raises(WorldFileError, match="no valid YAML"):
        parse("{")


async def test_the_process_says_where_it_is_and_ends_when_told() -> None:
    command = [sys.executable, "-m", "simulator", "--port", "0", "--json-ready"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    ready = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    async with aiohttp.ClientSession() as http, http.get(ready["address"] + "/world/events") as stream:
        await stream.content.readuntil(b": open\n\n")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
