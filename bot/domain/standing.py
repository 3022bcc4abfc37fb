"""What stood on a target, when, and for how long: read from what ended there. Pure.

A history is the releases that ended on a target, the newest first. What stands is the newest that succeeded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.release import Release, Revision, Status


@dataclass(frozen=True, slots=True)
class Stood:
    """A revision on a target: since when, until when (None: it stands now), and the release that brought it.

    `release` is None for what stood there before the first one that we know.
    """

    revision: Revision
    since: datetime | None
    until: datetime | None
    release: Release | None = None


def spans(history: Sequence[Release]) -> list[Stood]:
    """All that stood there, the newest first."""
    came = [one for one in history if one.status is Status.SUCCEEDED and one.ended_at]
    ends: list[datetime | None] = [None, *(one.ended_at for one in came)]
    found = [Stood(one.revision, one.ended_at, end, one) for one, end in zip(came, ends, strict=False)]
    if came and came[-1].plan.live:
        found.append(Stood(Revision(came[-1].plan.live), None, came[-1].ended_at))
    return found


def current(history: Sequence[Release]) -> Stood | None:
    """What stands there now, as far as we brought it."""
    return next(iter(spans(history)), None)


def past(history: Sequence[Release], most: int = 10) -> list[Stood]:
    """What one can go back to: each revision once, without the one that stands now."""
    stood = spans(history)
    found: dict[str, Stood] = {}
    for one in stood[1:]:
        found.setdefault(_identity(one.revision), one)
    if stood:
        found.pop(_identity(stood[0].revision), None)
    return list(found.values())[:most]


def soaked(history: Sequence[Release], revision: Revision, now: datetime) -> timedelta | None:
    """The longest that this revision has stood there in one go; None when it never did."""
    stood = [one for one in spans(history) if one.since and is_same(one.revision, revision)]
    return max(((one.until or now) - one.since for one in stood if one.since), default=None)


def is_same(one: Revision, other: Revision) -> bool:
    """The same digest, else the same commit, else the same name where neither is known."""
    if one.digest and other.digest and one.digest == other.digest:
        return True
    if one.commit and other.commit:
        return one.commit == other.commit
    if one.digest and other.digest:
        return False
    return one.name == other.name


def _identity(revision: Revision) -> str:
    return revision.digest or revision.name
