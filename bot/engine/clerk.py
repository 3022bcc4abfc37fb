"""What every clerk does: decide on the newest state of a release, keep it, and tell who must act on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.domain.commands import Command
from bot.domain.events import CommandAnswered
from bot.domain.lifecycle import Decision
from bot.domain.people import Person
from bot.domain.release import Release
from bot.engine.people import People
from bot.engine.world import World
from bot.errors import Refused, StaleVersion
from bot.store import Change

Handler = Callable[[str, Any, Person], Awaitable[None]]  # inbox entry, command, who asked
Handlers = Mapping[type[Command], Handler]

log = structlog.get_logger()


class Clerk:
    """Carries out one family of commands. `decided` is told of each release that changed."""

    def __init__(self, world: World, people: People, decided: Callable[[Release], None]) -> None:
        self._world, self._people, self._decided = world, people, decided

    @property
    def handles(self) -> Handlers:
        """What it carries out."""
        raise NotImplementedError

    async def _decide(self, entry: str, name: str, decide: Callable[[Release], Decision]) -> Release:
        """Decide on the newest state, again when somebody else changed it in between."""
        releases = self._world.store.releases
        await self._world.order.come(entry)
        while True:
            release = await self._release(name)
            after, events = decide(release)
            try:
                await releases.decide(Change(release, after, events), entry)
            except StaleVersion:
                continue
            self._decided(after)
            log.info("decided", release=name, status=after.status)
            return after

    async def _release(self, name: str) -> Release:
        release = await self._world.store.releases.get(name)
        if release is None:
            raise Refused("release_gone")
        return release

    async def _answer(self, entry: str, command: Command, code: str, release: str = "", **facts: str) -> None:
        """Tell the person that it is done; the command is settled by that."""
        event = self._answered(command, code, release, **facts)
        await self._world.store.inbox.settle(entry, release, [event])

    def _answered(self, command: Command, code: str, release: str = "", **facts: str) -> CommandAnswered:
        return CommandAnswered(
            release=release,
            at=self._world.now(),
            actor=command.by,
            code=code,
            reply=command.reply,
            channel=command.channel,
            facts=facts,
        )
