"""Plans made again: an approval is of a plan, and what runs must be what was approved."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import uniform

import structlog

from bot.domain import approval, train
from bot.domain.catalogue import Service, Target
from bot.domain.release import WAITING, Plan, Release, Status
from bot.engine.tasks import monotonic
from bot.engine.world import World
from bot.errors import (
    DriverUnavailable,
    Refused,
    RegistryRefused,
    RegistryUnavailable,
    RevisionNotFound,
    StaleVersion,
    TargetMisconfigured,
    Throttled,
)
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
        named = plan.renamed(release.revision.name) if revision == release.revision.digest else plan
        return await self._with_those_behind(release, named) if release.leads else named

    async def _with_those_behind(self, head: Release, plan: Plan) -> Plan:
        """The plan of a whole train; until it departs, those behind are planned again too."""
        carriages = train.of(await self._world.store.releases.many(train.ids_of(head))).carriages[1:]
        if head.status not in WAITING:
            return train.whole(plan, [one.plan for one in carriages])
        return train.whole(plan, [await self._replanned(one, head.status) for one in carriages])

    async def _replanned(self, carriage: Release, of_head: Status) -> Plan:
        """What a carriage would run now; what changed of it is told by its head, which asks for all of them."""
        tag = carriage.revision
        plan = await self.again(carriage, tag.name if of_head is Status.REQUESTED else tag.digest or tag.name)
        if plan.fingerprint != carriage.plan.fingerprint and carriage.status in WAITING:
            with suppress(StaleVersion):  # its plan is looked at once more before it starts
                await self._world.store.releases.decide(Change(carriage, carriage.changed(plan=plan), ()))
        return plan

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


def refusal(service: str, err: Exception) -> Refused:
    """What a person should read when the plan could not be made."""
    match err:
        case RevisionNotFound():
            near = ", ".join(err.nearest)
            return Refused("revision_not_found", revision=err.revision, nearest=near, service=service)
        case RegistryUnavailable():
            return Refused("registry_unavailable", service=service, detail=str(err))
        case TargetMisconfigured():
            return Refused("target_misconfigured", detail=str(err))
    return Refused("target_unreachable", detail=str(err) or type(err).__name__)
