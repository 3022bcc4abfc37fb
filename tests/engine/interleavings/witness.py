"""What must hold, looked at after each script that ran. Told from the scripts' own words and the people's commands."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.approvers import Delegation
from bot.domain.events import ApprovalWithdrawn, CommandRefused, Event, LockNagged
from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.release import Obstacle, Override, Release
from bot.store.client import CHANGES
from bot.store.codec import load_event, load_record, load_release
from tests.engine.interleavings.told import Told, phase
from tests.engine.interleavings.wire import Server

SKEW = timedelta(seconds=2)  # between the clocks of two replicas
LATELY = timedelta(seconds=3)  # what became so since then may not have been acted on yet
OPENS, CLOSES = 9, 17  # hours in which production is open
RECORDS: dict[str, Any] = {"locks": Lock, "freezes": MadeFreeze, "delegations": Delegation}


@dataclass
class Witness:
    """Knows all that was kept. `broken` is told of what must not be, in a sentence."""

    server: Server
    broken: Callable[[str], None]
    note: Callable[[str], None]
    gone: set[str]  # people who have been deleted
    releases: dict[str, Release] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    queues: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in RECORDS})
    settled: set[str] = field(default_factory=set)
    said_yes: dict[tuple[str, str, datetime], str] = field(default_factory=dict)  # release, who, when → plan
    stood_in: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[tuple[Any, str], dict[str, tuple[Override, ...]]] = field(default_factory=dict)
    robbed: str = ""  # who has the lease that is asked for right now
    left: dict[str, float] = field(default_factory=dict)  # target → when it was last held
    reported: set[tuple[str, str]] = field(default_factory=set)  # locks whose owner was told to be gone

    def looked(self, keys: Sequence[str]) -> None:
        """Somebody reads what surrounds a target: what they may claim by is what is overridden now."""
        queue = next((key for key in keys if ":queue:" in key), "")
        overrides = {name: release.overrides for name, release in self.releases.items()}
        self.seen[asyncio.current_task(), queue.rpartition(":")[2]] = overrides

    def before(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> None:
        """One script is about to run."""
        if name == "lease":
            owner, until = self.server.redis.hmget(keys[0], "owner", "until")
            holder = (owner or b"").decode()
            self.robbed = holder if holder != args[0] and int(until or 0) > int(args[1]) else ""

    def script(self, replica: str, name: str, keys: Sequence[str], args: Sequence[Any], answer: list[Any]) -> None:
        """One script ran."""
        if not answer or answer[0] != b"ok":
            return
        if name in CHANGES:
            self._changed(name, args)
        elif name == "amend":
            self._amended(keys[0].rpartition(":")[2], args)
        elif name == "move":
            self._settle(args[4])
            self._moved(args[0], int(args[1]))
        elif name == "lease" and self.robbed:
            self.broken(f"{replica} takes {keys[0]}, which {self.robbed} holds")
        elif name == "settle":
            self._settle(args[0])
            self._hear_all(args[1])

    def _changed(self, name: str, args: Sequence[Any]) -> None:
        after, before = load_release(args[5]), self.releases.get(args[0])
        self.note(f"  {name} of {after.id}: {before and before.status} → {after.status}")
        if before and int(args[2]) != before.version:
            self.broken(f"{name} of {after.id} was decided on version {args[2]}, which is {before.version} by now")
        self._settle(args[8])
        if name in ("intend", "advance"):
            self._check_fence(name, after, str(args[9]), str(args[10]))
        if name == "claim":
            self._check_claim(after)
        self._note_approvals(before, after)
        self.releases[after.id] = after
        told = self.told.setdefault(after.id, Told(free=after.is_rollback))
        for event in self._hear_all(args[6]):
            told.hear(event, after)
            if isinstance(event, ApprovalWithdrawn):
                self._check_withdrawn(after, event.actor)
        if told.phase != phase(after.status):
            self.broken(f"events tell that {after.id} is {told.phase}, and it is {after.status}")
        if after.live or (before and before.live):
            self.left[after.target] = self.server.loop.clock
        self._place(after, str(args[4]))
        self._check_live(after.target)

    def _settle(self, entry: str) -> None:
        if entry and entry in self.settled:
            self.broken(f"the command {entry} has its effect a second time")
        self.settled.add(entry)

    def _hear_all(self, text: str) -> list[Event]:
        events = [load_event(kind, body.encode()) for kind, body in json.loads(text)]
        for event in events:
            if isinstance(event, CommandRefused) and event.code == "went_wrong":
                self.broken(f"a command of {event.actor} went wrong")
        return events

    # Approvals

    def _note_approvals(self, before: Release | None, after: Release) -> None:
        known = before.approvals if before else ()
        for one in after.approvals:
            if one not in known:
                self.said_yes[after.id, one.by, one.at] = after.plan.fingerprint
                if one.in_place_of and (one.in_place_of, one.by) not in self.stood_in:
                    self.broken(f"{one.by} approves {after.id} in place of {one.in_place_of}, who asked nobody to")

    def _check_withdrawn(self, after: Release, person: str) -> None:
        if any(person in (one.by, one.in_place_of) for one in after.approvals):
            self.broken(f"{person} took their yes to {after.id} back, and it still counts")

    def _check_approvals(self, release: Release) -> None:
        fingerprint, need = release.plan.fingerprint, release.need
        good = {
            one.seat
            for one in release.approvals
            if self.said_yes.get((release.id, one.by, one.at)) == fingerprint
            and (need.own or release.requester not in (one.by, one.seat))
        }
        if len(good) < need.required or (not release.is_rollback and need.required < 1):
            self.broken(f"{release.id} has {len(good)} approvals of {fingerprint!r}, and needs {need.required}")

    # Claims

    def _check_claim(self, after: Release) -> None:
        now = after.started_at
        assert now is not None
        self._check_approvals(after)
        if hindrance := self.hindrance(after, now):
            self.broken(f"{after.id} of {after.requester} takes its target against {hindrance}")
        if after.due and now < after.due - SKEW:
            self.broken(f"{after.id} starts at {now}, and was asked to at {after.due}")
        queue = self.queues[after.target]
        if after.id not in queue:
            self.broken(f"{after.id} takes its target from outside of the queue")
            return
        overrides = self.seen.get((asyncio.current_task(), after.target), {})
        for name in queue[: queue.index(after.id)]:
            other = self.releases[name]
            if not self.hindrance(other, now, overrides.get(name, other.overrides)):
                self.broken(f"{after.id} goes before {name}, which stands before it, and which nothing holds")

    def hindrance(self, release: Release, now: datetime, overrides: tuple[Override, ...] | None = None) -> str:
        """What holds an approved release at this instant; as plain as can be, and nothing of the bot's own."""
        aside = {(one.barrier, one.about) for one in (release.overrides if overrides is None else overrides)}
        for lock in self.records["locks"].values():
            in_force = _lies_in(release, lock) and (lock.until is None or now < lock.until)
            if in_force and lock.owner != release.requester and (Obstacle.LOCK, lock.id) not in aside:
                return f"the lock of {lock.owner}"
        if release.is_rollback:
            return ""
        for freeze in self.records["freezes"].values():
            in_force = _lies_in(release, freeze) and freeze.start <= now < freeze.end
            if in_force and (Obstacle.FREEZE, freeze.end.isoformat()) not in aside:
                return f"the freeze until {freeze.end}"
        closed = release.environment == "production" and not OPENS <= now.hour < CLOSES
        return f"the window at {now}" if closed and (Obstacle.WINDOW, "") not in aside else ""

    def _check_fence(self, name: str, after: Release, owner: str, fence: str) -> None:
        lease = self.server.redis.hmget(self._key("lease", after.target), "owner", "fence")
        held = tuple((value or b"").decode() for value in lease)
        if after.live and held != (owner, fence):
            self.broken(f"{name} of {after.id} by {owner} {fence}, and {held} drives it")

    def may_start(self, release: Release) -> None:
        """The cloud is asked to start this: is it what was approved, and does it hold its target?"""
        kept = self.releases[release.id]
        if kept.plan.fingerprint != release.plan.fingerprint or not kept.live or kept.deployment is None:
            self.broken(f"{release.id} is started, and it is {kept.status}")
        self._check_approvals(kept)

    # Places

    def _place(self, after: Release, place: str) -> None:
        queue = self.queues[after.target]
        if place != "queued":
            self.queues[after.target] = [name for name in queue if name != after.id]
        elif after.id not in queue:
            later = (at for at, name in enumerate(queue) if self.releases[name].priority > after.priority)
            queue.insert(next(later, len(queue)), after.id)
        self._check_queue(after.target)

    def _moved(self, name: str, place: int) -> None:
        """By priority first; a move changes the order among those of one."""
        release = self.releases[name]
        queue = self.queues[release.target]
        alike = [one for one in queue if self.releases[one].priority == release.priority]
        first = queue.index(alike[0])
        queue.remove(name)
        queue.insert(max(first, min(place - 1, first + len(alike) - 1)), name)
        self._check_queue(release.target)

    def _check_queue(self, target: str) -> None:
        kept = [name.decode() for name in self.server.redis.zrange(self._key("queue", target), 0, -1)]
        if kept != self.queues[target]:
            self.broken(f"the queue of {target} is {kept}, and should be {self.queues[target]}")

    def _check_live(self, target: str) -> None:
        live = [release.id for release in self.releases.values() if release.live and release.target == target]
        kept = self.server.redis.hget(self._key("live"), target)
        if live != ([kept.decode()] if kept else []):
            self.broken(f"{live} are live on {target}, which is held by {kept}")

    def _key(self, *parts: str) -> str:
        return ":".join(("{subaku:T}", *parts))

    # Locks

    def _amended(self, kind: str, args: Sequence[Any]) -> None:
        name, body = args[0], args[2]
        self.note(f"  {kind} {name}: {body!r}")
        self._settle(args[4])
        if kind not in RECORDS:
            return
        before = self.records[kind].get(name)
        if before != (load_record(RECORDS[kind], args[1]) if args[1] else None):
            self.broken(f"{kind} {name} were decided on {args[1]}, and are {before} by now")
        after = self.records[kind][name] = load_record(RECORDS[kind], body) if body else None
        if after is None:
            del self.records[kind][name]
        if isinstance(after, Delegation):
            self.stood_in.add((after.by, after.to))
        for event in self._hear_all(args[3]):
            if isinstance(event, LockNagged):
                self._nagged(event)

    def _nagged(self, event: LockNagged) -> None:
        if event.orphaned:
            self.reported.add((event.lock, event.owner))
        if event.orphaned and event.owner not in self.gone:
            self.broken(f"{event.owner} is told to be gone, and is not")
        if not event.orphaned and (event.lock, event.owner) in self.reported:
            self.broken(f"{event.owner} is told to be back, and is gone")

    def check_locks(self, now: datetime) -> None:
        """After a sweep that nothing disturbed: no lock is past its end, and none of a person who is gone is unseen."""
        for lock in self.records["locks"].values():
            if lock.until is not None and now - LATELY >= lock.until:
                self.broken(f"the lock of {lock.owner} ended at {lock.until}, and is still there")
            if lock.owner in self.gone and (lock.id, lock.owner) not in self.reported:
                self.broken(f"{lock.owner} is gone, and nobody was told that their lock stays")

    def check_waiting(self, now: datetime) -> None:
        """After a calm moment: what waits on a free target is held by something, and says so."""
        for target, queue in self.queues.items():
            live = any(one.live and one.target == target for one in self.releases.values())
            if live or self.server.loop.clock - self.left.get(target, 0.0) <= LATELY.total_seconds():
                continue
            for release in (self.releases[name] for name in queue):
                held = self.hindrance(release, now)
                if not held and not self.hindrance(release, now - LATELY):
                    self.broken(f"{release.id} waits on a free target, and nothing holds it")
                elif held and release.waits_for is None:
                    self.broken(f"{release.id} is held by {held}, and doesn't say so")

    def check_ends(self) -> None:
        """When all the dust has settled."""
        for name, release in self.releases.items():
            if not release.ended:
                self.broken(f"{name} never ends: {release.status}, waits for {release.waits_for}")
            elif self.told[name].forgotten:
                self.broken(f"{name} was approved, and was {release.status} without a start")


def _lies_in(release: Release, held: Lock | MadeFreeze) -> bool:
    service, environment = held.scope.service, held.scope.environment
    return service in (None, release.service) and environment in (None, release.environment)
