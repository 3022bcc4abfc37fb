"""The sweeper: finds what nobody is at, and does what time asks for.

Live releases without a driver, queues that nobody considered; requests, schedules, locks and freezes past their time.
"""

from __future__ import annotations

from functools import partial

import structlog

from bot.domain import approvers, clock, freeze, lock
from bot.domain.approvers import Delegation
from bot.domain.events import Event
from bot.domain.freeze import MadeFreeze
from bot.domain.lifecycle import Decision
from bot.domain.lock import Lock
from bot.domain.people import Person
from bot.domain.release import Release
from bot.engine.helm import Helm
from bot.engine.people import People
from bot.engine.runner import Runner
from bot.engine.world import World
from bot.errors import SlackUnavailable, StaleVersion
from bot.store import Change

KEPT = 20  # ended releases of a target that stay, however old: one must be able to go back

log = structlog.get_logger()


class Sweeper:
    """Each sweep is safe on every replica at once: leases and versions decide who does it."""

    def __init__(self, world: World, people: People, helm: Helm, runner: Runner) -> None:
        self._world, self._people, self._helm, self._runner = world, people, helm, runner

    async def adopt(self) -> None:
        """Go on with every live release whose driver is gone; the poller looks at whatever we hold."""
        for release in await self._world.store.releases.live():
            ours = self._helm.holds(release.target) or await self._helm.adopt(release)
            if ours and (release.deployment is None or release.deployment.reference is None):
                self._runner.drive(release.id, again=True)

    async def consider(self) -> None:
        """Start what nothing holds in each free target's queue."""
        for target in await self._world.store.releases.wanted():
            await self._runner.consider(target)

    async def tick(self) -> None:
        """Do to releases what is due: reminders, ends, schedules."""
        now = self._world.now()
        for release in await self._world.store.releases.due(now):
            decision = clock.tick(release, self._world.catalogue().rule(release.environment), now)
            if decision is not None:
                await self._keep(release, decision)

    async def tick_records(self) -> None:
        """Do the same to locks, freezes and absences."""
        store = self._world.store
        for name, held in (await store.locks.all()).items():
            owner = await self._owner(held)
            await store.locks.amend(name, partial(self._locked, owner))
        for name in await store.freezes.all():
            await store.freezes.amend(name, self._frozen)
        for name in await store.delegations.all():
            await store.delegations.amend(name, self._absent)

    async def forget(self) -> None:
        """Drop what is older than the workspace keeps it."""
        workspace = self._world.catalogue().workspace
        if workspace.retention is None:
            return
        before = self._world.now() - workspace.retention
        for service in self._world.catalogue().services.values():
            for target in service.targets.values():
                if gone := await self._world.store.releases.forget(target.key, before, KEPT):
                    log.info("history_forgotten", target=target.key, releases=gone)

    def _locked(self, owner: Person | None, held: Lock | None) -> tuple[Lock | None, tuple[Event, ...]]:
        known = owner if owner and held and owner.id == held.owner else None  # it may have been stolen since we asked
        return (held and lock.tick(held, known, self._world.now())) or (held, ())

    def _frozen(self, held: MadeFreeze | None) -> tuple[MadeFreeze | None, tuple[Event, ...]]:
        return (held and freeze.tick(held, self._world.now())) or (held, ())

    def _absent(self, held: Delegation | None) -> tuple[Delegation | None, tuple[Event, ...]]:
        return (held and approvers.tick(held, self._world.now())) or (held, ())

    async def _owner(self, held: Lock) -> Person | None:
        try:
            return await self._people.person(held.owner)
        except SlackUnavailable:
            return None

    async def _keep(self, release: Release, decision: Decision) -> None:
        try:
            await self._world.store.releases.decide(Change(release, *decision))
        except StaleVersion:
            return  # somebody decided at the last moment, or another replica did this
        log.info("time_acted", release=release.id, status=decision[0].status)
        self._runner.wake(decision[0])
