"""Socket Mode: up to ten websockets, each payload on one of them, acks, and redelivery of events."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from simulator.slack.journal import Journal
from simulator.slack.tickets import SocketTickets

Json = dict[str, Any]

SOCKETS = 10
ACK_SECONDS = 3.0
RETRIES = (0.0, 60.0, 300.0)
PING_SECONDS = 10.0
WARNING_SECONDS = 10.0
RETIRING_SECONDS = 1.0
KEPT = 200
TASKS = 1_000


@dataclass(frozen=True)
class Ack:
    """How the app answered; `error` is what Slack would show the person when it did not."""

    payload: Json | None = None
    ms: float = 0.0
    error: str = ""


@dataclass(eq=False)
class Socket:
    """One connection of the app. While it is stalled nothing goes in or out, and the app cannot tell."""

    number: int
    ws: web.WebSocketResponse
    transport: asyncio.Transport
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    retiring: bool = False

    async def send(self, frame: Json) -> None:
        """Write one JSON frame. Raises ConnectionError."""
        await self.flowing.wait()
        await self.ws.send_str(json.dumps(frame, ensure_ascii=False))

    async def stall(self, seconds: float) -> None:
        """Hold everything back for a while."""
        self.flowing.clear()
        self.transport.pause_reading()
        try:
            await asyncio.sleep(seconds)
        finally:
            self.flowing.set()
            if not self.transport.is_closing():
                self.transport.resume_reading()


class Hub:
    """The app's sockets. `changed` is told whenever their number changes; `retries` are seconds between deliveries."""

    def __init__(
        self, app_id: str, journal: Journal, changed: Callable[[int], None], retries: tuple[float, ...] = RETRIES
    ) -> None:
        self.tickets = SocketTickets()
        self._refused = 0
        self._app_id = app_id
        self._journal = journal
        self._changed = changed
        self._retries = retries
        self._sockets: list[Socket] = []
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._sent: OrderedDict[str, Json] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._sockets)

    # --- the app's side ---

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /link?ticket=…: one websocket for its whole life."""
        good = self.tickets.redeem(request.query.get("ticket", ""))
        if self._refused > 0 or not good:
            self._refused = max(0, self._refused - 1)
            return web.Response(status=403, text="refused: the ticket is spent, invalid or too old")
        ws = web.WebSocketResponse(max_msg_size=1024 * 1024)
        await ws.prepare(request)
        if len(self._sockets) >= SOCKETS:
            await ws.send_json(_disconnect("too_many_websockets"))
            await ws.close()
            return ws
        transport = request.transport
        if transport is not None:
            await self._live(Socket(next(self._numbers), ws, transport))
        return ws

    async def _live(self, socket: Socket) -> None:
        socket.flowing.set()
        self._sockets.append(socket)
        pinging = asyncio.create_task(_ping(socket))
        try:
            await socket.send(self._hello())
            self._changed(len(self._sockets))
            async for message in socket.ws:
                if message.type is WSMsgType.TEXT:
                    self._heard(message.data)
        except ConnectionError:
            pass  # cut while hello was on its way: nothing was promised yet
        finally:
            pinging.cancel()
            self._sockets.remove(socket)
            self._changed(len(self._sockets))

    def _hello(self) -> Json:
        debug = {"host": "applink-simulator", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {**debug, "started": time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime())},
            "connection_info": {"app_id": self._app_id},
        }

    def _heard(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        identity = frame.get("envelope_id") if isinstance(frame, dict) else None
        waiting = self._waiting.pop(str(identity), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    # --- Slack's side ---

    async def ask(self, kind: str, payload: Json, accepts: bool = False) -> Ack:
        """Send one payload to one socket and wait for its ack: 3 s, and not again."""
        return await self._deliver(_envelope(kind, payload, accepts))

    def tell(self, payload: Json) -> None:
        """Send an event, and again when no ack comes: at once, after 1 min, after 5 min."""
        if len(self._tasks) < TASKS:
            self._spawn(self._insist(payload))

    async def redeliver(self, identity: str | None) -> Json:
        """Send an envelope again, the last one when none is named. Raises KeyError."""
        envelope = self._sent[identity or next(reversed(self._sent))]
        ack = await self._deliver(envelope)
        return {"envelope_id": envelope["envelope_id"], "acked": not ack.error, "ack_ms": ack.ms, "ack": ack.payload}

    async def _insist(self, payload: Json) -> None:
        for attempt, pause in enumerate((0.0, *self._retries)):
            await asyncio.sleep(pause)
            reason = "timeout" if attempt else ""
            envelope = {**_envelope("events_api", payload), "retry_attempt": attempt, "retry_reason": reason}
            if not (await self._deliver(envelope)).error:
                return

    async def _deliver(self, envelope: Json) -> Ack:
        self._sent[envelope["envelope_id"]] = envelope
        if len(self._sent) > KEPT:
            self._sent.popitem(last=False)
        socket = self._next()
        entry = self._journal.sent(envelope, socket.number if socket else None)
        if socket is None:
            return Ack(error="dispatch_failed")
        ack = await self._acked(socket, envelope)
        entry["ack_ms"] = None if ack.error else ack.ms
        return ack

    async def _acked(self, socket: Socket, envelope: Json) -> Ack:
        identity, began = envelope["envelope_id"], time.perf_counter()
        waiting = self._waiting[identity] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ACK_SECONDS):
                await socket.send(envelope)
                frame = await waiting
        except (TimeoutError, ConnectionError):
            return Ack(error="operation_timeout", ms=_since(began))
        finally:
            if self._waiting.get(identity) is waiting:
                del self._waiting[identity]
        return Ack(payload=frame.get("payload") if envelope["accepts_response_payload"] else None, ms=_since(began))

    def _next(self) -> Socket | None:
        able = [each for each in self._sockets if not each.retiring and not each.ws.closed]
        return able[next(self._turn) % len(able)] if able else None

    # --- the game master's hands ---

    def refuse_next(self) -> None:
        """Answer the next handshake with 403; its ticket is spent all the same."""
        self._refused += 1

    def cut(self) -> None:
        """Drop all connections without a word."""
        for socket in self._sockets:
            socket.transport.abort()

    def warn(self) -> None:
        """Announce a refresh, which follows in 10 s."""
        for socket in self._sockets:
            self._spawn(self._retire(socket, WARNING_SECONDS))

    def refresh(self) -> None:
        """Ask for new connections and close the present ones a second later."""
        for socket in self._sockets:
            self._spawn(self._retire(socket, 0))

    def stall(self, seconds: float) -> None:
        """Hold all connections still."""
        for socket in self._sockets:
            self._spawn(socket.stall(seconds))

    async def close(self) -> None:
        """End all connections and deliveries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self._sockets):
            socket.flowing.set()
            await socket.ws.close(code=1001)

    async def _retire(self, socket: Socket, warning: float) -> None:
        with contextlib.suppress(ConnectionError):
            if warning:
                await socket.send(_disconnect("warning"))
                await asyncio.sleep(warning)
            socket.retiring = True
            await socket.send(_disconnect("refresh_requested"))
            await asyncio.sleep(RETIRING_SECONDS)
            await socket.ws.close()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _ping(socket: Socket) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await asyncio.sleep(PING_SECONDS)
            await socket.flowing.wait()
            await socket.ws.ping(b"Ping from applink-simulator")


def _envelope(kind: str, payload: Json, accepts: bool = False) -> Json:
    return {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "accepts_response_payload": accepts,
        "payload": payload,
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-simulator"}}


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)
