"""The desk: carries out each command that was kept, once, in whatever order the world allows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.domain.commands import (
    AnswerHold,
    ApproveRelease,
    AskAgain,
    ClearTarget,
    Command,
    LiftLock,
    MakeFreeze,
    OverrideBarrier,
    RejectRelease,
    ReloadCatalogue,
    RequestRelease,
    RollBackTarget,
    StealLock,
)
from bot.domain.events import CommandRefused
from bot.domain.release import Release
from bot.engine.clerk import Handler
from bot.engine.decisions import Decisions
from bot.engine.keeper import Keeper
from bot.engine.offers import Offers
from bot.engine.people import People
from bot.engine.reloader import Reloader
from bot.engine.requests import Requests
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import Refused, SlackUnavailable, StoreUnavailable

DECISIVE = (
    ApproveRelease, RejectRelease, AnswerHold, OverrideBarrier, RollBackTarget, ClearTarget, StealLock, LiftLock,
    MakeFreeze, ReloadCatalogue,
)  # fmt: skip
"""Who somebody is at the time of the click matters most for these: Slack is asked, whatever we remember."""
AGAIN = 0.5  # seconds until Redis is asked again
PATIENCE = 0.25  # seconds until it is looked whether another replica has kept something and isn't at it
AT_ONCE = 64
PACE = 0.02  # seconds between two beginnings: in a storm of commands acks come first

log = structlog.get_logger()


class Desk:
    """Reads the inbox and decides. A command whose handling is cut off is handled again: every step bears that."""

    def __init__(self, world: World, people: People, decided: Callable[[Release], None]) -> None:
        self._world, self._people = world, people
        clerks = (Requests, Offers, Decisions, Keeper, Reloader)
        self._handlers: dict[type[Command], Handler] = {}
        for clerk in clerks:
            self._handlers |= clerk(world, people, decided).handles
        self.patience = PATIENCE
        self._tasks = Tasks()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Until cancelled."""
        inbox = self._world.store.inbox
        try:
            while True:
                try:
                    await self._world.precedence.arrival(self.patience)
                    await self._begin(await inbox.take())
                except StoreUnavailable:
                    await asyncio.sleep(AGAIN)
        finally:
            await self.close()

    async def close(self) -> None:
        """Carry out nothing more; what was begun is found in the inbox again."""
        await self._tasks.close()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self._tasks.settle()

    async def take_over(self) -> None:
        """Carry out what a dead replica, or an interrupted try, left behind."""
        await self._begin(await self._world.store.inbox.take_abandoned())

    async def _begin(self, entries: list[tuple[str, Command]]) -> None:
        for entry, command in entries:
            target = await self._queues_on(command)
            await self._room.acquire()
            await self._world.precedence.make_way()
            if not self._tasks.start(entry, self._handle(entry, command)):
                self._room.release()
            elif target:
                self._world.order.join(entry, target)
            await asyncio.sleep(PACE)

    async def _queues_on(self, command: Command) -> str | None:
        """The target in whose queue this may take a place, so that the first who came is before the second."""
        if isinstance(command, RequestRelease):
            return f"{command.service}/{command.environment}"
        if not isinstance(command, ApproveRelease | AskAgain):
            return None
        try:
            release = await self._world.store.releases.get(command.release)
        except StoreUnavailable:
            return None  # its handling meets that too, and it comes back
        return release.target if release else None

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
                self._world.order.leave(entry)
                self._room.release()

    async def _carry_out(self, entry: str, command: Command) -> None:
        person = await self._people.person(command.by, fresh=isinstance(command, DECISIVE))
        await self._handlers[type(command)](entry, command, person)

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
