"""`freezes`: when nothing is deployed, by the catalogue or because somebody said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue, Freeze
from bot.domain.people import is_admin
from bot.domain.scope import Scope
from bot.i18n import mention
from handlers.blocks import fitted, section
from handlers.questions.asked import Asked, Page, typed


@dataclass(frozen=True, slots=True)
class Frozen:
    """A freeze, on what, and who made it; nobody where the catalogue says so."""

    scope: Scope
    rule: Freeze
    by: str = ""


async def tell(asked: Asked) -> Page:
    """Those in force and to come."""
    say, frozen = asked.say, await found(asked)
    if not frozen:
        return Page(say("freezes-none", where=asked.where(asked.scope)))
    text = say("freezes-title", where=asked.where(asked.scope))
    lines = [section("\n".join([line(asked, one), *_way(asked, one)])) for one in frozen]
    return Page(text, fitted([section(text), *lines], say("answer-more")))


async def found(asked: Asked) -> list[Frozen]:
    """What isn't over yet and lies on some of what was asked about, the next one first."""
    made = [Frozen(one.scope, one.rule, one.by) for one in await asked.front.queries.freezes()]
    every = [*made, *_written(asked.catalogue)]
    lies = [one for one in every if asked.call.at < one.rule.end and asked.concerns(one.scope)]
    return sorted(lies, key=lambda one: one.rule.start)


def line(asked: Asked, one: Frozen) -> str:
    """On what, from when until when, why, and by whom."""
    return asked.say(
        "freezes-line",
        where=asked.where(one.scope),
        start=asked.moment(one.rule.start),
        end=asked.moment(one.rule.end),
        reason=one.rule.reason or "none",
        by=mention(one.by) if one.by else "none",
    )


def _way(asked: Asked, one: Frozen) -> list[str]:
    """How an admin ends what a person made; what is written in the catalogue ends there."""
    if not (one.by and is_admin(asked.person, asked.catalogue)):
        return []
    return [asked.say("freezes-lift", scope=typed(one.scope))]


def _written(catalogue: Catalogue) -> Iterator[Frozen]:
    for environment in catalogue.environments.values():
        yield from (Frozen(Scope(None, environment.name), freeze) for freeze in environment.freezes)
    for service in catalogue.services.values():
        for target in service.targets.values():
            yield from (Frozen(Scope.of(target.key), freeze) for freeze in target.freezes)
