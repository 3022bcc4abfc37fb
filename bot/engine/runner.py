"""The runner: takes the head of a queue when its target is free, and has the driver start it, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from random import uniform

import structlog

from bot.domain import approval, hindrances, lifecycle
from bot.domain.hindrances import Hindrance
from bot.domain.release import Cause, Obstacle, Plan, Reason, Release, Status
from bot.drivers.base import Driver
from bot.engine.gatekeeper import Gatekeeper
from bot.engine.helm import Helm
from bot.engine.planner import Planner
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import (
    DriverError,
    DriverUnavailable,
    EffectRefused,
    LeaseLost,
    Refused,
    RegistryUnavailable,
    RevisionNotFound,
    StaleVersion,
    StoreUnavailable,
    TargetBusy,
    TargetMisconfigured,
    Throttled,
)
from bot.store import Change

PLAN_FRESH = timedelta(seconds=10)  # a plan that was checked so recently needn't be checked again
TRIES = 5  # when locks and freezes change while a target is considered
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between tries, with jitter


class _Untold(DriverError):
    """Whether an earlier try has left a deployment there isn't told: that ends nothing, and begins nothing."""


OBSTACLES: dict[type[Exception], Obstacle] = {
    _Untold: Obstacle.AWS_REFUSED,
    TargetBusy: Obstacle.TARGET_BUSY,
    Throttled: Obstacle.AWS_THROTTLED,
    DriverUnavailable: Obstacle.AWS_UNAVAILABLE,
    RegistryUnavailable: Obstacle.AWS_UNAVAILABLE,
    TimeoutError: Obstacle.AWS_UNAVAILABLE,
}
ENDS: dict[type[Exception], Cause] = {
    TargetMisconfigured: Cause.MISCONFIGURED,
    RevisionNotFound: Cause.MISCONFIGURED,
    Refused: Cause.MISCONFIGURED,
    EffectRefused: Cause.REFUSED,
}

log = structlog.get_logger()


class Runner:
    """One task for each release that is being started. `started` is told of each reference."""

    def __init__(self, world: World, helm: Helm, gates: Gatekeeper, started: Callable[[str], None]) -> None:
        self._world, self._helm, self._gates, self._started = world, helm, gates, started
        self._tasks = Tasks()

    async def close(self) -> None:
        """Stop starting; what was intended is found by its marker later."""
        await self._tasks.close()

    def wake(self, release: Release) -> None:
        """Something happened to a release: its target may be free, or wanted."""
        self._gates.look_ahead(release)
        if release.status is Status.QUEUED or release.ended or release.status is Status.REQUESTED:
            self._tasks.start(f"consider {release.target}", self.consider(release.target))

    async def consider(self, target: str) -> None:
        """Start the first in the queue that nothing holds, if the target is free."""
        for _ in range(TRIES):
            try:
                await self._consider(target)
            except StaleVersion:
                continue
            except StoreUnavailable:
                pass  # the sweeper considers every target again
            return

    async def _consider(self, target: str) -> None:
        around = await self._world.around(*target.split("/", 1))
        if around.live or not around.queue:
            return
        around = await self._gates.freshened(around)
        first, held = hindrances.startable(around, self._world.catalogue(), self._world.now())
        if first and await self._helm.claim(first, around.rules, [release.id for release, _ in held]):
            log.info("target_claimed", target=target, release=first.id)
            self.drive(first.id, again=False)
        for release, hindrance in held:
            await self._say_held(release, hindrance)

    async def _say_held(self, release: Release, hindrance: Hindrance) -> None:
        """Keep what holds it, once: the thread and the audit tell of it."""
        decision = lifecycle.meet(release, Obstacle(hindrance.kind.value), hindrance.detail, self._world.now())
        if decision is not None:
            await self._world.store.releases.decide(Change(release, *decision))

    def drive(self, release_id: str, *, again: bool) -> None:
        """See that AWS runs it. `again`: an earlier try may have left a deployment there."""
        self._tasks.start(f"drive {release_id}", self._drive(release_id, again=again))

    async def _drive(self, release_id: str, *, again: bool) -> None:
        tries = 0
        while True:
            try:
                await self._start(release_id, again=again)
            except LeaseLost:
                return
            except StoreUnavailable:
                log.warning("start_waits_for_redis", release=release_id)
            except (*ENDS, *OBSTACLES) as err:
                if not await self._meet(release_id, err):
                    return
            else:
                return
            again = True
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            await asyncio.sleep(pause * uniform(0.8, 1.2))  # noqa: S311  jitter
            tries += 1

    async def _start(self, release_id: str, *, again: bool) -> None:
        release = await self._helm.change(release_id, lambda _: None)
        if release.deployment is None:
            if not await self._is_as_approved(release):
                return
            release = await self._helm.change(
                release_id, lambda it: lifecycle.intend(it, self._world.now()), intend=True
            )
        driver = self._world.driver_of(release)
        reference = release.deployment.reference if release.deployment else None
        if reference is None and again:
            reference = await _found(driver, release)
            if reference is None:  # another replica may have gone on with it since: who lost the lease asks AWS nothing
                release = await self._helm.change(release_id, lambda it: (it.changed(), ()), intend=True)
        if reference is None and release.deployment and release.deployment.stop_by:
            self.wake(await self._helm.change(release_id, lambda it: lifecycle.call_off(it, self._world.now())))
            return
        if reference is None:
            reference = await driver.start(release, again=again)
        made = reference
        await self._helm.change(release_id, lambda it: lifecycle.created(it, made, self._world.now()))
        log.info("deployment_created", release=release_id, reference=made)
        self._started(release_id)

    async def _is_as_approved(self, release: Release) -> bool:
        """Whether what would run is what was approved; else the plan is void and people are asked again.

        The approved digest runs, wherever its tag points by now.
        """
        now = self._world.now()
        if release.checked_at and now - release.checked_at < PLAN_FRESH:
            return True
        plan = await self._planned_now(release)
        if plan.fingerprint == release.plan.fingerprint:
            return True
        rule = self._world.catalogue().environments[release.environment].approval
        await self._helm.change(release.id, lambda it: approval.void(it, plan, rule, now))
        log.info("plan_voided", release=release.id)
        return False

    async def _planned_now(self, release: Release) -> Plan:
        """What would run of what was approved. A tag that means something else by now is told, and changes nothing."""
        planner, tag = Planner(self._world), release.revision
        if tag.digest is None or release.is_rollback or tag.name.startswith("sha256:"):
            return await planner.again(release, tag.digest or tag.name)
        try:
            plan = await planner.again(release, tag.name)
        except RevisionNotFound:  # the tag is gone; its image may still be there
            return await planner.again(release, tag.digest)
        moved = plan.revision.digest
        if moved is None or moved == tag.digest:
            return plan
        await self._helm.change(release.id, lambda it: lifecycle.tag_moved(it, moved, self._world.now()))
        return await planner.again(release, tag.digest)

    async def _meet(self, release_id: str, err: Exception) -> bool:
        """Say what it waits for, or end it when waiting won't help. Whether to try again."""
        now, detail = self._world.now(), str(err)
        log.warning("start_hindered", release=release_id, error=detail)
        try:
            obstacle = next((it for kind, it in OBSTACLES.items() if isinstance(err, kind)), None)
            if obstacle is not None:
                await self._helm.change(release_id, lambda it: lifecycle.meet(it, obstacle, detail, now))
                return True
            reason = Reason(next(it for kind, it in ENDS.items() if isinstance(err, kind)), detail)
            ended = await self._helm.change(release_id, lambda it: lifecycle.refused_by_aws(it, reason, now))
            self.wake(ended)
        except LeaseLost:
            return False
        except StoreUnavailable:
            return True
        return False


async def _found(driver: Driver, release: Release) -> str | None:
    """What an earlier try made. Raises `_Untold` when the other side won't tell, beside what drivers raise."""
    try:
        return await driver.find(release)
    except (EffectRefused, TargetMisconfigured, RevisionNotFound) as err:
        raise _Untold(str(err)) from err
