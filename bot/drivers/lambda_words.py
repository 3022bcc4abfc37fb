"""Lambda's words in ours: the alias as a deployment, its weights as steps, and the marker in its description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.catalogue import Shift
from bot.domain.release import Advice, Cause, Outcome, Progress, Reason, Release, Stage, StageStatus

DESCRIPTION = 256  # characters
MARKED = re.compile(
    r"subaku:(?P<release>\w+)(?P<back>:back)? (?P<revision>\S+) from (?P<before>\d+)"
    r"(?: to (?P<to>\d+))?(?: at (?P<seen>[\w-]+))?(?: alarm (?P<alarm>.+))?"
)
PUBLISHED = re.compile(r"subaku:(?P<release>\w+) (?P<revision>\S+)")
LONGEST = 128  # characters of a revision, as of a tag
ALL = 100.0  # percent
PLACES = 4  # of a weight that mean something
STEPS = ("update_code", "publish_version", "allow_traffic")
ADVICE = {
    "EniLimitExceeded": "lambda_network",
    "ImageAccessDenied": "lambda_image",
    "ImageDeleted": "lambda_image",
    "InvalidImage": "lambda_image",
    "SubnetOutOfIPAddresses": "lambda_network",
}
"""Lambda's reasons for not taking new code, of which it is known what helps."""
PENDING, RUNNING, SUCCEEDED = StageStatus.PENDING, StageStatus.RUNNING, StageStatus.SUCCEEDED


@dataclass(frozen=True, slots=True)
class Mark:
    """What we write into an alias: whose it is, what stood before, and where it goes once that is published.

    `seen`: the function's RevisionId before its code is updated. `back`: it went back to `before`, `alarm` made it.
    """

    release: str
    revision: str
    before: str
    to: str | None = None
    seen: str | None = None
    back: bool = False
    alarm: str = ""

    def __str__(self) -> str:
        parts = {"to": self.to, "at": self.seen, "alarm": self.alarm}
        rest = "".join(f" {word} {value}" for word, value in parts.items() if value)
        marker = f"subaku:{self.release}{':back' if self.back else ''}"
        return f"{marker} {_word(self.revision)} from {self.before}{rest}"[:DESCRIPTION]


def mark_in(description: str) -> Mark | None:
    """The mark of an alias; None where it has none of ours."""
    found = MARKED.fullmatch(description)
    if found is None:
        return None
    release, back, revision, before, to, seen, alarm = found.groups()
    return Mark(release, revision, before, to, seen, bool(back), alarm or "")


def description_of(release: Release) -> str:
    """What a version is published under, for good."""
    return f"subaku:{release.id} {_word(str(release.revision))}"


def published_by(version: dict[str, Any]) -> str | None:
    """The release that published a version."""
    found = PUBLISHED.fullmatch(str(version.get("Description", "")))
    return found["release"] if found else None


def name_of(function: dict[str, Any]) -> str:
    """What people call the revision in a version: as we published it, else its tag, else its number."""
    version = function["Configuration"]
    if found := PUBLISHED.fullmatch(str(version.get("Description", ""))):
        return found["revision"]
    image, _, digest = str(function.get("Code", {}).get("ImageUri", "")).partition("@")
    _, colon, tag = image.rpartition("/")[2].partition(":")
    if colon:
        return tag
    return digest[: len("sha256:") + 12] or f"version-{version['Version']}"


def weights_of(alias: dict[str, Any]) -> dict[str, float]:
    """Beside the alias' own version: the others, with their percent of the traffic."""
    routed = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    return {version: round(weight * 100, PLACES) for version, weight in routed.items() if weight}


def next_weight(shift: Shift | None, now: float) -> float:
    """The percent that comes after this one."""
    if shift is None:
        return ALL
    if shift.linear is None:
        return shift.canary if shift.canary and now < shift.canary else ALL
    return min(ALL, round(now + shift.linear, PLACES))


def passed(shift: Shift | None, now: float) -> list[float]:
    """The weights up to this one, which is among them; all the traffic isn't."""
    weights, weight = [], next_weight(shift, 0.0)
    while weight <= now and weight < ALL:
        weights.append(weight)
        weight = next_weight(shift, weight)
    return weights


def stages(at: str, before: Sequence[Stage], now: datetime, *, skipped: bool = False) -> tuple[Stage, ...]:
    """The steps of a deployment that is at this one, or at its end ('')."""
    here = STEPS.index(at) if at else len(STEPS)
    found = []
    for number, name in enumerate(STEPS):
        status = SUCCEEDED if number < here else RUNNING if number == here else PENDING
        by_then = StageStatus.SKIPPED if skipped and number < len(STEPS) - 1 else status
        found.append(timed(Stage(name, by_then), before, now))
    return tuple(found)


def shifting(shift: Shift, weight: float, before: Sequence[Stage], now: datetime) -> tuple[Stage, ...]:
    """The same while the traffic goes over, with the weights up to this one, which is one of the `shift`'s own."""
    inner = [_step(each, RUNNING if each == weight else SUCCEEDED) for each in passed(shift, weight)]
    *done, last = [timed(each, before, now) for each in inner]
    until = last.started_at + shift.wait if last.started_at else None
    return (*stages("allow_traffic", before, now), *done, replace(last, until=until))


def arrived(before: Sequence[Stage], now: datetime, *, skipped: bool) -> tuple[Stage, ...]:
    """The steps once all traffic is on the new version."""
    inner = [timed(replace(each, status=SUCCEEDED, until=None), before, now) for each in before if each.depth]
    return (*stages("", before, now, skipped=skipped), *inner)


def update_failed(configuration: dict[str, Any], before: Sequence[Stage], now: datetime) -> Progress:
    """Lambda couldn't take the new code; the alias never moved."""
    code, sentence = (configuration.get(f"LastUpdateStatusReason{end}", "") for end in ("Code", ""))
    said = ": ".join(filter(None, (code, sentence))) or "UpdateFunctionCode"
    first, *rest = stages("update_code", before, now)
    failed = timed(replace(first, status=StageStatus.FAILED, ended_at=None), before, now)
    advice = (Advice(ADVICE[code], said),) if code in ADVICE else ()
    return Progress(Outcome.FAILED, (failed, *rest), 0, reason=Reason(Cause.STEP_FAILED, said), advice=advice)


def elsewhere(place: str, release: Release, alias: dict[str, Any]) -> Progress | None:
    """Somebody else moved the alias; None where ours was never seen there."""
    if release.deployment is None or release.deployment.progress.outcome is Outcome.UNKNOWN:
        return None
    beside = "".join(f", {weight:g} % → {version}" for version, weight in weights_of(alias).items())
    said = f"{place} → {alias['FunctionVersion']}{beside}"
    advice = (Advice("lambda_moved", said),)
    return Progress(Outcome.FAILED, reason=Reason(Cause.STOPPED_ELSEWHERE, said), advice=advice)


def timed(stage: Stage, before: Sequence[Stage], now: datetime) -> Stage:
    """With the times at which it was first seen to begin and to end: Lambda keeps none."""
    if stage.status in (PENDING, StageStatus.SKIPPED):
        return stage
    old = next((each for each in before if (each.name, each.title) == (stage.name, stage.title)), stage)
    ended = None if stage.status is RUNNING else old.ended_at or now
    return replace(stage, started_at=old.started_at or now, ended_at=ended)


def _word(name: str) -> str:
    """A revision's name as one word, that leaves room for the rest."""
    return "_".join(name.split())[:LONGEST]


def _step(weight: float, status: StageStatus) -> Stage:
    return Stage("weight", status, title=f"{weight:g} %", depth=1)
