"""Requests: a new release, the same once more, what stands in the environment before, or the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.domain import hindrances, lifecycle, rollback, standing, train
from bot.domain.around import Around
from bot.domain.catalogue import ApprovalRule, Catalogue
from bot.domain.commands import AskAgain, Command, PromoteService, RequestRelease, RollBackTarget
from bot.domain.events import AWS
from bot.domain.lifecycle import Wish
from bot.domain.lock import against
from bot.domain.people import Person, is_deployer
from bot.domain.release import Obstacle, Override, Plan, Release, Revision, Status
from bot.domain.standing import Stood
from bot.engine.clerk import Clerk, Handlers
from bot.engine.departures import Departures
from bot.engine.planner import Planner, refusal
from bot.engine.times import next_window
from bot.errors import DriverError, Refused

HISTORY = 50  # releases of a target that one can go back to

log = structlog.get_logger()


class Requests(Clerk):
    """Carries out what ends in a release."""

    @property
    def handles(self) -> Handlers:
        """The commands of people who ask."""
        return {
            RequestRelease: self._request,
            AskAgain: self._again,
            PromoteService: self._promote,
            RollBackTarget: self._roll_back,
        }

    async def _request(self, entry: str, command: RequestRelease, person: Person) -> None:
        self._require_deployer(person)
        wish = Wish(checklist=command.checklist, due=await self._due(command), hotfix=command.hotfix)
        if command.service in self._world.catalogue().trains:
            await self._depart(entry, command, wish)
            return
        await self.ask(entry, command, command.service, command.environment, Revision(command.revision), wish)

    async def _depart(self, entry: str, command: RequestRelease, wish: Wish) -> None:
        for release in await Departures(self._world).depart(entry, command, wish):
            self._decided(release)

    async def _due(self, command: RequestRelease) -> datetime | None:
        """When it is to start; a train, when its first service may."""
        if not command.next_window:
            return command.due
        catalogue, environment = self._world.catalogue(), command.environment
        targets = train.members(catalogue, command.service, environment)
        service = targets[0].service_name if targets else command.service
        around = await self._world.around(service, environment)
        return next_window(service, environment, around, catalogue, self._world.now())

    async def _again(self, entry: str, command: AskAgain, person: Person) -> None:
        """The same revision by its digest, whatever its tag means by now; of a train, all of it by its name."""
        self._require_deployer(person)
        before = await self._release(command.release)
        if not before.ended or before.status is Status.SUCCEEDED:
            raise Refused("nothing_to_retry", status=before.status)
        if before.is_rollback:
            raise Refused("retry_rollback")
        wish = Wish(checklist=before.checklist, hotfix=before.hotfix, again_of=before.id)
        if before.leads:
            await self._depart(entry, _anew(command, before), wish)
            return
        await self.ask(entry, command, before.service, before.environment, before.revision, wish)

    async def _promote(self, entry: str, command: PromoteService, person: Person) -> None:
        self._require_deployer(person)
        environment, source = _promotion(command, self._world.catalogue())
        history = await self._world.store.releases.history(f"{command.service}/{source}", HISTORY)
        stands = standing.current(history)
        if stands is None:
            raise Refused("nothing_to_promote", service=command.service, environment=source)
        await self.ask(entry, command, command.service, environment, stands.revision, Wish())

    async def _roll_back(self, entry: str, command: RollBackTarget, person: Person) -> None:
        """Stop what is live where that is the way back, else bring an earlier revision back before all others."""
        catalogue, now = self._world.catalogue(), self._world.now()
        self._world.place(command.service, command.environment)
        around = await self._world.around(command.service, command.environment)
        if not rollback.may_roll_back(person, command.environment, catalogue):
            raise Refused("not_deployer")
        overrides = _over(around, command, now)
        history = await self._world.store.releases.history(around.target, HISTORY)
        live = around.live
        if live and live.status is Status.ROLLING_BACK and command.revision is None:
            raise Refused("rolling_back_already", by=(live.deployment and live.deployment.stop_by) or AWS)
        if live and rollback.stops(live, command.revision, history):
            await self._stop(entry, command, live, person)
            return
        stood = _wanted(command, rollback.choices(history, live))
        if live:
            await self._stop_first(live, person)
        wish = Wish(rollback=True, back_to=stood.release.id if stood.release else None, overrides=overrides)
        await self.ask(entry, command, command.service, command.environment, stood.revision, wish, stood.release)

    async def ask(
        self,
        entry: str,
        command: Command,
        service: str,
        environment: str,
        revision: Revision,
        wish: Wish,
        back_to: Release | None = None,
    ) -> None:
        """Plan it and keep the request. Raises `Refused`. `back_to`: the release that brought this revision before."""
        row, target = self._world.place(service, environment)
        planner, asked = Planner(self._world), revision.digest or revision.name
        try:
            plan = await planner.persistently(row, target, asked, back_to)
        except (DriverError, TimeoutError) as err:
            raise refusal(service, err) from err
        await self._world.order.come(entry)
        rule = self._rule(environment, wish)
        release, events = lifecycle.request(command, _named(plan, revision), rule, wish, self._world.now())
        if not await self._world.store.releases.request(release, events, entry):
            return
        self._decided(release)
        log.info("release_requested", release=release.id, target=release.target, revision=release.revision.name)

    async def _stop(self, entry: str, command: RollBackTarget, live: Release, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()
        told = self._answered(command, "rollback_stops", live.id, revision=live.revision.name)

        def decide(release: Release) -> lifecycle.Decision:
            after, events = lifecycle.stop(release, person, catalogue, now)
            return after, (*events, told)

        await self._decide(entry, live.id, decide)

    async def _stop_first(self, live: Release, person: Person) -> None:
        """What is live makes room; that it is on its way back already is as good."""
        catalogue, now = self._world.catalogue(), self._world.now()
        try:
            await self._decide("", live.id, lambda it: lifecycle.stop(it, person, catalogue, now))
        except Refused as err:
            log.info("not_stopped_first", release=live.id, code=err.code)

    def _rule(self, environment: str, wish: Wish) -> ApprovalRule | None:
        rule = self._world.catalogue().environments[environment].approval
        return None if wish.rollback and not (rule and rule.rollback) else rule

    def _require_deployer(self, person: Person) -> None:
        if not is_deployer(person, self._world.catalogue()):
            raise Refused("not_deployer")


def _anew(command: AskAgain, before: Release) -> RequestRelease:
    """The request for the train that a release led."""
    return RequestRelease(
        id=command.id,
        by=command.by,
        at=command.at,
        channel=command.channel,
        reply=command.reply,
        service=before.subject,
        environment=before.environment,
        revision=before.revision.name,
    )


def _over(around: Around, command: RollBackTarget, now: datetime) -> tuple[Override, ...]:
    """The locks that the person saw and goes over. Raises `Refused` while there is one that they didn't see."""
    locks = against(around.locks, around.target, command.by, now)
    unseen = next((lock for lock in locks if lock.id not in command.over), None)
    if unseen is not None:
        facts = {"service": command.service, "environment": command.environment, "revision": command.revision or ""}
        over = ",".join(lock.id for lock in locks)
        raise Refused("rollback_locked", by=unseen.owner, reason=unseen.reason, over=over, **facts)
    return tuple(Override(Obstacle.LOCK, command.by, now, "rollback", lock.id) for lock in locks)


def _wanted(command: RollBackTarget, found: Sequence[Stood]) -> Stood:
    """What to bring back: it must have stood there. Raises `Refused`."""
    if command.revision is None:
        if not found:
            raise Refused("nothing_before", target=f"{command.service}/{command.environment}")
        return found[0]
    stood = next((one for one in found if command.revision in (one.revision.name, one.revision.digest)), None)
    if stood is None:
        known = ", ".join(one.revision.name for one in found)
        raise Refused("never_stood", revision=command.revision, known=known or "none")
    return stood


def _promotion(command: PromoteService, catalogue: Catalogue) -> tuple[str, str]:
    """Where to, and where from: the environment that must come before, else the one listed before it."""
    service = catalogue.services.get(command.service)
    if service is None:
        raise Refused("service_unknown", service=command.service, nearest="")
    names = [name for name in catalogue.environments if name in service.targets]
    to = command.environment or names[-1]
    if to not in names:
        raise Refused("environment_unknown", environment=to, known=", ".join(names))
    after = hindrances.after_of(service.targets[to], catalogue)
    if after:
        return to, after.environment
    place = names.index(to)
    if place == 0:
        raise Refused("nothing_before_environment", service=service.name, environment=to)
    return to, names[place - 1]


def _named(plan: Plan, revision: Revision) -> Plan:
    """The plan as people know it: what was planned by digest keeps the name that they gave it."""
    return plan.renamed(revision.name) if revision.digest else plan
