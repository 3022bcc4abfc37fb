"""What one person's home shows, read at one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.approval import approve
from bot.domain.approvers import Delegation, Preferences
from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.people import Person, may_answer_hold
from bot.domain.release import Release, Status
from bot.errors import Refused
from handlers.questions.asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """All that is under way and closed, and what this person has set."""

    releases: tuple[Release, ...]
    locks: tuple[Lock, ...]
    freezes: tuple[MadeFreeze, ...]
    absences: tuple[Delegation, ...]
    preferences: Preferences
    absent: tuple[Person, ...] = ()  # in whose place this person approves

    @property
    def live(self) -> list[Release]:
        """What runs, the oldest first."""
        return [release for release in self.releases if release.live]

    def waiting(self, asked: Asked) -> list[Release]:
        """What this person can decide: approvals, holds, their own schedules that were missed."""
        return [release for release in self.releases if self._waits(asked, release)]

    def mine(self, asked: Asked) -> list[Release]:
        """What this person asked for, and what doesn't wait for them."""
        waiting = {release.id for release in self.waiting(asked)}
        return [one for one in self.releases if one.requester == asked.person.id and one.id not in waiting]

    def away(self, user: str) -> Delegation | None:
        """Who approves in this person's place."""
        return next((one for one in self.absences if one.by == user), None)

    def _waits(self, asked: Asked, release: Release) -> bool:
        if release.environment not in asked.catalogue.environments:
            return False
        if release.missed and release.requester == asked.person.id:
            return True
        if release.status is Status.REQUESTED:
            return _may_decide(release, asked.person, self.absent, asked.call.at)
        return _is_held(release) and may_answer_hold(asked.person, release, asked.catalogue)


async def see(asked: Asked) -> Sight:
    """Read all of it. Raises `StoreUnavailable`."""
    queries = asked.front.queries
    releases, locks, freezes, absences, preferences = await asyncio.gather(
        queries.open(), queries.locks(), queries.freezes(), queries.absences(), queries.preferences(asked.person.id)
    )
    absent = [asked.front.people.cached(one.by) for one in absences if one.to == asked.person.id]
    return Sight(
        releases=tuple(releases),
        locks=tuple(locks),
        freezes=tuple(freezes),
        absences=tuple(absences),
        preferences=preferences,
        absent=tuple(person for person in absent if person),
    )


def _may_decide(release: Release, person: Person, absent: Sequence[Person], now: datetime) -> bool:
    """Whether the desk would take this person's approval."""
    try:
        approve(release, person, release.plan.fingerprint, now, absent)
    except Refused:
        return False
    return True


def _is_held(release: Release) -> bool:
    hold, deployment = release.hold, release.deployment
    return (
        release.status is Status.HOLDING
        and hold is not None
        and not hold.verdict
        and not (deployment and deployment.stop_by)
    )
