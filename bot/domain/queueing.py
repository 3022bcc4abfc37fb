"""When a waiting release may start, told from how long earlier ones took on its target. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.release import Release, Status

STEP = 300  # seconds


@dataclass(frozen=True, slots=True)
class Typical:
    """How long a release takes on a target: half of them at most `p50`, nine of ten at most `p90`."""

    p50: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True)
class Expected:
    """A place in the queue (from 1), and between when and when it starts."""

    place: int
    likely: datetime
    latest: datetime

    @property
    def rounded(self) -> Expected:
        """On the next five minutes, as people are told: it is no promise, and need not change by the minute."""
        return Expected(self.place, _up(self.likely), _up(self.latest))


def typical(history: Sequence[Release]) -> Typical | None:
    """From what succeeded there; None before there is anything to go by."""
    took = sorted(
        one.ended_at - one.started_at
        for one in history
        if one.status is Status.SUCCEEDED and one.started_at and one.ended_at
    )
    return Typical(_rank(took, 0.5), _rank(took, 0.9)) if took else None


def expected(place: int, live: Release | None, usual: Typical, now: datetime) -> Expected:
    """The rest of what is live, and all that stands before, one after the other."""
    likely = now + _rest(live, usual.p50, now) + (place - 1) * usual.p50
    latest = now + _rest(live, usual.p90, now) + (place - 1) * usual.p90
    return Expected(place, likely, max(likely, latest))


def remaining(live: Release, usual: Typical, now: datetime) -> timedelta | None:
    """What is left of a live release; None when it takes longer than it should."""
    rest = _rest(live, usual.p50, now) or _rest(live, usual.p90, now)
    return rest or None


def _rest(live: Release | None, took: timedelta, now: datetime) -> timedelta:
    if live is None or live.started_at is None:
        return timedelta(0)
    return max(timedelta(0), took - (now - live.started_at))


def _up(at: datetime) -> datetime:
    return datetime.fromtimestamp(-(-at.timestamp() // STEP) * STEP, at.tzinfo)


def _rank(took: Sequence[timedelta], share: float) -> timedelta:
    """The nearest rank: the smallest that `share` of them don't exceed."""
    return took[max(0, -int(-share * len(took) // 1) - 1)]
