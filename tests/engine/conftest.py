"""An engine with its real driver, on a real Valkey, against the simulated cloud."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest

from bot.config import load as load_catalogue
from bot.domain.catalogue import Catalogue
from bot.domain.commands import AnswerHold, ApproveRelease, Command, RequestRelease
from bot.domain.events import CommandRefused, Event
from bot.domain.ids import release_id
from bot.domain.people import Person
from bot.domain.release import Release, Status, Verdict
from bot.drivers import every
from bot.drivers.aws import Clients
from bot.drivers.commits import Commits
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from bot.engine import intake
from bot.engine.engine import Engine
from bot.engine.intake import Intake
from bot.engine.ledger import StreamLedger
from bot.engine.world import World
from bot.gates import every as every_gate
from bot.store import Store, client
from simulator.clock import Clock
from simulator.demo import catalogue as demo_catalogue
from simulator.redis import RedisServer
from simulator.server import Server
from simulator.world import DEMO, load

LIMIT = 60.0  # seconds that anything may take
E = TypeVar("E", bound=Event)
GROUPS = {
    "U0MINA": frozenset({"S0DEVELOPERS"}),
    "U0EUNHO": frozenset({"S0DEVELOPERS"}),
    "U0ALEX": frozenset({"S0DEVELOPERS", "S0PLATFORM"}),
}


class Everybody:
    """Knows the demo's people."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.slow: list[float] = []  # seconds that Slack takes for the next answers

    async def person(self, user_id: str, *, fresh: bool = False) -> Person:
        if self.slow:
            await asyncio.sleep(self.slow.pop(0))
        known = user_id in GROUPS and user_id not in self.gone
        return Person(user_id, GROUPS.get(user_id, frozenset()), full_member=known)


class Hurried(Engine):
    """Does five times as often what it does now and then."""

    def every(self, seconds: float, work: Callable[[], Awaitable[None]], *, leader: bool = False) -> None:
        super().every(seconds / 5, work, leader=leader)


@dataclass
class Skew:
    """How far this replica's clock is ahead."""

    by: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Bench:
    """One replica, and hands to give it commands."""

    store: Store
    engine: Engine
    intake: Intake
    cloud: str
    http: aiohttp.ClientSession
    people: Everybody
    clock: Skew
    _catalogue: list[Catalogue]
    _numbers: list[int] = field(default_factory=list)

    async def take(self, command: Command) -> None:
        assert await self.intake.take(command, [command.id + command.kind + command.by], None)

    def rewrite(self, change: Callable[[Catalogue], Catalogue]) -> None:
        """Another catalogue from now on, as after a reload."""
        self._catalogue[0] = change(self._catalogue[0])

    async def do(self, kind: type[Command], by: str = "U0MINA", **fields: object) -> str:
        """Give any command; returns its id."""
        self._numbers.append(1)
        name = release_id(datetime.now(UTC), len(self._numbers))
        command = kind(id=name, by=by, at=self.clock.now(), channel="C0DEPLOY", reply=name, **fields)
        assert await self.intake.take(command, [name], None)
        return name

    async def ask(self, revision: str = "v2", by: str = "U0MINA", **more: object) -> str:
        place = {"service": "demo-backend", "environment": "production"}
        return await self.do(RequestRelease, by, **place, revision=revision, **more)

    async def refused(self, name: str, limit: float = LIMIT) -> str:
        """The code with which a command was refused."""
        async with asyncio.timeout(limit):
            async for _, event in self.store.stream.tail("0", kinds=[CommandRefused]):
                if isinstance(event, CommandRefused) and event.reply == name:
                    return event.code
        raise AssertionError("unreachable")

    async def happened(self, kind: type[E], limit: float = LIMIT, **fields: object) -> E:
        """The first event of a kind with these fields."""
        async with asyncio.timeout(limit):
            async for _, event in self.store.stream.tail("0", kinds=[kind]):
                if isinstance(event, kind) and all(getattr(event, name) == it for name, it in fields.items()):
                    return event
        raise AssertionError("unreachable")

    async def succeed(self, revision: str) -> str:
        """A whole release of its own."""
        name = await self.ask(revision)
        await self.approve(name)
        await self.until(name, Status.HOLDING)
        await self.answer(name, Verdict.CONTINUE)
        await self.until(name, Status.SUCCEEDED)
        return name

    async def approve(self, name: str, by: str = "U0EUNHO") -> None:
        release = await self.until(name, Status.REQUESTED)
        now = datetime.now(UTC)
        await self.take(
            ApproveRelease(
                id="c" + name, by=by, at=now, channel="C0DEPLOY", release=name, fingerprint=release.plan.fingerprint
            )
        )

    async def answer(self, name: str, verdict: Verdict, by: str = "U0MINA") -> None:
        now = datetime.now(UTC)
        await self.take(AnswerHold(id="h" + name, by=by, at=now, channel="C0DEPLOY", release=name, verdict=verdict))

    async def until(self, name: str, *statuses: Status, limit: float = LIMIT) -> Release:
        return await self.when(name, lambda release: release.status in statuses, limit)

    async def when(self, name: str, holds: Callable[[Release], bool], limit: float = LIMIT) -> Release:
        """The release once something holds of it; looked at often, since not all that is kept has an event."""
        async with asyncio.timeout(limit):
            while True:
                release = await self.store.releases.get(name)
                if release and holds(release):
                    return release
                await asyncio.sleep(0.02)

    async def deployments(self) -> list[dict[str, object]]:
        """What the cloud runs or ran, rollbacks included."""
        async with self.http.get(f"{self.cloud}/world/aws") as answer:
            body = await answer.json()
        return list(body["services"][0]["deployments"])

    async def scenario(self, name: str) -> None:
        await self._world("scenario", service="demo-backend", scenario=name)

    async def throttle(self, seconds: float) -> None:
        """AWS says for so long from now on that it is asked too often."""
        await self._world("throttle", seconds=seconds)

    async def _world(self, path: str, **body: object) -> None:
        async with self.http.post(f"{self.cloud}/world/aws/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()


@pytest.fixture
async def cloud(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """The simulator, two hundred times as fast as AWS."""
    async with Server(load(DEMO), Clock(200)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        yield server


Replica = Callable[[str], "asyncio._AsyncGeneratorContextManager[Bench]"]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for an ack here, and a busy machine may take its time."""
    monkeypatch.setattr(client, "COMMAND_LIMIT", LIMIT)
    monkeypatch.setattr(intake, "LIMIT", LIMIT)


@pytest.fixture
def replica(cloud: Server, redis_server: RedisServer, store: Store, tmp_path: Path, patient: None) -> Replica:
    """Makes replicas that share the cloud and the store's workspace; leaving one is a crash: nothing is handed over."""
    catalogue = [load_catalogue(demo_catalogue(cloud.address, tmp_path / "subaku.yaml"))]
    team = store.threads._keys.team

    @asynccontextmanager
    async def made(name: str) -> AsyncIterator[Bench]:
        own, clients = Store(redis_server.url, team, name), Clients()
        async with aiohttp.ClientSession() as http:
            people, clock = Everybody(), Skew()
            ledger = StreamLedger(own.stream, clock.now)
            github = GitHub(http, f"{cloud.address}/github")
            means = Means(clients, http, Registry(http), github, ledger, lambda: catalogue[0].workspace)
            gates, commits = every_gate(means), Commits(github)
            world = World(own, every(means), lambda: catalogue[0], clock.now, name, gates=gates, commits=commits)
            engine = Hurried(world, people)
            engine.desk.patience = 0.02
            engine.poller.fast, engine.poller.slow = 0.1, 0.2  # the cloud is two hundred times as fast
            running = asyncio.create_task(engine.run())
            try:
                yield Bench(own, engine, Intake(own), cloud.address, http, people, clock, catalogue)
            finally:
                running.cancel()
                _, left = await asyncio.wait({running}, timeout=LIMIT)
                assert not left, [task.get_stack() for task in asyncio.all_tasks()]
                await own.close()
                await clients.close()

    return made


@pytest.fixture
async def bench(replica: Replica) -> AsyncIterator[Bench]:
    """One replica."""
    async with replica("replica-a") as made:
        yield made
