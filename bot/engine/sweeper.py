"""The sweeper: finds what nobody is at.

Live releases without a driver, queues that nobody considered, requests past their time.
"""

from __future__ import annotations

import structlog

from bot.domain import lifecycle
from bot.domain.release import Release
from bot.engine.helm import Helm
from bot.engine.runner import Runner
from bot.engine.world import World
from bot.errors import StaleVersion
from bot.store import Change

log = structlog.get_logger()


class Sweeper:
    """Each sweep is safe on every replica at once: leases and versions decide who does it."""

    def __init__(self, world: World, helm: Helm, runner: Runner) -> None:
        self._world, self._helm, self._runner = world, helm, runner

    async def adopt(self) -> None:
        """Go on with every live release whose driver is gone; the poller looks at whatever we hold."""
        for release in await self._world.store.releases.live():
            ours = self._helm.holds(release.target) or await self._helm.adopt(release)
            if ours and (release.deployment is None or release.deployment.reference is None):
                self._runner.drive(release.id, again=True)

    async def consider(self) -> None:
        """Start what stands at the head of a free target's queue."""
        for target in await self._world.store.releases.wanted():
            await self._runner.consider(target)

    async def expire(self) -> None:
        """End requests that nobody decided in time."""
        now = self._world.now()
        for release in await self._world.store.releases.undecided(now):
            decision = lifecycle.expire(release, now)
            if decision is not None:
                await self._end(release, decision)

    async def _end(self, release: Release, decision: lifecycle.Decision) -> None:
        try:
            await self._world.store.releases.decide(Change(release, *decision))
        except StaleVersion:
            return  # somebody decided at the last moment
        log.info("request_expired", release=release.id)
