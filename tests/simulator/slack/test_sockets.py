"""Socket Mode: tickets, several sockets, acks, redelivery, and connections that end badly."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType


async def opened(workspace: Any) -> ClientWebSocketResponse:
    ws: ClientWebSocketResponse = await workspace.socket()
    assert (await ws.receive_json(timeout=2))["type"] == "hello"
    return ws


async def acked(ws: ClientWebSocketResponse, payload: dict[str, Any] | None = None) -> dict[str, Any]:
    envelope: dict[str, Any] = await ws.receive_json(timeout=5)
    await ws.send_json({"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})})
    return envelope


async def test_a_ticket_opens_one_socket(workspace: Any) -> None:
    url = str((await workspace.client().apps_connections_open(app_token="xapp-demo-subaku"))["url"])
    async with workspace.http.ws_connect(url) as ws:
        hello = await ws.receive_json(timeout=2)
        assert (hello["num_connections"], hello["connection_info"]["app_id"]) == (1, "A0SUBAKU")
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await workspace.http.ws_connect(url)


async def test_the_eleventh_socket_is_sent_away(workspace: Any) -> None:
    sockets = [await opened(workspace) for _ in range(10)]
    eleventh = await workspace.socket()
    assert (await eleventh.receive_json(timeout=2))["reason"] == "too_many_websockets"
    assert (await eleventh.receive(timeout=2)).type is WSMsgType.CLOSE
    await asyncio.gather(*(ws.close() for ws in sockets))


async def test_each_payload_goes_to_one_socket(workspace: Any) -> None:
    sockets = [await opened(workspace), await opened(workspace)]
    readers = [asyncio.create_task(acked(ws)) for ws in sockets]
    for _ in sockets:
        told = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/rollback x")
        assert told["ok"]
    envelopes = await asyncio.gather(*readers)
    assert len({each["envelope_id"] for each in envelopes}) == 2
    payload = envelopes[0]["payload"]
    assert (payload["command"], payload["text"], payload["user_id"]) == ("/rollback", "x", "U0MINA")
    assert payload["is_enterprise_install"] == "false"
    assert envelopes[0]["accepts_response_payload"]


async def test_a_command_without_an_app_or_an_ack_says_so(workspace: Any) -> None:
    told = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/rollback")
    assert (told["ok"], told["error"]) == (False, "dispatch_failed")
    ws = await opened(workspace)
    told = await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/rollback")
    assert (told["ok"], told["error"], told["ack"]) == (False, "operation_timeout", None)
    whisper = (await workspace.messages("C0DEPLOY", "U0MINA"))[-1]
    assert whisper["text"] == '/rollback failed with the error "operation_timeout"'
    await ws.receive_json(timeout=1)
    with pytest.raises(TimeoutError):
        await ws.receive_json(timeout=0.3)
    await ws.close()


async def test_an_event_without_an_ack_comes_again(workspace: Any) -> None:
    ws = await opened(workspace)
    await workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="@subaku hi")
    first = await ws.receive_json(timeout=1)
    again = await acked(ws)
    assert (first["retry_attempt"], again["retry_attempt"], again["retry_reason"]) == (0, 1, "timeout")
    assert first["payload"] == again["payload"]
    assert again["payload"]["event"]["type"] == "app_mention"
    repeated = asyncio.create_task(acked(ws))
    told = await workspace.post("/world/redeliver", envelope_id=first["envelope_id"])
    assert (await repeated) == first
    assert told["acked"]
    await workspace.post("/world/redeliver", 404, envelope_id="none")
    await ws.close()


async def test_disconnects_are_announced(workspace: Any) -> None:
    ws = await opened(workspace)
    await workspace.post("/world/sockets", action="warn")
    assert (await ws.receive_json(timeout=2))["reason"] == "warning"
    await workspace.post("/world/sockets", action="refresh")
    assert await ws.receive_json(timeout=2) == {
        "type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "applink-simulator"}
    }  # fmt: skip
    assert (await ws.receive(timeout=3)).type is WSMsgType.CLOSE


async def test_a_cut_a_refusal_and_a_stall(workspace: Any) -> None:
    ws = await opened(workspace)
    await workspace.post("/world/sockets", action="stall", seconds=0.3)
    await ws.ping(b"there?")
    asking = asyncio.create_task(workspace.post("/world/say", user="U0MINA", channel="C0DEPLOY", text="/rollback"))
    await acked(ws)
    assert (await asking)["ack_ms"] > 200
    await workspace.post("/world/sockets", action="cut")
    assert (await ws.receive(timeout=2)).type in (WSMsgType.CLOSED, WSMsgType.ERROR)
    await workspace.post("/world/sockets", action="refuse_next")
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await workspace.socket()
    await workspace.post("/world/sockets", 400, action="stall", seconds="long")
    await (await opened(workspace)).close()
    await workspace.post("/world/sockets", 400, action="dance")
