"""`diff`: what exactly a release would change. Nothing is written: it is a dry run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.domain.scope import Scope
from bot.engine.queries import Difference, Plan
from bot.errors import DriverError, Refused, RegistryUnavailable, RevisionNotFound
from bot.i18n import Markup, code, refusal
from handlers.blocks import Block, context, fitted, section
from handlers.questions.asked import Asked, Page

MOST = 5  # releases in one answer
MOST_LINES = 25  # of a release
LONGEST = 160  # characters of a value

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What would be released where, and what it is called."""

    scope: Scope
    revision: str
    name: str


async def tell(asked: Asked) -> Page:
    """For the revision that was named, else for what waits there."""
    wanted = await _wanted(asked)
    if not wanted:
        return Page(asked.say("diff-nothing", where=asked.where(asked.scope)))
    told = await asyncio.gather(*(_one(asked, one) for one in wanted[:MOST]))
    blocks = [block for found in told for block in found]
    text = asked.say("diff-title")
    return Page(text, fitted([section(text), *blocks, context(asked.say("diff-dry"))], asked.say("answer-more")))


async def _wanted(asked: Asked) -> list[_Wanted]:
    look = asked.look
    if look.release:
        release = await asked.front.queries.release(look.release)
        if release is None:
            raise Refused("release_gone")
        place = Scope(release.service, release.environment)
        return [_Wanted(place, release.revision.digest or release.revision.name, release.revision.name)]
    targets = [Scope.of(target) for target in asked.front.queries.targets(asked.scope)]
    if look.revision:
        return [_Wanted(target, look.revision, look.revision) for target in targets]
    waiting = [one for one in await asked.open() if not one.live]
    return [
        _Wanted(Scope(one.service, one.environment), one.revision.digest or one.revision.name, one.revision.name)
        for one in waiting
    ]


async def _one(asked: Asked, wanted: _Wanted) -> list[Block]:
    service, environment = wanted.scope.service or "", wanted.scope.environment or ""
    head = asked.say("diff-of", where=asked.where(wanted.scope), revision=wanted.name)
    try:
        plan, found = await asked.front.queries.difference(service, environment, wanted.revision)
    except (DriverError, Refused, TimeoutError) as err:
        return [section(head), context(_trouble(asked, service, wanted, err))]
    return [section("\n".join([head, *_lines(asked, plan, found)]))]


def _lines(asked: Asked, plan: Plan, found: Sequence[Difference]) -> list[str]:
    if not found:
        return [asked.say("diff-none", live=plan.live or "none")]
    lines = [asked.say("diff-line", path=code(one.path, 80), change=_change(one)) for one in found[:MOST_LINES]]
    return lines if len(found) <= MOST_LINES else [*lines, asked.say("answer-more")]


def _change(one: Difference) -> Markup:
    return Markup(" → ".join(str(code(value, LONGEST)) if value else "–" for value in (one.before, one.after)))


def _trouble(asked: Asked, service: str, wanted: _Wanted, err: Exception) -> str:
    log.info("not_compared", service=service, error=str(err))
    match err:
        case RevisionNotFound():
            facts = {"service": service, "revision": wanted.name, "nearest": ", ".join(err.nearest) or "none"}
            return refusal(asked.say, "revision_not_found", facts)
        case Refused():
            return refusal(asked.say, err.code, err.facts)
        case RegistryUnavailable() | TimeoutError():
            return asked.say("diff-unavailable", error=code(str(err) or "timeout", LONGEST))
    return asked.say("diff-failed", error=code(str(err), LONGEST))
