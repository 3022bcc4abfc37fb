"""Times that people type, in Korean, Japanese and English. Pure: text and now in, an instant in UTC out.

One idea: a lexicon turns each word into a mark, a letter for its kind and a number, and there the languages end.
`내일 오후 2시 반`, `明日の午後2時半` and `tomorrow 2:30 pm` are `dqnhf`, `deqnhf` and `dcp`. A few shapes of letters
are pieces: a day, a clock, a half of the day, a length. Pieces come in any order, each at most once. What is left over
makes it no time: nothing is guessed. A number alone is no time either, as `9` may be a tag.

A clock alone is its next time. `friday` is the next one ahead, `next friday` is next week's (weeks begin on Monday). A
date without a year is the next one, unless it went by within half a year: then it is over. 24:00, `midnight` and `자정`
are the end of a day. Where clocks change, wall times are read as `bot.domain.calendar` does.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.calendar import instant

LONGEST = 60  # letters of a time
_LONGEST_SENTENCE = 1000
_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 604800  # seconds
_NOON, _MIDNIGHT = 720, 1440  # minutes of a day

# A row is the letter of a kind, a number, and words; behind a comma the number is one more; `_` is a space or none.
#   n number          c clock, in minutes   h o'clock   m minutes     f half past    p q half of the day, in minutes
#   d day from today  w weekday, 0 Monday   k week from this one      o month        M s r signs of month, day, year
#   u unit, seconds   l length, seconds     i before a length         a behind it    b before a piece   e behind one
#   t beside an end   g beside how long it lasts     z what makes a time another than it says: it isn't understood
_LEXICON: tuple[tuple[str, float, str], ...] = (
    ("n", 1, "a an one 한, two 두, three 세, four 네, five 다섯, six 여섯, seven 일곱, eight 여덟, nine 아홉, ten 열"),
    ("n", 11, "eleven 열한, twelve 열두"),
    ("c", _NOON, "noon 정오 正午"),
    ("c", _MIDNIGHT, "midnight 자정"),
    ("p", 0, "am a.m."),
    ("p", _NOON, "pm p.m."),
    ("q", 0, "오전 새벽 아침 午前 朝"),
    ("q", _NOON, "오후 낮 저녁 午後 昼 夕方"),
    ("h", 0, "o'clock 시 時"),
    ("m", _MINUTE, "분 分"),
    ("f", 0.5, "반 半"),
    ("d", -2, "그저께 그제 一昨日 おととい, yesterday 어제 昨日 きのう, today 오늘 今日 本日 きょう"),
    ("d", 1, "tomorrow tmrw 내일 明日 あした, day_after_tomorrow 모레 내일_모레 明後日 あさって, 글피 しあさって"),
    ("w", 0, "monday mon 월요일 월욜 月曜 月曜日, tuesday tue tues 화요일 화욜 火曜 火曜日"),
    ("w", 2, "wednesday wed 수요일 수욜 水曜 水曜日, thursday thu thur thurs 목요일 목욜 木曜 木曜日"),
    ("w", 4, "friday fri 금요일 금욜 金曜 金曜日, saturday sat 토요일 토욜 土曜 土曜日"),
    ("w", 6, "sunday sun 일요일 일욜 日曜 日曜日"),
    ("k", 0, "this this_week 이번 이번_주 今週, next next_week 다음 다음_주 来週 次, 다다음_주 再来週"),
    ("o", 1, "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug"),
    ("o", 9, "september sep sept, october oct, november nov, december dec"),
    ("M", 0, "월 月"),
    ("s", _DAY, "일 日"),
    ("r", 0, "년 年"),
    ("-", 0, "-"),
    ("/", 0, "/"),
    ("u", 1, "s sec secs second seconds 초 秒 秒間"),
    ("u", _MINUTE, "m min mins minute minutes 분간 分間"),
    ("u", _HOUR, "h hr hrs hour hours 시간 時間"),
    ("u", _DAY, "d day days 일간 日間"),
    ("u", _WEEK, "w week weeks 주 주일 주간 週 週間"),
    ("l", _HOUR / 2, "half_an_hour half_hour"),
    ("l", _DAY / 2, "half_a_day 반나절 半日"),
    ("l", _DAY, "하루"),
    ("l", 2 * _DAY, "이틀"),
    ("l", 3 * _DAY, "사흘"),
    ("l", 4 * _DAY, "나흘"),
    ("l", _WEEK, "일주일"),
    ("i", 0, "in after"),
    ("a", 0, "later from_now 뒤 후 이후 後"),
    ("b", 0, "at on the t @"),
    ("e", 0, "에 에는 의 로 으로 쯤 경 정각 に には の は 頃 ごろ"),
    ("t", 0, "until till by 까지 まで"),
    ("g", 0, "for 동안 間"),
    ("z", 0, "before every tonight night evening ago from ~ 밤 오늘밤 전 이전 부터 매일 매주"),
    ("z", 0, "夜 今夜 前 以前 以降 から 毎日 毎週 〜"),
)
_SPOILERS = frozenset("zatgi")  # beside these a time in a sentence isn't the one to start at

_LENGTH = "(?:[nNx][ums]f?|l){1,4}"
_SHAPES = {  # the first that fits counts; N is a number of four digits, x one with a decimal
    "ahead": f"i{_LENGTH}|{_LENGTH}a",
    "date": "N-n-n|N/n/n|n/n|(?:Nr)?nMns|onN?|noN?|ns",
    "weekday": "ke?w|we?k?",
    "day": "d",
    "clock": "c|nh(?:nm|f)?|np",
    "half": "[pq]",
}
_PIECE = re.compile("b{0,3}(?:" + "|".join(f"(?P<{slot}>{shape})" for slot, shape in _SHAPES.items()) + ")e{0,3}")
_SPAN = re.compile(f"g?({_LENGTH})g?")
_END = re.compile("t?(.*?)(?:te*)?")


class _Mark(NamedTuple):
    kind: str
    value: float
    start: int
    end: int


_Pieces = Mapping[str, Sequence[_Mark]]


class _Stretch(NamedTuple):
    """Pieces that stand together in a sentence, and whether a word beside them makes them no time to start at."""

    pieces: _Pieces
    start: int
    end: int
    spoiled: bool


def _spelling(word: str) -> str:
    """A pattern for a word: one of Latin letters isn't the beginning of a longer one."""
    return re.escape(word).replace("_", r"\s*") + ("(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "")


_MEANINGS = {
    word: (kind, first + more)
    for kind, first, row in _LEXICON
    for more, words in enumerate(row.split(","))
    for word in words.split()
}
_PATTERN = "|".join(map(_spelling, sorted(_MEANINGS, key=len, reverse=True)))
_BY_SPELLING = {word.replace("_", ""): meaning for word, meaning in _MEANINGS.items()}
_TOKEN = re.compile(
    r"(?P<clock>(?<![0-9:])[0-9]{1,2}:[0-5][0-9](?![0-9:]))"
    r"|(?P<decimal>(?<![0-9.])[0-9]{1,3}\.[0-9](?![0-9.]))"
    r"|(?P<number>(?<![0-9])[0-9]{1,4}(?![0-9]))(?:(?:st|nd|rd|th)(?![A-Za-z]))?"
    rf"|(?P<word>{_PATTERN})"
    r"|(?P<other>[A-Za-z]+|[0-9]+|[^\s,、])",
    re.IGNORECASE | re.ASCII,
)
_SOLID = re.compile(r"[A-Za-z0-9_](?:[\w.:/@+-]*[A-Za-z0-9_])?|[가-힣]+", re.ASCII)


def point(text: str, now: datetime, zone: str) -> datetime | None:
    """The instant that a text means, if it is a time and lies ahead."""
    return _ahead(_points(_marks(text), now, zone), now)


def until(text: str, now: datetime, zone: str) -> datetime | None:
    """The end that a text means: an instant, the end of a day, or a length from now."""
    marks = _marks(text)
    if length := _span(marks):
        return now + length
    return _ahead(_ends(marks, now, zone), now)


def is_past(text: str, now: datetime, zone: str) -> bool:
    """Whether a text is a time or a day, but one that is over."""
    ends = _ends(_marks(text), now, zone)
    return bool(ends) and _ahead(ends, now) is None


def span(text: str) -> timedelta | None:
    """The length of time that a text means: `1h30m`, `2 hours`, `1시간 반`, `1日`."""
    return _span(_marks(text))


def find(text: str, now: datetime, zone: str) -> tuple[datetime, str] | None:
    """The time ahead in a sentence, and the sentence (in NFKC) without it; None when there is none.

    A time is never cut out of a longer word, nor taken where "until", "every", "before" or the like are beside it.
    """
    plain = unicodedata.normalize("NFKC", text[: _LONGEST_SENTENCE + 1])
    if len(plain) > _LONGEST_SENTENCE:
        return None
    for stretches in _candidates(list(_stretches(plain))):
        pieces = {slot: marks for each in stretches for slot, marks in each.pieces.items()}
        if at := _ahead(_meant(pieces, now, zone), now):
            return at, _without(plain, stretches)
    return None


def _span(marks: Sequence[_Mark]) -> timedelta | None:
    found = _SPAN.fullmatch(_kinds(marks))
    return _length(marks[slice(*found.span(1))]) if found else None


def _ahead(instants: Sequence[datetime], now: datetime) -> datetime | None:
    return next((at for at in instants if at > now), None)


def _points(marks: Sequence[_Mark], now: datetime, zone: str) -> list[datetime]:
    """The instants that the whole of a text may mean, in order."""
    pieces, end = _pieces(marks, _kinds(marks), 0)
    return _meant(pieces, now, zone) if end == len(marks) else []


def _ends(marks: Sequence[_Mark], now: datetime, zone: str) -> list[datetime]:
    """The ends that the whole of a text may mean, in order; a day ends at its midnight."""
    found = _END.fullmatch(_kinds(marks))
    bare = marks[slice(*found.span(1))] if found else marks
    pieces, end = _pieces(bare, _kinds(bare), 0)
    if end == len(bare) and pieces and pieces.keys() <= {"date", "day", "weekday"}:
        return [_at(day, _MIDNIGHT, zone) for day in _days(pieces, _today(now, zone))]
    return _points(bare, now, zone)


def _candidates(stretches: Sequence[_Stretch]) -> list[list[_Stretch]]:
    """What may be the time: each stretch that has a day and a clock, else all together if none says what another does.

    So "tomorrow, api v2 at 14:00" isn't today's 14:00.
    """
    if any(each.spoiled and each.pieces.keys() & {"clock", "ahead"} for each in stretches):
        return []
    clean = [each for each in stretches if not each.spoiled]
    slots = [slot for each in clean for slot in each.pieces]
    together = [clean] if len(slots) == len(set(slots)) else []
    return [[each] for each in clean if _is_complete(each.pieces)] or together


def _is_complete(pieces: _Pieces) -> bool:
    return "ahead" in pieces or ("clock" in pieces and not pieces.keys() <= {"clock", "half"})


def _stretches(plain: str) -> Iterator[_Stretch]:
    """The pieces in a sentence, where none of them is a part of a longer word."""
    marks = _tokens(plain)
    unknown = {mark.start for mark in marks if mark.kind == "?"}
    words = [range(*word.span()) for word in _SOLID.finditer(plain)]
    broken = {place for word in words if not unknown.isdisjoint(word) for place in word}
    inside = {place for word in words for place in word[1:]}
    kinds = "".join("?" if mark.start in broken else mark.kind for mark in marks)
    first = 0
    while first < len(marks):
        pieces, last = _pieces(marks, kinds, first)
        beside = {*kinds[max(first - 1, 0) : first], *kinds[last : last + 1]}
        if pieces and inside.isdisjoint(ends := (marks[first].start, marks[last - 1].end)):
            yield _Stretch(pieces, *ends, spoiled=not beside.isdisjoint(_SPOILERS))
        first = max(last, first + 1)


def _without(plain: str, stretches: Sequence[_Stretch]) -> str:
    for each in reversed(stretches):
        plain = f"{plain[: each.start]} {plain[each.end :]}"
    return " ".join(plain.split())


def _marks(text: str) -> list[_Mark]:
    """The marks of a text that is short enough for a time, else none."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST + 1])
    return [] if len(text) > LONGEST or len(plain) > LONGEST else _tokens(plain)


def _tokens(plain: str) -> list[_Mark]:
    return [_Mark(*_meaning(found), *found.span()) for found in _TOKEN.finditer(plain)]


def _meaning(found: re.Match[str]) -> tuple[str, float]:
    match found.lastgroup:
        case "clock":
            hours, minutes = found["clock"].split(":")
            return "c", int(hours) * 60 + int(minutes)
        case "decimal":
            return "x", float(found["decimal"])
        case "number":
            return ("N" if len(found["number"]) == 4 else "n"), int(found["number"])
        case "word":
            return _BY_SPELLING["".join(found["word"].lower().split())]
    return "?", 0


def _kinds(marks: Sequence[_Mark]) -> str:
    return "".join(mark.kind for mark in marks)


def _pieces(marks: Sequence[_Mark], kinds: str, first: int) -> tuple[_Pieces, int]:
    """The pieces from a mark on, until something else or a second piece of a kind comes, and where that is."""
    pieces: dict[str, Sequence[_Mark]] = {}
    while (found := _PIECE.match(kinds, first)) and (slot := found.lastgroup) and slot not in pieces:
        pieces[slot] = marks[slice(*found.span(slot))]
        first = found.end()
    return pieces, first


def _meant(pieces: _Pieces, now: datetime, zone: str) -> list[datetime]:
    """The instants that pieces may mean, in order; none when they are no time."""
    if pieces.keys() == {"ahead"}:
        length = _length(pieces["ahead"])
        return [now + length] if length else []
    minutes = _clock(pieces)
    if minutes is None:
        return []
    return [_at(day, minutes, zone) for day in _days(pieces, _today(now, zone))]


def _length(marks: Sequence[_Mark]) -> timedelta | None:
    """How long it is, None for nothing; a half is one of the unit before it."""
    seconds = number = unit = 0.0
    for mark in marks:
        if mark.kind in "nNx":
            number = mark.value
        elif mark.kind in "ums":
            unit = mark.value
            seconds += number * unit
        elif mark.kind in "lf":
            seconds += mark.value * (unit if mark.kind == "f" else 1)
    return timedelta(seconds=seconds) or None


def _clock(pieces: _Pieces) -> int | None:
    """Minutes since midnight, at most 24:00."""
    marks = [*pieces.get("clock", ()), *pieces.get("half", ())]
    halves = {int(mark.value) for mark in marks if mark.kind in "pq"}
    minutes = _dial([mark for mark in marks if mark.kind not in "pq"])
    if minutes is None or len(halves) > 1:
        return None
    return _in_half(minutes, halves.pop()) if halves else minutes


def _dial(marks: Sequence[_Mark]) -> int | None:
    """What the hands show: `14:30`, or hours, then minutes or a half."""
    numbers = [int(mark.value) for mark in marks if mark.kind in "cn"]
    if not numbers or any(minutes >= 60 for minutes in numbers[1:]):
        return None
    if marks[0].kind == "n":
        numbers[0] *= 60
    whole = sum(numbers) + (30 if marks[-1].kind == "f" else 0)
    return whole if whole <= _MIDNIGHT else None


def _in_half(minutes: int, half: int) -> int | None:
    """`2:30` in the second half is 14:30; 14:30 is too, but not in the first."""
    if minutes < _NOON + 60:
        return minutes % _NOON + half
    return minutes if half and minutes < _MIDNIGHT else None


def _days(pieces: _Pieces, today: date) -> list[date]:
    """The days that pieces may mean, in order; a weekday beside a date has to be that day's."""
    weekday = {mark.kind: int(mark.value) for mark in pieces.get("weekday", ())}
    named = pieces.keys() & _NAMED.keys()
    if not named:
        return _weekdays(weekday, today) if weekday else [today, today + timedelta(days=1)]
    slot = named.pop()
    days = [] if named else _NAMED[slot](pieces[slot], today)
    return [day for day in days if weekday.get("w", day.weekday()) == day.weekday()]


def _after(marks: Sequence[_Mark], today: date) -> list[date]:
    """`3日後の14時`: the day after a length of whole days."""
    length = _length(marks)
    return [today + length] if length and not length % timedelta(days=1) else []


def _word(marks: Sequence[_Mark], today: date) -> list[date]:
    return [today + timedelta(days=marks[0].value)]


def _weekdays(marks: Mapping[str, int], today: date) -> list[date]:
    """The one of a week, or the next two."""
    monday = today - timedelta(days=today.weekday())
    if "k" in marks:
        return [monday + timedelta(weeks=marks["k"], days=marks["w"])]
    first = today + timedelta(days=(marks["w"] - today.weekday()) % 7)
    return [first, first + timedelta(weeks=1)]


def _dates(marks: Sequence[_Mark], today: date) -> list[date]:
    """The date; where its year or month is left out, the first that isn't gone by for half a year or month."""
    numbers = [int(mark.value) for mark in marks if mark.kind == "n"]
    named = {mark.kind: int(mark.value) for mark in marks if mark.kind in "No"}
    day, month = numbers[-1], named.get("o") or (numbers[0] if len(numbers) > 1 else None)
    if month is None:
        next_month = (today.year + today.month // 12, today.month % 12 + 1, day)
        return _since(today - timedelta(days=15), _existing([(today.year, today.month, day), next_month]))
    if "N" in named:
        return _existing([(named["N"], month, day)])
    return _since(today - timedelta(days=183), _existing([(today.year + more, month, day) for more in (0, 1)]))


def _since(first: date, days: Sequence[date]) -> list[date]:
    return [day for day in days if day > first][:1]


def _existing(dates: Sequence[tuple[int, int, int]]) -> list[date]:
    return [date(*each) for each in dates if _exists(*each)]


def _exists(year: int, month: int, day: int) -> bool:
    return 2000 <= year < 3000 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


_NAMED = {"ahead": _after, "date": _dates, "day": _word}


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _at(day: date, minutes: int, zone: str) -> datetime:
    """The instant of a wall time; 24:00 is the day after's beginning."""
    days, minutes = divmod(minutes, _MIDNIGHT)
    return instant(day + timedelta(days=days), time(*divmod(minutes, 60)), zone)
