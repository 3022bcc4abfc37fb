"""What live message and replies both say: who, why, for how long, what isn't checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.catalogue import Catalogue, Target
from bot.domain.release import Release
from bot.i18n import Markup, Voice, code, mention

MENTIONS = 20  # people in one message; Slack would take more, readers would not


def mentions(ids: Iterable[str]) -> Markup:
    """People and groups, each once."""
    return Markup(" ".join(mention(one) for one in list(dict.fromkeys(ids))[:MENTIONS]))


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
    """A digest cut to what people compare; anything else as it is."""
    return name[: len("sha256:") + 12] if name.startswith("sha256:") else name


def span(start: datetime | None, end: datetime) -> timedelta:
    """How long from start to end; never negative."""
    return max(timedelta(0), end - start) if start else timedelta(0)


def unchecked(release: Release, catalogue: Catalogue, say: Voice) -> list[str]:
    """What the catalogue asks for and this version doesn't look at, in the reader's words."""
    target = release.plan.settings or catalogue.target(release.service, release.environment)
    environment = catalogue.environments.get(release.environment)
    if target is None or environment is None:
        return []
    gates = [str(code(gate.kind, 60)) for gate in target.gates]
    windows = environment.windows if target.windows is None else target.windows
    after = _after(target, catalogue)
    return [
        *gates,
        *([say("check-after", environment=after)] if after else []),
        *([say("check-window")] if windows else []),
        *([say("check-freeze")] if environment.freezes or target.freezes else []),
    ]


def _after(target: Target, catalogue: Catalogue) -> str | None:
    """The environment in which the revision must have stood, if the service has a target there."""
    after = target.after or catalogue.environments[target.environment].after
    if after is None or after == "none" or catalogue.target(target.service_name, after.environment) is None:
        return None
    return after.environment
