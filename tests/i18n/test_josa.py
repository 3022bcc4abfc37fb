"""Which form of a particle follows a word."""

from __future__ import annotations

import pytest

from bot.i18n.josa import josa

OBJECT, TOWARDS, SUBJECT, TOPIC, CALLED = "을/를", "으로/로", "이/가", "은/는", "이라는/라는"


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("수박", OBJECT, "을"),
        ("배포", OBJECT, "를"),
        ("서울", TOWARDS, "로"),  # ㄹ takes 로
        ("서울", OBJECT, "을"),
        ("부산", TOWARDS, "으로"),
        ("그린", SUBJECT, "이"),
        ("web-api", OBJECT, "를"),
        ("demo-backend", SUBJECT, "가"),
        ("production", TOWARDS, "으로"),
        ("staging", TOPIC, "은"),
        ("mail", TOWARDS, "로"),
        ("module", TOWARDS, "로"),
        ("pipeline", OBJECT, "을"),
        ("server", SUBJECT, "가"),
        ("web", TOPIC, "은"),
        ("client", TOPIC, "는"),
        ("slack", SUBJECT, "이"),
        ("API", OBJECT, "를"),
        ("SQL", TOWARDS, "로"),
        ("CDN", SUBJECT, "이"),
        ("db", SUBJECT, "가"),
        ("DNS", TOPIC, "는"),
        ("3", OBJECT, "을"),
        ("v2", OBJECT, "를"),
        ("v1", TOWARDS, "로"),
        ("v10", TOWARDS, "으로"),
        ("v1.2.6", SUBJECT, "이"),
        ("2026", OBJECT, "을"),
        ("서울(Seoul)", TOWARDS, "로"),
        ("`web-api`", OBJECT, "를"),
        ("“그린”", SUBJECT, "이"),
        ("v2-rc.", SUBJECT, "가"),
        ("a&amp;b &gt;", CALLED, "라는"),
        ("(서울)", OBJECT, "을"),
        ("日本", OBJECT, "을(를)"),  # nobody can tell
        ("", SUBJECT, "이(가)"),
        ("🍉", SUBJECT, "이(가)"),
    ],
)
def test_the_particle_follows_the_sound(word: str, pair: str, said: str) -> None:
    assert josa(word, pair) == said
