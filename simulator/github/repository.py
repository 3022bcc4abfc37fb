"""A repository as git sees it: commits with parents, branches and tags, and what checks said of each."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from simulator.github.world import ChangedFile
from simulator.github.world import Commit as WorldCommit
from simulator.github.world import Repository as WorldRepository

SHORTEST = 4  # characters of a sha that git accepts
_HEX = re.compile(rf"[0-9a-f]{{{SHORTEST},40}}")


@dataclass
class Commit:
    """A commit with its full sha."""

    sha: str
    message: str
    author: str
    at: datetime
    parents: tuple[str, ...]
    files: dict[str, ChangedFile]
    checks: dict[str, str]
    statuses: dict[str, str]


@dataclass
class Repository:
    """One repository; commits are never forgotten."""

    world: WorldRepository
    commits: OrderedDict[str, Commit] = field(default_factory=OrderedDict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        workflows, environments = dict(self.world.workflows), dict(self.world.environments)  # they are edited here
        self.world = replace(self.world, workflows=workflows, environments=environments)
        for each in self.world.commits:
            self._add(each)
        self.branches |= {name: self._full(sha) for name, sha in self.world.branches.items()}
        self.tags |= {name: self._full(sha) for name, sha in self.world.tags.items()}

    @property
    def name(self) -> str:
        """`owner/name`."""
        return self.world.name

    def push(self, branch: str, commit: WorldCommit) -> Commit:
        """A new head of a branch. Raises KeyError where there is no such branch."""
        made = self._add(commit, self.branches[branch])
        self.branches[branch] = made.sha
        return made

    def resolve(self, ref: str) -> Commit | None:
        """A branch, a tag, or a sha as far as it is unambiguous."""
        for prefix, names in (("heads/", self.branches), ("tags/", self.tags)):
            short = ref.removeprefix("refs/").removeprefix(prefix)
            if found := names.get(short):
                return self.commits[found]
        if not _HEX.fullmatch(ref.lower()):
            return None
        fitting = [sha for sha in self.commits if sha.startswith(ref.lower())]
        return self.commits[fitting[0]] if len(fitting) == 1 else None

    def history(self, head: Commit, path: str = "") -> list[Commit]:
        """A commit and all that came before it, the newest first; with `path` those that touched it."""
        behind = self._behind(head)
        return [each for each in reversed(self.commits.values()) if each.sha in behind and _touches(each, path)]

    def between(self, base: Commit, head: Commit) -> list[Commit]:
        """What head has and base hasn't, the oldest first."""
        known = self._behind(base)
        return [each for each in reversed(self.history(head)) if each.sha not in known]

    def merge_base(self, base: Commit, head: Commit) -> Commit:
        """The newest commit that both have; head itself where they share none."""
        known = self._behind(base)
        return next((each for each in self.history(head) if each.sha in known), head)

    def _add(self, commit: WorldCommit, parent: str = "") -> Commit:
        before = parent or next(reversed(self.commits), "")
        parents = tuple(map(self._full, commit.parents)) if commit.parents is not None else (before,) * bool(before)
        made = Commit(
            _whole(self.name, commit.sha),
            commit.message,
            commit.author,
            commit.at,
            parents,
            dict(commit.files),
            dict(self.world.checks if commit.checks is None else commit.checks),
            dict(self.world.statuses if commit.statuses is None else commit.statuses),
        )
        self.commits[made.sha] = made
        return made

    def _full(self, sha: str) -> str:
        found = self.resolve(sha)
        if found is None:
            raise ValueError(f"{self.name} has no commit {sha}")
        return found.sha

    def _behind(self, head: Commit) -> set[str]:
        seen, waiting = set[str](), [head.sha]
        while waiting:
            sha = waiting.pop()
            if sha not in seen:
                seen.add(sha)
                waiting += self.commits[sha].parents
        return seen


def changed(commits: list[Commit]) -> dict[str, ChangedFile]:
    """What these change together, by path."""
    found: dict[str, ChangedFile] = {}
    for path, each in _files(commits):
        before = found.get(path)
        found[path] = ChangedFile(
            before.status if before and before.status == "added" else each.status,
            each.additions + (before.additions if before else 0),
            each.deletions + (before.deletions if before else 0),
        )
    return found


def _files(commits: list[Commit]) -> Iterator[tuple[str, ChangedFile]]:
    for commit in commits:
        yield from commit.files.items()


def _touches(commit: Commit, path: str) -> bool:
    wanted = path.strip("/")
    return not wanted or any(name == wanted or name.startswith(f"{wanted}/") for name in commit.files)


def _whole(repository: str, sha: str) -> str:
    """Forty characters; the same beginning in the same repository always ends alike."""
    return (sha + hashlib.sha1(f"{repository} {sha}".encode(), usedforsecurity=False).hexdigest())[:40]
