"""The poller: looks at what is live, many in one call, and quicker when something is about to happen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import uniform
from time import monotonic

import structlog

from bot.domain import lifecycle, watching
from bot.domain.release import Obstacle, Progress, Release, Verdict
from bot.drivers.base import Driver, Look
from bot.engine.gatekeeper import Gatekeeper
from bot.engine.helm import Helm
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import DriverError, EffectRefused, LeaseLost, StoreUnavailable, Throttled

FAST, SLOW = 1.0, 2.0
WORST = 30.0  # seconds, while AWS throttles or can't be reached
CALLS = 1.0  # status calls a second that a lane may cost
BATCH = 25
HOLD_EXPIRES = timedelta(minutes=55)
CLOSELY = 20  # releases of a lane whose details are asked for in one round

log = structlog.get_logger()


class Poller:
    """Looks at all that this replica drives. `ended` is told of each release whose end was seen."""

    def __init__(self, world: World, helm: Helm, gates: Gatekeeper, ended: Callable[[Release], None]) -> None:
        self._world, self._helm, self._gates, self._ended = world, helm, gates, ended
        self.fast, self.slow = FAST, SLOW  # seconds between two looks
        self._due: dict[str, float] = {}
        self._seen_closely: dict[str, float] = {}
        self._strikes: dict[str, int] = defaultdict(int)
        self._tasks = Tasks()
        self._poked = asyncio.Event()

    def poke(self, release_id: str) -> None:
        """Look at it now."""
        self._due[release_id] = 0.0
        self._poked.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                self._poked.clear()
                try:
                    await self.look()
                except StoreUnavailable:
                    log.warning("poller_waits_for_redis")
                await self._wait()
        finally:
            await self._tasks.close()

    async def look(self) -> None:
        """Begin a round over what is due; a lane that still looks isn't asked again."""
        now = monotonic()
        self._due = {release: self._due.get(release, 0.0) for release in self._helm.releases}
        due = [release for release, at in self._due.items() if at <= now]
        self._due |= dict.fromkeys(due, now + self.fast)
        lanes: dict[str, list[Release]] = defaultdict(list)
        for release in await self._world.store.releases.many(due):
            if release.live and release.deployment and release.deployment.reference:  # else the runner is at it
                lane = f"{release.plan.driver} {self._world.driver_of(release).lane(release)}"
                lanes[lane].append(release)
        for lane, releases in lanes.items():
            self._tasks.start(lane, self._look_at(lane, releases))

    async def _look_at(self, lane: str, releases: list[Release]) -> None:
        try:
            await self._look_along(lane, releases)
        except StoreUnavailable:
            log.warning("poller_waits_for_redis", lane=lane)

    async def _look_along(self, lane: str, releases: list[Release]) -> None:
        driver = self._world.driver_of(releases[0])
        try:
            for release in releases:
                await self._deliver(driver, release)
            seen = await driver.observe_many(self._looks(releases))
            self._strikes.pop(lane, None)
        except EffectRefused as err:
            seen = {}
            await self._hindered(lane, releases, Obstacle.AWS_REFUSED, err)
        except DriverError as err:
            seen = {}
            obstacle = Obstacle.AWS_THROTTLED if isinstance(err, Throttled) else Obstacle.AWS_UNAVAILABLE
            await self._hindered(lane, releases, obstacle, err)
        for release in releases:
            if release.id in seen:
                await self._keep(driver, release, seen[release.id], len(releases))
            elif lane not in self._strikes:
                await self._unseen(release)

    async def _unseen(self, release: Release) -> None:
        """AWS answers, and doesn't know it: that is told, and never taken for a failure."""
        detail, now = f"{release.deployment and release.deployment.reference}: not found", self._world.now()
        await self._say(release, lambda it: lifecycle.meet(it, Obstacle.UNSEEN, detail, now))
        self._due[release.id] = monotonic() + self.slow

    async def _keep(self, driver: Driver, release: Release, progress: Progress, company: int) -> None:
        now = self._world.now()
        try:
            await self._change(release, lambda it: lifecycle.clear(it, now))
            after = await self._change(release, lambda it: self._observed(it, progress, now))
            after = await self._change(after, lambda it: _by_the_clock(it, now))
            await self._take_step(driver, after, progress)
        except LeaseLost:
            return
        self._gates.watch(after)
        pause = (
            max(self.fast, company / BATCH / 2)
            if _is_near(after, progress)
            else max(self.slow, company / BATCH / CALLS)
        )
        self._due[release.id] = monotonic() + pause

    def _observed(self, release: Release, progress: Progress, now: datetime) -> lifecycle.Decision | None:
        environment = self._world.catalogue().environments.get(release.environment)
        expires = environment.hold_expires if environment else HOLD_EXPIRES
        return watching.observe(release, progress, expires, now)

    async def _change(self, release: Release, decide: Callable[[Release], lifecycle.Decision | None]) -> Release:
        if release.ended:
            return release
        after = await self._helm.change(release.id, decide)
        if after.ended:
            log.info("release_ended", release=after.id, status=after.status)
            self._ended(after)
        return after

    async def _deliver(self, driver: Driver, release: Release) -> None:
        """Give AWS the answer to a hold, or the stop, that a person has decided on."""
        if not release.owes_answer or release.deployment is None:
            return
        hold, now = release.hold, self._world.now()
        try:
            back = None
            if release.deployment.stop_by:
                back = await driver.stop(release)
            elif hold and hold.verdict:
                await driver.resume(release, hold.token, hold.verdict)
            await self._helm.change(release.id, lambda it: lifecycle.delivered(it, back))
        except EffectRefused as err:
            detail = str(err)
            await self._say(release, lambda it: lifecycle.meet(it, Obstacle.AWS_REFUSED, detail, now))
        except LeaseLost:
            log.info("answer_delivered_by_another", release=release.id)

    async def _take_step(self, driver: Driver, release: Release, progress: Progress) -> None:
        """The driver is due to go on by itself; who lost the lease goes nowhere."""
        if progress.step is None or release.ended or release.owes_answer:
            return
        await self._helm.change(release.id, lambda it: (it.changed(), ()), intend=True)
        try:
            await driver.resume(release, progress.step, Verdict.CONTINUE)
        except DriverError as err:
            log.warning("step_not_taken", release=release.id, step=progress.step, error=str(err))

    async def _hindered(self, lane: str, releases: list[Release], obstacle: Obstacle, err: Exception) -> None:
        """Say what they wait for, and leave AWS alone for a while."""
        self._strikes[lane] += 1
        pause = min(WORST, self.fast * 2 ** self._strikes[lane]) * uniform(0.7, 1.0)  # noqa: S311  jitter
        now = self._world.now()
        log.warning("aws_hindered", lane=lane, obstacle=obstacle, error=str(err), pause=round(pause, 1))
        for release in releases:
            self._due[release.id] = monotonic() + pause
            if self._strikes[lane] >= 2:
                await self._say(release, lambda it: lifecycle.meet(it, obstacle, "", now))

    async def _say(self, release: Release, decide: Callable[[Release], lifecycle.Decision | None]) -> None:
        """Keep it if the release is still ours to tell of."""
        try:
            await self._helm.change(release.id, decide)
        except LeaseLost:
            log.info("another_drives_it", release=release.id)

    def _looks(self, releases: list[Release]) -> list[Look]:
        """Closely at those that are near something, then at those looked at longest ago."""
        self._seen_closely = {it: at for it, at in self._seen_closely.items() if it in self._due}

        def turn(release: Release) -> tuple[bool, float]:
            near = release.deployment is not None and release.deployment.progress.soon
            return (not near, self._seen_closely.get(release.id, 0.0))

        in_turn = sorted(releases, key=turn)
        self._seen_closely |= {release.id: monotonic() for release in in_turn[:CLOSELY]}
        return [
            Look(release, release.deployment.reference, closely=place < CLOSELY)
            for place, release in enumerate(in_turn)
            if release.deployment and release.deployment.reference
        ]

    async def _wait(self) -> None:
        """Until the next is due, or somebody pokes."""
        next_due = min(self._due.values(), default=monotonic() + self.slow)
        pause = min(self.slow, max(0.05, next_due - monotonic()))
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._poked.wait()


def _by_the_clock(release: Release, now: datetime) -> lifecycle.Decision | None:
    """What is due: the end of a hold, a reminder of it, the end of patience."""
    return (
        lifecycle.expire_hold(release, now)
        or lifecycle.remind_of_hold(release, now)
        or lifecycle.time_out(release, now)
    )


def _is_near(release: Release, progress: Progress) -> bool:
    """Whether something that people wait for is about to happen."""
    waits = release.hold is not None and release.hold.verdict is None
    return progress.soon and not waits
