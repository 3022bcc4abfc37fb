"""What time does to a release that waits: reminders, ends, schedules. Pure; whoever calls it first does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import approval
from bot.domain.catalogue import ApprovalRule
from bot.domain.events import SUBAKU, ReleaseExpired, ScheduleMissed
from bot.domain.lifecycle import Decision, ended, ready
from bot.domain.release import MISSED_LIFE, Release, Status

GRACE = timedelta(minutes=10)  # a schedule that fires later than this was missed


def tick(release: Release, rule: ApprovalRule | None, now: datetime) -> Decision | None:
    """What is due now, one thing at a time; None when nothing is."""
    return (
        approval.expire(release, now)
        or approval.remind(release, now)
        or approval.lapse(release, rule, now)
        or _fire(release, now)
    )


def _fire(release: Release, now: datetime) -> Decision | None:
    """Start at the time; say so when that time was missed; and give up when nobody cared for a day."""
    if release.status is not Status.SCHEDULED or release.due is None or now < release.due:
        return None
    if now - release.due <= GRACE and not release.missed:
        return ready(release, now, SUBAKU)
    if not release.missed:
        return release.changed(missed=True), (ScheduleMissed(release=release.id, at=now, due=release.due),)
    if now < release.due + MISSED_LIFE:
        return None
    return ended(release, Status.EXPIRED, now), (ReleaseExpired(release=release.id, at=now),)
