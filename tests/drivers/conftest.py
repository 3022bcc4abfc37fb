"""Every driver, with a world in which its contract can be walked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.config import load as load_catalogue
from bot.domain import lifecycle, watching
from bot.domain.catalogue import Catalogue, Service, Target
from bot.domain.commands import RequestRelease
from bot.domain.ids import release_id
from bot.domain.release import Outcome, Progress, Release
from bot.drivers import every
from bot.drivers.aws import Clients
from bot.drivers.base import Driver, Look
from bot.drivers.registry import Registry
from simulator.clock import Clock
from simulator.demo import catalogue as demo_catalogue
from simulator.server import Server
from simulator.world import DEMO, load

LOOKS = 0.05  # seconds between two looks; what is waited for is the simulated cloud, which has no event for us


@dataclass
class Walk:
    """One driver, one target, and what the other side of it can be made to do."""

    driver: Driver
    service: Service
    target: Target
    cloud: str
    http: aiohttp.ClientSession
    _count: list[int] = field(default_factory=list)

    async def planned(self, revision: str = "v2") -> Release:
        """A release that is about to be started."""
        plan = await self.driver.plan(self.service, self.target, revision)
        now = datetime.now(UTC)
        self._count.append(1)
        command = RequestRelease(
            id=release_id(now, len(self._count)),
            by="U0MINA",
            at=now,
            channel="C1",
            service=self.service.name,
            environment=self.target.environment,
            revision=revision,
        )
        queued, _ = lifecycle.request(command, plan, None, now)
        started, _ = lifecycle.start(queued, now)
        return lifecycle.intend(started, now)[0]

    async def started(self, revision: str = "v2") -> Release:
        release = await self.planned(revision)
        return created(release, await self.driver.start(release, again=False))

    async def look(self, release: Release) -> Progress:
        assert release.deployment
        assert release.deployment.reference
        seen = await self.driver.observe_many([Look(release, release.deployment.reference)])
        return seen[release.id]

    async def until(self, release: Release, *outcomes: Outcome) -> Progress:
        async with asyncio.timeout(30):
            while True:
                progress = await self.look(release)
                if progress.outcome in outcomes:
                    return progress
                await asyncio.sleep(LOOKS)

    async def scenario(self, name: str) -> None:
        await self._post("/world/aws/scenario", {"service": "demo-backend", "scenario": name})

    async def throttle(self, seconds: float) -> None:
        await self._post("/world/aws/throttle", {"seconds": seconds})

    async def calls(self, operation: str) -> int:
        """How often AWS was asked, successfully."""
        async with self.http.get(f"{self.cloud}/world/aws/log?limit=1000") as answer:
            found: list[dict[str, Any]] = (await answer.json())["calls"]
        return sum(1 for call in found if call["operation"] == operation and call["ok"])

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        async with self.http.post(f"{self.cloud}{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()


def created(release: Release, reference: str) -> Release:
    """The release once its reference is known."""
    return lifecycle.created(release, reference, datetime.now(UTC))[0]


def after(release: Release, progress: Progress) -> Release:
    """The release once this was seen."""
    expires = lifecycle.LAST_REMINDER
    decision = watching.observe(release, progress, expires, datetime.now(UTC))
    return decision[0] if decision else release


def target_of(catalogue: Catalogue, driver: str) -> tuple[Service, Target]:
    """The target that a driver is walked on. A driver without one has no scenario, and that is a failure."""
    for service in catalogue.services.values():
        for target in service.targets.values():
            if target.driver == driver:
                return service, target
    raise AssertionError(f"the driver {driver} has no scenario: give the demo's catalogue a target for it")


@pytest.fixture(params=sorted(every(Clients(), None, dict)))  # type: ignore[arg-type]  # only their names are read
async def walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Walk]:
    """Each driver in turn."""
    world = load(DEMO)
    async with Server(replace(world), Clock(400)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        catalogue = load_catalogue(demo_catalogue(server.address, tmp_path / "subaku.yaml"))
        service, target = target_of(catalogue, request.param)
        clients = Clients()
        async with aiohttp.ClientSession() as http:
            driver = every(clients, Registry(http), lambda: catalogue.workspace.registries)[request.param]
            yield Walk(driver, service, target, server.address, http)
            await clients.close()
