"""The live page over a real socket: a store on a real server, a catalogue, releases in any state, a browser."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, async_playwright

from bot import metrics
from bot.domain.catalogue import Aws, Catalogue, CodeDeployEcsTarget, Environment, Service, Workspace
from bot.domain.events import Event, ProgressSeen, ReleaseRequested
from bot.domain.ids import release_id
from bot.domain.release import (
    Approval,
    Cause,
    Deployment,
    Hold,
    Need,
    Outcome,
    Plan,
    Progress,
    Reason,
    Release,
    Revision,
    Stage,
    StageStatus,
    Status,
    Verdict,
)
from bot.engine.queries import Queries
from bot.engine.world import World
from bot.i18n import Languages
from bot.store import Change, Store
from bot.web.door import Door
from bot.web.feed import Feed
from bot.web.names import Names
from bot.web.page import Page
from bot.web.server import WebServer
from bot.web.state import State

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
STAGES = ("before_install", "install", "allow_test_traffic", "before_allow_traffic", "allow_traffic")
PEOPLE = {"U0MINA": "민아", "U0EUNHO": "은호", "U0HARU": "春", "U0ALEX": "Alex", "S0PLATFORM": "Platform"}

_numbers = count(1)


def target(service: str, environment: str) -> CodeDeployEcsTarget:
    """Where a service can stand."""
    return CodeDeployEcsTarget(
        service_name=service,
        environment=environment,
        aws=Aws("ap-northeast-2"),
        application=service,
        group=service,
        cluster="demo",
        service=service,
        container=service,
        port=8080,
    )


def service(name: str, *environments: str) -> Service:
    return Service(name, {each: target(name, each) for each in environments})


CATALOGUE = Catalogue(
    Workspace(timezone="Asia/Seoul"),
    {"staging": Environment("staging", "C0STAGING"), "production": Environment("production", "C0DEPLOY")},
    {
        each.name: each
        for each in (service("demo-backend", "staging", "production"), service("tradingpt", "production"))
    },
)


def now() -> datetime:
    return datetime.now(UTC)


def stages(done: int, started: datetime, running: bool = True) -> tuple[Stage, ...]:
    """Stages of a deployment of which some are done, a minute each."""
    found = []
    for number, name in enumerate(STAGES):
        begin = started + timedelta(minutes=number)
        if number < done:
            found.append(Stage(name, StageStatus.SUCCEEDED, begin, begin + timedelta(seconds=52)))
        elif number == done and running:
            found.append(Stage(name, StageStatus.RUNNING, begin))
        else:
            found.append(Stage(name, StageStatus.PENDING))
    return tuple(found)


def release(status: Status, place: str = "demo-backend/production", revision: str = "v2", **more: Any) -> Release:
    """A release in a state, as it would look then."""
    name, environment = place.split("/")
    began = now() - timedelta(minutes=4)
    asked = began - timedelta(minutes=3)
    one = Release(
        id=release_id(asked, next(_numbers)),
        service=name,
        environment=environment,
        requester="U0MINA",
        plan=Plan(place, "codedeploy_ecs", Revision(revision, "sha256:" + "5eed" * 16), "f1", live="v1"),
        status=status,
        requested_at=asked,
        need=Need(1, ("U0EUNHO", "S0PLATFORM"), expires_at=now() + timedelta(minutes=20)),
    )
    one = replace(one, **_as(status, began))
    return replace(one, **more)


def _as(status: Status, began: datetime) -> dict[str, Any]:
    """What goes with a status."""
    if status in (Status.REQUESTED, Status.REJECTED, Status.CANCELLED, Status.EXPIRED):
        return {"ended_at": None if status is Status.REQUESTED else now(), "ended_by": "U0EUNHO"}
    yes: dict[str, Any] = {"approvals": (Approval("U0EUNHO", began - timedelta(minutes=2)),)}
    if status is Status.SCHEDULED:
        return yes | {"due": now() + timedelta(hours=2)}
    yes |= {"queued_at": began - timedelta(minutes=1)}
    if status is Status.QUEUED:
        return yes
    hold = Hold("secret-token-of-the-hold", began + timedelta(minutes=3), now() + timedelta(minutes=51))
    answered = replace(hold, verdict=Verdict.CONTINUE, by="U0ALEX", delivered=True)
    seen: dict[Status, tuple[Outcome, int, int | None, Hold | None]] = {
        Status.DEPLOYING: (Outcome.RUNNING, 1, 0, None),
        Status.HOLDING: (Outcome.HOLDING, 3, 0, hold),
        Status.SHIFTING: (Outcome.RUNNING, 4, 40, answered),
        Status.BAKING: (Outcome.RUNNING, 5, 100, answered),
        Status.ROLLING_BACK: (Outcome.ROLLING_BACK, 2, 30, None),
        Status.SUCCEEDED: (Outcome.SUCCEEDED, 5, 100, answered),
        Status.FAILED: (Outcome.FAILED, 1, 0, None),
        Status.ROLLED_BACK: (Outcome.ROLLED_BACK, 2, 0, None),
    }
    outcome, done, traffic, held = seen[status]
    progress = Progress(outcome, stages(done, began, running=done < 5), traffic)
    more: dict[str, Any] = {"started_at": began, "deployment": Deployment(began, "d-5EED", progress, held)}
    if status in (Status.FAILED, Status.ROLLED_BACK):
        more |= {"reason": Reason(Cause.HEALTH_CHECK, "Task failed ELB health checks in (target-group green)")}
    if status in (Status.SUCCEEDED, Status.FAILED, Status.ROLLED_BACK):
        more |= {"ended_at": now()}
    return yes | more


async def keep(store: Store, one: Release, *events: Event) -> Release:
    """A release that is there from now on."""
    happened = events or (ReleaseRequested(release=one.id, at=one.requested_at, actor=one.requester),)
    assert await store.releases.request(one, happened)
    return one


async def change(store: Store, one: Release, status: Status, *, traffic: int | None = None) -> Release:
    """The same release, further on."""
    like = release(status)
    after = one.changed(
        status=status,
        started_at=like.started_at,
        ended_at=like.ended_at,
        deployment=like.deployment,
        reason=like.reason,
    )
    if traffic is not None and after.deployment:
        progress = replace(after.deployment.progress, traffic=traffic)
        after = replace(after, deployment=after.deployment.with_(progress=progress))
    await store.releases.decide(Change(one, after, [ProgressSeen(release=one.id, at=now(), traffic=traffic)]))
    return after


async def name_of(person: str) -> str | None:
    return PEOPLE.get(person)


@dataclass
class Served:
    """A running server, and what it serves from."""

    url: str
    store: Store
    feed: Feed
    server: WebServer
    catalogue: list[Catalogue]
    running: asyncio.Task[None]

    async def hush(self) -> None:
        """From now on the feed says nothing more, though its streams stay open."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)


Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def serve(store: Store) -> Serve:
    """Serves the page of the test's own workspace; several stand for several replicas."""

    @asynccontextmanager
    async def served(
        token: str | None = None,
        *,
        host: str = "127.0.0.1",
        public_url: str | None = None,
        off: bool = False,
        names: Callable[[str], Awaitable[str | None]] = name_of,
        shown: bool = True,
        store: Store = store,
    ) -> AsyncIterator[Served]:
        catalogue = [CATALOGUE]
        world = World(store, {}, lambda: catalogue[0], now, "replica-a")
        queries, known = Queries(world), Names(names)
        feed = Feed(store, State(store, queries, world.catalogue, now), known, now)
        page = Page(Door(host, token, public_url, off=off), Languages.load("Asia/Seoul"))
        server = WebServer({}, metrics.exposition, page)
        port = await server.open("127.0.0.1", 0)
        running = asyncio.create_task(feed.run())
        if shown:
            page.show(feed, queries, known)
        try:
            yield Served(f"http://127.0.0.1:{port}", store, feed, server, catalogue, running)
        finally:
            await server.close()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return served


@pytest.fixture
async def page(serve: Serve) -> AsyncIterator[Served]:
    """The page on loopback, open to all there, once it has something to show."""
    async with serve() as served:
        await asyncio.wait_for(served.feed.ready.wait(), 60)
        yield served


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; `CHROMIUM` overrides what the PATH holds."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sentence = f"NO BROWSER: none of {', '.join(BROWSERS)} is in the PATH; install one, or name it in CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        await opened.close()


@dataclass(frozen=True)
class Frame:
    """One server-sent event."""

    kind: str
    id: str
    data: dict[str, Any]


async def frames(http: aiohttp.ClientSession, url: str, last: str = "") -> AsyncGenerator[Frame]:
    """What a reader is sent, as long as it listens."""
    headers = {"Last-Event-ID": last} if last else {}
    async with http.get(f"{url}/events", headers=headers) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/event-stream"
        found: dict[str, str] = {}
        while line := (await answer.content.readuntil(max_size=2**24)).decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                found[name] = value
            elif "data" in found:
                yield Frame(found["event"], found.get("id", ""), json.loads(found["data"]))
                found = {}


async def hear(listening: AsyncIterator[Frame], holds: Callable[[Frame], bool], limit: float = 60) -> Frame:
    """The first frame of which something holds."""
    async with asyncio.timeout(limit):
        async for frame in listening:
            if holds(frame):
                return frame
    raise AssertionError("the stream ended")


def shows(one: Release, status: Status) -> Callable[[Frame], bool]:
    """Whether a frame shows a release in a state."""

    def holds(frame: Frame) -> bool:
        return any(each["id"] == one.id and each["status"] == status for each in frame.data.get("releases", []))

    return holds
