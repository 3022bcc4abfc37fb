"""Finding what the catalogue knows in a sentence, however it is written there, and leaving the rest of the sentence.

Names are looked for in runs of words without regard to case, hyphens and spaces; particles of Korean and Japanese are
no letters of a name and fall off. Only where no service is found so, words are mended, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.catalogue import Catalogue
from bot.domain.chat.english import COMMON, ENGLISH
from bot.domain.chat.languages import LEXICONS
from bot.domain.grammar.words import is_release, is_revision
from bot.domain.likeness import closest

MARK = "·"  # where something was taken out
_LONGEST_RUN = 4  # words of one name
_MENDED = 6  # words that are compared with all names
_LATIN = r"sha256:[0-9a-f]{64}|[a-z0-9](?:[a-z0-9._+-]*[a-z0-9])?"
_NAMES = {word: name for lexicon in LEXICONS for word, name in lexicon.names.items()}
_ENVIRONMENTS = {word: usual for lexicon in LEXICONS for usual, words in lexicon.environments.items() for word in words}
# said of an environment and of nothing else: where the catalogue has none such, it may not be taken for another
_ELSEWHERE = frozenset(word for word, usual in _ENVIRONMENTS.items() if usual in ("production", "staging"))
_FOLLOWERS = tuple(follower for lexicon in LEXICONS for follower in lexicon.followers)
_NATIVE = sorted({word for word in (*_NAMES, *_ENVIRONMENTS) if not word.isascii()}, key=len, reverse=True)
_TOKEN = re.compile("|".join([_LATIN, *_NATIVE]))
_EVERYDAY = COMMON | ENGLISH.words()
_GAP = re.compile(r"[\s・-]{0,2}")
_SEPARATORS = re.compile(r"[-_. ]")
_NO_REVISION = re.compile(
    r"\d+|\d{4}-\d\d-\d\d|\d+-\d+|\d+(?:\.\d+)?(?:[hmsdwxk]|[ap]m|ms|mins?|hrs?|hours?|days?|weeks?|st|nd|rd|th|[kmg]b)"
)
_GOALS = ("로", "으로", "버전으로", "태그로", "에", "に", "へ", "のバージョンに", "バージョンに")
_SOURCES = ("에서", "로부터")
_TO = (" to", " to version", " to tag")

Kind = Literal["service", "environment", "elsewhere", "train", "revision", "release"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Something found: what, where, whether it was mended, and whether it is said to be the goal ("to v2", "v2로")."""

    kind: Kind
    value: str
    start: int
    end: int
    goal: bool = False
    mended: bool = False


class Vocabulary:
    """The names of a catalogue as people say them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.services = {name.casefold(): name for name in catalogue.services}
        self.squeezed = _unique((_squeeze(name), name) for name in catalogue.services)
        self.environments = _spoken(catalogue)
        self.trains = {name.casefold(): name for name in catalogue.trains}

    def named(self, words: list[str]) -> tuple[Kind, str] | None:
        """What is called by these words."""
        word = "".join(words)
        if service := self.services.get(word) or self.squeezed.get(_squeeze(word)):
            return "service", service
        if train := self.trains.get(word):
            return "train", train
        if environment := self.environments.get(word):
            return "environment", environment
        return ("elsewhere", word) if word in _ELSEWHERE else None

    def mended(self, words: list[str]) -> tuple[Kind, str] | None:
        """The one service or environment that the words, mistyped, can only be."""
        services = {self.squeezed[key] for key in closest(_squeeze("".join(words)), self.squeezed)}
        if len(services) == 1:
            return "service", services.pop()
        environments = {self.environments[key] for key in closest("".join(words), self.environments)}
        return ("environment", environments.pop()) if len(environments) == 1 and not services else None


def names_in(text: str, vocabulary: Vocabulary) -> list[Spot]:
    """The services and environments that a sentence names, in order; `text` is NFKC."""
    low = _low(text)
    tokens = list(_tokens(low))
    spots = list(_exact(low, tokens, vocabulary))
    missing = {"service", "environment"} - {spot.kind for spot in spots}
    left = [token for token in tokens if not _taken(token, spots)]
    return spots + [spot for spot in _mended(low, left, vocabulary) if spot.kind in missing] if missing else spots


def revisions_in(text: str) -> list[Spot]:
    """What can only be a release's id, a tag, a commit or a digest: no time, and no number of something."""
    low, spots = _low(text), []
    for token in _tokens(low):
        word = text[token.start() : token.end()]
        if is_release(token[0]):
            spots.append(_spot("release", token[0], low, token.start(), token.end()))
        elif _is_tag(token[0]) and _ends_here(low, token.end()):
            revision = token[0] if token[0].startswith("sha256:") else word
            spots.append(_spot("revision", revision, low, token.start(), token.end()))
    return spots


def strangers_in(text: str) -> bool:
    """Whether a Latin word is left that is neither everyday English nor about deploying: a name that nothing has?"""
    return any(token[0].isascii() and len(token[0]) > 2 and token[0] not in _EVERYDAY for token in _tokens(_low(text)))


def without(text: str, spots: list[Spot]) -> str:
    """The sentence with a mark in place of each spot."""
    for spot in sorted(spots, key=lambda spot: -spot.start):
        text = f"{text[: spot.start]} {MARK} {text[spot.end :]}"
    return text


def _exact(low: str, tokens: list[re.Match[str]], vocabulary: Vocabulary) -> Iterator[Spot]:
    place = 0
    while place < len(tokens):
        run = _run(low, tokens, place)
        for width in range(len(run), 0, -1):
            if found := vocabulary.named([_NAMES.get(token[0], token[0]) for token in run[:width]]):
                yield _spot(*found, low, run[0].start(), run[width - 1].end())
                place += width
                break
        else:
            place += 1


def _mended(low: str, tokens: list[re.Match[str]], vocabulary: Vocabulary) -> Iterator[Spot]:
    """Each word, or two that stand together, that is no other word and nearly one name."""
    candidates = [token for token in tokens if len(token[0]) > 3 and token[0] not in COMMON and not _is_tag(token[0])]
    place = 0
    for token in candidates[:_MENDED]:
        if token.start() < place:
            continue
        for run in (_run(low, tokens, tokens.index(token))[:2], [token]):
            if found := vocabulary.mended([_NAMES.get(each[0], each[0]) for each in run]):
                place = run[-1].end()
                yield Spot(*found, token.start(), place, mended=True)
                break


def _run(low: str, tokens: list[re.Match[str]], place: int) -> list[re.Match[str]]:
    """The words that stand together from a place on."""
    run = [tokens[place]]
    for token in tokens[place + 1 : place + _LONGEST_RUN]:
        if not _GAP.fullmatch(low, run[-1].end(), token.start()):
            break
        run.append(token)
    return run


def _tokens(low: str) -> Iterator[re.Match[str]]:
    end = 0
    for token in _TOKEN.finditer(low):
        begins_here = token.start() == end or not _is_hangul(low[token.start() - 1])
        if token[0].isascii() or (begins_here and _ends_here(low, token.end())):
            end = token.end()
            yield token


def _ends_here(low: str, end: int) -> bool:
    """Whether a word may end here: something else than a letter follows, or what can follow a name."""
    if end == len(low) or not (low[end].isalnum() or low[end] == "%") or low.startswith(_FOLLOWERS, end):
        return True
    return low[end] != "%" and _TOKEN.match(low, end) is not None


def _spot(kind: Kind, value: str, low: str, start: int, end: int) -> Spot:
    behind = low[end:].lstrip()
    goal = (behind.startswith(_GOALS) and not behind.startswith(_SOURCES)) or low[:start].rstrip().endswith(_TO)
    return Spot(kind, value, start, end, goal)


def _is_tag(word: str) -> bool:
    """Digits and something beside them: `v2`, `2.3`, a commit; but no `14`, `2h`, `2026-12-24`."""
    if word.startswith("sha256:"):
        return is_revision(word)
    return is_revision(word) and any(map(str.isdigit, word)) and not _NO_REVISION.fullmatch(word)


def _taken(token: re.Match[str], spots: list[Spot]) -> bool:
    return any(spot.start < token.end() and token.start() < spot.end for spot in spots)


def _spoken(catalogue: Catalogue) -> Mapping[str, str]:
    """Each everyday name of an environment that the catalogue has; of two that share one, neither."""
    usual = {name: _ENVIRONMENTS.get(name.casefold(), name.casefold()) for name in catalogue.environments}
    groups = _unique((group, name) for name, group in usual.items())
    spoken = {word: groups[group] for word, group in _ENVIRONMENTS.items() if group in groups}
    return spoken | {name.casefold(): name for name in catalogue.environments}


def _unique(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    twice = set()
    for key, name in pairs:
        if found.setdefault(key, name) != name:
            twice.add(key)
    return {key: name for key, name in found.items() if key not in twice}


def _squeeze(name: str) -> str:
    return _SEPARATORS.sub("", name.casefold())


def _is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣"


def _low(text: str) -> str:
    """Small letters, each where it was."""
    low = text.lower()
    return low if len(low) == len(text) else text
