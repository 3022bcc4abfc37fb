"""`SERVICE|TRAIN [REVISION] [ENVIRONMENT] [at TIME | in the next window] [hotfix because REASON]`, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.asks import Ambiguous, Deploy
from bot.domain.grammar import times
from bot.domain.grammar.names import Names, Sorted, sort
from bot.domain.grammar.words import VERBS, Line, Misread, quoted, revision_of
from bot.domain.likeness import distance, nearest

_LOOKED_AT = 3  # words that are compared with all names: each costs time before the ack


def read(line: Line, names: Names, channel: str, now: datetime) -> Deploy | Ambiguous:
    """What is to be put where, or as much of it as was said; Misread."""
    words, hotfix = _urgent(line)
    found = sort(words, names, names_alone=True, trains=True)
    if words and words[0] in found.rest:
        _not_a_verb(words[0])
    when, rest = times.taken_out(found.rest, now, names.catalogue.workspace.timezone)
    if not found.services:
        _without_service(rest, names)
    revisions = [revision_of(word) for word in rest]
    said = _said(found, revisions, names, channel)
    if said.service and said.environment and said.revision and (hotfix or not line.reason):
        return Deploy(said.service, said.environment, said.revision, when, hotfix)
    return Ambiguous(said.service, said.environment, said.revision, when, hotfix)


def _urgent(line: Line) -> tuple[list[str], str]:
    """The words without `hotfix`, and its reason."""
    words = [word for word in line.words if word.casefold() != "hotfix"]
    if len(words) == len(line.words):
        return words, ""
    if not line.reason:
        raise Misread("reason_missing", verb="hotfix")
    return words, line.reason


def _said(found: Sorted, revisions: Sequence[str], names: Names, channel: str) -> Ambiguous:
    """What was named once; where only an environment is missing, the one that is meant here."""
    services, environments = found.services, found.environments
    if len(services) == 1 and len(environments) == 1:
        names.stands_in(services[0], environments[0])
    if len(services) != 1 or len(environments) > 1 or len(revisions) > 2:
        return Ambiguous(_only(services), _only(environments), _only(revisions))
    service = services[0]
    if len(revisions) < 2:
        environment = _only(environments) or names.default_for(service, channel)
        return Ambiguous(service, environment, _only(revisions))
    if not environments:  # of two words that could be a revision, the last one was meant as an environment
        raise names.elsewhere(service, revisions[1])
    return Ambiguous(service, environments[0])


def _without_service(rest: Sequence[str], names: Names) -> None:
    """Misread where a word can only have been meant as a service, a train or a verb."""
    for word in rest[:_LOOKED_AT]:
        if like := names.like_service(word):
            raise Misread("service_unknown", service=quoted(word), nearest=like)
    for word in rest[:1]:
        if verb := nearest(word, VERBS):
            raise Misread("unknown_verb", verb=quoted(word), nearest=verb)
        raise Misread("service_unknown", service=quoted(word), nearest="")


def _not_a_verb(word: str) -> None:
    """Misread where the first word is a verb with one mistake in it: it would be taken for a revision."""
    folded = word.casefold()
    if len(folded) < 4 or any(map(str.isdigit, folded)):
        return
    for verb in ("deploy", *VERBS):
        if len(verb) > 3 and abs(len(verb) - len(word)) < 2 and distance(folded, verb, 1) == 1:
            raise Misread("unknown_verb", verb=quoted(word), nearest=verb)


def _only(names: Sequence[str]) -> str | None:
    return names[0] if len(names) == 1 else None
