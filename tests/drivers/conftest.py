"""Every driver, with a world in which its contract can be walked."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from botocore.model import OperationModel

from bot.config import load as load_catalogue
from bot.domain import lifecycle, watching
from bot.domain.catalogue import Aws, Catalogue, Service, Target
from bot.domain.commands import RequestRelease
from bot.domain.ids import release_id
from bot.domain.lifecycle import Wish
from bot.domain.release import Cause, Outcome, Progress, Release, Revision, Verdict
from bot.domain.standing import Stood
from bot.drivers import DRIVERS, every
from bot.drivers.aws import Clients
from bot.drivers.base import Driver, Look, Remains
from bot.drivers.ecr import EcrLogins
from bot.drivers.github import GitHub
from bot.drivers.ledger import Write
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from simulator.clock import Clock
from simulator.server import Server
from simulator.world import load

READS = ("Get", "List", "Describe", "BatchGet", "Head", "Compare", "Download")
BESIDE_AWS = ("github", "argocd")  # whose calls the simulator alone writes down
STOPPED = (Outcome.ROLLED_BACK, Outcome.FAILED)  # before it began there is nothing to take back
ENDED = (*STOPPED, Outcome.SUCCEEDED)
LOOKS = 0.05  # seconds between two looks; what is waited for is the simulated cloud, which has no event for us


class Watched(Clients):
    """Clients whose every call is written down, by botocore itself: no driver can make one unseen."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    async def get(self, name: Any, aws: Aws) -> Any:
        client = await super().get(name, aws)
        client.meta.events.register("before-call", self._called, unique_id="watched")
        return client

    def _called(self, model: OperationModel, **_: object) -> None:
        self.calls.append(model.name)

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith(READS)]


class Kept:
    """A ledger that a test can read."""

    def __init__(self) -> None:
        self.writes: list[Write] = []

    async def wrote(self, write: Write) -> None:
        self.writes.append(write)


@dataclass(frozen=True, kw_only=True)
class Side:
    """The other side of a driver: its world, the catalogue that fits it, and what it can be made to do.

    `creates`: the operations that make a deployment there. `fails`: scenarios, and what each must be called. `near`:
    a name that `missing` should suggest; '' where names aren't alike. `unknown`: a reference that was never made.
    """

    world: Path
    catalogue: Callable[[str, Path], Path]
    creates: tuple[str, ...]
    fails: Mapping[str, Cause]
    holds: bool = False
    good: str = "v2"
    other: str = "v3"
    missing: str = "v22"
    near: str = "v2"
    unknown: str = "d-ABCDEFGHI"
    service: str | None = None  # the first of this driver, where none is named
    environment: str | None = None  # likewise
    throttles: str = "aws"  # what is asked too fast
    staged: str | None = None  # the name that its scenarios go by in the world, if not the service's
    speed: float = 400.0


def side_of(driver: str) -> Side:
    """A driver without a side has no scenario, and that is a failure."""
    try:
        side: Side = importlib.import_module(f"tests.drivers.sides.{driver}").SIDE
    except ModuleNotFoundError:
        raise AssertionError(f"the driver {driver} has no scenario: add tests/drivers/sides/{driver}.py") from None
    return side


@dataclass
class Walk:
    """One driver, one target, and what the other side of it can be made to do."""

    side: Side
    driver: Driver
    service: Service
    target: Target
    cloud: str
    http: aiohttp.ClientSession
    clients: Watched
    ledger: Kept
    make: Callable[[Mapping[str, str] | None], Driver]
    _count: list[int] = field(default_factory=list)

    def another(self, registries: Mapping[str, str] | None = None) -> Walk:
        """The same for another replica, which remembers nothing; perhaps with its registries elsewhere."""
        return replace(self, driver=self.make(registries))

    async def planned(self, revision: str | None = None, back_to: Release | None = None) -> Release:
        """A release that is about to be started."""
        revision = revision or self.side.good
        plan = await self.driver.plan(self.service, self.target, revision, back_to)
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
        wish = Wish(rollback=back_to is not None, back_to=back_to.id if back_to else None)
        queued, _ = lifecycle.request(command, plan, None, wish, now)
        started, _ = lifecycle.start(queued, now)
        return lifecycle.intend(started, now)[0]

    async def started(self, revision: str | None = None) -> Release:
        release = await self.planned(revision)
        return created(release, await self.driver.start(release, again=False))

    async def look(self, release: Release) -> Progress:
        assert release.deployment
        assert release.deployment.reference
        seen = await self.driver.observe_many([Look(release, release.deployment.reference)])
        return seen[release.id]

    async def until(self, release: Release, *outcomes: Outcome) -> Progress:
        """Look until it is so; steps that are due are taken on the way."""
        async with asyncio.timeout(50):
            while True:
                progress = await self.look(release)
                if progress.outcome in outcomes:
                    return progress
                release = after(release, progress)
                if progress.step:
                    await self.driver.resume(release, progress.step, Verdict.CONTINUE)
                await asyncio.sleep(LOOKS)

    async def stopped(self, release: Release) -> Release:
        """Once nothing of it runs any more."""
        await self.driver.stop(release)
        await self.until(release, *STOPPED)
        return release

    async def succeeded(self, revision: str | None = None) -> Release:
        """A release that went all the way."""
        return await self.carried(await self.started(revision))

    async def carried(self, release: Release) -> Release:
        """To its good end, let on at every hold and at every step that is due."""
        while True:
            seen = await self.look(release)
            release = after(release, seen)
            if seen.outcome is Outcome.SUCCEEDED:
                return release
            assert seen.outcome in (Outcome.RUNNING, Outcome.HOLDING), seen
            if token := seen.hold or seen.step:
                await self.driver.resume(release, token, Verdict.CONTINUE)
            await asyncio.sleep(LOOKS)

    async def going_back(self, to: Release) -> Release:
        """A rollback that is about to be started."""
        return await self.planned(str(to.revision.digest), to)

    async def remains(self, *releases: Release | str) -> list[Remains]:
        """What is left of what these brought; a name is of what stood there before the first of them."""
        now = datetime.now(UTC)
        stood = [
            Stood(Revision(one), None, now) if isinstance(one, str) else Stood(one.revision, now, now, one)
            for one in releases
        ]
        return list(await self.driver.remains(self.service, self.target, stood))

    def told(self, operation: str) -> list[Write]:
        """The writes of this kind in the ledger."""
        return [write for write in self.ledger.writes if write.operation == operation]

    async def scenario(self, name: str) -> None:
        """How the next deployments fare."""
        await self._post("/world/aws/scenario", {"service": self.side.staged or self.service.name, "scenario": name})

    async def throttle(self, seconds: float) -> None:
        await self._post(f"/world/{self.side.throttles}/throttle", {"seconds": seconds})

    async def deregister(self, definition: str) -> None:
        await self._post("/world/aws/deregister", {"definition": definition})

    async def clean_away(self, tag: str) -> None:
        await self._post("/world/images/remove", {"repository": self.service.image, "tag": tag})

    async def creations(self) -> int:
        """How many deployments were made."""
        return sum([await self.calls(operation) for operation in self.side.creates])

    async def calls(self, operation: str) -> int:
        """How often the other side was asked, successfully."""
        return sum(1 for call in await self._log() if call["operation"] == operation and call["ok"])

    async def writes(self) -> list[str]:
        """Whatever changed something anywhere, or tried to."""
        beside = [str(call["operation"]) for call in await self._log() if call["service"] in BESIDE_AWS]
        return sorted([*self.clients.writes, *(name for name in beside if not name.startswith(READS))])

    async def _log(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.cloud}/world/aws/log?limit=5000") as answer:
            found: list[dict[str, Any]] = (await answer.json())["calls"]
            return found

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


def target_of(catalogue: Catalogue, driver: str, side: Side) -> tuple[Service, Target]:
    """The target that a driver is walked on."""
    return next(
        (row, target)
        for row in catalogue.services.values()
        for target in row.targets.values()
        if target.driver == driver and side.service in (None, row.name)
        if side.environment in (None, target.environment)
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every driver in turn, or the one that a module names as `ONLY`; those with a hold alone where one is needed."""
    if "walk" in metafunc.fixturenames:
        only = getattr(metafunc.module, "ONLY", None)
        drivers = [only] if only else sorted(DRIVERS)
        if metafunc.definition.get_closest_marker("holds"):
            drivers = [driver for driver in drivers if side_of(driver).holds]
        metafunc.parametrize("walk", drivers, indirect=True)


@pytest.fixture
async def walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Walk]:
    """Each driver in turn."""
    side = side_of(request.param)
    async with Server(load(side.world), Clock(side.speed)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        catalogue = load_catalogue(side.catalogue(server.address, tmp_path / "subaku.yaml"))
        service, target = target_of(catalogue, request.param, side)
        clients, ledger = Watched(), Kept()
        async with aiohttp.ClientSession() as http:

            def make(registries: Mapping[str, str] | None) -> Driver:
                own = catalogue.workspace
                there = own if registries is None else replace(own, registries=registries)
                github = GitHub(http, f"{server.address}/github", "demo")
                registry = Registry(http, logins=EcrLogins(clients))
                means = Means(clients, http, registry, github, ledger, lambda: there, {"": "demo"})
                return every(means)[request.param]

            walk = Walk(side, make(None), service, target, server.address, http, clients, ledger, make)
            yield walk
            # whatever the test was about: no write is missing in the ledger
            assert sorted(write.operation for write in ledger.writes) == await walk.writes()
            await clients.close()
