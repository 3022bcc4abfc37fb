"""What was said of a commit on GitHub: its check runs and its commit statuses.

https://docs.github.com/rest/checks/runs#list-check-runs-for-a-git-reference
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from bot.drivers.github import GitHub, Missing
from bot.errors import DriverError

GOOD = frozenset({"success", "neutral", "skipped"})
NO_COMMIT = "No commit found"  # in GitHub's answer of 422
PAGES = 5
PER_PAGE = 100

Checks = Mapping[str, str]  # name → "" while it runs, else its conclusion


async def checks_of(github: GitHub, repository: str, commit: str) -> Checks:
    """The newest word of each check. Raises `DriverError`s: `is_missing` tells that there is no such commit."""
    path = f"/repos/{repository}/commits/{quote(commit, safe='')}"
    runs = await _all(github, f"{path}/check-runs", "check_runs", {"filter": "latest"})
    statuses = await _all(github, f"{path}/status", "statuses", {})
    said = [(str(run.get("name")), _conclusion(run)) for run in runs]
    return _worst([*said, *((str(one.get("context")), _state(one)) for one in statuses)])


def is_missing(err: DriverError) -> bool:
    """Whether GitHub knows no such commit, or doesn't show it to this token."""
    return isinstance(err, Missing) or NO_COMMIT in str(err)


async def _all(github: GitHub, path: str, name: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every page; a commit with more than we read can't be known."""
    found: list[dict[str, Any]] = []
    for page in range(1, PAGES + 1):
        asked = {**query, "per_page": str(PER_PAGE), "page": str(page)}
        listed = _list(await github.get(path, asked), name)
        found += listed
        if len(listed) < PER_PAGE:
            return found
    raise DriverError(f"more than {PAGES * PER_PAGE} {name}")


def _worst(said: Iterable[tuple[str, str]]) -> Checks:
    """Several may have one name: that passes when all of them have."""
    found: dict[str, str] = {}
    for name, conclusion in said:
        found[name] = max(found.get(name, conclusion), conclusion, key=_badness)
    return found


def _badness(conclusion: str) -> int:
    return 0 if conclusion in GOOD else 2 if conclusion else 1


def _list(answer: Any, name: str) -> list[dict[str, Any]]:
    """The list in an answer. An answer without one isn't an empty one."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise DriverError(f"GitHub's answer has no {name}")
    if not all(isinstance(one, dict) for one in found):
        raise DriverError(f"GitHub's answer has {name} that can't be read")
    return found


def _conclusion(run: Mapping[str, Any]) -> str:
    return str(run.get("conclusion") or "unknown") if run.get("status") == "completed" else ""


def _state(status: Mapping[str, Any]) -> str:
    state = str(status.get("state") or "unknown")
    return "" if state == "pending" else state
