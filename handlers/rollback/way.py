"""The way back on a target: from what, to what, how, and what stands in it. Read for a person who decides quickly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.domain import rollback, standing
from bot.domain.around import Around
from bot.domain.asks import Look
from bot.domain.events import AWS
from bot.domain.lock import Lock, against
from bot.domain.release import Release, Revision, Status
from bot.domain.standing import Stood
from bot.engine.queries import HISTORY, Queries, Remains
from bot.errors import DriverError, Refused
from bot.i18n import Markup, mention, who
from handlers.front import Call, Front
from handlers.questions.asked import Asked

log = structlog.get_logger(__name__)

SECONDS = 8.0  # for AWS and the registry: after that the revisions are shown without what is left of them
LONGEST_NAME = 32
_DIGEST = len("sha256:") + 12

Choice = tuple[Stood, Remains]


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where a target can go back to, the nearest first, and what surrounds it."""

    service: str
    environment: str
    around: Around
    history: tuple[Release, ...]
    choices: tuple[Choice, ...]

    @property
    def stands(self) -> Stood | None:
        """What stands there now, as far as the bot brought it."""
        return standing.current(self.history)

    @property
    def leaving(self) -> Revision | None:
        """What is taken away: what is on its way, else what stands there."""
        if self.around.live:
            return self.around.live.revision
        return self.stands.revision if self.stands else None

    def check(self, name: str | None) -> None:
        """Raises `Refused` where there is no such way."""
        live = self.around.live
        if name is None and live and live.status is Status.ROLLING_BACK:
            raise Refused("rolling_back_already", by=(live.deployment and live.deployment.stop_by) or AWS)
        if not (self.choices or self.stops(None)):
            raise Refused("nothing_before", target=self.around.target)
        if name is not None and self.choice(name) is None:
            known = ", ".join(stood.revision.name for stood, _ in self.choices)
            raise Refused("never_stood", revision=name, known=known or "none")

    def choice(self, name: str | None) -> Choice | None:
        """What was asked for by its name or digest; without one the nearest that can be had."""
        if name is None:
            had = self.choices if self.stops(None) else [each for each in self.choices if each[1].possible]
            return next(iter(had or self.choices), None)
        return next((each for each in self.choices if name in (each[0].revision.name, each[0].revision.digest)), None)

    def name(self, stood: Stood) -> str:
        """What the desk finds it by: its name, or the digest where two of them have the same name."""
        same = [each for each, _ in self.choices if each.revision.name == stood.revision.name]
        return stood.revision.name if len(same) < 2 else stood.revision.digest or stood.revision.name

    def stops(self, name: str | None) -> bool:
        """Whether stopping what is live brings that back, which is the quickest way."""
        return rollback.stops(self.around.live, name, self.history)

    def locks(self, asked: Asked) -> list[Lock]:
        """The locks of others, which the person has to go over."""
        return against(self.around.locks, self.around.target, asked.person.id, asked.call.at)


async def look(queries: Queries, service: str, environment: str, *, closely: bool = True) -> WayBack:
    """Read it; `closely`: with what can still be had, which AWS and the registry know.

    Raises `StoreUnavailable`, and `Refused` where the place is gone.
    """
    around = await queries.around(service, environment)
    history = await queries.history(around.target, HISTORY)
    choices = await _closely(queries, service, environment) if closely else None
    if choices is None:
        choices = [(stood, Remains()) for stood in rollback.choices(history, around.live)]
    return WayBack(service, environment, around, tuple(history), tuple(choices))


async def asked_by(front: Front, call: Call) -> Asked:
    """Who asks, in their language."""
    person = await front.who(call)
    return Asked(front, call, Look("status"), front.voice(call), person)


def lines(asked: Asked, way: WayBack, name: str | None) -> list[str]:
    """The preview: from what to what, whose that was, how, what is left of it, and what stands in the way."""
    chosen = way.choice(name)
    told = [_title(asked, way, chosen), *_whose(asked, chosen), *_skipped(asked, way, chosen), _how(asked, way, name)]
    if chosen and not way.stops(name):
        told.append(asked.say("rollback-remains", remains=remains(asked, chosen[1])))
        told.append(_approval(asked, way.environment))
    return [*told, *(_locked(asked, lock) for lock in way.locks(asked))]


def remains(asked: Asked, left: Remains) -> str:
    """What can still be had of a revision, in a few words that are no markup."""
    say = asked.say
    parts = [
        say.plain(f"rollback-image-{_told(left.image)}"),
        say.plain(f"rollback-definition-{_told(left.definition)}"),
    ]
    return " · ".join([say.plain("rollback-running"), *parts] if left.running else parts)


def shortened(revision: Revision) -> str:
    """A revision's name, short enough to compare."""
    name = revision.name
    return name[:_DIGEST] if name.startswith("sha256:") else name[:LONGEST_NAME]


async def _closely(queries: Queries, service: str, environment: str) -> list[Choice] | None:
    """None when nobody could be asked in time."""
    try:
        async with asyncio.timeout(SECONDS):
            return await queries.past(service, environment)
    except (DriverError, TimeoutError) as error:
        log.warning("remains_unknown", target=f"{service}/{environment}", error=type(error).__name__)
        return None


def _title(asked: Asked, way: WayBack, chosen: Choice | None) -> str:
    leaving, facts = way.leaving, {"service": way.service, "environment": way.environment}
    if chosen is None:
        return asked.say("rollback-title-before", revision=shortened(leaving) if leaving else "", **facts)
    if leaving is None:
        return asked.say("rollback-title-to", revision=shortened(chosen[0].revision), **facts)
    return asked.say("rollback-title", leaving=shortened(leaving), revision=shortened(chosen[0].revision), **facts)


def _whose(asked: Asked, chosen: Choice | None) -> Iterable[str]:
    if chosen is None:
        return
    stood = chosen[0]
    if stood.release and stood.since:
        by, since = who(asked.say, stood.release.requester), asked.moment(stood.since)
        yield asked.say("rollback-brought", by=by, since=since)
    else:
        yield asked.say("rollback-brought-unknown")


def _skipped(asked: Asked, way: WayBack, chosen: Choice | None) -> Iterable[str]:
    """What would be nearer, and can't be had any more."""
    nearest = next(iter(way.choices), None)
    if chosen and nearest and nearest != chosen and not nearest[1].possible:
        yield asked.say("rollback-skipped", revision=shortened(nearest[0].revision))


def _how(asked: Asked, way: WayBack, name: str | None) -> str:
    live = way.around.live
    if way.stops(name):
        return asked.say("rollback-how-stop")
    if live:
        by, revision = who(asked.say, live.requester), shortened(live.revision)
        return asked.say("rollback-how-stop-first", revision=revision, by=by)
    return asked.say("rollback-how-deploy")


def _approval(asked: Asked, environment: str) -> str:
    rule = asked.catalogue.environments[environment].approval
    if rule and rule.rollback and rule.required:
        return asked.say("rollback-needs-approval", count=rule.required)
    return asked.say("rollback-needs-none")


def _locked(asked: Asked, lock: Lock) -> str:
    where, reason = Markup(asked.where(lock.scope)), lock.reason or "none"
    return asked.say("rollback-locked", by=mention(lock.owner), where=where, reason=reason)


def _told(there: bool | None) -> str:
    return {True: "there", False: "gone", None: "unknown"}[there]
