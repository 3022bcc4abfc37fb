"""The checks of the commit on GitHub have passed. It fails closed: a check that isn't there hasn't passed.

https://docs.github.com/rest/checks/runs#list-check-runs-for-a-git-reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from bot.domain.catalogue import Gate
from bot.domain.gate import Verdict
from bot.drivers.base import Call
from bot.drivers.github import Missing
from bot.drivers.means import Means
from bot.errors import DriverError
from bot.gates.base import Subject, Word
from bot.gates.settings import is_too_long, texts

GOOD = frozenset({"success", "neutral", "skipped"})
PAGES = 5
PER_PAGE = 100

Checks = Mapping[str, str]  # name → "" while it runs, else its conclusion


class GithubChecks:
    """The gate `github_checks`."""

    calls: ClassVar[tuple[Call, ...]] = ()

    def __init__(self, means: Means) -> None:
        self._means = means

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """Check runs and commit statuses of the commit that the revision was made from."""
        source = subject.service.source
        if source is None:
            return Word(Verdict.UNKNOWN, "checks-no-source", {"service": subject.service.name})
        try:
            commit = await self._commit(subject)
            if commit is None:
                return Word(Verdict.UNKNOWN, "checks-no-commit", {"revision": subject.release.revision.name})
            checks = await self._checks(source.github, commit)
        except Missing:
            return Word(Verdict.FAILING, "checks-missing-commit", {"repository": source.github})
        except DriverError as err:
            return Word(Verdict.UNKNOWN, "checks-silent", {"error": str(err)[:200]})
        link = f"https://github.com/{source.github}/commit/{commit}"
        return _judged(gate, subject, checks, link)

    async def _commit(self, subject: Subject) -> str | None:
        """Known with the plan, or by the label that the image's builder has left."""
        release = subject.release
        if release.revision.commit or not release.plan.image:
            return release.revision.commit or release.revision.digest
        image = release.plan.image.partition("@")[0]
        return await self._means.registry.commit(self._means.repository(image), str(release.revision.digest))

    async def _checks(self, repository: str, commit: str) -> Checks:
        path = f"/repos/{repository}/commits/{quote(commit, safe='')}"
        found: dict[str, str] = {}
        for page in range(1, PAGES + 1):
            query = {"per_page": str(PER_PAGE), "page": str(page), "filter": "latest"}
            runs = _list(await self._means.github.get(f"{path}/check-runs", query), "check_runs")
            found |= {str(run.get("name")): _conclusion(run) for run in runs}
            if len(runs) < PER_PAGE:
                break
        statuses = _list(await self._means.github.get(f"{path}/status", {"per_page": str(PER_PAGE)}), "statuses")
        return found | {str(one.get("context")): _state(one) for one in statuses}


def _list(answer: Any, name: str) -> list[dict[str, Any]]:
    """The list in an answer. An answer without one isn't an empty one."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise DriverError(f"GitHub's answer has no {name}")
    return [one for one in found if isinstance(one, dict)]


def _conclusion(run: Mapping[str, Any]) -> str:
    return str(run.get("conclusion") or "unknown") if run.get("status") == "completed" else ""


def _state(status: Mapping[str, Any]) -> str:
    state = str(status.get("state") or "unknown")
    return "" if state == "pending" else state


def _judged(gate: Gate, subject: Subject, checks: Checks, link: str) -> Word:
    required = texts(gate, "required") or tuple(checks)
    failed = [f"{name} ({checks[name]})" for name in required if checks.get(name) and checks[name] not in GOOD]
    waiting = [name for name in required if not checks.get(name)]
    if failed:
        return Word(Verdict.FAILING, "checks-failed", {"names": ", ".join(failed)}, link)
    if not required:
        return Word(Verdict.PENDING, "checks-none", {}, link)
    if waiting and (is_too_long(gate, subject) or _was_too_long(subject)):
        return Word(Verdict.FAILING, "checks-endless", {"names": ", ".join(waiting)}, link)
    if waiting:
        return Word(Verdict.PENDING, "checks-run", {"names": ", ".join(waiting)}, link)
    return Word(Verdict.PASSING, "checks-passed", {"count": str(len(required))}, link)


def _was_too_long(subject: Subject) -> bool:
    return subject.before is not None and subject.before.code == "checks-endless"
