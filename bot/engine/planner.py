"""Plans made again: an approval is of a plan, and what runs must be what was approved."""

from __future__ import annotations

import asyncio
from random import uniform
from time import monotonic

import structlog

from bot.domain import approval
from bot.domain.catalogue import Service, Target
from bot.domain.release import Plan, Release
from bot.engine.world import World
from bot.errors import DriverUnavailable, RegistryRefused, RegistryUnavailable, StaleVersion, Throttled
from bot.store import Change

LIMIT = 10.0  # seconds for all that a plan asks the registry and AWS
PATIENCE = 30.0  # seconds
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0)  # seconds between tries, with jitter

log = structlog.get_logger()


class Planner:
    """Asks a driver for a plan, within a time limit."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def make(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """What would run, asked once for all who want it now. Raises `DriverError`s, `Refused`, `TimeoutError`.

        `back_to`: the release that brought this revision before, for a rollback.
        """
        driver = self._world.driver(target.driver, service.name)
        name = (target.key, revision, back_to.id if back_to else "")
        async with asyncio.timeout(LIMIT):
            return await self._world.planning.run(name, lambda: driver.plan(service, target, revision, back_to))

    async def persistently(
        self, service: Service, target: Target, revision: str, back_to: Release | None = None
    ) -> Plan:
        """The same, tried again for half a minute while the registry or AWS can't be asked: nobody types it twice."""
        end = monotonic() + PATIENCE
        for pause in PAUSES:
            try:
                return await self.make(service, target, revision, back_to)
            except RegistryRefused:
                raise
            except (Throttled, DriverUnavailable, RegistryUnavailable, TimeoutError) as err:
                if monotonic() + pause > end:
                    raise
                log.warning("plan_waits", service=service.name, error=str(err))
                await asyncio.sleep(pause * uniform(0.8, 1.2))  # noqa: S311  jitter
        return await self.make(service, target, revision, back_to)

    async def again(self, release: Release, revision: str) -> Plan:
        """What would run if it were asked for now, under the name that people gave it."""
        service, target = self._world.place(release.service, release.environment)
        back_to = await self._world.store.releases.get(release.back_to) if release.back_to else None
        plan = await self.make(service, target, revision, back_to)
        return plan.renamed(release.revision.name) if revision == release.revision.digest else plan

    async def keep(self, release: Release, plan: Plan) -> None:
        """Keep that the plan was checked, or that it is void because something moved."""
        now = self._world.now()
        if plan.fingerprint == release.plan.fingerprint:
            change = Change(release, release.changed(checked_at=now), ())
        else:
            rule = self._world.catalogue().environments[release.environment].approval
            change = Change(release, *approval.void(release, plan, rule, now))
        try:
            await self._world.store.releases.decide(change)
        except StaleVersion:
            return  # somebody decided in between; whatever runs is checked again before it starts
