"""What a workflow is given: its inputs filled in, and the mark by which its run is known again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.catalogue import GithubActionsTarget
from bot.domain.release import Release, Revision
from bot.drivers.registry import DIGEST
from bot.errors import EffectRefused

INPUT = "subaku_release"
PIN = 12  # characters of a digest or commit
BACK = ":back"
MARK = re.compile(r"subaku:([\w-]+)(:back)? ([^\s/]+/[^\s/]+) (\S+)@([\w:]+)")
SLOT = re.compile(r"\{(tag|sha|digest)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose run it is, and what it brings: in the input `subaku_release`, and from there in the run's name."""

    release: str
    target: str
    name: str
    pin: str
    back: bool = False

    @classmethod
    def of(cls, release: Release, key: str) -> Mark:
        """That of a release."""
        return cls(release.id, key, release.revision.name, pin_of(release.revision))

    @classmethod
    def within(cls, title: str) -> Mark | None:
        """The mark in a run's name, if there is one."""
        found = MARK.search(title)
        return cls(found[1], found[3], found[4], found[5], found[2] is not None) if found else None

    def of_release(self, release: str, *, back: bool = False) -> Mark:
        """The same revision, brought by another release; `back`: to take that one back."""
        return replace(self, release=release, back=back)

    def __str__(self) -> str:
        return f"subaku:{self.release}{BACK if self.back else ''} {self.target} {self.name}@{self.pin}"


def pin_of(revision: Revision) -> str:
    """The beginning of what a revision is for good."""
    return str(revision.digest).removeprefix("sha256:")[:PIN]


def slots_in(settings: GithubActionsTarget) -> frozenset[str]:
    """Which of `{tag}`, `{sha}` and `{digest}` the inputs want."""
    return frozenset(slot for value in settings.inputs.values() for slot in SLOT.findall(str(value)))


def filled(settings: GithubActionsTarget, revision: Revision) -> dict[str, str]:
    """The inputs for a revision. Raises `EffectRefused` where it has no name that a workflow could take."""
    if "tag" in slots_in(settings) and (DIGEST.match(revision.name) or revision.name.startswith("sha256:")):
        raise EffectRefused(f"{settings.workflow} takes a {{tag}}, and this was asked for by digest: ask by its tag")
    digest = str(revision.digest) if DIGEST.fullmatch(str(revision.digest)) else ""
    known = {"tag": revision.name, "sha": revision.commit or "", "digest": digest}
    return {name: _filled(value, known) for name, value in settings.inputs.items()}


def _filled(value: str | int | float | bool, known: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return SLOT.sub(lambda slot: known[slot[1]], str(value))
