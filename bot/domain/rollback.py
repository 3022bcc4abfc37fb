"""The way back on a target: who may take it, where it may lead, and whether stopping what is live is it. Pure.

A history is the releases that ended on a target, the newest first.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import standing
from bot.domain.catalogue import Catalogue
from bot.domain.people import Person, approves_in, is_deployer
from bot.domain.release import Release, Revision, Status
from bot.domain.standing import Stood


def may_roll_back(person: Person, environment: str | None, catalogue: Catalogue) -> bool:
    """Deployers, and the approvers of the environment; while it isn't known, those of any."""
    places = catalogue.environments if environment is None else (environment,)
    return is_deployer(person, catalogue) or any(approves_in(person, place, catalogue) for place in places)


def choices(history: Sequence[Release], live: Release | None) -> list[Stood]:
    """What one can go back to: what stood there, and what stands there while something else is on its way."""
    found = [*standing.spans(history)[:1], *standing.past(history)] if live else standing.past(history)
    if live and not found and live.plan.live:
        found = [Stood(Revision(live.plan.live), None, None)]
    return found


def stops(live: Release | None, wanted: str | None, history: Sequence[Release]) -> bool:
    """Whether stopping what is live brings back what is wanted, which is the quickest way."""
    if live is None or live.status is Status.ROLLING_BACK:
        return False
    stands = standing.current(history)
    return wanted in (None, stands.revision.name if stands else live.plan.live)
