"""What a language's table holds: the words that people use, as stems, and what each of them is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.catalogue import Locale

Stems = tuple[tuple[str, ...], ...]

# The first intent whose stems occur is meant. Questions that name an act ("who deployed …", "why … rolled back") come
# before the act; acts whose words stand in other acts ("take the lock off") before those.
INTENTS = (
    "why", "unlock", "locks", "out", "who", "lock", "rollback", "cancel", "retry", "promote", "freezes", "history",
    "windows", "schedule", "queue", "diff", "report", "status", "deploy", "put", "help",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language.

    Stems are looked for in small letters: words of `spaced` languages in full, except before `*`; in others anywhere,
    with the spaces taken out. `~` stands for anything between.

    `asks` are forms that ask for an act; a language with `bare` verbs needs none. `doubts` are negations, conditions,
    questions and tales: none of them asks for an act. `polite` forms look like one and ask all the same; `harmless`
    phrases look like one and say nothing about it. `later` are words of a time that may not be dropped, `until`
    stands beside an end, `spans` finds a length of time.

    `environments` are everyday names of one, under its usual name; `names` are words that services are named with.
    What stands behind either must begin with one of `followers`, or be no letter. `fillers` say nothing by themselves.
    """

    locale: Locale
    spaced: bool
    bare: bool
    intents: Mapping[str, Stems]
    asks: Stems
    polite: Stems
    harmless: Stems
    doubts: Stems
    everything: Stems
    next_window: Stems
    later: Stems
    until: str
    spans: re.Pattern[str]
    environments: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str] = field(default_factory=dict)
    followers: tuple[str, ...] = ()
    fillers: frozenset[str] = frozenset()

    def words(self) -> frozenset[str]:
        """All words of the stems, for a language that writes words apart."""
        tables = (
            *self.intents.values(),
            self.polite,
            self.harmless,
            self.doubts,
            self.everything,
            self.next_window,
            self.later,
        )
        return self.fillers | {word for table in tables for stem in table for part in stem for word in part.split()}


def words(text: str) -> tuple[str, ...]:
    """Words separated by spaces."""
    return tuple(text.split())


def stems(text: str) -> Stems:
    """Stems separated by commas, each in its parts."""
    normal = unicodedata.normalize("NFKC", text)  # as the sentences are: ㄱㄱ changes
    return tuple(tuple(stem.strip().split("~")) for stem in normal.split(",") if stem.strip())


def spaced(text: str) -> Stems:
    """The same for a language that writes words apart: `deploy` is the whole word, `deploy*` what begins so."""
    return tuple(tuple(map(_word, parts)) for parts in stems(text))


def has(text: str, stem: tuple[str, ...]) -> bool:
    """Whether the parts of the stem occur in this order."""
    place = 0
    for part in stem:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part.rstrip())  # a space between two words belongs to both
    return True


def any_of(text: str, some: Stems) -> bool:
    """Whether one of the stems occurs."""
    return any(has(text, stem) for stem in some)


def without(text: str, some: Stems) -> str:
    """The text without the stems that are whole, the longest first."""
    for stem in sorted(some, key=lambda parts: -len(parts[0])):
        text = text.replace(stem[0], " " if stem[0].startswith(" ") else "·") if len(stem) == 1 else text
    return text


def _word(part: str) -> str:
    return f" {part[:-1]}" if part.endswith("*") else f" {part} "
