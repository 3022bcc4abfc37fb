"""Why ECS stopped tasks, or can't start them: its own words, what is known about them, and the cause they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.domain.release import Advice, Cause

# the first that fits; what ECS says of a pull goes on with what the registry said
KNOWN = tuple(
    (code, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for code, pattern in (
        ("image-platform", r"descriptor matching platform|exec format error"),
        ("image-not-found", r"CannotPull.*(not found|manifest unknown|does not exist)"),
        ("image-not-allowed", r"CannotPull.*(denied|forbidden|unauthorized|no basic auth|\b40[13]\b)"),
        ("image-unreachable", r"CannotPull.*(time[d]?[ -]?out|dial tcp|deadline|no such host|connection)"),
        ("image-not-pulled", r"CannotPull"),
        ("secret-not-read", r"ResourceInitialization.*(secret|parameter|ssm)"),
        ("out-of-memory", r"OutOfMemory"),
        ("no-capacity", r"unable to place a task|capacity is unavailable"),
        ("container-exited", r"Essential container"),
        ("health-check", r"health ?check|is unhealthy"),
    )
)
UNSTARTED = re.compile(r"CannotPull|CannotStart|CannotCreate|ResourceInitialization|Essential container|OutOfMemory")


def known(said: str) -> str | None:
    """The code of what ECS's words mean."""
    return next((code for code, pattern in KNOWN if pattern.search(said)), None)


def advice_on(said: Iterable[str]) -> tuple[Advice, ...]:
    """What is known about each of these, once."""
    found = {code: Advice(code, each) for each in said if (code := known(each))}
    return tuple(found.values())


def cause_of(said: str) -> Cause | None:
    """The cause that the words make; None where they tell none."""
    code = known(said)
    if code == "health-check":
        return Cause.HEALTH_CHECK
    return Cause.TASK_CANNOT_START if code or UNSTARTED.search(said) else None


def last_words(tasks: Sequence[dict[str, Any]], image: str | None, since: datetime | None) -> list[str]:
    """Why tasks of this image, of those made since then, were stopped; what is no trouble isn't told."""
    ours = [task for task in tasks if _runs(task, image) and _is_since(task, since)]
    return list(dict.fromkeys(words for task in ours if cause_of(words := _words(task))))


def _runs(task: dict[str, Any], image: str | None) -> bool:
    return image in [container.get("image") for container in task.get("containers", [])]


def _is_since(task: dict[str, Any], since: datetime | None) -> bool:
    """One of the same image may have failed before."""
    return since is None or "createdAt" not in task or bool(task["createdAt"] >= since)


def _words(task: dict[str, Any]) -> str:
    said = (task.get("stoppedReason"), *(container.get("reason") for container in task.get("containers", [])))
    return " ".join(dict.fromkeys(filter(None, said)))
