"""Locks that people take, and what becomes of them. Pure.

A lock is on a scope, and there is one a scope. Its owner may deploy under it; others wait, or say why they go on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.catalogue import Catalogue
from bot.domain.commands import LiftLock, StealLock, TakeLock
from bot.domain.events import Event, LockExpired, LockNagged, LockReleased, LockStolen, LockTaken
from bot.domain.people import Person, is_admin, may_lock
from bot.domain.scope import Scope
from bot.errors import Refused

NAG_BEFORE = timedelta(minutes=10)
NAG_EVERY = timedelta(days=1)  # for one without an end


@dataclass(frozen=True, slots=True)
class Lock:
    """Nobody but `owner` may deploy in `scope`. `nag_at`: when its owner is asked next whether it is still needed."""

    id: str
    scope: Scope
    owner: str
    at: datetime
    reason: str = ""
    until: datetime | None = None
    nag_at: datetime | None = None
    orphaned: bool = False  # its owner can't lift it any more, and the admins were told

    def covers(self, target: str) -> bool:
        """Whether a target lies in its scope."""
        return self.scope.covers(Scope.of(target))

    def in_force(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.until is None or now < self.until


Outcome = tuple[Lock | None, tuple[Event, ...]]


def take(held: Lock | None, asked: TakeLock, person: Person, catalogue: Catalogue, now: datetime) -> Outcome:
    """A new lock, or another reason or end for one's own. Raises `Refused` for somebody else's."""
    scope = Scope.of(asked.scope)
    _require_right(person, scope, catalogue)
    if held and held.in_force(now) and held.owner != person.id:
        raise Refused("locked_by", by=held.owner, reason=held.reason, scope=held.scope.key)
    lock = Lock(asked.id, scope, person.id, now, asked.reason, asked.until, _first_nag(asked.until, now))
    if held and held.in_force(now) and held.owner == person.id:
        lock = replace(lock, id=held.id, at=held.at, reason=asked.reason or held.reason)
    event = LockTaken(
        release="", at=now, actor=person.id, scope=scope.key, lock=lock.id, reason=lock.reason, until=lock.until
    )
    return lock, (event,)


def lift(held: Lock | None, asked: LiftLock, person: Person, catalogue: Catalogue, now: datetime) -> Outcome:
    """The owner lifts a lock; an admin lifts anybody's, seeing whose it is (`asked.lock`) and saying why."""
    if held is None or not held.in_force(now):
        raise Refused("not_locked", scope=asked.scope)
    if held.owner != person.id:
        if not is_admin(person, catalogue):
            raise Refused("not_lock_owner", by=held.owner, scope=held.scope.key)
        if asked.lock != held.id or not asked.reason:
            raise Refused("lift_unconfirmed", by=held.owner, scope=held.scope.key, lock=held.id)
    event = LockReleased(
        release="", at=now, actor=person.id, scope=held.scope.key, lock=held.id, owner=held.owner, reason=asked.reason
    )
    return None, (event,)


def steal(held: Lock | None, asked: StealLock, person: Person, catalogue: Catalogue, now: datetime) -> Outcome:
    """Take over a lock with a reason; its owner is told."""
    if held is None or not held.in_force(now):
        raise Refused("not_locked", scope=asked.scope)
    _require_right(person, held.scope, catalogue)
    if held.owner == person.id:
        raise Refused("lock_is_yours", scope=held.scope.key)
    if not asked.reason:
        raise Refused("reason_missing", verb="steal")
    taken = replace(
        held, owner=person.id, at=now, reason=asked.reason, nag_at=_first_nag(held.until, now), orphaned=False
    )
    event = LockStolen(
        release="",
        at=now,
        actor=person.id,
        scope=held.scope.key,
        lock=held.id,
        owner=held.owner,
        reason=asked.reason,
        until=held.until,
    )
    return taken, (event,)


def tick(held: Lock, owner: Person | None, now: datetime) -> Outcome | None:
    """What time does to a lock: it ends, or its owner is asked. `owner`: as known now, None when nobody can tell."""
    scope = held.scope.key
    if not held.in_force(now):
        return None, (LockExpired(release="", at=now, scope=scope, lock=held.id, owner=held.owner),)
    orphaned = held.orphaned if owner is None else not owner.full_member
    if not _is_due(held, now) and orphaned == held.orphaned:
        return None
    nagged = replace(held, nag_at=_next_nag(held, now), orphaned=orphaned)
    event = LockNagged(
        release="", at=now, scope=scope, lock=held.id, owner=held.owner, until=held.until, orphaned=orphaned
    )
    return nagged, (event,)


def against(locks: Collection[Lock], target: str, person: str, now: datetime) -> list[Lock]:
    """The locks in force that keep this person from deploying on a target."""
    return [lock for lock in locks if lock.covers(target) and lock.in_force(now) and lock.owner != person]


def _is_due(held: Lock, now: datetime) -> bool:
    return held.nag_at is not None and now >= held.nag_at


def _next_nag(held: Lock, now: datetime) -> datetime | None:
    """Once before an end; day by day where there is none."""
    if not _is_due(held, now):
        return held.nag_at
    return None if held.until else now + NAG_EVERY


def _require_right(person: Person, scope: Scope, catalogue: Catalogue) -> None:
    if not may_lock(person, scope, catalogue):
        raise Refused("not_lock", scope=scope.key)


def _first_nag(until: datetime | None, now: datetime) -> datetime:
    """Ten minutes before the end, or at half time of a short lock; daily for one without an end."""
    if until is None:
        return now + NAG_EVERY
    return max(until - NAG_BEFORE, now + (until - now) / 2)
