"""The desk: carries out each command that was kept, once, in whatever order the world allows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.domain import lifecycle
from bot.domain.commands import (
    AnswerHold,
    ApproveRelease,
    CancelRelease,
    Command,
    RejectRelease,
    RequestRelease,
    StopRelease,
)
from bot.domain.events import CommandRefused
from bot.domain.lifecycle import Decision
from bot.domain.people import Person, is_deployer
from bot.domain.release import Release, Status
from bot.engine.people import People
from bot.engine.planner import Planner
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import (
    DriverError,
    Refused,
    RegistryUnavailable,
    RevisionNotFound,
    SlackUnavailable,
    StaleVersion,
    StoreUnavailable,
    TargetMisconfigured,
)
from bot.store import Change

AGAIN = 0.5  # seconds until Redis is asked again
AT_ONCE = 64
PACE = 0.02  # seconds between two beginnings: in a storm of commands acks come first

log = structlog.get_logger()


class Desk:
    """Reads the inbox and decides. A command whose handling is cut off is handled again: every step bears that."""

    def __init__(self, world: World, people: People, decided: Callable[[Release], None]) -> None:
        self._world, self._people, self._decided = world, people, decided
        self._planner = Planner(world)
        self._tasks = Tasks()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Until cancelled."""
        inbox = self._world.store.inbox
        try:
            while True:
                try:
                    await self._begin(await inbox.take())
                except StoreUnavailable:
                    await asyncio.sleep(AGAIN)
        finally:
            await self._tasks.close()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self._tasks.settle()

    async def take_over(self) -> None:
        """Carry out what a dead replica, or an interrupted try, left behind."""
        await self._begin(await self._world.store.inbox.take_abandoned())

    async def _begin(self, entries: list[tuple[str, Command]]) -> None:
        for entry, command in entries:
            await self._room.acquire()
            if not self._tasks.start(entry, self._handle(entry, command)):
                self._room.release()
            await asyncio.sleep(PACE)

    async def _handle(self, entry: str, command: Command) -> None:
        with structlog.contextvars.bound_contextvars(command=command.kind, by=command.by):
            try:
                await self._carry_out(entry, command)
            except Refused as err:
                await self._refuse(entry, command, err)
            except SlackUnavailable:
                await self._refuse(entry, command, Refused("person_unknown"))
            except StoreUnavailable:
                log.warning("command_waits_for_redis", entry=entry)  # it stays in the inbox and is taken over later
            except Exception:  # it must not come back for ever, nor be lost unseen
                log.exception("command_failed", entry=entry)
                await self._refuse(entry, command, Refused("went_wrong"))
            finally:
                self._room.release()

    async def _carry_out(self, entry: str, command: Command) -> None:
        person = await self._people.person(command.by)
        now = self._world.now()
        match command:
            case RequestRelease():
                await self._request(entry, command, person)
            case ApproveRelease(release=name, fingerprint=seen):
                await self._check_plan(name)
                await self._decide(entry, name, lambda it: lifecycle.approve(it, person, seen, now))
            case RejectRelease(release=name, reason=reason):
                await self._decide(entry, name, lambda it: lifecycle.reject(it, person, reason, now))
            case CancelRelease(release=name):
                catalogue = self._world.catalogue()
                await self._decide(entry, name, lambda it: lifecycle.cancel(it, person, catalogue, now))
            case AnswerHold(release=name, verdict=verdict):
                catalogue = self._world.catalogue()
                await self._decide(entry, name, lambda it: lifecycle.answer_hold(it, person, verdict, catalogue, now))
            case StopRelease(release=name):
                catalogue = self._world.catalogue()
                await self._decide(entry, name, lambda it: lifecycle.stop(it, person, catalogue, now))

    async def _request(self, entry: str, command: RequestRelease, person: Person) -> None:
        catalogue = self._world.catalogue()
        if not is_deployer(person, catalogue):
            raise Refused("not_deployer")
        service, target = self._world.place(command.service, command.environment)
        try:
            plan = await self._planner.persistently(service, target, command.revision)
        except (DriverError, TimeoutError) as err:
            raise _refusal(command, err) from err
        rule = catalogue.environments[command.environment].approval
        release, events = lifecycle.request(command, plan, rule, self._world.now())
        await self._world.store.releases.request(release, events, entry)
        self._decided(release)
        log.info("release_requested", release=release.id, target=release.target, revision=release.revision.name)

    async def _decide(self, entry: str, name: str, decide: Callable[[Release], Decision]) -> None:
        """Decide on the newest state, again when somebody else changed it in between."""
        releases = self._world.store.releases
        while True:
            release = await releases.get(name)
            if release is None:
                raise Refused("release_gone")
            after, events = decide(release)
            try:
                await releases.decide(Change(release, after, events), entry)
            except StaleVersion:
                continue
            self._decided(after)
            log.info("decided", release=name, status=after.status)
            return

    async def _check_plan(self, name: str) -> None:
        """Before an approval counts: is what the person saw still what would run? A tag may have moved since."""
        release = await self._world.store.releases.get(name)
        if release is None or release.status is not Status.REQUESTED:
            return
        try:
            plan = await self._planner.again(release, release.revision.name)
        except (DriverError, TimeoutError, Refused) as err:
            log.warning("plan_not_checked", release=name, error=str(err))  # it is checked again before it starts
            return
        await self._planner.keep(release, plan)

    async def _refuse(self, entry: str, command: Command, refused: Refused) -> None:
        release = getattr(command, "release", command.id)
        event = CommandRefused(
            release=release,
            at=self._world.now(),
            actor=command.by,
            code=refused.code,
            reply=command.reply,
            channel=command.channel,
            facts=refused.facts,
        )
        log.info("command_refused", code=refused.code, release=release)
        try:
            await self._world.store.inbox.settle(entry, release, [event])
        except StoreUnavailable:
            log.warning("command_waits_for_redis", entry=entry)


def _refusal(command: RequestRelease, err: Exception) -> Refused:
    """What a person should read when the plan could not be made."""
    match err:
        case RevisionNotFound():
            near = ", ".join(err.nearest)
            return Refused("revision_not_found", revision=err.revision, nearest=near, service=command.service)
        case RegistryUnavailable():
            return Refused("registry_unavailable", service=command.service, detail=str(err))
        case TargetMisconfigured():
            return Refused("target_misconfigured", detail=str(err))
    return Refused("target_unreachable", detail=str(err) or type(err).__name__)
