"""The checks of the commit on GitHub have passed. It fails closed: a check that isn't there hasn't passed."""

from __future__ import annotations

from typing import ClassVar

from bot.domain.catalogue import Gate
from bot.domain.gate import Verdict
from bot.drivers.base import Call
from bot.drivers.checks import GOOD, Checks, checks_of, is_missing
from bot.drivers.ecr import LOGIN
from bot.drivers.means import Means
from bot.errors import DriverError
from bot.gates.base import Subject, Word
from bot.gates.settings import is_too_long, texts


class GithubChecks:
    """The gate `github_checks`."""

    calls: ClassVar[tuple[Call, ...]] = (LOGIN,)

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
            checks = await checks_of(self._means.github, source.github, commit)
        except DriverError as err:
            if is_missing(err):
                return Word(Verdict.FAILING, "checks-missing-commit", {"repository": source.github})
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
