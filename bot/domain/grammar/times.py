"""The times in a command, to the whole minute: a start, an end, the next window; Misread where they can't be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.domain import when
from bot.domain.asks import SOON, When
from bot.domain.grammar.words import is_revision, misread

NEXT_WINDOW = ("in", "the", "next", "window")
_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(days=366)
_MOST_WORDS = 8  # of a time: more are something else, and each try costs time before the ack

Reader = Callable[[str, datetime, str], datetime | None]


def start_of(words: Sequence[str], now: datetime, zone: str) -> When:
    """When something is to start; Misread."""
    if _folded(words) in (NEXT_WINDOW, NEXT_WINDOW[1:]):
        return When(next_window=True)
    return When(_read(when.point, words, now, zone))


def first_of(words: Sequence[str], now: datetime, zone: str) -> datetime:
    """The beginning of a stretch of time: of a day where no time of day is said; Misread."""
    if day := _try(when.point, [*words, "00:00"], now, zone):
        return day
    return _read(when.point, words, now, zone)


def end_of(words: Sequence[str], now: datetime, zone: str) -> datetime:
    """When something is to end: an instant, the end of a day, or a while from `now`; Misread."""
    return _read(when.until, words, now, zone)


def taken_out(words: Sequence[str], now: datetime, zone: str) -> tuple[When, list[str]]:
    """When a release is to start, and the words without that; Misread."""
    folded = _folded(words)
    for place in range(len(words) - 3):
        if folded[place : place + 4] == NEXT_WINDOW:
            rest = [*words[:place], *words[place + 4 :]]
            if "at" in _folded(rest):
                raise misread("bad_time", time=" ".join(words))
            return When(next_window=True), rest
    if "at" in folded:
        return _behind_at(words, folded.index("at"), now, zone)
    return _without_at(words, now, zone)


def split(words: Iterable[str], keywords: Sequence[str]) -> dict[str, list[str]]:
    """The words behind each keyword that occurs, and under "" those before the first."""
    parts: dict[str, list[str]] = {"": []}
    part = parts[""]
    for word in words:
        if word.casefold() in keywords:
            part = parts.setdefault(word.casefold(), [])
        else:
            part.append(word)
    return parts


def _behind_at(words: Sequence[str], place: int, now: datetime, zone: str) -> tuple[When, list[str]]:
    return When(_read(when.point, words[place + 1 :], now, zone)), list(words[:place])


def _without_at(words: Sequence[str], now: datetime, zone: str) -> tuple[When, list[str]]:
    """Some languages have no `at`: a time may stand before or behind the revision, if no tag could look like it."""
    if all(map(is_revision, words)):
        return SOON, list(words)
    for time, rest in ((words[1:], words[:1]), (words[:-1], words[-1:]), (words, ())):
        if not _beside(rest, time):
            continue
        if at := _try(when.point, time, now, zone):
            return When(at), list(rest)
        if _is_past(time, now, zone):
            raise misread("time_past", time=" ".join(time))
    return SOON, list(words)


def _beside(rest: Sequence[str], time: Sequence[str]) -> bool:
    """Whether the word beside a time is surely a revision, and not a mistyped part of the time."""
    sure = not "".join(time).isascii() or any(map(str.isdigit, "".join(rest)))
    return all(map(is_revision, rest)) and (sure or not rest)


def _read(reader: Reader, words: Sequence[str], now: datetime, zone: str) -> datetime:
    if at := _try(reader, words, now, zone):
        return at
    raise misread("time_past" if _is_past(words, now, zone) else "bad_time", time=" ".join(words))


def _is_past(words: Sequence[str], now: datetime, zone: str) -> bool:
    return 0 < len(words) <= _MOST_WORDS and when.is_past(" ".join(words), now, zone)


def _try(reader: Reader, words: Sequence[str], now: datetime, zone: str) -> datetime | None:
    at = reader(" ".join(words), now, zone) if 0 < len(words) <= _MOST_WORDS else None
    return whole_minute(at) if at and now < at <= now + _LONGEST else None


def whole_minute(at: datetime) -> datetime:
    """Not before `at`, and sayable: nobody types seconds."""
    past = timedelta(seconds=at.second, microseconds=at.microsecond)
    return at + (_MINUTE - past) if past else at


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)
