"""Facts stay data, and are written as each language writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.catalogue import Locale
from bot.i18n import LOCALES, Languages, Markup, UnknownWords, code, escape, link, mention, refusal, who
from bot.i18n.formats import duration

EVIL = "<!channel> `x` & <@U1> @here \n# \u202e"


@pytest.fixture
def speak() -> Languages:
    return Languages.load("Asia/Seoul")


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_person_typed_stays_text(speak: Languages, locale: Locale) -> None:
    said = speak(locale, "refused-bad-revision", revision=EVIL)
    assert "<" not in said
    assert "\n" not in said
    assert "\u202e" not in said
    assert "@here" not in said
    assert said.count("`") % 2 == 0
    assert "&lt;!channel&gt; ˋxˋ &amp;" in said


def test_markup_passes_and_nothing_else_does(speak: Languages) -> None:
    said = speak("en", "said-rejected-reason", by=mention("U1"), reason="<@U2>")
    assert "<@U1>" in said
    assert "&lt;@U2&gt;" in said


def test_a_fact_is_cut_before_it_fills_a_message(speak: Languages) -> None:
    assert len(speak("ko", "refused-bad-revision", revision="&" * 10_000)) < 3_000


def test_plain_text_is_not_escaped(speak: Languages) -> None:
    assert "a<b" in speak.plain("en", "scope-environment", environment="a<b")


def test_a_particle_that_touches_code_leaves_it_code(speak: Languages) -> None:
    assert speak("ko", "refused-not-built", verb="lock").startswith("`lock`\u200b은 ")
    assert "\u200b" not in speak.plain("ko", "refused-not-built", verb="lock")


@pytest.mark.parametrize(
    ("seconds", "ko", "ja", "en"),
    [
        (0, "0초", "0秒", "0s"),
        (-5, "0초", "0秒", "0s"),
        (42, "42초", "42秒", "42s"),
        (60, "1분", "1分", "1m"),
        (372, "6분 12초", "6分12秒", "6m 12s"),
        (3600, "1시간", "1時間", "1h"),
        (3665, "1시간 1분", "1時間1分", "1h 1m"),
        (90_000, "1일 1시간", "1日1時間", "1d 1h"),
    ],
)
def test_durations(seconds: int, ko: str, ja: str, en: str) -> None:
    span = timedelta(seconds=seconds)
    assert [duration(locale, span) for locale in ("ko", "ja", "en")] == [ko, ja, en]


def test_instants_are_told_in_the_readers_zone_or_else_the_workspaces(speak: Languages) -> None:
    at = datetime(2026, 3, 2, 5, 4, tzinfo=UTC)
    assert speak("en", "live-expires", until=at) == f"open until <!date^{int(at.timestamp())}^{{time}}|14:04>"
    assert speak.plain("en", "live-expires", until=at) == "open until 14:04"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_marks_that_isolate_directions(speak: Languages, locale: Locale) -> None:
    assert not re.search(
        "[\u2066-\u2069]", speak(locale, "cause-alarm") + speak(locale, "scope-environment", environment="a")
    )


def test_what_is_missing_is_an_error(speak: Languages) -> None:
    with pytest.raises(UnknownWords, match="no message 'nonsense' in ko"):
        speak("ko", "nonsense")
    with pytest.raises(UnknownWords, match="scope-environment"):
        speak("ko", "scope-environment")


def test_numbers_choose_their_words(speak: Languages) -> None:
    assert "One more is needed" in speak("en", "said-approved-more", by="a", missing=1)
    assert "2 more are needed" in speak("en", "said-approved-more", by="a", missing=2)


def test_mentions_links_and_code() -> None:
    assert mention("U1") == "<@U1>"
    assert mention("S1") == "<!subteam^S1>"
    assert link("https://x/a|b", "<b>") == "<https://x/a%7Cb|&lt;b&gt;>"
    for no_address in ("!channel", "@U0MINA", "javascript:alert(1)", "https://x y", "https://x/<!here", ""):
        assert link(no_address, "<b>") == "&lt;b&gt;"
    assert code("a`b") == "`aˋb`"
    assert code("") == ""
    assert isinstance(escape("a"), Markup)


def test_who_did_it(speak: Languages) -> None:
    say = speak.to("ja")
    assert who(say, "U0MINA") == "<@U0MINA>"
    assert who(say, "aws") == "AWS"
    assert who(say, "subaku") == "スバク"
    assert who(say, "<!channel>") == "&lt;!channel&gt;"  # data, never markup


@pytest.mark.parametrize("locale", LOCALES)
def test_refusals_fill_in_what_is_known(speak: Languages, locale: Locale) -> None:
    say = speak.to(locale)
    facts = {"revision": "v9", "service": "demo-backend", "nearest": "v1, v2"}
    assert "`v1` · `v2`" in refusal(say, "revision_not_found", facts)
    assert "`v1`" not in refusal(say, "revision_not_found", {**facts, "nearest": ""})
    assert "<@U0ALEX> <!subteam^S0PLATFORM>" in refusal(say, "not_approver", {"approvers": "U0ALEX, S0PLATFORM"})
    assert "<#C0DEPLOY>" in refusal(say, "channel_unreachable", {"channel": "C0DEPLOY"})
    assert "`brand_new`" in refusal(say, "brand_new", {})
    decided = refusal(say, "already_decided", {"status": "rolled_back", "by": "U0ALEX"})
    assert "<@U0ALEX>" in decided
    assert "rolled_back" not in decided
