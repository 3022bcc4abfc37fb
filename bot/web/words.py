"""The page's words, one JSON a language; `{by}` stands where the page puts a fact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from bot.domain.catalogue import Locale
from bot.domain.release import Cause, Obstacle
from bot.i18n import LOCALES, Languages, Voice

NAMES: dict[Locale, str] = {"ko": "한국어", "ja": "日本語", "en": "English"}

PLAIN = (
    "title", "board", "history", "skip", "language", "loading", "empty", "no-such-page", "retry", "under-way",
    "waiting", "stands", "ended", "nothing-under-way", "nothing-waiting", "nothing-stands", "nothing-ended",
    "revision", "service", "environment", "result", "asked-by", "all", "when", "took", "no-release", "rollback",
    "hotfix", "calm", "calm-text", "asleep", "asleep-text", "live", "connecting", "waking", "timeline", "facts",
    "why", "blue", "green", "traffic", "traffic-unknown", "digest", "replaces", "approved-by", "step-asked",
    "step-approved", "step-queued", "step-due", "step-started", "step-held", "step-continued", "step-stopped",
    "step-expired", "step-ended", "now", "skipped", "missed", "open-hold", "closed-window", "closed-lock",
    "closed-freeze", "newest", "music", "play", "pause", "volume", "position", "piece", "keys",
    "status-requested", "status-scheduled", "status-queued", "status-deploying", "status-holding",
    "status-shifting", "status-baking", "status-rolling-back", "status-succeeded", "status-failed",
    "status-rolled-back", "status-rejected", "status-cancelled", "status-expired", "tells-requested",
    "tells-scheduled", "tells-queued", "tells-deploying", "tells-holding", "tells-shifting", "tells-baking",
    "tells-rolling-back", "tells-succeeded", "tells-failed", "tells-rolled-back", "tells-rejected",
    "tells-cancelled", "tells-expired",
)  # fmt: skip
WITH_FACTS: dict[str, tuple[str, ...]] = {
    "since": ("time",),
    "by": ("by",),
    "until": ("time",),
    "stale": ("time",),
    "waits-approval": ("count", "by"),
    "waits-place": ("place",),
    "waits-due": ("time",),
    "left": ("span",),
    "overdue": ("span",),
    "share": ("percent",),
    "more": ("count",),
    "said": ("service", "revision", "environment", "status"),
    "route": ("service", "revision", "environment"),
    "days": ("count",),
    "hours": ("count",),
    "minutes": ("count",),
    "seconds": ("count",),
}


def of(languages: Languages, locale: Locale) -> bytes:
    """All that the page says in a language."""
    say = languages.to(locale)
    said = {key: say.plain(f"page-{key}") for key in PLAIN}
    said |= {key: _open(say, f"page-{key}", facts) for key, facts in WITH_FACTS.items()}
    said |= {key: say.plain(key) for key in languages.fixed("stage-")}
    said |= {f"cause-{_dashed(cause)}": _cause(say, cause) for cause in Cause}
    said |= {key: say.plain(key) for key in ("who-subaku", "who-aws")}
    said |= {f"waits-{_dashed(it)}": say.plain(f"page-waits-{_dashed(it)}") for it in Obstacle}
    return json.dumps(said, ensure_ascii=False).encode()


def chosen(wish: str | None, accepted: str) -> Locale:
    """The language that the reader chose on the page, else the first of ours that the browser would take."""
    for tag in (wish or "", *_by_weight(accepted)):
        if tag in LOCALES:
            return tag
    return "en"


def _by_weight(accepted: str) -> Iterable[str]:
    """`ko-KR;q=0.8, ja` as languages, the dearest first."""
    found = re.findall(r"([a-z]{2})(?:-[a-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?", accepted[:200].lower())
    return [tag for tag, _ in sorted(found, key=lambda each: -float(each[1] or 1))]


def _open(say: Voice, key: str, facts: Iterable[str]) -> str:
    return say.plain(key, **{fact: f"{{{fact}}}" for fact in facts})


def _cause(say: Voice, cause: Cause) -> str:
    key = f"cause-{_dashed(cause)}"
    return say.plain(key if say.has(key) else "cause-other")


def _dashed(word: str) -> str:
    return word.replace("_", "-")
