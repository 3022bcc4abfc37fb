"""A browser, and a small stand-in for `/world` whose bot says what a test wants it to say."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, async_playwright

from simulator import page as page_files

Json = dict[str, Any]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

GIF = bytes.fromhex("47494638396101000100800000ff4060ffffff21f90401000000002c00000000010001000002024401003b")

WORLD: Json = {
    "team": {"id": "T0", "name": "수박 상회", "domain": "subaku"},
    "me_bot": {"user_id": "U0SUBAKU", "bot_id": "B0SUBAKU", "name": "Subaku"},
    "users": [
        {"id": "U0MINA", "name": "mina", "real_name": "민아", "locale": "ko-KR", "role": "deployer", "color": "e06666"},
        {
            "id": "U0EUNHO",
            "name": "eunho",
            "real_name": "은호",
            "locale": "ko-KR",
            "role": "approver",
            "color": "3d85c6",
        },
        {"id": "U0HARU", "name": "haru", "real_name": "春", "locale": "ja-JP", "role": "deployer", "color": "c27ba0"},
        {"id": "U0ALEX", "name": "alex", "real_name": "Alex", "locale": "en-US", "role": "admin", "color": "6aa84f"},
        {
            "id": "U0GUEST",
            "name": "guest",
            "real_name": "Sam Guest",
            "locale": "en-US",
            "role": "guest",
            "color": "999999",
        },
    ],
    "channels": [
        {
            "id": "C0DEPLOY",
            "name": "deploy",
            "is_private": False,
            "members": ["U0MINA", "U0ALEX", "U0GUEST"],
            "topic": "What goes to production",
        },
        {
            "id": "C0STAGING",
            "name": "staging",
            "is_private": False,
            "members": ["U0MINA", "U0ALEX"],
            "topic": "What goes to staging",
        },
        {"id": "C0SECRET", "name": "secret", "is_private": True, "members": ["U0ALEX"], "topic": ""},
    ],
    "usergroups": [{"id": "S0DEV", "handle": "developers", "name": "Developers", "users": ["U0MINA"]}],
    "commands": [
        {
            "command": "/platform-deploy",
            "description": "Put a revision into an environment",
            "usage_hint": "[service] [revision] [environment]",
            "verbs": [
                {"verb": "status", "usage_hint": "[service]", "says": {"en": "What runs", "ko": "진행 중인 것"}},
                {"verb": "lock", "usage_hint": "SERVICE [for 2h]", "says": {"en": "Hold the door"}},
            ],
        },
        {"command": "/rollback", "description": "Take a service back", "usage_hint": "[service] [environment]"},
    ],
    "sockets": 1,
    "clock": {"speed": 1, "paused": False},
}


class FakeWorld:
    """The contract of `/world`, with answers that a test sets in `answers` and calls that it finds in `calls`."""

    def __init__(self) -> None:
        self.world: Json = json.loads(json.dumps(WORLD))
        self.messages: dict[str, list[Json]] = {}
        self.calls: list[tuple[str, Json]] = []
        self.answers: dict[str, Json] = {}
        self.aws: Json = {"services": [], "scenarios": ["healthy", "health_check_fails"]}
        self.troubles: Json = {"aws": {"seconds": 0, "felt": 0}}
        self.seen_ids: list[str | None] = []
        self.refuse_events = False
        self._called = asyncio.Condition()
        self._events: list[tuple[int, str, Json]] = []
        self._changed = asyncio.Event()
        self._streams: set[web.StreamResponse] = set()
        self._ended = False
        self._second = itertools.count(int(time.time()) - 600)

    def ts(self) -> str:
        return f"{next(self._second)}.000100"

    def emit(self, event: str, data: Json) -> None:
        self._events.append((len(self._events) + 1, event, data))
        self._changed.set()
        self._changed = asyncio.Event()

    def say(self, text: str = "", *, blocks: list[Json] | None = None, channel: str = "C0DEPLOY", **more: Any) -> Json:
        """A message of the bot, unless `user` says otherwise."""
        message: Json = {"ts": self.ts(), "text": text, "blocks": blocks or [], **more}
        message.setdefault("user", "U0SUBAKU")
        if message["user"] == "U0SUBAKU":
            message["bot_id"] = "B0SUBAKU"
        self.messages.setdefault(channel, []).append(message)
        self.emit("message", {"channel": channel, "message": message})
        return message

    def change(self, message: Json, channel: str = "C0DEPLOY", **more: Any) -> None:
        message.update(more, edited={"user": message["user"], "ts": self.ts()})
        self.emit("changed", {"channel": channel, "message": message})

    def open_view(self, user: str = "U0MINA", **view: Any) -> Json:
        whole = {
            "id": "V1",
            "hash": "1",
            "type": "modal",
            "title": {"type": "plain_text", "text": "Deploy"},
            "blocks": [],
            **view,
        }
        self.emit("view", {"user": user, "view": whole})
        return whole

    def end(self) -> None:
        """Lets all streams go."""
        self._ended = True
        self._changed.set()

    def close_streams(self) -> None:
        """Cuts the event streams, as a server that goes away does."""
        for stream in self._streams:
            assert stream._req is not None
            transport = stream._req.transport
            if transport is not None:
                transport.abort()

    async def called(self, path: str, times: int = 1) -> Json:
        """The body of the `times`th call of a path, once it has come."""

        def bodies() -> list[Json]:
            return [body for name, body in self.calls if name == path]

        async with asyncio.timeout(10), self._called:
            await self._called.wait_for(lambda: len(bodies()) >= times)
            return bodies()[times - 1]

    async def take(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        body = await request.json()
        async with self._called:
            self.calls.append((path, body))
            self._called.notify_all()
        if path == "say" and not body["text"].startswith("/"):
            more = {"thread_ts": body["thread_ts"]} if "thread_ts" in body else {}
            self.say(body["text"], user=body["user"], channel=body["channel"], **more)
        answer = self.answers.get(path, {"ok": True, "ack_ms": 3})
        return web.json_response(answer, status=answer.get("status", 200 if answer["ok"] else 400))

    async def show(self, request: web.Request) -> web.Response:
        messages = sorted(self.messages.get(request.match_info["channel"], []), key=lambda message: str(message["ts"]))
        roots = [message for message in messages if message.get("thread_ts", message["ts"]) == message["ts"]]
        threads = [
            {**root, "replies": [one for one in messages if one.get("thread_ts") == root["ts"] and one is not root]}
            for root in roots
        ]
        return web.json_response({"messages": threads})

    async def events(self, request: web.Request) -> web.StreamResponse:
        self.seen_ids.append(request.headers.get("Last-Event-ID"))
        if self.refuse_events:
            raise web.HTTPServiceUnavailable
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await stream.write(b": hello\n\n")
        at = int(self.seen_ids[-1] or len(self._events))
        user = request.query.get("user")
        self._streams.add(stream)
        try:
            await self._pump(stream, at, user)
        except ConnectionError:
            return stream
        finally:
            self._streams.discard(stream)
        return stream

    async def _pump(self, stream: web.StreamResponse, at: int, user: str | None) -> None:
        while not self._ended:
            changed = self._changed
            for number, event, data in self._events[at:]:
                if data.get("user") in (None, user):
                    await stream.write(f"id: {number}\nevent: {event}\ndata: {json.dumps(data)}\n\n".encode())
            at = len(self._events)
            await changed.wait()

    def app(self) -> web.Application:
        app = web.Application()
        page_files.add_routes(app)
        app.router.add_get("/world", self._json(lambda: self.world))
        app.router.add_get("/world/aws", self._json(lambda: self.aws))
        app.router.add_get("/world/troubles", self._json(lambda: {"troubles": self.troubles}))
        app.router.add_get("/world/events", self.events)
        app.router.add_get("/world/channels/{channel}/messages", self.show)
        app.router.add_post("/world/{path:.+}", self.take)
        app.router.add_get("/files/{id}", _gif)
        return app

    @staticmethod
    def _json(read: Any) -> Any:
        async def answer(_: web.Request) -> web.Response:
            return web.json_response(read())

        return answer


async def _gif(_: web.Request) -> web.Response:
    return web.Response(body=GIF, content_type="image/gif")


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> FakeWorld:
    return FakeWorld()


@pytest_asyncio.fixture(loop_scope="session")
async def address(world: FakeWorld) -> AsyncIterator[str]:
    """Where the page is served, on a free port of the loopback."""
    runner = web.AppRunner(world.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/"
    world.end()
    await runner.cleanup()


def find_chromium() -> str | None:
    """The browser on this machine; `CHROMIUM` overrides what the PATH holds."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = find_chromium()
    if path is None:
        sentence = f"NO BROWSER: none of {', '.join(BROWSERS)} is in the PATH; install one, or name it in CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    async with async_playwright() as playwright:
        browser = await _launch(playwright, path)
        yield browser
        await browser.close()


async def _launch(playwright: Playwright, path: str) -> Browser:
    return await playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def console_errors() -> list[str]:
    """What the browser's console complained of; a test that means it empties the list."""
    return []


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str, console_errors: list[str]) -> AsyncIterator[Page]:
    """The page, open. An error in the console fails the test."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Seoul")
    page = await context.new_page()
    page.on("console", lambda message: console_errors.append(_where(message)) if message.type == "error" else None)
    page.on("pageerror", lambda error: console_errors.append(str(error)))
    await page.goto(address)
    await page.locator(".channel .composer-field:focus").wait_for()
    yield page
    await context.close()
    assert console_errors == []


def _where(message: ConsoleMessage) -> str:
    return f"{message.text} ({message.location.get('url', '')})"
