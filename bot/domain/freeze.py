"""Freezes that people make while the bot runs, beside those of the catalogue. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.catalogue import Catalogue, Freeze
from bot.domain.commands import LiftFreeze, MakeFreeze
from bot.domain.events import Event, FreezeLifted, FreezeMade
from bot.domain.people import Person, is_admin
from bot.domain.scope import Scope
from bot.errors import Refused


@dataclass(frozen=True, slots=True)
class MadeFreeze:
    """Nothing is deployed in `scope` from `start` to `end`; there is one a scope."""

    scope: Scope
    start: datetime
    end: datetime
    reason: str
    by: str

    @property
    def rule(self) -> Freeze:
        """As the catalogue would say it."""
        return Freeze(self.start, self.end, self.reason)


Outcome = tuple[MadeFreeze | None, tuple[Event, ...]]


def make(asked: MakeFreeze, person: Person, catalogue: Catalogue, now: datetime) -> Outcome:
    """A freeze by an admin; a second one on the same scope takes the place of the first."""
    _require_admin(person, catalogue)
    start = asked.start or now
    if asked.end <= max(start, now):
        raise Refused("freeze_backwards")
    if not asked.reason:
        raise Refused("reason_missing", verb="freeze")
    made = MadeFreeze(Scope.of(asked.scope), start, asked.end, asked.reason, person.id)
    event = FreezeMade(
        release="", at=now, actor=person.id, scope=asked.scope, start=start, end=asked.end, reason=asked.reason
    )
    return made, (event,)


def lift(held: MadeFreeze | None, asked: LiftFreeze, person: Person, catalogue: Catalogue, now: datetime) -> Outcome:
    """End a freeze that a person made; those of the catalogue end where they were written."""
    _require_admin(person, catalogue)
    if held is None or now >= held.end:
        raise Refused("not_frozen", scope=asked.scope)
    return None, (FreezeLifted(release="", at=now, actor=person.id, scope=held.scope.key),)


def tick(held: MadeFreeze, now: datetime) -> Outcome | None:
    """Its end."""
    return (None, (FreezeLifted(release="", at=now, scope=held.scope.key),)) if now >= held.end else None


def _require_admin(person: Person, catalogue: Catalogue) -> None:
    if not is_admin(person, catalogue):
        raise Refused("not_admin", admins=", ".join(catalogue.workspace.admins))
