"""The engine: its parts put together, their periodic work, and who tells whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.events import (
    ApprovalWithdrawn,
    BarrierOverridden,
    CatalogueReloaded,
    DeploymentCreated,
    Event,
    FreezeLifted,
    FreezeMade,
    HoldAnswered,
    LockExpired,
    LockReleased,
    LockStolen,
    Nudged,
    PlanVoided,
    QueueMoved,
    ReleaseCancelled,
    ReleaseFailed,
    ReleaseQueued,
    ReleaseRequested,
    ReleaseRolledBack,
    ReleaseSucceeded,
    StopRequested,
)
from bot.domain.release import Release
from bot.engine.conductor import Conductor
from bot.engine.desk import Desk
from bot.engine.gatekeeper import Gatekeeper
from bot.engine.helm import Helm
from bot.engine.leader import Leader
from bot.engine.offers import Offers
from bot.engine.people import People
from bot.engine.poller import Poller
from bot.engine.reloader import replan, reread
from bot.engine.requests import Requests
from bot.engine.runner import Runner
from bot.engine.sweeper import Sweeper
from bot.engine.tasks import Tasks, forever
from bot.engine.world import World
from bot.errors import ConfigurationError, StoreUnavailable

TO_RUNNER = (
    ReleaseQueued, ReleaseSucceeded, ReleaseFailed, ReleaseRolledBack, ReleaseCancelled, PlanVoided, BarrierOverridden,
    QueueMoved, ApprovalWithdrawn,
)  # fmt: skip
TO_POLLER = (HoldAnswered, StopRequested, DeploymentCreated)
TO_ALL_TARGETS = (LockReleased, LockStolen, LockExpired, FreezeMade, FreezeLifted)
HEARD = (*TO_RUNNER, *TO_POLLER, *TO_ALL_TARGETS, CatalogueReloaded, ReleaseRequested, Nudged)

log = structlog.get_logger()


class Engine:
    """Runs until cancelled; `close` hands over what it drives."""

    def __init__(self, world: World, people: People) -> None:
        self.world = world
        self.helm = Helm(world)
        self.leader = Leader(world.store, world.replica, world.now)
        self.gates = Gatekeeper(world, self.helm)
        self.runner = Runner(world, self.helm, self.gates, self._started)
        self.poller = Poller(world, self.helm, self.gates, self.runner.wake)
        self.desk = Desk(world, people, self._decided)
        self.conductor = Conductor(world, Requests(world, people, self._decided), self.runner.wake)
        self.offers = Offers(world, people, self._decided)
        self.sweeper = Sweeper(world, people, self.helm, self.runner)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turns = Tasks()
        self._led: list[Job] = []

    async def run(self) -> None:
        """Everything that goes on by itself."""
        await self._surely(self.world.store.inbox.open)
        self._schedule()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(forever("desk", self.desk.run))
                group.create_task(forever("poller", self.poller.run))
                group.create_task(forever("listen", self._listen))
                group.create_task(forever("lead", self._lead))
        finally:
            self._scheduler.shutdown(wait=False)
            await self._end()

    async def close(self) -> None:
        """Stop starting, and give back what is ours, so that another replica goes on at once."""
        await self._end()
        try:
            await self.helm.hand_over()
            await self.leader.step_down()
        except StoreUnavailable:
            log.warning("handed_nothing_over")  # the leases run out by themselves

    async def _end(self) -> None:
        """Nothing goes on after this: whoever begins what others do is ended before them."""
        for part in (self._turns, self.desk, self.conductor, self.runner, self.gates, self.world.planning):
            await part.close()

    def every(self, seconds: float, work: Callable[[], Awaitable[None]], *, leader: bool = False) -> None:
        """Periodic work; `leader`: on the leader alone, from its election on. A turn that Redis spoils is skipped."""
        name = getattr(work, "__qualname__", "work")

        async def turn() -> None:
            if leader and not self.leader.leads:
                return
            try:
                await work()
            except StoreUnavailable:
                log.debug("turn_skipped", work=name)

        async def begin() -> None:  # the scheduler waits for no turn's end, and a turn must not outlive the engine
            self._turns.start(name, turn())

        waits = leader and not self.leader.leads
        first = None if waits else datetime.now(UTC)  # by the scheduler's own clock, whatever the world's says
        once = {"coalesce": True, "misfire_grace_time": 30}
        job = self._scheduler.add_job(begin, "interval", seconds=seconds, next_run_time=first, **once)
        if leader:
            self._led.append(job)

    def _schedule(self) -> None:
        self.every(1, self.helm.renew)
        self.every(1, self.leader.stand)
        self.every(1, self.sweeper.adopt)
        self.every(2, self.sweeper.consider)
        self.every(2, self.desk.take_over)
        self.every(1, self.sweeper.tick, leader=True)
        self.every(2, self.conductor.tour, leader=True)
        self.every(5, self.sweeper.tick_records, leader=True)
        self.every(3600, self.sweeper.forget, leader=True)
        self._scheduler.start()

    async def _lead(self) -> None:
        """Whoever begins to lead does at once what the one before may have left, however long the turns are."""
        while True:
            await self.leader.elected.wait()
            for job in self._led:
                job.modify(next_run_time=datetime.now(UTC))
            await self.leader.deposed.wait()

    async def _listen(self) -> None:
        """What other replicas decided, for those who must act on it."""
        async for _, event in self.world.store.stream.tail(kinds=HEARD):
            if isinstance(event, Nudged):
                self.poller.nudge(event.release)
            elif isinstance(event, TO_POLLER):
                self.poller.poke(event.release)
            elif isinstance(event, TO_ALL_TARGETS):
                await self._consider()
            elif isinstance(event, CatalogueReloaded):
                await self._reread(event)
            elif isinstance(event, ReleaseRequested):
                await self._answer_offer(event)
            elif isinstance(event, TO_RUNNER):
                await self._wake(event)

    async def _answer_offer(self, event: Event) -> None:
        try:
            release = await self.world.store.releases.get(event.release)
            if release is not None:
                await self.offers.asked_for(release)
        except StoreUnavailable:
            return  # the scout sees the release too

    async def _wake(self, event: Event) -> None:
        try:
            release = await self.world.store.releases.get(event.release)
        except StoreUnavailable:
            return  # the sweeper considers every target again
        if release is not None:
            self.runner.wake(release)
            self.conductor.see(release)

    async def _consider(self) -> None:
        try:
            await self.sweeper.consider()
        except StoreUnavailable:
            return  # the sweeper considers every target again

    async def _reread(self, event: CatalogueReloaded) -> None:
        """Another replica reads another catalogue by now: so do we."""
        try:
            fingerprint = await asyncio.to_thread(self.world.reread)
        except ConfigurationError as err:
            log.warning("catalogue_wrong_here", problems=err.problems)
            return
        if fingerprint != event.fingerprint:
            log.error("catalogues_differ", here=fingerprint, there=event.fingerprint)
        await self._consider()

    async def reload(self) -> None:
        """Read the catalogue again because somebody sent SIGHUP; what is wrong in it is logged and changes nothing."""
        try:
            event = await reread(self.world)
            await self.world.store.stream.append([event])
            await replan(self.world)
        except ConfigurationError as err:
            log.warning("catalogue_wrong", problems=err.problems)
        except StoreUnavailable:
            log.warning("reload_waits_for_redis")

    def _started(self, release_id: str) -> None:
        self.poller.poke(release_id)

    def _decided(self, release: Release) -> None:
        self.runner.wake(release)
        self.conductor.see(release)
        if release.live:
            self.poller.poke(release.id)

    async def _surely(self, work: Callable[[], Awaitable[None]]) -> None:
        """At start Redis may not be there yet."""
        while True:
            try:
                return await work()
            except StoreUnavailable:
                await asyncio.sleep(0.5)
