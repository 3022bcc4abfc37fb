"""Departures: what of a train goes, planned in one go and kept in one go."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.domain import standing, train
from bot.domain.carriage import Carriage
from bot.domain.catalogue import Target
from bot.domain.commands import RequestRelease
from bot.domain.lifecycle import Wish
from bot.domain.release import Plan, Release
from bot.drivers.parallel import parallel
from bot.engine.planner import Planner, refusal
from bot.engine.world import World
from bot.errors import DriverError, Refused

HISTORY = 50  # releases of a target that tell what stands there
MOST_FILES = 300  # of a comparison; there may be more that GitHub doesn't tell

log = structlog.get_logger()


class Departures:
    """Makes the releases of a train."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def depart(self, entry: str, command: RequestRelease, wish: Wish) -> list[Release]:
        """Ask for the train that the command names, as a whole. Raises `Refused`."""
        world, name = self._world, command.service
        targets = train.members(world.catalogue(), name, command.environment)
        if not targets:
            raise Refused("catalogue_changed", target=f"{name}/{command.environment}")
        plans = await parallel(*(self._plan(target, command.revision) for target in targets))
        changed = await self._changed(name, plans)
        going = [plan for plan in plans if changed[plan.target] is not False]
        if not going:
            raise Refused("train_unchanged", train=name, environment=command.environment, revision=command.revision)
        left_out = tuple(_service(target) for target, it in changed.items() if it is False)
        unsure = tuple(_service(target) for target, it in changed.items() if it is None)
        coupling = Carriage(name, command.id, 1, len(going), left_out, unsure)
        rule = world.catalogue().rule(command.environment)
        made = train.depart(command, coupling, going, rule, wish, world.now())
        await world.store.releases.depart(made, entry)
        log.info("train_requested", release=command.id, train=name, carriages=len(going))
        return [release for release, _ in made]

    async def _plan(self, target: Target, revision: str) -> Plan:
        row = self._world.catalogue().services[target.service_name]
        try:
            return await Planner(self._world).persistently(row, target, revision)
        except (DriverError, TimeoutError) as err:
            raise refusal(row.name, err) from err

    async def _changed(self, name: str, plans: Sequence[Plan]) -> dict[str, bool | None]:
        """Whether a target's service has changed since what stands there; None where nobody can tell: it goes."""
        if not self._world.catalogue().trains[name].changed_only:
            return {plan.target: True for plan in plans}
        found = await parallel(*(self._has_changed(plan) for plan in plans))
        return {plan.target: one for plan, one in zip(plans, found, strict=True)}

    async def _has_changed(self, plan: Plan) -> bool | None:
        history = await self._world.store.releases.history(plan.target, HISTORY)
        live = train.live_revision(plan, history)
        if live is None:
            return None
        base, head = train.commit_of(live), train.commit_of(plan.revision)
        if (live.digest or base) and standing.is_same(live, plan.revision):
            return False
        return await self._between(_service(plan.target), base, head) if base and head else None

    async def _between(self, service: str, base: str, head: str) -> bool | None:
        """Whether anything of the service lies between two commits."""
        source, commits = self._world.catalogue().services[service].source, self._world.commits
        if source is None or commits is None:
            return None
        try:
            found = await commits.compare(source, base, head)
        except (DriverError, TimeoutError) as err:
            log.info("change_not_seen", service=service, error=str(err))
            return None
        if found.behind or len(found.files) >= MOST_FILES:
            return None  # what only the earlier one has isn't told, nor what lies beyond
        return train.touches(found.files, source.paths) if source.paths else bool(found.files)


def _service(target: str) -> str:
    return target.partition("/")[0]
