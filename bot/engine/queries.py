"""The read side: what is, for handlers and the web."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import calendar, hindrances, queueing, rollback, standing
from bot.domain.approvers import Delegation, Preferences
from bot.domain.around import Around
from bot.domain.calendar import Opening
from bot.domain.freeze import MadeFreeze
from bot.domain.hindrances import Hindrance
from bot.domain.lock import Lock
from bot.domain.queueing import Expected, Typical
from bot.domain.release import Plan, Release, Status
from bot.domain.scope import Scope
from bot.domain.standing import Stood
from bot.drivers.base import Difference, Remains, RevisionChoice
from bot.engine.planner import Planner
from bot.engine.world import World
from bot.store import Place

__all__ = ["Difference", "Place", "Plan", "Queries", "Remains", "RevisionChoice", "Why"]

DIFF_LIMIT = 15.0  # seconds
HISTORY = 50  # releases of a target that say what stood there, and how long they take


@dataclass(frozen=True, slots=True)
class Why:
    """What stands in the way on one target: of each release that is under way there, and of a new request."""

    target: str
    around: Around
    releases: tuple[tuple[Release, tuple[Hindrance, ...]], ...]
    new: tuple[Hindrance, ...]


class Queries:
    """Plain reads. All raise `StoreUnavailable` when Redis doesn't answer."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def release(self, release_id: str) -> Release | None:
        """One release."""
        return await self._world.store.releases.get(release_id)

    async def open(self) -> list[Release]:
        """All that haven't ended, the oldest first."""
        return await self._world.store.releases.open()

    async def queue(self, target: str) -> list[Release]:
        """Those that wait for a target, in their order."""
        return await self._world.store.releases.queue(target)

    async def live_on(self, target: str) -> Release | None:
        """The release that holds a target."""
        held = await self._world.store.releases.live_on(target)
        return await self._world.store.releases.get(held) if held else None

    async def history(self, target: str, limit: int = 20) -> list[Release]:
        """What ended on a target, the newest first."""
        return await self._world.store.releases.history(target, limit)

    async def histories(self, scope: Scope, limit: int = 10) -> list[Release]:
        """What ended in a scope, the newest first."""
        found = [one for target in self.targets(scope) for one in await self.history(target, limit)]
        return sorted(found, key=lambda one: one.ended_at or one.requested_at, reverse=True)[:limit]

    async def place(self, release_id: str) -> Place | None:
        """The root message of its thread."""
        return await self._world.store.threads.place(release_id)

    async def revisions(self, service: str, environment: str, prefix: str, limit: int = 100) -> list[RevisionChoice]:
        """What could be released there. Raises `RegistryUnavailable`, `Refused`."""
        row, target = self._world.place(service, environment)
        driver = self._world.driver(target.driver, service)
        return list(await driver.revisions(row, target, prefix, limit))

    def targets(self, scope: Scope) -> list[str]:
        """The targets of the catalogue that lie in a scope."""
        services = self._world.catalogue().services.values()
        keys = [target.key for service in services for target in service.targets.values()]
        return [key for key in keys if scope.covers(Scope.of(key))]

    async def around(self, service: str, environment: str) -> Around:
        """What surrounds a target."""
        return await self._world.around(service, environment)

    async def why(self, target: str, person: str) -> Why:
        """What stands in the way there, for all that is under way and for a new request of this person."""
        service, environment = target.split("/", 1)
        _, place = self._world.place(service, environment)
        around, now, catalogue = await self.around(service, environment), self._world.now(), self._world.catalogue()
        waiting = [one for one in await self.open() if one.target == target]
        releases = [(one, tuple(hindrances.of_release(one, around, catalogue, now))) for one in waiting]
        new = hindrances.of_target(place, around, catalogue, person, now)
        return Why(target, around, tuple(releases), tuple(new))

    async def expected(self, release: Release) -> Expected | None:
        """When a queued release may start; None before there is a history to tell it from."""
        around, usual = await self.around(release.service, release.environment), await self.typical(release.target)
        place = around.place(release.id)
        return queueing.expected(place, around.live, usual, self._world.now()) if place and usual else None

    async def typical(self, target: str) -> Typical | None:
        """How long a release takes there."""
        return queueing.typical(await self.history(target, HISTORY))

    async def stands(self, target: str) -> Stood | None:
        """What stands on a target now, as far as we brought it."""
        return standing.current(await self.history(target, HISTORY))

    async def past(self, service: str, environment: str) -> list[tuple[Stood, Remains]]:
        """What one can go back to, and what of it can still be had. Raises `DriverError`s, `Refused`."""
        row, target = self._world.place(service, environment)
        history = await self.history(target.key, HISTORY)
        live = await self.live_on(target.key)
        stood = rollback.choices(history, live)
        remains = await self._world.driver(target.driver, service).remains(row, target, stood)
        return list(zip(stood, remains, strict=True))

    async def difference(self, service: str, environment: str, revision: str) -> tuple[Plan, list[Difference]]:
        """What releasing a revision would change there: a dry run. Raises `DriverError`s, `Refused`, `TimeoutError`."""
        row, target = self._world.place(service, environment)
        plan = await Planner(self._world).make(row, target, revision)
        async with asyncio.timeout(DIFF_LIMIT):
            return plan, list(await self._world.driver(target.driver, service).diff(row, target, plan))

    async def openings(self, service: str, environment: str, days: int = 14) -> list[Opening]:
        """When deploying is allowed there in the next days, freezes cut out."""
        _, target = self._world.place(service, environment)
        around, now = await self.around(service, environment), self._world.now()
        made = hindrances.made_freezes(around, target.key, now)
        rules = calendar.rules_of(self._world.catalogue(), target, made)
        return calendar.openings(rules, now, now + timedelta(days=days))

    async def scheduled(self) -> list[Release]:
        """What waits for its time, approved or not, the next one first."""
        waits = [one for one in await self.open() if one.due and one.status in (Status.REQUESTED, Status.SCHEDULED)]
        return sorted(waits, key=lambda one: one.due or one.requested_at)

    async def locks(self) -> list[Lock]:
        """The locks of people, in force."""
        now = self._world.now()
        return [lock for lock in (await self._world.store.locks.all()).values() if lock.in_force(now)]

    async def freezes(self) -> list[MadeFreeze]:
        """The freezes that people made, in force or to come."""
        now = self._world.now()
        return [freeze for freeze in (await self._world.store.freezes.all()).values() if now < freeze.end]

    async def absences(self) -> list[Delegation]:
        """Who approves in whose place."""
        now = self._world.now()
        return [one for one in (await self._world.store.delegations.all()).values() if now < one.until]

    async def preferences(self, user: str) -> Preferences:
        """What somebody wants to be told directly."""
        return await self._world.store.preferences.get(user) or Preferences()
