"""`[SERVICE] [ENVIRONMENT] [[to] REVISION]`: what to go back to; a form asks for what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.asks import RollBack
from bot.domain.grammar import times
from bot.domain.grammar.names import Names, refuse_unknown, sort
from bot.domain.grammar.words import misread, revision_of
from bot.domain.likeness import nearest


def read(words: Sequence[str], names: Names, channel: str) -> RollBack:
    """What stands behind the verb, or behind `/rollback`; Misread."""
    found = sort(words, names, names_alone=True)
    service, environment = found.service, found.environment
    revision = _revision(found.rest, service, names)
    if service:
        names.stands_in(service, environment)
        environment = environment or names.default_for(service, channel)
    return RollBack(service, environment, revision)


def _revision(rest: Sequence[str], service: str | None, names: Names) -> str | None:
    """The word behind `to`; without `to` the only word left beside a service, if it isn't a mistyped environment."""
    parts = times.split(rest, ("to",))
    before, behind = parts[""], parts.get("to")
    if behind is not None:
        refuse_unknown(before + behind[1:], names)
        if not behind:
            raise misread("bad_revision", revision="to")
        return revision_of(behind[0])
    if service is None or len(before) > 1:
        refuse_unknown(before, names)
    for word in before:
        if service and nearest(word, names.catalogue.environments) and not any(map(str.isdigit, word)):
            raise names.elsewhere(service, word)
        return revision_of(word)
    return None
