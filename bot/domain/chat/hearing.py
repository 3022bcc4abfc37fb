"""What was heard in a sentence before anybody asks what it is about: names, a time, a length, a reason, the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import when
from bot.domain.asks import SOON, When
from bot.domain.catalogue import Catalogue
from bot.domain.chat.languages import plain
from bot.domain.chat.lexicon import Lexicon, any_of, without
from bot.domain.chat.spotting import MARK, Kind, Spot, Vocabulary, names_in, revisions_in, strangers_in
from bot.domain.chat.spotting import without as unspotted
from bot.domain.grammar.names import default_environment
from bot.domain.grammar.times import whole_minute
from bot.domain.grammar.words import reason_of
from bot.domain.scope import Scope

_BECAUSE = re.compile(r"\bbecause\b", re.IGNORECASE)
_HOTFIX = re.compile("hotfix|핫픽스|ホットフィックス", re.IGNORECASE)
_CLOCK = re.compile(r"\d ?(?::\d\d|시|時)|\d{4}-\d\d-\d\d")
_PIECE = re.compile(r"[\s·をはがにの]+")
_LONGEST = timedelta(days=366)
_MOST_PIECES = 3  # of an end: "tomorrow at 18:00"


@dataclass(frozen=True, slots=True)
class Heard:
    """The pieces of a sentence, and in `words` what is left of it.

    `dangling`: a time was said that can't be read, so nothing may start without it. `stranger`: so was what may be a
    name. `start` is a time that stands alone, `end` one that stands with "until" or is a length.
    """

    catalogue: Catalogue
    channel: str
    lexicon: Lexicon
    spots: tuple[Spot, ...]
    start: When
    end: datetime | None
    dangling: bool
    reason: str
    hotfix: bool
    everything: bool
    stranger: bool
    words: str

    def all(self, kind: Kind) -> list[str]:
        """What of a kind was said, each once."""
        return list(dict.fromkeys(spot.value for spot in self.spots if spot.kind == kind))

    def one(self, kind: Kind) -> str | None:
        """The only one of a kind, or of several the one that is said to be the goal."""
        said = self.all(kind)
        return said[0] if len(said) == 1 else self.goal(kind)

    def goal(self, kind: Kind) -> str | None:
        """The only one of a kind that is said to be where it goes: "to v1"."""
        goals = {spot.value for spot in self.spots if spot.kind == kind and spot.goal}
        return goals.pop() if len(goals) == 1 else None

    def with_trains(self) -> Heard:
        """The same, where a train can be meant as well as a service."""
        spots = (replace(spot, kind="service") if spot.kind == "train" else spot for spot in self.spots)
        return replace(self, spots=tuple(spots))

    @property
    def guessed(self) -> bool:
        """Whether something was mended, misplaced, or chosen among several."""
        several = len({(spot.kind, spot.value) for spot in self.spots}) > len({spot.kind for spot in self.spots})
        return several or self.misplaced or any(spot.mended for spot in self.spots)

    @property
    def named(self) -> bool:
        """Whether a part of the catalogue was named, or all of it."""
        return self.everything or self.scope != Scope()

    @property
    def scope(self) -> Scope:
        """The part of the catalogue that was named; an environment in which the service isn't is left out."""
        service, environment = self.one("service"), self.one("environment")
        unit = self.catalogue.unit(service)
        if unit and environment and environment not in unit.targets:
            return Scope(service)
        return Scope(service, environment)

    @property
    def place(self) -> Scope:
        """The same, with the environment that is meant here where none was said, nor what may be one."""
        scope = self.scope
        unit = self.catalogue.unit(scope.service)
        if unit is None or self.all("environment") or self.misplaced or self.stranger:
            return scope
        return Scope(scope.service, default_environment(unit, self.catalogue, self.channel))

    @property
    def misplaced(self) -> bool:
        """Whether an environment was said that the service doesn't have, or nobody."""
        lost = self.one("service") and self.one("environment") and self.scope.environment is None
        return bool(lost or self.all("elsewhere"))


def hear(text: str, lexicon: Lexicon, catalogue: Catalogue, channel: str, now: datetime) -> Heard:
    """The pieces of a sentence in NFKC."""
    said, reason = _because(text)
    spots = names_in(said, Vocabulary(catalogue))
    start, end, rest = _times(unspotted(said, spots), lexicon, now, catalogue.workspace.timezone)
    revisions = revisions_in(rest)
    rest = unspotted(rest, revisions)
    words = plain(_HOTFIX.sub(MARK, rest), lexicon)
    if any_of(words, lexicon.next_window):
        start, words = When(next_window=True), without(words, lexicon.next_window)
    dangling = any_of(words, lexicon.later) or lexicon.until in words or bool(_CLOCK.search(rest))
    return Heard(
        catalogue,
        channel,
        lexicon,
        (*spots, *revisions),
        start,
        end,
        dangling,
        reason,
        hotfix=bool(_HOTFIX.search(rest)),
        everything=any_of(words, lexicon.everything),
        stranger=strangers_in(rest),
        words=words,
    )


def _because(text: str) -> tuple[str, str]:
    """The sentence, and the free text behind `because`."""
    found = _BECAUSE.search(text)
    return (text[: found.start()], reason_of(text[found.end() :])) if found else (text, "")


def _times(text: str, lexicon: Lexicon, now: datetime, zone: str) -> tuple[When, datetime | None, str]:
    """When something is to start, or how long it is to last, and the sentence without that."""
    found = when.find(text, now, zone)
    at, rest = (whole_minute(found[0]), found[1]) if found else (None, text)
    before, marker, behind = rest.partition(lexicon.until)
    if marker and at:
        return SOON, at, f"{before} {behind}"
    if marker:
        return SOON, *_until(before, behind, lexicon, now, zone)
    if not at and (length := lexicon.spans.search(rest)) and (span := when.span(length[0])) and span < _LONGEST:
        return SOON, whole_minute(now + span), f"{rest[: length.start()]} {rest[length.end() :]}"
    return When(at), None, rest


def _until(before: str, behind: str, lexicon: Lexicon, now: datetime, zone: str) -> tuple[datetime | None, str]:
    """The end behind `until` or before `까지`, and the sentence without it; as it was, where that can't be read."""
    pieces = _PIECE.split(behind if lexicon.spaced else before)
    pieces = [piece for piece in pieces if piece]
    for count in range(min(_MOST_PIECES, len(pieces)), 0, -1):
        near, far = (pieces[:count], pieces[count:]) if lexicon.spaced else (pieces[-count:], pieces[:-count])
        if end := when.until(" ".join(near), now, zone):
            return whole_minute(end), f"{before} {' '.join(far)}" if lexicon.spaced else f"{' '.join(far)} {behind}"
    return None, f"{before} {lexicon.until} {behind}"
