"""The section `github` of a world file: repositories with their commits, checks, workflows and environments."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class ChangedFile:
    """A file of a commit; `status` as GitHub says it: added, modified, removed, renamed."""

    status: str = "modified"
    additions: int = 1
    deletions: int = 0


@dataclass(frozen=True, config=_STRICT)
class Commit:
    """A commit; `sha` is at least how it begins. Its parent is the commit before it, unless `parents` says otherwise.

    `checks` and `statuses`: name → conclusion or state, instead of the repository's; `queued` and `in_progress` too.
    """

    sha: str
    message: str
    author: str
    at: datetime
    parents: tuple[str, ...] | None = None
    files: dict[str, ChangedFile] = Field(default_factory=dict)
    checks: dict[str, str] | None = None
    statuses: dict[str, str] | None = None


@dataclass(frozen=True, config=_STRICT)
class Environment:
    """An environment of Actions; jobs wait there for one of `reviewers`. `self_review`: whoever dispatched may too."""

    reviewers: tuple[str, ...] = ()
    self_review: bool = True


@dataclass(frozen=True, config=_STRICT)
class Workflow:
    """A workflow's own file, and how long its steps take in simulated seconds (`step` where `steps` doesn't say)."""

    file: str
    step: float = 6.0
    steps: dict[str, float] = Field(default_factory=dict)
    disabled: bool = False


@dataclass(frozen=True, config=_STRICT)
class Repository:
    """A repository, `owner/name`. Commits stand oldest first; `branches` and `tags` name them."""

    name: str
    branches: dict[str, str]
    commits: tuple[Commit, ...]
    tags: dict[str, str] = Field(default_factory=dict)
    default_branch: str = "main"
    checks: dict[str, str] = Field(default_factory=dict)
    statuses: dict[str, str] = Field(default_factory=dict)
    workflows: dict[str, Workflow] = Field(default_factory=dict)
    environments: dict[str, Environment] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class Github:
    """All of it. `login`: whose the token is.

    `old`: a server of before 2026, which answers a dispatch with 204; a `strict` one refuses what it doesn't know.
    """

    repositories: tuple[Repository, ...] = ()
    old: bool | Literal["strict"] = False
    login: str = "subaku-bot"
    queue: float = 3.0  # simulated seconds until a job has a runner
