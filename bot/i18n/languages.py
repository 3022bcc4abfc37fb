"""Looks up what to say, and fills in the facts so that data stays data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, get_args
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern

from bot.domain.catalogue import Locale
from bot.errors import SubakuError
from bot.i18n import formats
from bot.i18n.josa import josa
from bot.i18n.markup import Markup, clean, escape, unglued

LOCALES: tuple[Locale, ...] = get_args(Locale)
MESSAGE = re.compile(r"^([a-z][a-z0-9-]*) *=.*(?:\n(?![a-z#]).*)*", re.MULTILINE)
SIDE = "AWS"  # who deploys, where nothing else is said
Fact = str | int | datetime | timedelta


class UnknownWords(SubakuError):
    """A message or a fact in it is missing: put it into every language's file."""


class Languages:
    """Speaks: `speak(locale, key, **facts)` is mrkdwn, `speak.plain(…)` is for plain_text fields."""

    def __init__(self, words: Mapping[Locale, _Words], zone: tzinfo = UTC) -> None:
        self._words = words
        self._zone = zone

    @classmethod
    def load(cls, timezone: str = "UTC") -> Languages:
        """All languages; instants are told in this time zone (`Asia/Seoul`)."""
        return cls(_words(), ZoneInfo(timezone))

    def __call__(self, locale: Locale, key: str, /, **facts: Fact) -> str:
        said = self._say(locale, key, {name: self._as_markup(locale, fact) for name, fact in facts.items()})
        return unglued(said)

    def plain(self, locale: Locale, key: str, /, **facts: Fact) -> str:
        """The same words where Slack reads no mrkdwn: nothing is escaped, instants are plain clock times."""
        return self._say(locale, key, {name: self._as_text(locale, fact) for name, fact in facts.items()})

    def has(self, locale: Locale, key: str) -> bool:
        """Whether the language has this message itself."""
        return key in self._words[locale]

    def fixed(self, prefix: str) -> list[str]:
        """The keys that begin so and need no facts."""
        return [key for key in _fixed() if key.startswith(prefix)]

    def moment(self, at: datetime) -> Markup:
        """A day and a time, for what may not be today."""
        return formats.moment(at, self._zone)

    def to(self, locale: Locale) -> Voice:
        """The voice for one reader or channel."""
        return Voice(self, locale)

    def _say(self, locale: Locale, key: str, facts: dict[str, str | int]) -> str:
        facts.setdefault("side", SIDE)
        words = self._words[locale]
        if key not in words:
            raise UnknownWords(f"no message {key!r} in {locale}")
        pattern = words.pattern(key)
        if pattern is None:
            raise UnknownWords(f"the message {key!r} in {locale} is empty")
        said, errors = words.fill(pattern, facts)
        if errors:
            raise UnknownWords(f"{key!r} in {locale}: {errors[0]}") from errors[0]
        return said

    def _as_markup(self, locale: Locale, fact: Fact) -> str | int:
        match fact:
            case Markup():
                return fact
            case str():
                return escape(fact)
            case datetime():
                return formats.instant(fact, self._zone)
            case timedelta():
                return formats.duration(locale, fact)
        return fact

    def _as_text(self, locale: Locale, fact: Fact) -> str | int:
        match fact:
            case str():
                return clean(fact)
            case datetime():
                return formats.clock(fact, self._zone)
            case timedelta():
                return formats.duration(locale, fact)
        return fact


@dataclass(frozen=True, slots=True)
class Voice:
    """One language: `say("key", fact=…)`. `side`: who deploys. `plainly`: without blue and green, where it has none."""

    languages: Languages
    locale: Locale
    side: str = SIDE
    plainly: bool = False

    def __call__(self, key: str, /, **facts: Fact) -> str:
        return self.languages(self.locale, self._key(key), **{"side": self.side, **facts})

    def plain(self, key: str, /, **facts: Fact) -> str:
        """The same words for a plain_text field."""
        return self.languages.plain(self.locale, self._key(key), **{"side": self.side, **facts})

    def about(self, side: str, *, plainly: bool) -> Voice:
        """The same voice about something that is deployed so."""
        return replace(self, side=side, plainly=plainly)

    def _key(self, key: str) -> str:
        return f"{key}-plain" if self.plainly and self.has(f"{key}-plain") else key

    def moment(self, at: datetime) -> Markup:
        """A day and a time, for what may not be today."""
        return self.languages.moment(at)

    def has(self, key: str) -> bool:
        """Whether this language has the message."""
        return self.languages.has(self.locale, key)


@cache
def _fixed() -> list[str]:
    return re.findall(r"^([a-z0-9-]+) = [^{\n]+$", _text(LOCALES[0]), re.MULTILINE)


def _text(locale: Locale) -> str:
    return (files("bot.i18n") / f"{locale}.ftl").read_text(encoding="utf-8")


class _Words:
    """One language's messages. Each is parsed when it is first said, and stands alone: it refers to no other.

    To parse all at start took a quarter of a second and ten megabytes.
    """

    def __init__(self, locale: Locale) -> None:
        functions: dict[str, Any] = {"JOSA": lambda word, pair: josa(str(word), pair)}
        self._bundle = FluentBundle([locale], functions=functions, use_isolating=False)
        self._sources = {found[1]: found[0] for found in MESSAGE.finditer(_text(locale))}

    def __contains__(self, key: str) -> bool:
        return key in self._sources

    def pattern(self, key: str) -> Pattern | None:
        """What a message says; None when that is nothing. Raises `KeyError`."""
        if not self._bundle.has_message(key):
            self._bundle.add_resource(FluentResource(self._sources[key]))
        return self._bundle.get_message(key).value

    def fill(self, pattern: Pattern, facts: dict[str, str | int]) -> tuple[str, Sequence[Exception]]:
        """The sentence, and what was wrong with its facts."""
        said, errors = self._bundle.format_pattern(pattern, facts)
        return str(said), errors


@cache
def _words() -> dict[Locale, _Words]:
    return {locale: _Words(locale) for locale in LOCALES}
