"""The keeper of what people hold on to: locks, freezes, who stands in for whom, what each wants to be told."""

from __future__ import annotations

import structlog

from bot.domain import approvers, freeze, lock
from bot.domain.commands import (
    EndDelegation,
    LiftFreeze,
    LiftLock,
    MakeFreeze,
    NoteQuestion,
    SetPreferences,
    StandIn,
    StealLock,
    TakeLock,
)
from bot.domain.events import Event
from bot.domain.lock import Lock
from bot.domain.people import Person
from bot.engine.clerk import Clerk, Handlers
from bot.errors import Refused, SlackUnavailable

log = structlog.get_logger()


class Keeper(Clerk):
    """Carries out commands about records; each is one script with its events and the answer to the person."""

    @property
    def handles(self) -> Handlers:
        """The commands about locks, freezes, absences and preferences."""
        return {
            TakeLock: self._take,
            LiftLock: self._lift,
            StealLock: self._steal,
            MakeFreeze: self._freeze,
            LiftFreeze: self._thaw,
            StandIn: self._stand_in,
            EndDelegation: self._come_back,
            SetPreferences: self._prefer,
            NoteQuestion: self._note,
        }

    async def _take(self, entry: str, command: TakeLock, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()

        def decide(held: Lock | None) -> lock.Outcome:
            after, events = lock.take(held, command, person, catalogue, now)
            until = command.until.isoformat() if command.until else ""
            return after, (*events, self._answered(command, "locked", scope=command.scope, until=until))

        await self._world.store.locks.amend(command.scope, decide, entry)

    async def _lift(self, entry: str, command: LiftLock, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()

        def decide(held: Lock | None) -> lock.Outcome:
            after, events = lock.lift(held, command, person, catalogue, now)
            return after, (*events, self._answered(command, "unlocked", scope=command.scope))

        await self._world.store.locks.amend(command.scope, decide, entry)

    async def _steal(self, entry: str, command: StealLock, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()

        def decide(held: Lock | None) -> lock.Outcome:
            after, events = lock.steal(held, command, person, catalogue, now)
            owner = held.owner if held else ""
            return after, (*events, self._answered(command, "stolen", scope=command.scope, by=owner))

        await self._world.store.locks.amend(command.scope, decide, entry)

    async def _freeze(self, entry: str, command: MakeFreeze, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()

        def decide(_held: freeze.MadeFreeze | None) -> freeze.Outcome:
            after, events = freeze.make(command, person, catalogue, now)
            told = self._answered(command, "frozen", scope=command.scope, until=command.end.isoformat())
            return after, (*events, told)

        await self._world.store.freezes.amend(command.scope, decide, entry)

    async def _thaw(self, entry: str, command: LiftFreeze, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()

        def decide(held: freeze.MadeFreeze | None) -> freeze.Outcome:
            after, events = freeze.lift(held, command, person, catalogue, now)
            return after, (*events, self._answered(command, "thawed", scope=command.scope))

        await self._world.store.freezes.amend(command.scope, decide, entry)

    async def _stand_in(self, entry: str, command: StandIn, person: Person) -> None:
        try:
            other = await self._people.person(command.to, fresh=True)
        except SlackUnavailable as err:
            raise Refused("person_not_found", by=command.to) from err
        now = self._world.now()
        after, events = approvers.delegate(command, person, other, now)
        told = self._answered(command, "out", by=command.to, until=command.until.isoformat())
        await self._world.store.delegations.amend(person.id, lambda _: (after, (*events, told)), entry)

    async def _come_back(self, entry: str, command: EndDelegation, _person: Person) -> None:
        now = self._world.now()

        def decide(held: approvers.Delegation | None) -> tuple[None, tuple[Event, ...]]:
            after, events = approvers.come_back(held, command, now)
            return after, (*events, self._answered(command, "back"))

        await self._world.store.delegations.amend(command.by, decide, entry)

    async def _prefer(self, entry: str, command: SetPreferences, person: Person) -> None:
        after, events = approvers.prefer(command, self._world.now())
        await self._world.store.preferences.amend(person.id, lambda _: (after, events), entry)

    async def _note(self, entry: str, _command: NoteQuestion, _person: Person) -> None:
        """That it was kept is all."""
        await self._world.store.inbox.settle(entry, "", ())
