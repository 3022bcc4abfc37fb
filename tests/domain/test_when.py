"""Times that people type, in three languages: what they mean, what they don't, and that nothing breaks on them."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.when import _LEXICON, LONGEST, find, is_past, point, span, until

SEOUL, NEW_YORK, KOLKATA = "Asia/Seoul", "America/New_York", "Asia/Kolkata"
NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # a Wednesday, noon in Seoul


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(instant: datetime | None, zone: str = SEOUL) -> str | None:
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if instant else None


def rows(table: dict[str, str]) -> list[tuple[str, str]]:
    """Each text of a table, and the local time that it means."""
    return [(text.strip(), at) for at, texts in table.items() for text in re.split(r" \| |\n", texts) if text.strip()]


POINTS = {
    "2026-11-18 14:00": """
        14:00 | at 14:00 | @14:00 | １４：００ | 14시 | 14시에 | 14시 정각 | 14時 | 14時に | 2pm | 2 p.m.
        2:00 PM | 14:00 pm | 오후 2시 | 낮 2시 | 두 시 오후 | 午後2時 | today 14:00 | 오늘 14시
        in 2 hours | in two hours | after 2h | 2 hours later | 2 hours from now | in 120 min | 2시간 후
        두 시간 뒤 | 2시간 뒤에 | 2時間後 | 2時間後に | 120分後 | 2시간 이후 | this wednesday 14:00
        wednesday 14:00 | 18일 14시
    """,
    "2026-11-18 14:30": """
        2:30 pm | 오후 2시 반 | 오후 2시 30분 | 14시반 | 午後2時半 | 14時30分 | 今日の14時半 | in 2h30m
        2시간 반 뒤 | 2시간 30분 후 | 2時間半後 | in 2.5 hours
    """,
    "2026-11-18 12:30": "in 30m | in 30 minutes | half an hour later | 30분 뒤 | 30분 후에 | 30分後 | 12:30",
    "2026-11-19 14:00": """
        14:00 tomorrow | tomorrow 14:00 | tomorrow at 2pm | TOMORROW AT 2PM | at 2pm on thursday
        내일 14시 | 내일14시 | 내일 오후 2시 | 14:00 내일 | 내일 오후 두 시에 | 明日14時 | 明日の14時
        明日、14時に | 明日　１４時 | あしたの午後2時 | in 1 day at 14:00 | 하루 뒤 14시 | 1日後の14時
        tomorrow, 14:00 | tmrw 14:00
    """,
    "2026-11-19 14:30": "내일 오후 2시 30분 | 明日の14時30分 | tomorrow 2:30 pm | 2:30 pm tomorrow",
    "2026-11-19 09:00": "9:00 | 09:00 | 9am | 오전 9시 | 9시 | 아침 9시 | 午前9時 | 朝9時 | 목요일 9시 | 木曜9時",
    "2026-11-20 10:00": """
        모레 10:00 | 내일 모레 10시 | 내일모레 10시 | 明後日 10:00 | あさって10時
        day after tomorrow 10:00 | the day after tomorrow at 10am | 이틀 후 10시
    """,
    "2026-11-20 09:00": """
        friday 9:00 | fri 9am | 9:00 friday | on friday at 9:00 | Friday, 9:00 | this friday 9:00
        금요일 9시 | 금욜 9시 | 금요일에 9시 | 이번 주 금요일 9시 | 金曜日 9時 | 金曜の9時
        金曜日の午前9時 | 今週の金曜日9時
    """,
    "2026-11-27 09:00": """
        next friday 9:00 | friday next week 9:00 | next week friday at 9am | 다음 주 금요일 9시
        다음주 금요일 오전 9시 | 来週の金曜日9時 | 来週金曜の9時 | 次の金曜日 9時
    """,
    "2026-12-04 09:00": "다다음 주 금요일 9시 | 再来週の金曜日9時",
    "2026-12-24 09:00": """
        2026-12-24 09:00 | 2026-12-24T09:00 | 2026-12-24t09:00 | 2026/12/24 9:00 | 12/24 09:00
        9:00 12/24 | dec 24 9:00 | december 24th at 9am | 24 Dec 9:00 | 24th december 2026 9:00
        Dec 24, 2026, 9:00 | 12월 24일 9시 | 12월24일 오전 9시 | 2026년 12월 24일 9시 | 12月24日9時
        2026年12月24日 9時 | 12月24日の9時に | 12월 24일 목요일 9시 | 12/24 thursday 9:00
        thursday 12/24 9:00 | 12月24日木曜日9時
    """,
    "2026-11-24 09:00": "24일 9시 | 24日9時 | 24日の午前9時",
    "2026-12-01 09:00": "1일 9시 | 1日9時",
    "2027-01-02 09:00": "1/2 9:00 | jan 2 9:00 | 1월 2일 9시 | 1月2日9時",
    "2026-11-19 12:00": "noon | 정오 | 正午 | 12pm | 0pm | 午後0時 | 낮 12시 | 12:00",
    "2026-11-19 00:00": "midnight | 자정 | 24:00 | 24시 | 0:00 | 12am | 오전 0시 | 오늘 자정 | thursday 0:00",
    "2026-11-20 00:00": "tomorrow midnight | 내일 24시 | tomorrow 24:00",
    "2026-11-25 12:00": "in a week | 일주일 뒤 | 1週間後 | in 7 days",
}


@pytest.mark.parametrize(("text", "expected"), rows(POINTS))
def test_a_point(text: str, expected: str) -> None:
    assert local(point(text, NOW, SEOUL)) == expected
    assert not is_past(text, NOW, SEOUL)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "9", "14", "at 9", "v2", "tomorrow", "friday", "2026-12-24", "12/24", "pm", "오후", "내일", "明日",
        "25:00", "24:30", "14:60", "9:5", "14:00:00", "14:00 am", "13:00 오전", "14시 75분", "25시", "2026-02-30 9:00",
        "2/30 9:00", "13/1 9:00", "24/12 9:00", "12월 32일 9시", "0000-01-01 9:00", "9999-12-31 24:00",
        "14:00 15:00", "tomorrow friday 9:00", "tomorrow 12/24 9:00", "내일 모레 글피 9시", "am pm 9:00", "am 9pm",
        "12/24 friday 9:00", "12월 24일 금요일 9시", "2 hours", "30m", "30분", "in 30", "in 0 minutes", "0분 뒤",
        "in 2 hours 14:00", "in 2 hours tomorrow", "14:00 please", "deploy 14:00", "14:00 배포", "x14:00", "14:00x",
        "before 14:00", "until 14:00", "14시까지", "14時まで", "14시 30분 전", "every day 14:00", "매일 14시",
        "tonight 9:00", "내일 밤 9시", "9시 10시", "14시반쯤반", "fridays 9:00", "next 9:00", "2.5시", "9,5", "14::00",
        "2026-12-24T09:00Z", "2026-12-24T09:00+09:00", "20261224 9:00", "١٤:٠٠", "friday" + " " * LONGEST + "9:00",
        "9" * LONGEST, "9" * 4000, "in 99999 hours", "<!channel> 14:00", "14:00\x00", "frıday 9:00",
    ],
)  # fmt: skip
def test_what_is_no_point(text: str) -> None:
    assert point(text, NOW, SEOUL) is None


@pytest.mark.parametrize(
    "text",
    [
        "yesterday 9:00", "today 9:00", "오늘 9시", "今日の9時", "today 12:00", "2026-11-18 11:59", "2026-11-17 09:00",
        "11/17 9:00", "11월 17일 9시", "11月17日9時", "6/1 9:00", "17일 9시", "this monday 9:00", "이번 주 월요일 9시",
        "어제 9시", "昨日", "yesterday", "그저께", "11/17", "until yesterday", "2020-01-01", "이번 주 월요일까지",
    ],
)  # fmt: skip
def test_what_is_over(text: str) -> None:
    assert point(text, NOW, SEOUL) is None
    assert until(text, NOW, SEOUL) is None
    assert is_past(text, NOW, SEOUL)


@pytest.mark.parametrize(
    "text", ["", "9", "nonsense", "2026-02-30 9:00", "2026-02-30", "25:00", "2h", "friday", "14:00"]
)
def test_what_is_not_over(text: str) -> None:
    assert not is_past(text, NOW, SEOUL)


@pytest.mark.parametrize(
    ("text", "now", "zone", "expected"),
    [
        ("14:00", "2026-11-18 05:00", SEOUL, "2026-11-19 05:00"),  # now is not ahead
        ("9:00", "2026-12-31 01:00", SEOUL, "2027-01-01 00:00"),
        ("9:30", "2026-11-18 03:00", KOLKATA, "2026-11-18 04:00"),
        ("tomorrow 9:00", "2026-11-18 20:00", KOLKATA, "2026-11-20 03:30"),  # it is the 19th there
        ("wednesday 9:00", "2026-11-18 03:00", SEOUL, "2026-11-25 00:00"),  # gone by today
        ("next monday 9:00", "2026-11-22 03:00", SEOUL, "2026-11-23 00:00"),  # said on a Sunday
        ("2/29 9:00", "2027-12-01 00:00", SEOUL, "2028-02-29 00:00"),
        ("2028-02-29 9:00", "2027-12-01 00:00", SEOUL, "2028-02-29 00:00"),
        ("tomorrow 9:00", "2028-02-28 03:00", SEOUL, "2028-02-29 00:00"),
        ("모레 9시", "2028-02-28 03:00", SEOUL, "2028-03-01 00:00"),
        ("31일 9시", "2027-02-10 00:00", SEOUL, "2027-03-31 00:00"),
        ("30일 9시", "2026-12-31 00:00", SEOUL, None),  # yesterday's
        ("2/29 9:00", "2026-12-01 00:00", SEOUL, None),
        ("2027-02-29 9:00", "2026-12-01 00:00", SEOUL, None),
        ("2:30", "2026-03-08 05:00", NEW_YORK, "2026-03-08 07:30"),  # skipped: 03:30 in summer time
        ("3:30", "2026-03-08 05:00", NEW_YORK, "2026-03-08 07:30"),
        ("2:30", "2026-03-08 07:30", NEW_YORK, "2026-03-09 06:30"),
        ("in 1 hour", "2026-03-08 06:30", NEW_YORK, "2026-03-08 07:30"),
        ("in 1 day", "2026-03-07 17:00", NEW_YORK, "2026-03-08 17:00"),  # 24 hours, not the same wall time
        ("in 1 day at 12:00", "2026-03-07 17:00", NEW_YORK, "2026-03-08 16:00"),
        ("1:30", "2026-11-01 04:00", NEW_YORK, "2026-11-01 05:30"),  # twice: the first
        ("1:30", "2026-11-01 05:45", NEW_YORK, "2026-11-02 06:30"),
        ("sunday 2:00", "2026-10-31 12:00", NEW_YORK, "2026-11-01 07:00"),
        ("sunday 24:00", "2026-10-31 12:00", NEW_YORK, "2026-11-02 05:00"),
    ],
)
def test_a_point_in_utc(text: str, now: str, zone: str, expected: str | None) -> None:
    assert point(text, utc(now), zone) == (utc(expected) if expected else None)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPANS = {
    HOUR / 2: ["30m", "30 min", "30 minutes", "half an hour", "half hour", "0.5h", "30분", "30분간", "30分", "30分間"],
    HOUR: ["1h", "an hour", "one hour", "60m", "1시간", "한 시간", "한시간", "1時間", "３６００ｓ"],
    1.5 * HOUR: [
        "1h30m",
        "1h 30m",
        "1.5h",
        "90min",
        "1시간 30분",
        "1시간 반",
        "1시간반",
        "1時間半",
        "1時間30分",
        "90分",
    ],
    2 * HOUR: [
        "2h",
        "2 hours",
        "2 hrs",
        "two hours",
        "for 2h",
        "2시간",
        "두 시간",
        "2시간 동안",
        "2時間",
        "2時間の間"[:3],
    ],
    DAY / 2: ["12h", "half a day", "반나절", "半日"],
    DAY: ["1d", "a day", "24h", "1 day", "하루", "1일", "1日", "하루 동안", "1日間"],
    2 * DAY: ["2d", "two days", "이틀", "2일", "2日"],
    3 * DAY: ["사흘", "3일간"],
    7 * DAY: ["1w", "a week", "일주일", "1주", "1주일", "1週間"],
    DAY + 2 * HOUR: ["1d2h", "1d 2h", "1 day, 2 hours", "하루 2시간", "1日2時間"],
}


@pytest.mark.parametrize(("text", "length"), [(text, length) for length, texts in SPANS.items() for text in texts])
def test_a_span(text: str, length: timedelta) -> None:
    assert span(text) == length
    assert until(text, NOW, SEOUL) == NOW + length


@pytest.mark.parametrize(
    "text",
    ["", "2", "h", "0m", "0분", "-2h", "2hh", "2 x", "two", "14:00", "friday", "2h later", "1.2.3h", "1h" * 5, "반"],
)
def test_what_is_no_span(text: str) -> None:
    assert span(text) is None


UNTIL = {
    "2026-11-21 00:00": """
        friday | until friday | till fri | by friday | 금요일 | 금요일까지 | 金曜日まで | 金曜まで
        金曜日までに | this friday | 이번 주 금요일까지 | 2026-11-20 | 11/20 | nov 20 | 11월 20일까지
        20일까지 | 20日まで | 모레까지 | friday 24:00 | 금요일 자정까지
    """,
    "2026-11-28 00:00": "next friday | 다음 주 금요일까지 | 来週の金曜日まで",
    "2026-11-19 00:00": "today | 오늘까지 | 今日まで | wednesday | midnight | 자정까지",
    "2026-11-20 00:00": "tomorrow | until tomorrow | 내일까지 | 明日まで",
    "2026-11-18 14:00": "14:00 | until 14:00 | until 2pm | 14시까지 | 午後2時まで | 2h | in 2 hours | 2시간 | 2時間",
    "2026-11-20 09:00": "friday 9:00 | 금요일 9시까지 | 金曜の9時まで",
}


@pytest.mark.parametrize(("text", "expected"), rows(UNTIL))
def test_an_end(text: str, expected: str) -> None:
    assert local(until(text, NOW, SEOUL)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "until", "까지", "until until friday", "friday pm", "soon", "9", "until 9", "2026-02-30", "friday 까지 api"],
)
def test_what_is_no_end(text: str) -> None:
    assert until(text, NOW, SEOUL) is None


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-03-07 17:00", NEW_YORK, "2026-03-09 04:00"),  # a day of 23 hours
        ("2026-10-31 17:00", NEW_YORK, "2026-11-02 05:00"),  # a day of 25
        ("2028-02-28 03:00", SEOUL, "2028-02-29 15:00"),
        ("2026-12-30 03:00", KOLKATA, "2026-12-31 18:30"),
    ],
)
def test_the_end_of_tomorrow_in_utc(now: str, zone: str, expected: str) -> None:
    assert until("tomorrow", utc(now), zone) == utc(expected)


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("api v2 를 내일 14시에 배포해줘", "2026-11-19 14:00", "api v2 를 배포해줘"),
        ("내일 api v2를 14시에 배포해줘", "2026-11-19 14:00", "api v2를 배포해줘"),
        ("api v2를14시에 배포", "2026-11-18 14:00", "api v2를 배포"),
        ("오후에 api를 2시에 배포", "2026-11-18 14:00", "api를 배포"),
        ("14:00 로그 서비스 배포", "2026-11-18 14:00", "로그 서비스 배포"),
        ("14시 반영해줘", "2026-11-18 14:00", "반영해줘"),
        ("api 11 오후 3시에 배포", "2026-11-18 15:00", "api 11 배포"),
        ("오늘 이야기했는데 내일 14시에 api 배포", "2026-11-19 14:00", "오늘 이야기했는데 api 배포"),
        ("apiを明日14時にデプロイして", "2026-11-19 14:00", "apiを デプロイして"),
        ("30分後にapiのv2を出して", "2026-11-18 12:30", "apiのv2を出して"),
        ("明日、apiのv2を午後2時半に出して", "2026-11-19 14:30", "、apiのv2を 出して"),
        ("deploy api v2 tomorrow at 2pm, please", "2026-11-19 14:00", "deploy api v2 , please"),
        ("tomorrow deploy api v2 at 14:00.", "2026-11-19 14:00", "deploy api v2 ."),
        ("put API V3 on prod at 14:00 on friday", "2026-11-20 14:00", "put API V3 on prod"),
        ("deploy api at 14:00 on staging", "2026-11-18 14:00", "deploy api on staging"),
        ("in 2 hours deploy api 2.3", "2026-11-18 14:00", "deploy api 2.3"),
        ("deploy 14 tomorrow 14:00", "2026-11-19 14:00", "deploy 14"),
        ("api 2026.12.24 14:00", "2026-11-18 14:00", "api 2026.12.24"),
        ("api 1.2.3-14 14:00", "2026-11-18 14:00", "api 1.2.3-14"),
        ("ＡＰＩ　ｖ２　１４：００", "2026-11-18 14:00", "API v2"),
        ("14:00", "2026-11-18 14:00", ""),
    ],
)
def test_a_time_in_a_sentence(text: str, at: str, rest: str) -> None:
    found = find(text, NOW, SEOUL)
    assert found is not None
    assert (local(found[0]), found[1]) == (at, rest)


@pytest.mark.parametrize(
    "text",
    [
        "", "deploy api 2.3", "deploy api v14", "api v14시", "api 20261121", "api 1.2.3-14", "api 1.2.3-14:00",
        "api-14:00", "api:14:00", "api 14:00-rc1", "api 2pm-rc1", "api 2026-12-24", "api@14:00", "api/14:00", "v2 pm",
        "api 14", "두 시스템 배포", "api 2시스템", "회의한 시간 후에 배포", "release notes of friday", "내일 배포해줘",
        "api 14시까지 잠가줘", "lock api until 14:00", "매일 14시에 배포", "every friday 14:00", "내일 밤 9시에 배포",
        "before 14:00 deploy api", "api를 14시 전에 배포", "from 14:00 to 16:00", "14:00 ~ 16:00",
        "14時までにapiを出して",
        "2026-02-30 14:00 deploy", "내일 25시에 배포", "어제 14시에 배포", "yesterday the api, at 14:00", "for 2 hours",
        "deploy api in staging", "x" * 5000, "14:00 " * 1000,
    ],
)  # fmt: skip
def test_no_time_in_a_sentence(text: str) -> None:
    assert find(text, NOW, SEOUL) is None


def test_no_word_has_two_meanings() -> None:
    words = [word.replace("_", "") for _, _, row in _LEXICON for word in row.replace(",", " ").split()]
    assert len(words) == len(set(words))
    assert words == [unicodedata.normalize("NFKC", word).lower() for word in words]


WORDS = st.sampled_from([word.replace("_", " ") for _, _, row in _LEXICON for word in row.replace(",", " ").split()])
NUMBERS = st.integers(0, 99999).map(str) | st.times().map("{:%H:%M}".format) | st.dates().map("{:%Y-%m-%d}".format)
TEXTS = st.text(max_size=80) | st.lists(WORDS | NUMBERS | st.text(max_size=3), max_size=12).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda between: between.join(words))
)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from([SEOUL, NEW_YORK, KOLKATA, "Pacific/Apia", "Australia/Lord_Howe"])


@settings(deadline=None)
@given(TEXTS, INSTANTS, ZONES)
def test_whatever_is_typed_is_ahead_or_nothing(text: str, now: datetime, zone: str) -> None:
    at, end, found, length = point(text, now, zone), until(text, now, zone), find(text, now, zone), span(text)
    assert at is None or at > now
    assert end is None or end > now
    assert found is None or found[0] > now
    assert length is None or length > timedelta(0)
    assert not (is_past(text, now, zone) and (at or end))


@settings(deadline=None)
@given(INSTANTS, ZONES, st.times())
def test_a_clock_alone_is_its_next_time(now: datetime, zone: str, clock: datetime) -> None:
    at = point(f"{clock:%H:%M}", now, zone)
    assert at is not None
    assert now < at <= now + timedelta(hours=26)  # a day on which clocks go back has 25


@settings(deadline=None)
@given(INSTANTS, ZONES, st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001
def test_languages_agree(now: datetime, zone: str, then: datetime) -> None:
    texts = (
        f"{then:%Y-%m-%d %H:%M}",
        f"{then:%Y}년 {then.month}월 {then.day}일 {then.hour}시 {then.minute}분",
        f"{then:%Y}年{then.month}月{then.day}日{then.hour}時{then.minute}分",
        f"{then:%I:%M %p} on {then:%d %B %Y}",
    )
    assert len({point(text, now, zone) for text in texts}) == 1
    assert len({is_past(text, now, zone) for text in texts}) == 1


@settings(deadline=None)
@given(st.sampled_from([text for text, _ in rows(POINTS)]), st.sampled_from(["api v2", "데모 배포"]))
def test_what_is_a_point_is_found_in_a_sentence(text: str, words: str) -> None:
    assert find(f"{words} {text}", NOW, SEOUL) == (point(text, NOW, SEOUL), words)


def quickest(act: Callable[[], object], times: int) -> float:
    """Seconds of a processor, without what others do on this machine meanwhile."""

    def once() -> float:
        began = time.thread_time()
        act()
        return time.thread_time() - began

    return min(once() for _ in range(times))


@pytest.mark.parametrize(
    "text", ["the day after tomorrow at 2:30 pm", "내일 오후 2시 30분에", "1h" * 30, "가나다라" * 15]
)
def test_a_point_takes_less_than_a_millisecond(text: str) -> None:
    assert quickest(lambda: point(text, NOW, SEOUL), 50) < 1e-3


@pytest.mark.parametrize(
    "text", ["@" * 999, "at " * 333, "1 " * 499, "14시" * 333, "가" * 999, "1h" * 499, "next에" * 199]
)
def test_a_long_sentence_takes_milliseconds(text: str) -> None:
    assert quickest(lambda: find(text, NOW, SEOUL), 5) < 0.1
