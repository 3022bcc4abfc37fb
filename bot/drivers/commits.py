"""Commits on GitHub: what a revision is that isn't an image, what could be released, and what lies between two.

https://docs.github.com/rest/commits/commits
"""

from __future__ import annotations

import difflib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.domain.catalogue import Service, Source
from bot.domain.release import Revision
from bot.drivers.base import RevisionChoice
from bot.drivers.github import GitHub
from bot.errors import (
    DriverUnavailable,
    EffectRefused,
    RegistryRefused,
    RegistryUnavailable,
    RevisionNotFound,
    TargetMisconfigured,
)

SHORT = 7  # characters of a commit
PAGE = 100
FULL = re.compile(r"[0-9a-f]{40}")
# of what git allows in a name, that which can't be taken for another path
REF = re.compile(r"(?!.*\.\.)(?!.*//)[\w@+][\w.@+/#-]{0,254}")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit; `title` is the first line of its message. All of it is data."""

    sha: str
    title: str = ""
    author: str = ""
    created: datetime | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a later commit has that an earlier one hasn't, the oldest first; GitHub tells 250 commits and 300 files.

    `ahead` and `behind` count all commits; `behind` is 0 where nothing of the earlier one is lost.
    """

    commits: tuple[Commit, ...]
    files: tuple[str, ...]
    ahead: int
    behind: int
    link: str = ""


class Commits:
    """Raises `RevisionNotFound`, `RegistryUnavailable`, `Throttled`."""

    def __init__(self, github: GitHub) -> None:
        self._github = github

    async def resolve(self, source: Source, ref: str | None, branch: str) -> Revision:
        """A commit (full or short), a branch, a tag, or nothing: the newest of `branch`. Pinned by the full commit.

        The name that people gave stays where it is one of its own (a tag); else it is the short commit.
        """
        wanted = ref or branch
        if not REF.fullmatch(wanted):
            raise RevisionNotFound(wanted)
        try:
            async with _asking(source):
                found = await self._github.get(f"/repos/{source.github}/commits/{quote(wanted, safe='')}")
                sha = _sha(found)
        except _NotThere as err:
            raise RevisionNotFound(wanted, await self._nearest(source, wanted)) from err
        is_own_name = wanted != branch and not sha.startswith(wanted)
        return Revision(wanted if is_own_name else sha[:SHORT], sha, sha)

    async def choices(self, source: Source, branch: str, prefix: str, limit: int) -> list[RevisionChoice]:
        """The newest commits of a branch, by seven characters, that begin with what was typed."""
        typed = prefix.casefold()[:SHORT]
        query = {"sha": branch, "per_page": str(PAGE if typed else min(limit, PAGE))}
        try:
            async with _asking(source):
                found = await self._github.get(f"/repos/{source.github}/commits", query)
                commits = [_commit(one) for one in found]
        except _NotThere as err:
            raise RevisionNotFound(branch) from err
        matching = [one for one in commits if one.sha.startswith(typed)][:limit]
        return [RevisionChoice(one.sha[:SHORT], one.sha, one.created) for one in matching]

    async def compare(self, source: Source, base: str, head: str) -> Comparison:
        """What lies between two commits."""
        between = f"{quote(base, safe='')}...{quote(head, safe='')}"
        try:
            async with _asking(source):
                found = await self._github.get(f"/repos/{source.github}/compare/{between}")
                return _comparison(found)
        except _NotThere as err:
            raise RevisionNotFound(f"{base[:SHORT]}...{head[:SHORT]}") from err

    async def _nearest(self, source: Source, wanted: str) -> tuple[str, ...]:
        """Branches and tags that are spelt like it."""
        names: list[str] = []
        for kind in ("branches", "tags"):
            try:
                async with _asking(source):
                    found = await self._github.get(f"/repos/{source.github}/{kind}", {"per_page": str(PAGE)})
                    names += [str(one["name"]) for one in found]
            except _NotThere as err:
                raise RegistryRefused(
                    f"GitHub shows no repository {source.github}: is it private? GITHUB_TOKEN opens it"
                ) from err
        return tuple(difflib.get_close_matches(wanted, names, n=3, cutoff=0.4))


def source_of(service: Service) -> Source:
    """Where a service's code lives. Raises `TargetMisconfigured` where the catalogue doesn't say."""
    if service.source is None:
        raise TargetMisconfigured(
            f"{service.name} has no `source`: its revisions are commits, so it needs `source: {{github: OWNER/NAME}}`"
        )
    return service.source


def branch_of(source: Source, environment: str) -> str:
    """The branch whose commits go to an environment."""
    branch = source.branch
    return branch if isinstance(branch, str) else branch.get(environment, "main")


class _NotThere(Exception):
    """GitHub says that there is no such commit, or no such repository."""


@asynccontextmanager
async def _asking(source: Source) -> AsyncIterator[None]:
    """GitHub's errors in the words of a registry, for that is what it is here."""
    try:
        yield
    except EffectRefused as err:
        # GitHub says 404 of a repository, 422 of a commit, and 409 of a repository without any
        if re.match(r"GitHub \S+: (404|409|410|422)\b", str(err)):
            raise _NotThere from err
        raise RegistryRefused(f"{err}: may GITHUB_TOKEN read {source.github}?") from err
    except DriverUnavailable as err:
        raise RegistryUnavailable(str(err)) from err
    except (KeyError, TypeError, AttributeError, ValueError) as err:
        raise RegistryUnavailable(f"GitHub's answer on {source.github} can't be read ({err})") from err


def _sha(found: dict[str, Any]) -> str:
    sha: str = found["sha"]
    if not FULL.fullmatch(sha):
        raise ValueError(f"sha {sha!r}")
    return sha


def _commit(found: dict[str, Any]) -> Commit:
    said = found["commit"]
    who = said.get("author") or {}
    login = (found.get("author") or {}).get("login")
    return Commit(
        sha=_sha(found),
        title=str(said.get("message", "")).split("\n", 1)[0],
        author=str(login or who.get("name", "")),
        created=datetime.fromisoformat(str(who["date"])) if "date" in who else None,
        link=str(found.get("html_url", "")),
    )


def _comparison(found: dict[str, Any]) -> Comparison:
    return Comparison(
        commits=tuple(_commit(one) for one in found["commits"]),
        files=tuple(str(one["filename"]) for one in found.get("files") or ()),
        ahead=int(found["ahead_by"]),
        behind=int(found["behind_by"]),
        link=str(found.get("html_url", "")),
    )
