"""Gates: conditions of a target that must hold before, at the hold, or while a release is watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.catalogue import Gate, Target

FRESH = timedelta(seconds=60)  # an older word of a gate doesn't let a release start
MOST = 20  # gates of a target


class Verdict(StrEnum):
    """What a gate says. Pending is "not yet", which is not "no"; unknown is "it could not be asked"."""

    PASSING = "passing"
    FAILING = "failing"
    PENDING = "pending"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a gate said, when, and why: `code` names the sentence, `facts` fill it in (data), `link` shows more.

    `since`: from when on it has said so without a break. `warns`: passing, with something that people should know.
    """

    gate: str
    verdict: Verdict
    at: datetime
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    since: datetime | None = None
    warns: bool = False


def keys(gates: Iterable[Gate]) -> dict[str, Gate]:
    """The gates of a target by name: its kind, and a number where there are several of it."""
    found: dict[str, Gate] = {}
    for gate in gates:
        same = sum(name.partition("#")[0] == gate.kind for name in found)
        found[f"{gate.kind}#{same + 1}" if same else gate.kind] = gate
    return found


def applying(target: Target, *times: str) -> dict[str, Gate]:
    """The gates of a target that are looked at then (`before`, `hold`, `bake`); `always` is each of them."""
    return {name: gate for name, gate in keys(target.gates).items() if gate.when in (*times, "always")}


def length(gate: Gate) -> timedelta:
    """How long it must pass without a break."""
    return gate.lasting or timedelta(0)


def passes(gate: Gate, finding: Finding | None, now: datetime) -> bool:
    """Whether it has said so just now, and for as long as it must."""
    if finding is None or finding.verdict is not Verdict.PASSING or now - finding.at > FRESH:
        return False
    return now - (finding.since or finding.at) >= length(gate)


def fails_for_good(finding: Finding) -> bool:
    """Whether a gate that is watched said no twice: one bad look isn't a failure."""
    return finding.verdict is Verdict.FAILING and finding.since is not None and finding.since < finding.at


def after(before: Finding | None, said: Finding) -> Finding:
    """What was said now, with the time since when it has been said."""
    same = before is not None and before.verdict is said.verdict
    return replace(said, since=before.since or before.at if before and same else said.at)
