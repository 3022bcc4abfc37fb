"""Socket Mode, over real websockets: refused, cut, stalled, refreshed, redelivered."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.envelope import MalformedEnvelope, read
from handlers.pace import Pace, backoff
from handlers.sockets import Sockets
from tests.handlers.conftest import Town, until

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


async def nod(request: AsyncBoltRequest) -> BoltResponse:
    return BoltResponse(status=200, body=f"heard {request.body.get('text')}")


@asynccontextmanager
async def sockets(town: Town, dispatch: Dispatch = nod, **settings: Any) -> AsyncIterator[Sockets]:
    made = Sockets(dispatch, town.client, "xapp-demo-subaku", **settings)
    made.start()
    try:
        await until(lambda: made.connected() == settings.get("count", 2))
        yield made
    finally:
        await made.close()


def numbers(town: Town) -> set[int]:
    """Slack's own numbers of the connections that stand."""
    return {socket.number for socket in town.server.slack.slack.hub._sockets}


async def ask(town: Town, text: str) -> Any:
    return await town.server.slack.slack.hub.ask("slash_commands", {"command": "/x", "text": text}, accepts=True)


async def test_two_sockets_answer(town: Town) -> None:
    async with sockets(town):
        answers = await asyncio.gather(*(ask(town, str(number)) for number in range(20)))
        assert len(town.server.slack.slack.hub) == 2
        used = {entry["socket"] for entry in (await town.get("log"))["log"] if entry.get("envelope_id")}
    assert [answer.payload["text"] for answer in answers] == [f"heard {number}" for number in range(20)]
    assert len(used) == 2


async def test_the_number_of_sockets_is_a_setting(town: Town) -> None:
    async with sockets(town, count=1) as made:
        assert made.connected() == 1


async def test_a_refused_websocket_is_tried_again_with_a_new_ticket(town: Town) -> None:
    await town.post("sockets", action="refuse_next")
    async with sockets(town):
        tickets = [entry for entry in (await town.get("log"))["log"] if entry.get("method") == "apps.connections.open"]
    assert len(tickets) == 3


async def test_cut_connections_come_back(town: Town) -> None:
    async with sockets(town) as made:
        before = numbers(town)
        await town.post("sockets", action="cut")
        await until(lambda: made.connected() == 2 and len(numbers(town) - before) == 2)
        assert (await ask(town, "again")).payload == {"text": "heard again"}


async def test_a_refresh_opens_the_new_connection_before_the_old_one_goes(town: Town) -> None:
    seen: list[int] = []
    async with sockets(town) as made:
        await town.post("sockets", action="refresh")
        await until(lambda: seen.append(made.connected()) or seen[-1] == 4)
        await until(lambda: seen.append(made.connected()) or seen[-1] == 2)
        assert (await ask(town, "after")).payload == {"text": "heard after"}
    assert min(seen) == 2


async def test_a_connection_that_falls_silent_is_replaced(town: Town) -> None:
    async with sockets(town, ping_interval=0.4) as made:
        before = numbers(town)
        await town.post("sockets", action="stall", seconds=2)
        await until(lambda: made.connected() == 2 and len(numbers(town) - before) == 2)
        await until(lambda: numbers(town).isdisjoint(before))
        assert (await ask(town, "again")).payload == {"text": "heard again"}


async def test_slack_says_when_to_ask_again(town: Town) -> None:
    fault = {"method": "apps.connections.open", "error": "ratelimited", "retry_after": 1}
    await town.post("slack/faults", **fault)
    begun = time.monotonic()
    async with sockets(town, count=1):
        assert time.monotonic() - begun >= 1


async def test_a_slack_that_fails_is_asked_again(town: Town) -> None:
    for error in ("http500", "reset", "internal_error"):
        await town.post("slack/faults", method="apps.connections.open", error=error)
    async with sockets(town, count=1) as made:
        assert made.connected() == 1


async def test_what_is_no_envelope_is_skipped(town: Town) -> None:
    async with sockets(town):
        for frame in ("", "}{", "[]", '{"type": 1}', '{"type": "interactive", "envelope_id": "e"}', "[" * 100_000):
            for socket in town.server.slack.slack.hub._sockets:
                await socket.ws.send_str(frame)
        assert (await ask(town, "still here")).payload == {"text": "heard still here"}


async def test_listeners_see_the_envelope_and_its_retries(town: Town) -> None:
    seen: list[AsyncBoltRequest] = []

    async def look(request: AsyncBoltRequest) -> BoltResponse:
        seen.append(request)
        return BoltResponse(status=200)

    frame = {"type": "events_api", "envelope_id": "e-1", "payload": {}, "retry_attempt": 1, "retry_reason": "timeout"}
    async with sockets(town, look, count=1):
        (socket,) = town.server.slack.slack.hub._sockets
        await socket.ws.send_str(json.dumps(frame))
        await until(lambda: seen)
    (request,) = seen
    assert request.context["envelope_id"] == "e-1"
    assert (request.context["retry_attempt"], request.context["retry_reason"]) == (1, "timeout")
    assert request.headers["x-slack-retry-num"] == ["1"]


async def test_close_answers_what_is_under_way_and_takes_nothing_new(town: Town) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(_: AsyncBoltRequest) -> BoltResponse:
        begun.set()
        await go.wait()
        return BoltResponse(status=200, body="done")

    made = Sockets(slowly, town.client, "xapp-demo-subaku")
    made.start()
    await made.ready()
    answer = asyncio.create_task(ask(town, "last"))
    await begun.wait()
    closing = asyncio.create_task(made.close())
    go.set()
    assert (await answer).payload == {"text": "done"}
    await closing
    assert made.connected() == 0
    await until(lambda: len(town.server.slack.slack.hub) == 0)


async def test_a_ghost_is_replaced(town: Town) -> None:
    """Slack counts one connection where two stand: the oldest gets nothing any more."""
    async with sockets(town) as made:
        tickets = len(made._links)
        newest = max(town.server.slack.slack.hub._sockets, key=lambda socket: socket.number)
        await newest.ws.send_str('{"type": "hello", "num_connections": 1}')
        await until(lambda: len(made._links) == tickets + 1)
        assert (await ask(town, "again")).payload == {"text": "heard again"}


def test_frames_that_are_no_envelopes_are_named_so() -> None:
    for frame in ("null", "1", '{"type": "x", "envelope_id": 7, "payload": {}}', '{"envelope_id": "e"}'):
        with pytest.raises(MalformedEnvelope):
            read(frame)


async def test_the_pace_is_quick_at_first_and_then_slow() -> None:
    pace = Pace(burst=3, every=3600)
    for _ in range(3):
        await pace.permit()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await pace.permit()
    pace, begun = Pace(burst=1, every=0.2), time.monotonic()
    for _ in range(2):
        await pace.permit()
    assert time.monotonic() - begun >= 0.19


async def test_a_call_that_never_arrived_costs_nothing() -> None:
    pace = Pace(burst=1, every=60)
    for _ in range(5):
        await pace.permit()
        pace.give_back()


def test_the_delay_grows_and_is_never_the_same() -> None:
    assert 0.125 <= backoff(1) <= 0.25
    assert 7.5 <= backoff(1_000) <= 15
    assert len({backoff(5) for _ in range(20)}) > 1
