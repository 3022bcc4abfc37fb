"""Which of some names a word was probably meant to be: mended typing mistakes, never a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LONGEST = 64  # comparing longer words would take longer than the whole answer may
_PARTS = re.compile(r"[-_. ]+")


def closest(word: str, names: Iterable[str]) -> list[str]:
    """The names with the fewest mistakes between them and the word, whatever the case; else those that it is a part of.

    Two mistakes at most, one in a short word. Several names are equally near: the caller decides what that means.
    """
    if len(word) > LONGEST:
        return []
    meant, folded = word.casefold(), {name: name.casefold() for name in names}
    return _mended(meant, folded) or _completed(meant, folded)


def nearest(word: str, names: Iterable[str]) -> str:
    """The first of the closest names, or nothing."""
    return next(iter(closest(word, names)), "")


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be added, left out, changed or swapped with their neighbour; more than `most`: any more."""
    if one == other:
        return 0
    if most < 1 or abs(len(one) - len(other)) > most:
        return most + 1
    same = 0
    while one[same : same + 1] == other[same : same + 1]:
        same += 1
    one, other = one[same:], other[same:]
    ways = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        ways.append((one[2:], other[2:]))
    fewest = most
    for left, right in ways:
        fewest = min(fewest, distance(left, right, fewest - 1))
    return fewest + 1


def _mended(word: str, names: Mapping[str, str]) -> list[str]:
    best = _tolerance(word)
    found: list[str] = []
    letters = set(word)
    for name, folded in names.items():
        if abs(len(folded) - len(word)) > best or len(letters.symmetric_difference(folded)) > 2 * best:
            continue
        mistakes = distance(word, folded, best)
        if mistakes < best:
            best, found = mistakes, []
        if mistakes == best:
            found.append(name)
    return found


def _tolerance(word: str) -> int:
    if len(word) < 3:
        return 0
    return 1 if len(word) < 6 else 2


def _completed(word: str, names: Mapping[str, str]) -> list[str]:
    if len(word) < 3:
        return []
    within = [(name, folded) for name, folded in names.items() if word in folded]
    begun = [name for name, folded in within if folded.startswith(word)]
    return begun or [name for name, folded in within if word in _PARTS.split(folded)]
