"""The poller: looks at what is live, many in one call, and quicker when something is about to happen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.domain import lifecycle, watching
from bot.domain.release import Obstacle, Progress, Release, Status, Verdict
from bot.drivers.base import Driver, Look
from bot.engine.gatekeeper import Gatekeeper
from bot.engine.helm import Helm
from bot.engine.lanes import WORST, Lane
from bot.engine.tasks import Tasks, monotonic
from bot.engine.world import World
from bot.errors import (
    DriverError,
    EffectRefused,
    LeaseLost,
    RevisionNotFound,
    StoreUnavailable,
    TargetBusy,
    TargetMisconfigured,
    Throttled,
)

FAST, SLOW = 1.0, 2.0  # seconds between two looks
CONFIRM = 30.0  # between two looks at what EventBridge tells of
TRUST = 120.0  # seconds after an event
REFUSED = 10.0  # until an answer that the other side didn't take is given again
LAG = 10.0  # seconds by which AWS's answers may be behind its events
HOLD_EXPIRES = timedelta(minutes=55)
NO = (EffectRefused, RevisionNotFound, TargetBusy, TargetMisconfigured)  # said of one release, whatever of the others

log = structlog.get_logger()


class Poller:
    """Looks at all that this replica drives. `ended` is told of each release whose end was seen."""

    def __init__(self, world: World, helm: Helm, gates: Gatekeeper, ended: Callable[[Release], None]) -> None:
        self._world, self._helm, self._gates, self._ended = world, helm, gates, ended
        self.fast, self.slow, self.confirm, self.lag = FAST, SLOW, CONFIRM, LAG
        self._due: dict[str, float] = {}
        self._hurried: set[str] = set()
        self._lanes: dict[str, Lane] = {}
        self._trusted_until = 0.0
        self._nudged: dict[str, float] = {}
        self._refused_until: dict[str, float] = {}
        self._tasks = Tasks()
        self._poked = asyncio.Event()

    def poke(self, release_id: str) -> None:
        """Look at it now."""
        self._due[release_id] = 0.0
        self._hurried.add(release_id)
        self._poked.set()

    def nudge(self, release_id: str) -> None:
        """EventBridge tells of it: look at it now. For two minutes, asking about what it tells of only confirms."""
        self._nudged[release_id] = monotonic()
        self._trusted_until = monotonic() + TRUST
        self.poke(release_id)

    def hears_nothing(self) -> None:
        """It can't be heard any more."""
        self._trusted_until = 0.0

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
        self._hurried &= self._due.keys()
        self._nudged = {release: at for release, at in self._nudged.items() if release in self._due}
        self._refused_until = {release: at for release, at in self._refused_until.items() if release in self._due}
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

    async def _look_along(self, name: str, releases: list[Release]) -> None:
        driver = self._world.driver_of(releases[0])
        lane = self._lanes.setdefault(name, Lane(driver.allowance, haste=1 / self.fast))
        looks: list[Look] = []
        seen: Mapping[str, Progress | DriverError] = {}
        try:
            told = [await self._deliver(driver, release) for release in releases]
            if looks := self._looks(lane, told):
                seen = await look_apart(driver, looks)
                lane.answered()
        except NO as err:
            await self._hindered(name, releases, Obstacle.AWS_REFUSED, err)
        except DriverError as err:
            obstacle = Obstacle.AWS_THROTTLED if isinstance(err, Throttled) else Obstacle.AWS_UNAVAILABLE
            await self._hindered(name, releases, obstacle, err)
        for look in looks:
            match seen.get(look.release.id):
                case Progress() as progress:
                    await self._keep(driver, look.release, progress, lane)
                case DriverError() as refusal:
                    await self._refused(look.release, refusal)
                    self._again(look.release, WORST * self.fast)
                case None if not lane.strikes:
                    await self._unseen(look.release)

    async def _unseen(self, release: Release) -> None:
        """AWS answers, and doesn't know it: that is told, and never taken for a failure."""
        detail, now = f"{release.deployment and release.deployment.reference}: not found", self._world.now()
        await self._say(release, lambda it: lifecycle.meet(it, Obstacle.UNSEEN, detail, now))
        self._again(release, self.slow)

    async def _keep(self, driver: Driver, release: Release, progress: Progress, lane: Lane) -> None:
        now = self._world.now()
        try:
            await self._change(release, lambda it: lifecycle.clear(it, now))
            after = await self._change(release, lambda it: self._observed(it, progress, now))
            after = await self._change(after, lambda it: _by_the_clock(it, now))
            await self._take_step(driver, after, progress)
        except LeaseLost:
            return
        self._gates.watch(after)
        pause = self.fast if _is_near(after, progress) else max(self._pause(after, lane), lane.round)
        self._again(release, pause)

    def _again(self, release: Release, pause: float) -> None:
        """Look again after so many seconds, unless somebody has poked in the meantime."""
        if release.id not in self._hurried:
            self._due[release.id] = monotonic() + pause

    def _pause(self, release: Release, lane: Lane) -> float:
        now = monotonic()
        settled = now > self._nudged.get(release.id, -self.lag) + self.lag
        told = lane.allowance.pushed and now < self._trusted_until and _is_told(release)
        return self.confirm if told and settled else self.slow

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

    async def _deliver(self, driver: Driver, release: Release) -> Release:
        """Give AWS the answer to a hold, or the stop, that was decided on; the release afterwards.

        Raises `Throttled`: whatever else goes wrong with one answer keeps nobody from looking at the other releases.
        """
        if not release.owes_answer or monotonic() < self._refused_until.get(release.id, 0.0):
            return release
        try:
            return await self._give(driver, await self._still_ours(release))
        except NO as err:
            self._refused_until[release.id] = monotonic() + REFUSED * self.fast
            await self._refused(release, err)
        except Throttled:
            raise
        except DriverError as err:
            log.warning("answer_not_delivered", release=release.id, error=str(err))
        except LeaseLost:
            log.info("answer_delivered_by_another", release=release.id)
        return release

    async def _give(self, driver: Driver, release: Release) -> Release:
        hold, back = release.hold, None
        if not release.owes_answer or release.deployment is None:
            return release
        if release.deployment.stop_by:
            await self._helm.change(release.id, lambda it: lifecycle.try_to_stop(it, self._world.now()), intend=True)
            back = await driver.stop(release)  # as it was before: it tells of an earlier try, not of this one
        elif hold and hold.verdict:
            await driver.resume(release, hold.token, hold.verdict)
        return await self._helm.change(release.id, lambda it: lifecycle.delivered(it, release, back))

    async def _still_ours(self, release: Release) -> Release:
        """As it is now. Raises `LeaseLost`: whoever lost the lease writes nothing at AWS."""
        return await self._helm.change(release.id, lambda it: (it.changed(), ()), intend=True)

    async def _refused(self, release: Release, err: DriverError) -> None:
        """The other side says no about this one release."""
        detail, now = str(err), self._world.now()
        obstacle = Obstacle.TARGET_BUSY if isinstance(err, TargetBusy) else Obstacle.AWS_REFUSED
        await self._say(release, lambda it: lifecycle.meet(it, obstacle, detail, now))

    async def _take_step(self, driver: Driver, release: Release, progress: Progress) -> None:
        """The driver is due to go on by itself; who lost the lease goes nowhere."""
        if progress.step is None or release.ended or release.owes_answer:
            return
        await self._still_ours(release)
        try:
            await driver.resume(release, progress.step, Verdict.CONTINUE)
        except DriverError as err:
            log.warning("step_not_taken", release=release.id, step=progress.step, error=str(err))

    async def _hindered(self, name: str, releases: list[Release], obstacle: Obstacle, err: Exception) -> None:
        """Say what they wait for, and leave AWS alone for a while."""
        lane, now = self._lanes[name], self._world.now()
        pause = lane.shut(self.fast)
        log.warning("aws_hindered", lane=name, obstacle=obstacle, error=str(err), pause=round(pause, 1))
        for release in releases:
            self._due[release.id] = monotonic() + pause
            if lane.strikes >= 2:
                await self._say(release, lambda it: lifecycle.meet(it, obstacle, "", now))

    async def _say(self, release: Release, decide: Callable[[Release], lifecycle.Decision | None]) -> None:
        """Keep it if the release is still ours to tell of."""
        try:
            await self._helm.change(release.id, decide)
        except LeaseLost:
            log.info("another_drives_it", release=release.id)

    def _looks(self, lane: Lane, releases: list[Release]) -> list[Look]:
        """Those whose turn it is; the others are due when the lane's budget has more."""
        lane.forget(self._due)
        admitted = lane.admit(releases, self._hurried)
        closely, turned = lane.closely(admitted), {release.id for release in admitted}
        self._hurried -= turned
        self._due |= {it.id: monotonic() + lane.wait for it in releases if it.id not in turned}
        return [
            Look(release, release.deployment.reference, closely=release.id in closely)
            for release in admitted
            if release.deployment and release.deployment.reference
        ]

    async def _wait(self) -> None:
        """Until the next is due, or somebody pokes."""
        next_due = min(self._due.values(), default=monotonic() + self.slow)
        pause = min(self.slow, max(0.05, next_due - monotonic()))
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._poked.wait()


async def look_apart(driver: Driver, looks: Sequence[Look]) -> dict[str, Progress | DriverError]:
    """What is seen of them; one alone that is refused hides no other. Raises what drivers raise when all are."""
    try:
        return {**await driver.observe_many(looks)}
    except NO as err:
        if len(looks) == 1:
            raise
        half, found = len(looks) // 2, dict[str, Progress | DriverError]()
        for some in (looks[:half], looks[half:]):
            try:
                found |= await look_apart(driver, some)
            except NO as refused:
                found |= {look.release.id: refused for look in some}
        if not any(isinstance(one, Progress) for one in found.values()):
            raise
        log.info("seen_apart", error=str(err))
        return found


def _by_the_clock(release: Release, now: datetime) -> lifecycle.Decision | None:
    """What is due: the end of a hold, a reminder of it, the end of patience."""
    return (
        lifecycle.expire_hold(release, now)
        or lifecycle.remind_of_hold(release, now)
        or lifecycle.time_out(release, now)
    )


def _is_near(release: Release, progress: Progress) -> bool:
    """Whether something that people wait for is about to happen."""
    waits = release.status is Status.HOLDING and release.hold is not None and release.hold.verdict is None
    return progress.soon and not waits


def _is_told(release: Release) -> bool:
    """Whether EventBridge tells of what comes next: not of a call to a hook's function, nor of what our clock ends."""
    asks = getattr(release.plan.settings, "hook_table", None) is not None and release.hold is None
    return release.status in (Status.DEPLOYING, Status.SHIFTING) and not asks
