"""The settings of a gate, read as what they are. The configuration has checked them."""

from __future__ import annotations

from urllib.parse import quote

from bot.domain.catalogue import Aws, Gate
from bot.domain.release import Release, Revision
from bot.gates.base import Subject


def text(gate: Gate, name: str) -> str:
    """A text; empty where there is none."""
    return str(gate.settings.get(name) or "")


def texts(gate: Gate, name: str) -> tuple[str, ...]:
    """A list of texts."""
    found = gate.settings.get(name)
    return tuple(map(str, found)) if isinstance(found, tuple | list) else ()


def number(gate: Gate, name: str) -> float | None:
    """A number; None where there is none."""
    found = gate.settings.get(name)
    return float(found) if isinstance(found, int | float) else None


def aws(gate: Gate, release: Release) -> Aws | None:
    """Where in AWS to look: the gate's own word, else as the target does."""
    found = gate.aws or getattr(release.plan.settings, "aws", None)
    return found if isinstance(found, Aws) else None


def filled(address: str, revision: Revision) -> str:
    """`{tag}`, `{sha}`, `{digest}` in an address, as parts of a path that can't become anything else."""
    known = {"tag": revision.name, "sha": revision.commit or revision.digest or "", "digest": revision.digest or ""}
    for name, value in known.items():
        part = quote(value, safe="") if value.strip(".") else ""  # dots alone would lead elsewhere
        address = address.replace(f"{{{name}}}", part)
    return address


def is_too_long(gate: Gate, subject: Subject) -> bool:
    """Whether it has said "not yet" for longer than the gate waits."""
    wait, before = gate.wait, subject.before
    if wait is None or before is None or before.verdict != "pending":
        return False
    return subject.now - (before.since or before.at) > wait
