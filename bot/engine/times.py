"""When a release may start, by the windows of its target."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import calendar, hindrances
from bot.domain.around import Around
from bot.domain.catalogue import Catalogue
from bot.errors import Refused

HORIZON = timedelta(days=400)


def next_window(service: str, environment: str, around: Around, catalogue: Catalogue, now: datetime) -> datetime:
    """The next opening that begins after now. Raises `Refused` where there are no windows, or none any more."""
    target = catalogue.target(service, environment)
    if target is None:
        raise Refused("catalogue_changed", target=f"{service}/{environment}")
    rules = calendar.rules_of(catalogue, target, hindrances.made_freezes(around, target.key, now))
    if not rules.windows:
        raise Refused("no_windows", target=target.key)
    found = (one.start for one in calendar.openings(rules, now, now + HORIZON) if one.start > now)
    start: datetime | None = next(found, None)
    if start is None:
        raise Refused("no_windows", target=target.key)
    return start
