"""When deploying is allowed: weekly windows, less the freezes. Pure: instants in and out are aware, in UTC.

All times are half open, `[start, end)`. A wall time that is skipped when clocks go forward moves forward by as much
(02:30 becomes 03:30); one that comes twice when they go back is its first. Both ends of a window follow that, so two
windows that touch on other nights touch on those as well. In autumn 01:00-03:00 is open for three hours, and what ends
at 01:30 ends at the first one. In spring 02:30-03:00 would end before it begins, and is left out that night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue, Freeze, Target, Weekday, Window

WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_NEAR = timedelta(days=16)  # two weeks, in case clocks that change leave a weekly window out once
_FAR = timedelta(days=400)  # whatever is open for longer than a year is taken for open without end


@dataclass(frozen=True, slots=True)
class Opening:
    """A time in which deploying is allowed, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """What a target's calendar is made of; without windows it is always open. `zone` is the workspace's."""

    windows: tuple[Window, ...]
    freezes: tuple[Freeze, ...]
    zone: str


ALWAYS = Opening(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def rules_of(catalogue: Catalogue, target: Target, more: Iterable[Freeze] = ()) -> Rules:
    """The rules of a target: its own windows or the environment's; all freezes, and `more` that people made."""
    environment = catalogue.environments[target.environment]
    windows = environment.windows if target.windows is None else target.windows
    freezes = (*environment.freezes, *target.freezes, *more)
    return Rules(windows, freezes, catalogue.workspace.timezone)


def instant(day: date, clock: time, zone: str) -> datetime:
    """The instant at which clocks of a zone show a wall time, in UTC."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def openings(rules: Rules, start: datetime, end: datetime) -> list[Opening]:
    """Every time between two instants in which deploying is allowed, in order; none touches another."""
    whole = _merged(_windows(rules, start, end)) if start < end else []
    found = [Opening(max(each.start, start), min(each.end, end)) for each in whole]
    for freeze in rules.freezes:
        found = [piece for opening in found for piece in _without(opening, freeze)]
    return found


def is_open(rules: Rules, now: datetime) -> bool:
    """Whether now lies in a window and in no freeze."""
    return bool(openings(rules, now, now + timedelta.resolution))


def next_open(rules: Rules, now: datetime, limit: timedelta = _FAR) -> datetime | None:
    """The first instant from now on at which it is open; None when there is none within the limit."""
    for reach in (min(_NEAR, limit), limit):
        if found := openings(rules, now, now + reach):
            return found[0].start
    return None


def open_window(rules: Rules, now: datetime) -> Opening | None:
    """The window that now lies in, as one with those that touch it, whatever is frozen; `ALWAYS` if it has no end."""
    for reach in (_NEAR, _FAR):
        whole = _merged(_windows(rules, now - reach, now + reach))
        found = next((each for each in whole if each.start <= now < each.end), None)
        if found is None or (now - reach < found.start and found.end < now + reach):
            return found
    return ALWAYS


def freezes_at(rules: Rules, now: datetime) -> list[Freeze]:
    """The freezes in force, the one that ends last before the others."""
    in_force = [freeze for freeze in rules.freezes if freeze.start <= now < freeze.end]
    return sorted(in_force, key=lambda freeze: freeze.end.astimezone(UTC), reverse=True)


def frozen_by(rules: Rules, now: datetime) -> Freeze | None:
    """The freeze in force that ends last."""
    return next(iter(freezes_at(rules, now)), None)


def _windows(rules: Rules, start: datetime, end: datetime) -> Iterator[Opening]:
    """Each time that a window has in a stretch, whole, in no order."""
    if not rules.windows:
        yield ALWAYS
    for window in rules.windows:
        zone = window.timezone or rules.zone
        for day in _days(start.astimezone(ZoneInfo(zone)).date(), end.astimezone(ZoneInfo(zone)).date()):
            if WEEK[day.weekday()] not in window.days:
                continue
            opening = _on(day, window, zone)
            if max(opening.start, start) < min(opening.end, end):
                yield opening


def _days(first: date, last: date) -> Iterator[date]:
    """The days on which a window may begin that meets these: some last beyond midnight, and clocks move."""
    day = first - 2 * _DAY
    while day <= last + _DAY:
        yield day
        day += _DAY


def _on(day: date, window: Window, zone: str) -> Opening:
    last = day if window.start < window.end else day + _DAY
    return Opening(instant(day, window.start, zone), instant(last, window.end, zone))


def _merged(openings: Iterable[Opening]) -> list[Opening]:
    """What overlaps or touches becomes one."""
    merged: list[Opening] = []
    for opening in sorted(openings, key=attrgetter("start")):
        if merged and opening.start <= merged[-1].end:
            merged[-1] = Opening(merged[-1].start, max(merged[-1].end, opening.end))
        else:
            merged.append(opening)
    return merged


def _without(opening: Opening, freeze: Freeze) -> Iterator[Opening]:
    """What a freeze leaves of an opening: all, a piece before, a piece after, both or nothing."""
    start, end = freeze.start.astimezone(UTC), freeze.end.astimezone(UTC)
    if max(opening.start, start) >= min(opening.end, end):
        yield opening
        return
    if opening.start < start:
        yield Opening(opening.start, start)
    if end < opening.end:
        yield Opening(end, opening.end)
