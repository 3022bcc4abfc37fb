"""What live message and replies both say: who, why, for how long, what isn't checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.catalogue import CodeDeployEcsTarget, EcsTarget, Target
from bot.domain.events import SUBAKU
from bot.domain.release import Release
from bot.i18n import SIDE, Fact, Markup, Voice, code, escape, mention, who

SIDES = {"github_actions": "GitHub", "argocd": "Argo CD"}
MENTIONS = 20  # people in one message; Slack would take more, readers would not
COMMIT = re.compile(r"[0-9a-f]{40}")
DAYTIME = timedelta(hours=12)
STEPS = (
    (timedelta(days=2), timedelta(days=1)),
    (timedelta(hours=2), timedelta(hours=1)),
    (timedelta(minutes=10), timedelta(minutes=5)),
)


def mentions(ids: Iterable[str]) -> Markup:
    """People and groups, each once; Subaku needn't call itself."""
    named = [one for one in dict.fromkeys(ids) if one != SUBAKU]
    return Markup(" ".join(mention(one) for one in named[:MENTIONS]))


def why(say: Voice, cause: str, detail: str) -> Markup:
    """The reason in one line; the other side's own words stand in a code span."""
    key = f"cause-{cause.replace('_', '-')}"
    reason = Markup(say(key if say.has(key) else "cause-other"))
    if not detail:
        return Markup(say("why-line", cause=reason))
    return Markup(say("why-line-detail", cause=reason, detail=code(detail, 300)))


def digest(release: Release) -> str:
    """`sha256:` and twelve characters; empty when it isn't pinned by one."""
    return shortened(release.revision.digest or "")


def shortened(name: str) -> str:
    """A digest or a commit cut to what people compare; anything else as it is."""
    if COMMIT.fullmatch(name):
        return name[:7]
    return name[: len("sha256:") + 12] if name.startswith("sha256:") else name


def span(start: datetime | None, end: datetime) -> timedelta:
    """How long from start to end; never negative."""
    return max(timedelta(0), end - start) if start else timedelta(0)


def coarse(length: timedelta) -> timedelta:
    """As people would say it, and so that it doesn't change with each look: days, hours, five minutes, one."""
    step = next((step for least, step in STEPS if length >= least), timedelta(minutes=1))
    return max(timedelta(minutes=1), -(-length // step) * step)


def clock_or_day(say: Voice, at: datetime, now: datetime) -> Fact:
    """A time of day while that says enough, with its day otherwise."""
    return at if abs(at - now) < DAYTIME else say.moment(at)


def in_place_of(say: Voice, by: str, other: str | None) -> Markup:
    """Somebody who decided, and for whom they stood in."""
    if other is not None:
        return Markup(say("in-place-of", by=who(say, by), other=who(say, other)))
    named = who(say, by)
    return named if isinstance(named, Markup) else escape(str(named))


def deciders(release: Release) -> list[str]:
    """Who may decide: those named, without the requester where a second person is asked for."""
    return [one for one in release.need.by if release.need.own or one != release.requester]


def about(release: Release, say: Voice) -> Voice:
    """The words for how a release is deployed: by whom, and whether green takes over from blue."""
    return say.about(SIDES.get(release.plan.driver, SIDE), plainly=not _has_green(release.plan.settings))


def _has_green(target: Target | None) -> bool:
    if isinstance(target, EcsTarget):
        return target.strategy != "rolling"
    return isinstance(target, CodeDeployEcsTarget | None)
