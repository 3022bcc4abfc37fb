"""Plans made again: an approval is of a plan, and what runs must be what was approved."""

from __future__ import annotations

import asyncio

from bot.domain import lifecycle
from bot.domain.catalogue import Service, Target
from bot.domain.release import Plan, Release
from bot.engine.world import World
from bot.errors import StaleVersion
from bot.store import Change

LIMIT = 20.0  # seconds for all that a plan asks the registry and AWS


class Planner:
    """Asks a driver for a plan, within a time limit."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def make(self, service: Service, target: Target, revision: str) -> Plan:
        """What would run. Raises `DriverError`s, `Refused`, `TimeoutError`."""
        driver = self._world.driver(target.driver, service.name)
        async with asyncio.timeout(LIMIT):
            return await driver.plan(service, target, revision)

    async def again(self, release: Release, revision: str) -> Plan:
        """What would run if it were asked for now."""
        service, target = self._world.place(release.service, release.environment)
        return await self.make(service, target, revision)

    async def keep(self, release: Release, plan: Plan) -> None:
        """Keep that the plan was checked, or that it is void because something moved."""
        now = self._world.now()
        if plan.fingerprint == release.plan.fingerprint:
            change = Change(release, release.changed(checked_at=now), ())
        else:
            rule = self._world.catalogue().environments[release.environment].approval
            change = Change(release, *lifecycle.void(release, plan, rule, now))
        try:
            await self._world.store.releases.decide(change)
        except StaleVersion:
            return  # somebody decided in between; whatever runs is checked again before it starts
