"""Who takes part beside the people: replicas with their works, what they learn about people, and the catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from bot.domain.calendar import WEEK
from bot.domain.catalogue import ApprovalRule, Catalogue, Environment, Service, Window, Workspace
from bot.domain.commands import Command
from bot.domain.people import Person
from bot.engine.engine import Engine
from bot.engine.intake import Intake
from bot.engine.reloader import replan
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.store import Store
from tests.engine.interleavings.cloud import CloudTarget
from tests.engine.interleavings.people import ADMIN, TARGETS
from tests.engine.interleavings.quiet import Gates
from tests.engine.interleavings.witness import CLOSES, OPENS

WORKS = {
    "take": 5,
    "consider": 8,
    "look": 3,
    "adopt": 2,
    "renew": 2,
    "stand": 1,
    "take_over": 1,
    "tick": 1.5,
    "tick_records": 1,
}  # how often each has its turn, beside the others
GROUPS = {"USORA": frozenset({"SPLATFORM"}), ADMIN: frozenset({"SPLATFORM"})}


@dataclass
class Replica:
    """One process: it may be stalled for a while, or disappear."""

    name: str
    engine: Engine
    store: Store
    works: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    stalled: int = 0  # steps that it takes no part in

    def do(self, name: str) -> None:
        """A turn of some work, unless its last one is still under way."""
        if name in self.works:
            return
        task = self.works[name] = asyncio.get_running_loop().create_task(self._turn(name))
        task.add_done_callback(lambda _: self.works.pop(name))

    async def hear(self, command: Command) -> None:
        """Somebody says something to it."""
        try:
            await Intake(self.store).take(command, [command.id], None)
        except StoreUnavailable:
            return  # whoever asked is told that nothing was kept

    async def _turn(self, name: str) -> None:
        engine, sweeper = self.engine, self.engine.sweeper
        works: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "renew": engine.helm.renew,
            "stand": engine.leader.stand,
            "adopt": sweeper.adopt,
            "consider": sweeper.consider,
            "take": self._take,
            "take_over": engine.desk.take_over,
            "look": self._look,
            "replan": lambda: replan(engine.world),
        }
        if engine.leader.leads:
            works |= {"tick": sweeper.tick, "tick_records": sweeper.tick_records}
        try:
            if name in works:
                await works[name]()
        except StoreUnavailable:
            return  # this turn is skipped

    async def _take(self) -> None:
        await self.engine.desk._begin(await self.store.inbox.take())

    async def _look(self) -> None:
        for name in self.engine.helm.releases:
            self.engine.poller.poke(name)
        await self.engine.poller.look()


class Everybody:
    """What one replica learns about people."""

    def __init__(self, replica: str, gates: Gates, gone: set[str]) -> None:
        self._replica, self._gates, self._gone = replica, gates, gone

    async def person(self, user_id: str, *, fresh: bool = False) -> Person:
        """As they are now."""
        if not await self._gates.turn(self._replica, "person"):
            raise SlackUnavailable("cut off")
        return Person(user_id, GROUPS.get(user_id, frozenset()), full_member=user_id not in self._gone)


def catalogue(required: int) -> Catalogue:
    """Production has a window and asks for several approvals; staging may be approved by whoever asks."""
    strict = ApprovalRule(required, ("UEUNHO", "SPLATFORM"))
    easy = ApprovalRule(1, ("UMINA", "UEUNHO", "SPLATFORM"), own=True)
    production = Environment("production", "C1", approval=strict, windows=(Window(WEEK, time(OPENS), time(CLOSES)),))
    places = {"production": production, "staging": Environment("staging", "C2", approval=easy)}
    named = [target.split("/") for target in TARGETS]
    services = {name: Service(name, {at: CloudTarget(service_name=name, environment=at)}) for name, at in named}
    return Catalogue(Workspace(admins=(ADMIN,)), places, services)
