"""What could be released of a service by now: images and commits of its branch, whose checks are green.

An image is as new as the commit that it was built from. That is read from its tag (`91d7e5b`, `sha-91d7e5b`), else from
the label `org.opencontainers.image.revision`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.domain.catalogue import ArgoCdTarget, CodeDeployEc2Target, PipelineTarget, Service, Source, Target
from bot.domain.release import Revision
from bot.drivers.base import Driver, RevisionChoice
from bot.drivers.checks import GOOD, checks_of, is_missing
from bot.drivers.commits import FULL, Commits, Comparison, branch_of
from bot.drivers.means import Means
from bot.drivers.registry import Repository
from bot.errors import DriverError, RegistryRefused, RevisionNotFound

FEW = 3  # revisions that are looked at: where the newest isn't green yet, the one before may be
BRANCH = 30  # commits of a branch among which an image is looked for
MOST_TAGS = 2000
LABELS = 20  # labels that are read at a time; the tags that are left have their turn later
MOVING = 3  # tags without a number (`latest`, `main`), which are read each time
MOST_KEPT = 4096
QUIET = timedelta(minutes=5)  # a commit of which nothing was said so long has no checks
IN_NAME = re.compile(r"(?:^|[._-])([0-9a-f]{7,40})$")

log = structlog.get_logger()


class Newest:
    """Remembers what labels said, and which commits are green. Raises `DriverError`s."""

    def __init__(self, means: Means) -> None:
        self._means, self._commits = means, Commits(means.github)
        self._labels: OrderedDict[tuple[Repository, str], str | None] = OrderedDict()
        self._green: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def of(self, service: Service, target: Target, driver: Driver, now: datetime) -> list[Revision]:
        """The newest first, a few; images by tag and digest."""
        source = service.source
        repository = self._repository(service, target)
        if source is None:
            return await self._highest(repository) if repository else []
        try:
            branch = await self._commits.choices(source, branch_of(source, target.environment), "", BRANCH)
        except (RegistryRefused, RevisionNotFound) as err:
            log.info("branch_not_seen", repository=source.github, error=str(err))
            return await self._highest(repository) if repository else []
        found = (
            await self._images(repository, branch) if repository else await self._releasable(service, target, driver)
        )
        dates = {str(one.digest): one.created for one in branch}
        green = [it for it in found[:FEW] if await self._is_green(source, target, it, dates.get(str(it.commit)), now)]
        return [await self._pinned(repository, it) for it in green] if repository else green

    async def named(self, service: Service, target: Target, name: str) -> Revision | None:
        """What a name stands for; None where nobody knows (any more)."""
        try:
            if repository := self._repository(service, target):
                digest = await self._means.registry.digest(repository, name)
                return Revision(name, digest, await self._means.registry.commit(repository, digest))
            if service.source:
                return await self._commits.resolve(service.source, name, branch_of(service.source, target.environment))
        except (RegistryRefused, RevisionNotFound) as err:
            log.info("revision_not_seen", service=service.name, error=str(err))
        return None

    async def between(self, source: Source, base: str, head: str) -> Comparison | None:
        """What lies between two commits; None where GitHub doesn't show it."""
        try:
            return await self._commits.compare(source, base, head)
        except (RegistryRefused, RevisionNotFound) as err:
            log.info("commits_not_compared", repository=source.github, error=str(err))
            return None

    def _repository(self, service: Service, target: Target) -> Repository | None:
        """Where its images are; None where its revisions are commits."""
        if service.image is None or isinstance(target, (ArgoCdTarget, CodeDeployEc2Target, PipelineTarget)):
            return None
        aws = getattr(target, "aws", None)
        return self._means.repository(service.image, aws.role if aws else None)

    async def _highest(self, repository: Repository) -> list[Revision]:
        """Where no branch tells what is new, a higher version does."""
        tags = [tag for tag in await self._tags(repository) if not _moves(tag)]
        return [await self._pinned(repository, Revision(tag)) for tag in tags[:1]]

    async def _releasable(self, service: Service, target: Target, driver: Driver) -> list[Revision]:
        """Commits that the driver can release."""
        found = await driver.revisions(service, target, "", FEW)
        return [Revision(one.name, one.digest, one.digest) for one in found if FULL.fullmatch(one.digest or "")]

    async def _images(self, repository: Repository, branch: Sequence[RevisionChoice]) -> list[Revision]:
        """A tag for each commit of the branch that has one, a version before a commit's name."""
        tags = await self._tags(repository)
        places = {tag: _place(_commit_in(tag), branch) for tag in tags}
        await self._read_labels(repository, [tag for tag in tags if places[tag] is None])
        found: dict[int, str] = {}
        for tag in sorted(tags, key=lambda tag: (_moves(tag), places[tag] is not None)):
            place = places[tag]
            if place is None:
                place = _place(self._labels.get((repository, tag)), branch)
            if place is not None:
                found.setdefault(place, tag)
        return [Revision(found[place], None, branch[place].digest) for place in sorted(found)]

    async def _tags(self, repository: Repository) -> list[str]:
        """All, the highest version first."""
        return [one.name for one in await self._means.registry.choices(repository, "", MOST_TAGS)]

    async def _read_labels(self, repository: Repository, tags: Sequence[str]) -> None:
        moving = [tag for tag in tags if _moves(tag)][:MOVING]
        fresh = [tag for tag in tags if not _moves(tag) and (repository, tag) not in self._labels][:LABELS]
        for tag in (*moving, *fresh):
            registry = self._means.registry
            try:
                commit = await registry.commit(repository, await registry.digest(repository, tag))
            except RevisionNotFound:
                commit = None  # it was removed since the tags were listed
            self._labels[repository, tag] = commit
            _bound(self._labels)

    async def _pinned(self, repository: Repository, revision: Revision) -> Revision:
        return replace(revision, digest=await self._means.registry.digest(repository, revision.name))

    async def _is_green(
        self, source: Source, target: Target, revision: Revision, created: datetime | None, now: datetime
    ) -> bool:
        """Whether all checks that count have passed: those that the target's gate requires, else every one."""
        key = (target.key, str(revision.commit))
        if key in self._green:
            return True
        try:
            checks = await checks_of(self._means.github, source.github, str(revision.commit))
        except DriverError as err:
            if not is_missing(err):
                raise
            return False
        required = _required(target) or tuple(checks)
        quiet = created is not None and now - created > QUIET
        green = all(checks.get(name) in GOOD for name in required) if required else quiet
        if green:
            self._green[key] = None
            _bound(self._green)
        return green


def _required(target: Target) -> tuple[str, ...]:
    names = [gate.settings.get("required") or () for gate in target.gates if gate.kind == "github_checks"]
    return tuple(str(name) for these in names if isinstance(these, tuple) for name in these)


def _moves(tag: str) -> bool:
    """Whether a tag's name says nothing of what it is: `latest`, `main`."""
    return not any(sign.isdigit() for sign in tag)


def _commit_in(tag: str) -> str | None:
    found = IN_NAME.search(tag)
    return found[1] if found else None


def _place(commit: str | None, branch: Sequence[RevisionChoice]) -> int | None:
    """How many commits of the branch are newer; None for one that isn't among them."""
    if not commit or len(commit) < len("91d7e5b"):
        return None
    return next((place for place, one in enumerate(branch) if str(one.digest).startswith(commit)), None)


def _bound(kept: OrderedDict[Any, Any]) -> None:
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
