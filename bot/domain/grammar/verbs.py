"""The forms with a verb first: one short function each, in one table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.asks import (
    Ask,
    Back,
    Cancel,
    Freeze,
    Lock,
    Look,
    Move,
    Out,
    Promote,
    Question,
    Reload,
    Reschedule,
    Retry,
    Steal,
    Thaw,
    Unlock,
)
from bot.domain.grammar import rollback, times
from bot.domain.grammar.names import Names, scope_of, sort
from bot.domain.grammar.words import Misread, is_revision, misread
from bot.domain.scope import Scope

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_MOST_DIGITS = 4  # of a place in a queue


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb, what stands behind it, and where and when it was said."""

    verb: str
    words: tuple[str, ...]
    reason: str
    names: Names
    channel: str
    now: datetime

    @property
    def zone(self) -> str:
        """Where the clocks that people mean hang."""
        return self.names.catalogue.workspace.timezone

    @property
    def first(self) -> str:
        """The word behind the verb, unless something is called so."""
        word = self.words[0] if self.words else ""
        return "" if self.names.known(word) else word.casefold()

    def behind_first(self, verb: str) -> Phrase:
        """The phrase of a verb of two words."""
        return replace(self, verb=verb, words=self.words[1:])


def _look(question: Question) -> Callable[[Phrase], Ask]:
    def read(phrase: Phrase) -> Look:
        found = sort(phrase.words, phrase.names)
        return Look(question, scope_of(found, phrase.names), found.release)

    return read


def _diff(phrase: Phrase) -> Ask:
    """Of a release, of what waits somewhere, or of a revision that nobody has asked for yet."""
    found = sort(phrase.words, phrase.names)
    revision = found.rest[0] if found.service and len(found.rest) == 1 and is_revision(found.rest[0]) else None
    named = replace(found, rest=()) if revision else found
    return Look("diff", scope_of(named, phrase.names), found.release, revision)


def _help(_: Phrase) -> Look:
    return Look("help")


def _lock(phrase: Phrase) -> Ask:
    if not phrase.words and not phrase.reason:
        return Look("locks")
    scope, parts = _timed(phrase, "for", "until")
    return Lock(scope, _end(phrase, parts, phrase.now), phrase.reason)


def _unlock(phrase: Phrase) -> Ask:
    return Unlock(_scope(phrase), phrase.reason)


def _steal(phrase: Phrase) -> Ask:
    return Steal(_scope(phrase), _reason(phrase))


def _freeze(phrase: Phrase) -> Ask:
    if not phrase.words and not phrase.reason:
        return Look("freezes")
    if phrase.first in ("lift", "end"):
        return Thaw(_scope(replace(phrase, words=phrase.words[1:])))
    scope, parts = _timed(phrase, "from", "for", "until")
    start = times.first_of(parts["from"], phrase.now, phrase.zone) if "from" in parts else None
    end = _end(phrase, parts, start or phrase.now)
    if end is None:
        raise Misread("end_missing", verb="freeze")
    return Freeze(scope, end, start, _reason(phrase))


def _roll_back(phrase: Phrase) -> Ask:
    return rollback.read(phrase.words, phrase.names, phrase.channel)


def _promote(phrase: Phrase) -> Ask:
    scope = _scope(phrase)
    if scope.service is None:
        raise Misread("scope_missing", verb="promote")
    return Promote(scope.service, scope.environment)


def _retry(phrase: Phrase) -> Ask:
    found = sort(phrase.words, phrase.names)
    return Retry(found.release, scope_of(found, phrase.names))


def _cancel(phrase: Phrase) -> Ask:
    found = sort(phrase.words, phrase.names)
    return Cancel(found.release, scope_of(found, phrase.names))


def _queue(phrase: Phrase) -> Ask:
    if phrase.first != "move":
        return _look("queue")(phrase)
    release, rest = _release(phrase.behind_first("queue move"))
    place = next((word for word in rest if word.casefold() != "to"), "")
    if not (place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS and int(place)):
        raise misread("bad_place", place=place)
    return Move(release, int(place))


def _schedule(phrase: Phrase) -> Ask:
    if phrase.first == "cancel":
        return Cancel(_release(phrase.behind_first("schedule cancel"))[0])
    if phrase.first != "move":
        return _look("schedule")(phrase)
    release, rest = _release(phrase.behind_first("schedule move"))
    time = rest[1:] if rest and rest[0].casefold() in ("to", "at") else rest
    return Reschedule(release, times.start_of(time, phrase.now, phrase.zone))


def _out(phrase: Phrase) -> Ask:
    if not phrase.words:
        return Look("out")
    if phrase.first in ("off", "back"):
        return Back()
    parts = times.split(phrase.words, ("for", "until"))
    word = next(iter(parts[""]), "")
    person = _PERSON.fullmatch(word)
    if person is None:
        raise misread("bad_person", person=word)
    end = _end(phrase, parts, phrase.now)
    if end is None:
        raise Misread("end_missing", verb="out")
    return Out(person[1], end)


def _reload(_: Phrase) -> Ask:
    return Reload()


def _scope(phrase: Phrase) -> Scope:
    return _timed(phrase)[0]


def _timed(phrase: Phrase, *keywords: str) -> tuple[Scope, dict[str, list[str]]]:
    """What was named, and the words behind each keyword; Misread where nothing was: everything must be asked for."""
    found = sort(phrase.words, phrase.names)
    parts = times.split(found.rest, keywords)
    scope = scope_of(replace(found, rest=tuple(parts[""])), phrase.names)
    if not found.named:
        raise Misread("scope_missing", verb=phrase.verb)
    return scope, parts


def _end(phrase: Phrase, parts: Mapping[str, Sequence[str]], start: datetime) -> datetime | None:
    said = [parts[word] for word in ("for", "until") if word in parts]
    if len(said) > 1:
        raise misread("bad_time", time=" ".join(phrase.words))
    return times.end_of(said[0], start, phrase.zone) if said else None


def _reason(phrase: Phrase) -> str:
    if not phrase.reason:
        raise Misread("reason_missing", verb=phrase.verb)
    return phrase.reason


def _release(phrase: Phrase) -> tuple[str, tuple[str, ...]]:
    """The release that was named, and the other words."""
    found = sort(phrase.words, phrase.names)
    if found.release is None:
        raise Misread("release_missing", verb=phrase.verb)
    return found.release, found.rest


READERS: Mapping[str, Callable[[Phrase], Ask]] = {
    "status": _look("status"),
    "queue": _queue,
    "why": _look("why"),
    "who": _look("who"),
    "lock": _lock,
    "unlock": _unlock,
    "steal": _steal,
    "windows": _look("windows"),
    "freeze": _freeze,
    "schedule": _schedule,
    "history": _look("history"),
    "diff": _diff,
    "promote": _promote,
    "rollback": _roll_back,
    "retry": _retry,
    "cancel": _cancel,
    "out": _out,
    "reload": _reload,
    "report": _look("report"),
    "help": _help,
}
ALIASES = {"locks": _look("locks"), "freezes": _look("freezes")}  # where no service is called so
