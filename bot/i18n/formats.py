"""Durations, instants and lists as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from bot.domain.catalogue import Locale
from bot.i18n.markup import Markup

_UNITS: dict[Locale, tuple[str, str, str, str, str]] = {  # day, hour, minute, second, what stands between
    "ko": ("일", "시간", "분", "초", " "),
    "ja": ("日", "時間", "分", "秒", ""),
    "en": ("d", "h", "m", "s", " "),
}
_BETWEEN: dict[Locale, str] = {"ko": ", ", "ja": "、", "en": ", "}


def duration(locale: Locale, span: timedelta) -> str:
    """The two largest units that count: `6m 12s`, `6분 12초`, `6分12秒`; never negative."""
    seconds = max(0, round(span.total_seconds()))
    *units, between = _UNITS[locale]
    counts = (seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    first = next((at for at, count in enumerate(counts) if count), 3)
    pair = list(zip(counts, units, strict=True))[first : first + 2]
    return between.join(f"{count}{unit}" for count, unit in pair if count or first == 3)


def clock(at: datetime, zone: tzinfo) -> str:
    """`14:05` in the zone."""
    return at.astimezone(zone).strftime("%H:%M")


def instant(at: datetime, zone: tzinfo) -> Markup:
    """An instant that Slack shows in the reader's own zone, and in the workspace's where it can't."""
    return Markup(f"<!date^{int(at.timestamp())}^{{time}}|{clock(at, zone)}>")


def moment(at: datetime, zone: tzinfo) -> Markup:
    """The same with its day."""
    shown = at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return Markup(f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{shown}>")


def listed(locale: Locale, names: Iterable[str]) -> str:
    """Names side by side: `a, b`, `a、b`."""
    return _BETWEEN[locale].join(names)
