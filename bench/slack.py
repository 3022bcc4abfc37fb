"""A Slack that answers at once, and the load that it puts upon an app: slash commands over Socket Mode.

Each app has a name, an API address and sockets of its own, so that several can stand side by side while one is asked.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from types import TracebackType
from typing import Any

from aiohttp import WSMsgType, web

TEAM, USER, CHANNEL = "T0BENCH", "U0MINA", "C0DEPLOY"
PEOPLE = tuple(f"U0P{number:02}" for number in range(50))
ACK_SECONDS = 3.0  # when Slack gives up

Json = dict[str, Any]


@dataclass
class Load:
    """How an app fared: seconds for each ack, and how long the whole took."""

    acks: list[float]
    seconds: float
    lost: int  # no ack within three seconds
    worded: int  # acknowledged with words: nothing was kept

    @property
    def rate(self) -> float:
        """Acks a second."""
        return len(self.acks) / self.seconds


@dataclass
class App:
    """One app's part of the workspace. `answers` counts what came by response_url."""

    name: str
    base: str
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    answers: int = 0
    _sent: dict[str, tuple[float, asyncio.Future[None]]] = field(default_factory=dict)
    _acks: list[float] = field(default_factory=list)
    _worded: int = 0
    _numbers: count[int] = field(default_factory=count)

    @property
    def api(self) -> str:
        """For the app's Web API client."""
        return f"{self.base}/{self.name}/api/"

    async def paced(self, text: str, rate: float, seconds: float) -> Load:
        """Open loop: so many commands a second, whether they are acknowledged or not."""
        return await self.spoken([(USER, text)] * int(rate * seconds), rate)

    async def spoken(self, commands: Sequence[tuple[str, str]], rate: float) -> Load:
        """The same with a person and a text for each."""
        self._acks, self._worded, began = [], 0, perf_counter()
        waiting: deque[asyncio.Future[None]] = deque()
        for number, (user, text) in enumerate(commands):
            pause = began + number / rate - perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            waiting.append(await self._send(text, user))
        return await self._done(began, waiting)

    async def crowded(self, text: str, at_once: int, commands: int) -> Load:
        """Closed loop: always so many in flight."""
        self._acks, self._worded, began = [], 0, perf_counter()
        left = iter(range(commands))

        async def one_after_the_other() -> None:
            for _ in left:
                async with asyncio.timeout(ACK_SECONDS):
                    await (await self._send(text))

        results = await asyncio.gather(*(one_after_the_other() for _ in range(at_once)), return_exceptions=True)
        lost = sum(isinstance(result, TimeoutError) for result in results)
        return Load(self._acks, perf_counter() - began, lost, self._worded)

    def heard(self, frame: str) -> None:
        """An ack."""
        now, ack = perf_counter(), json.loads(frame)
        sent, waiting = self._sent.pop(ack.get("envelope_id", ""), (0.0, None))
        if waiting is not None:
            self._acks.append(now - sent)
            self._worded += bool(ack.get("payload"))
            if not waiting.done():
                waiting.set_result(None)

    async def _done(self, began: float, waiting: deque[asyncio.Future[None]]) -> Load:
        _, late = await asyncio.wait(waiting, timeout=ACK_SECONDS)
        return Load(self._acks, perf_counter() - began, len(late), self._worded)

    async def _send(self, text: str, user: str = USER) -> asyncio.Future[None]:
        number = next(self._numbers)
        envelope = self._envelope(number, text, user)
        waiting = asyncio.get_running_loop().create_future()
        frame, socket = json.dumps(envelope), self.sockets[number % len(self.sockets)]
        self._sent[envelope["envelope_id"]] = perf_counter(), waiting
        await socket.send_str(frame)
        return waiting

    def _envelope(self, number: int, text: str, user: str) -> Json:
        payload = {
            "token": "verification",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": CHANNEL,
            "channel_name": "deploy",
            "user_id": user,
            "user_name": user.lower(),
            "command": "/platform-deploy",
            "text": text,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"{self.base}/{self.name}/respond/{number}",
            "trigger_id": f"{number}.{self.name}.bench",
        }
        identity = f"{self.name}-{number:012d}"
        return {"envelope_id": identity, "type": "slash_commands", "accepts_response_payload": True, "payload": payload}


class Slack:
    """The server: `async with Slack() as slack: slack.app("subaku")`."""

    def __init__(self) -> None:
        self._apps: dict[str, App] = {}
        self._base = ""
        self._stamps = count(1)
        routes = web.Application()
        routes.router.add_route("*", "/{app}/api/{method}", self._call)
        routes.router.add_get("/{app}/link", self._link)
        routes.router.add_post("/{app}/respond/{number}", self._respond)
        routes.router.add_post("/{app}/upload", self._ok)
        self._runner = web.AppRunner(routes, access_log=None, shutdown_timeout=1)

    def app(self, name: str) -> App:
        """A new app."""
        return self._apps.setdefault(name, App(name, self._base))

    async def __aenter__(self) -> Slack:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        asked = await request.post()
        app, method = request.match_info["app"], request.match_info["method"]
        return web.json_response({"ok": True, **self._answer(app, method, str(asked.get("user", USER)))})

    def _answer(self, app: str, method: str, user: str) -> Json:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "bench", "user_id": "U0BOT", "bot_id": "B0BOT", "user": app, "url": ""}
            case "apps.connections.open":
                return {"url": f"{self._base.replace('http', 'ws')}/{app}/link"}
            case "users.info":
                return {"user": {"id": user, "team_id": TEAM, "locale": "en-US"}}
            case "usergroups.users.list":
                return {"users": [USER, *PEOPLE]}
            case "files.getUploadURLExternal":
                return {"upload_url": f"{self._base}/{app}/upload", "file_id": f"F{next(self._stamps)}"}
            case "files.info":
                return {"file": {"mimetype": "image/gif"}}
        return {"channel": CHANNEL, "ts": f"1700000000.{next(self._stamps):06d}"}

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        app = self._apps[request.match_info["app"]]
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        app.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(app.sockets), "connection_info": {}})
        app.connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    app.heard(message.data)
        finally:
            app.sockets.remove(socket)
        return socket

    async def _respond(self, request: web.Request) -> web.Response:
        await request.read()
        self._apps[request.match_info["app"]].answers += 1
        return web.Response(text="ok")

    async def _ok(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="OK")
