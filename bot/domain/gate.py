"""Gates: conditions of a target that must hold before, at the hold, or while a release is watched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.catalogue import Gate, Target

FRESH = timedelta(seconds=60)  # an older word of a gate doesn't let a release start
MOST = 20  # gates of a target
WATCHED = {"holding": ("hold",), "baking": ("bake",)}  # by the status of a live release


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
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
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
    found = {name: gate for name, gate in keys(target.gates).items() if gate.when in (*times, "always")}
    return {name: replace(gate, when="bake") for name, gate in found.items()} if "bake" in times else found


def by_name(findings: Iterable[Finding]) -> dict[str, Finding]:
    """What each gate said."""
    return {finding.gate: finding for finding in findings}


def times(status: str) -> tuple[str, ...]:
    """What a release in this status is looked at for; `always` goes without saying."""
    return WATCHED.get(status, ())


def length(gate: Gate) -> timedelta:
    """How long it must pass without a break: that counts while a release is watched, and only then."""
    return gate.lasting or timedelta(0) if gate.when == "bake" else timedelta(0)


def passes(gate: Gate, finding: Finding | None, now: datetime) -> bool:
    """Whether it has said so just now, and for as long as it must."""
    if finding is None or finding.verdict is not Verdict.PASSING or now - finding.at > FRESH:
        return False
    return now - (finding.since or finding.at) >= length(gate)


def fails_for_good(finding: Finding) -> bool:
    """Whether a gate that is watched said no twice: one bad look isn't a failure."""
    return finding.verdict is Verdict.FAILING and finding.since is not None and finding.since < finding.at


def unmet(findings: Iterable[Finding], names: Collection[str]) -> list[Finding]:
    """What these gates have said that isn't a yes, a plain no first: the order in which they are set aside."""
    said = [finding for finding in findings if finding.gate in names and finding.verdict is not Verdict.PASSING]
    return sorted(said, key=lambda finding: (Verdict.FAILING, Verdict.UNKNOWN, Verdict.PENDING).index(finding.verdict))


def points(target: Target | None) -> list[str]:
    """What the checklists among a target's gates ask for."""
    lists = [gate.settings.get("items") for gate in target.gates if gate.kind == "checklist"] if target else []
    return [str(item) for items in lists if isinstance(items, tuple) for item in items]


def after(before: Finding | None, said: Finding) -> Finding:
    """What was said now, with the time since when it has been said: while nobody looked, it wasn't said."""
    same = before is not None and before.verdict is said.verdict
    if before is not None and said.verdict is Verdict.PASSING:
        same = same and said.at - before.at <= FRESH
    return replace(said, since=before.since or before.at if before and same else said.at)
