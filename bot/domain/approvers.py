"""Who approves in whose place, and what each wants to be told directly. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands import EndDelegation, SetPreferences, StandIn
from bot.domain.events import ApproverBack, ApproverOut, Event, PreferencesSet
from bot.domain.people import Person
from bot.errors import Refused


@dataclass(frozen=True, slots=True)
class Delegation:
    """`to` approves in place of `by` until an instant."""

    by: str
    to: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """Direct messages: when one may decide (`asked`), and when one's own release ends (`ended`)."""

    asked: bool = False
    ended: bool = False


def delegate(asked: StandIn, person: Person, other: Person, now: datetime) -> tuple[Delegation, tuple[Event, ...]]:
    """`other` approves for this person from now on. Whether they may at all is looked at with each approval."""
    if not person.full_member or not other.full_member:
        raise Refused("not_full_member", by=asked.to)
    if asked.to == person.id:
        raise Refused("delegate_to_oneself")
    if asked.until <= now:
        raise Refused("time_past", time="")
    return Delegation(person.id, asked.to, asked.until), (
        ApproverOut(release="", at=now, actor=person.id, to=asked.to, until=asked.until),
    )


def come_back(held: Delegation | None, asked: EndDelegation, now: datetime) -> tuple[None, tuple[Event, ...]]:
    """One approves for oneself again."""
    if held is None or now >= held.until:
        raise Refused("not_out")
    return None, (ApproverBack(release="", at=now, actor=asked.by),)


def tick(held: Delegation, now: datetime) -> tuple[None, tuple[Event, ...]] | None:
    """The end of an absence."""
    return (None, (ApproverBack(release="", at=now, actor=held.by),)) if now >= held.until else None


def prefer(asked: SetPreferences, now: datetime) -> tuple[Preferences, tuple[Event, ...]]:
    """What somebody wants to be told."""
    event = PreferencesSet(release="", at=now, actor=asked.by, asked=asked.asked, ended=asked.ended)
    return Preferences(asked.asked, asked.ended), (event,)
