"""What the other side refuses of one release: it is told, tried again, and keeps no other release waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.domain.commands import StopRelease
from bot.domain.release import Deployment, Obstacle, Outcome, Plan, Progress, Release, Revision, Status
from bot.drivers.base import Driver, Look
from bot.engine.gatekeeper import Gatekeeper
from bot.engine.helm import Helm
from bot.engine.poller import Poller, look_apart
from bot.engine.world import World
from bot.errors import (
    DriverError,
    DriverUnavailable,
    EffectRefused,
    LeaseLost,
    TargetBusy,
    TargetMisconfigured,
    Throttled,
)
from tests.engine.conftest import LIMIT, Bench


class Reluctant:
    """The real driver, that fails at `find`, `start` or `stop` as long as it is told to."""

    def __init__(self, real: Driver) -> None:
        self._real = real
        self.finding: DriverError | None = None
        self.stopping: DriverError | None = None
        self.losing = False  # the answer to a start
        self.looked = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def find(self, release: Release) -> str | None:
        if self.finding:
            raise self.finding
        return await self._real.find(release)

    async def start(self, release: Release, *, again: bool) -> str:
        made = await self._real.start(release, again=again)
        if self.losing:
            raise DriverUnavailable("the answer was lost")
        return made

    async def stop(self, release: Release) -> str | None:
        if self.stopping:
            raise self.stopping
        return await self._real.stop(release)

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        seen = await self._real.observe_many(looks)
        self.looked.set()
        return seen


@pytest.fixture
def driver(bench: Bench) -> Reluctant:
    drivers = cast("dict[str, Any]", bench.engine.world.drivers)
    drivers["codedeploy_ecs"] = made = Reluctant(drivers["codedeploy_ecs"])
    return made


async def test_a_marker_that_cannot_be_looked_for_ends_nothing(bench: Bench, driver: Reluctant) -> None:
    """The answer was lost, and AWS doesn't let us look: a deployment may be under way, and it is."""
    driver.losing, driver.finding = True, EffectRefused("ListDeployments: AccessDenied")
    before = len(await bench.deployments())
    name = await bench.ask()
    await bench.approve(name)
    waiting = await bench.when(name, lambda it: it.waits_for is Obstacle.AWS_REFUSED)
    assert waiting.live
    assert waiting.is_stuck
    driver.losing, driver.finding = False, None
    holding = await bench.until(name, Status.HOLDING)
    assert holding.waits_for is None
    assert len(await bench.deployments()) == before + 1


@pytest.mark.parametrize(
    ("error", "obstacle"),
    [
        (TargetBusy("d-OTHER"), Obstacle.TARGET_BUSY),
        (TargetMisconfigured("no such group"), Obstacle.AWS_REFUSED),
        (DriverUnavailable("StopDeployment: TimeoutError"), None),
    ],
    ids=["busy", "misconfigured", "unavailable"],
)
async def test_a_stop_that_is_not_taken_is_given_again_and_hides_nothing(
    bench: Bench, driver: Reluctant, error: DriverError, obstacle: Obstacle | None
) -> None:
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    driver.stopping = error
    await bench.do(StopRelease, release=name)
    await bench.when(name, lambda it: it.owes_answer and it.waits_for is obstacle)
    async with asyncio.timeout(LIMIT):
        for _ in range(3):
            driver.looked.clear()
            await driver.looked.wait()
    assert (await bench.when(name, lambda it: it.live)).waits_for is obstacle
    driver.stopping = None
    await bench.until(name, Status.ROLLED_BACK)


def look(number: int) -> Look:
    plan = Plan("api/production", "ecs", Revision("v2"), "f")
    release = Release(
        id=f"r{number}", service="api", environment="production", requester="U1", plan=plan,
        status=Status.DEPLOYING, requested_at=datetime.now(UTC),
    )  # fmt: skip
    return Look(release, f"d-{number}")


class Picky:
    """Refuses to tell of some; doesn't know r9."""

    def __init__(self, *refused: str, error: DriverError | None = None) -> None:
        self._refused, self._error = set(refused), error or EffectRefused("no")

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        if any(one.release.id in self._refused for one in looks):
            raise self._error
        return {one.release.id: Progress(Outcome.RUNNING) for one in looks if one.release.id != "r9"}


@pytest.mark.parametrize("error", [EffectRefused("no"), TargetMisconfigured("no such workflow")])
async def test_one_that_is_refused_hides_no_other(error: DriverError) -> None:
    picky = cast("Driver", Picky("r3", error=error))
    seen = await look_apart(picky, [look(number) for number in range(10)])
    assert {name for name, it in seen.items() if isinstance(it, Progress)} == {
        f"r{it}" for it in (0, 1, 2, 4, 5, 6, 7, 8)
    }
    assert {name for name, it in seen.items() if it is error} == {"r3"}


async def test_what_is_refused_of_all_is_refused() -> None:
    with pytest.raises(EffectRefused):
        await look_apart(cast("Driver", Picky("r0", "r1", "r2")), [look(number) for number in range(3)])


async def test_nothing_is_asked_apart_while_it_throttles() -> None:
    with pytest.raises(Throttled):
        await look_apart(cast("Driver", Picky("r1", error=Throttled("slow"))), [look(0), look(1)])


class Lost:
    """The helm of a replica that has been away for too long."""

    async def change(self, release_id: str, *_: object, **__: object) -> Release:
        raise LeaseLost(release_id)


class Untouched:
    """Nothing is to be written there."""

    async def stop(self, release: Release) -> str | None:
        raise AssertionError(f"{release.id} was stopped by whom it doesn't belong to any more")


async def test_who_lost_the_lease_gives_no_answer() -> None:
    """Another replica has given it, and something newer may stand there by now."""
    deployment = Deployment(datetime.now(UTC), "d-1", stop_by="U1")
    release = look(1).release.changed(deployment=deployment)
    poller = Poller(cast("World", None), cast("Helm", Lost()), cast("Gatekeeper", None), lambda _: None)
    assert await poller._deliver(cast("Driver", Untouched()), release) is release
