"""An engine with its real driver, on a real Valkey, against the simulated cloud."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.config import load as load_catalogue
from bot.domain.commands import AnswerHold, ApproveRelease, Command, RequestRelease
from bot.domain.ids import release_id
from bot.domain.people import Person
from bot.domain.release import Release, Status, Verdict
from bot.drivers import every
from bot.drivers.aws import Clients
from bot.drivers.registry import Registry
from bot.engine.engine import Engine
from bot.engine.intake import Intake
from bot.engine.world import World
from bot.store import Store
from simulator.clock import Clock
from simulator.demo import catalogue as demo_catalogue
from simulator.redis import RedisServer
from simulator.server import Server
from simulator.world import DEMO, load

GROUPS = {
    "U0MINA": frozenset({"S0DEVELOPERS"}),
    "U0EUNHO": frozenset({"S0DEVELOPERS"}),
    "U0ALEX": frozenset({"S0DEVELOPERS", "S0PLATFORM"}),
}


class Everybody:
    """Knows the demo's people."""

    async def person(self, user_id: str) -> Person:
        return Person(user_id, GROUPS.get(user_id, frozenset()), full_member=user_id in GROUPS)


@dataclass
class Bench:
    """One replica, and hands to give it commands."""

    store: Store
    engine: Engine
    intake: Intake
    cloud: str
    http: aiohttp.ClientSession
    _numbers: list[int] = field(default_factory=list)

    async def take(self, command: Command) -> None:
        assert await self.intake.take(command, [command.id + command.kind + command.by], None)

    async def ask(self, revision: str = "v2", by: str = "U0MINA") -> str:
        self._numbers.append(1)
        name = release_id(datetime.now(UTC), len(self._numbers))
        await self.take(
            RequestRelease(
                id=name,
                by=by,
                at=datetime.now(UTC),
                channel="C0DEPLOY",
                service="demo-backend",
                environment="production",
                revision=revision,
            )
        )
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

    async def until(self, name: str, *statuses: Status, limit: float = 30) -> Release:
        return await self.when(name, lambda release: release.status in statuses, limit)

    async def when(self, name: str, holds: Callable[[Release], bool], limit: float = 30) -> Release:
        """The release once something holds of it; follows the events, so it is as quick as they are."""
        async with asyncio.timeout(limit):
            release = await self.store.releases.get(name)
            if release and holds(release):
                return release
            async for _ in self.store.stream.tail("0"):
                release = await self.store.releases.get(name)
                if release and holds(release):
                    return release
        raise AssertionError("unreachable")

    async def deployments(self) -> list[dict[str, object]]:
        """What the cloud runs or ran, rollbacks included."""
        async with self.http.get(f"{self.cloud}/world/aws") as answer:
            body = await answer.json()
        return list(body["services"][0]["deployments"])

    async def scenario(self, name: str) -> None:
        body = {"service": "demo-backend", "scenario": name}
        async with self.http.post(f"{self.cloud}/world/aws/scenario", json=body) as answer:
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
def replica(cloud: Server, redis_server: RedisServer, store: Store, tmp_path: Path) -> Replica:
    """Makes replicas that share the cloud and the store's workspace; leaving one is a crash: nothing is handed over."""
    catalogue = load_catalogue(demo_catalogue(cloud.address, tmp_path / "subaku.yaml"))
    team = store.threads._keys.team

    @asynccontextmanager
    async def made(name: str) -> AsyncIterator[Bench]:
        own, clients = Store(redis_server.url, team, name), Clients()
        async with aiohttp.ClientSession() as http:
            drivers = every(clients, Registry(http), lambda: catalogue.workspace.registries)
            world = World(own, drivers, lambda: catalogue, lambda: datetime.now(UTC), name)
            engine = Engine(world, Everybody())
            running = asyncio.create_task(engine.run())
            try:
                yield Bench(own, engine, Intake(own), cloud.address, http)
            finally:
                running.cancel()
                _, left = await asyncio.wait({running}, timeout=10)
                assert not left, [task.get_stack() for task in asyncio.all_tasks()]
                await engine.runner.close()
                await own.close()
                await clients.close()

    return made


@pytest.fixture
async def bench(replica: Replica) -> AsyncIterator[Bench]:
    """One replica."""
    async with replica("replica-a") as made:
        yield made
