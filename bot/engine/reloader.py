"""Reading the catalogue again while the bot runs: what is live keeps its plan, what waits is planned again."""

from __future__ import annotations

import asyncio

import structlog

from bot.domain import approval
from bot.domain.commands import ReloadCatalogue
from bot.domain.events import SUBAKU, CatalogueReloaded
from bot.domain.people import Person, is_admin
from bot.domain.release import WAITING, Release, Status
from bot.engine.clerk import Clerk, Handlers
from bot.engine.planner import Planner
from bot.engine.world import World
from bot.errors import ConfigurationError, DriverError, Refused, StaleVersion
from bot.store import Change

SHOWN = 5  # mistakes in one answer

log = structlog.get_logger()


class Reloader(Clerk):
    """Carries out `reload`."""

    @property
    def handles(self) -> Handlers:
        """Reading the catalogue again."""
        return {ReloadCatalogue: self._reload}

    async def _reload(self, entry: str, command: ReloadCatalogue, person: Person) -> None:
        catalogue = self._world.catalogue()
        if not is_admin(person, catalogue):
            raise Refused("not_admin", admins=", ".join(catalogue.workspace.admins))
        try:
            event = await reread(self._world, person.id)
        except ConfigurationError as err:
            problems = "\n".join(err.problems[:SHOWN])
            raise Refused("catalogue_wrong", problems=problems, count=str(len(err.problems))) from err
        facts = {"services": str(event.services), "targets": str(event.targets)}
        told = self._answered(command, "reloaded", **facts)
        await self._world.store.inbox.settle(entry, "", [event, told])
        await replan(self._world)


async def reread(world: World, actor: str = SUBAKU) -> CatalogueReloaded:
    """Read the catalogue; what is wrong in it leaves the old one in force. Raises `ConfigurationError`."""
    fingerprint = await asyncio.to_thread(world.reread)
    services = world.catalogue().services.values()
    targets = sum(len(service.targets) for service in services)
    log.info("catalogue_reloaded", by=actor, fingerprint=fingerprint, services=len(services), targets=targets)
    return CatalogueReloaded(
        release="", at=world.now(), actor=actor, fingerprint=fingerprint, services=len(services), targets=targets
    )


async def replan(world: World) -> None:
    """Plan what waits again; where the plan or the approvals that it needs changed, people are asked anew."""
    for release in await world.store.releases.open():
        if release.status in WAITING and not await _rides(world, release):
            await _replan(world, release)


async def _rides(world: World, release: Release) -> bool:
    """Whether it is planned with the head of its train, which hasn't departed."""
    head = await world.store.releases.get(release.train.head) if release.train and release.follows else None
    return head is not None and head.status in WAITING


async def _replan(world: World, release: Release) -> None:
    planner, pinned = Planner(world), release.revision.digest or release.revision.name
    revision = release.revision.name if release.status is Status.REQUESTED else pinned
    try:
        await planner.keep(release, await planner.again(release, revision))
    except (DriverError, TimeoutError, Refused) as err:
        log.warning("not_planned_again", release=release.id, error=str(err))  # it is before it starts
    environment = world.catalogue().environments.get(release.environment)
    newest = await world.store.releases.get(release.id)
    if environment is None or newest is None:
        return
    decision = approval.renew_rule(newest, environment.approval, world.now())
    if decision is not None:
        try:
            await world.store.releases.decide(Change(newest, *decision))
        except StaleVersion:
            log.info("rule_not_renewed", release=release.id)  # somebody decided in between
