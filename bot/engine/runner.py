"""The runner: takes the head of a queue when its target is free, and has the driver start it, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import uniform

import structlog

from bot.domain import lifecycle
from bot.domain.release import Cause, Obstacle, Plan, Reason, Release, Status
from bot.engine.helm import Helm
from bot.engine.planner import Planner
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import (
    DriverUnavailable,
    EffectRefused,
    LeaseLost,
    Refused,
    RegistryUnavailable,
    RevisionNotFound,
    StoreUnavailable,
    TargetBusy,
    TargetMisconfigured,
    Throttled,
)

PLAN_FRESH = timedelta(seconds=10)  # a plan that was checked so recently needn't be checked again
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between tries, with jitter

OBSTACLES: dict[type[Exception], Obstacle] = {
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

    def __init__(self, world: World, helm: Helm, started: Callable[[str], None]) -> None:
        self._world, self._helm, self._started = world, helm, started
        self._tasks = Tasks()

    async def close(self) -> None:
        """Stop starting; what was intended is found by its marker later."""
        await self._tasks.close()

    def wake(self, release: Release) -> None:
        """Something happened to a release: its target may be free, or wanted."""
        if release.status is Status.QUEUED or release.ended or release.status is Status.REQUESTED:
            self._tasks.start(f"consider {release.target}", self.consider(release.target))

    async def consider(self, target: str) -> None:
        """Start the head of the queue, if the target is free."""
        try:
            if await self._world.store.releases.live_on(target):
                return
            queue = await self._world.store.releases.queue(target)
            if queue and await self._helm.claim(queue[0]):
                log.info("target_claimed", target=target, release=queue[0].id)
                self.drive(queue[0].id, again=False)
        except StoreUnavailable:
            return  # the sweeper considers every target again

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
            reference = await driver.find(release)
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
        revision = release.revision.digest or release.revision.name
        plan = await Planner(self._world).again(release, revision)
        if plan.fingerprint == release.plan.fingerprint:
            return True
        rule = self._world.catalogue().environments[release.environment].approval
        await self._helm.change(release.id, lambda it: lifecycle.void(it, _named(plan, it), rule, now))
        log.info("plan_voided", release=release.id)
        return False

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


def _named(plan: Plan, release: Release) -> Plan:
    """The plan as people know it: what was planned by digest keeps the name that they gave it."""
    return replace(plan, revision=replace(plan.revision, name=release.revision.name))
