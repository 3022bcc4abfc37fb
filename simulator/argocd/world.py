"""The section `argocd` of a world file."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class Application:
    """An application. `repository` is one of the section `github`, `target` its branch; `automated`: syncs itself.

    `revision` stands there at the beginning, since `since`; `resources` are `KIND/NAME`, the last of which fares as
    the scenario says.
    """

    name: str
    repository: str
    revision: str
    since: datetime
    target: str = "main"
    path: str = "."
    project: str = "default"
    namespace: str = "argocd"
    destination: str = "default"
    automated: bool = False
    resources: tuple[str, ...] = ("Service/web", "Deployment/web")


@dataclass(frozen=True, config=_STRICT)
class ArgoCdPace:
    """How long things take, in simulated seconds."""

    queue: float = 1.0
    resource: float = 2.0  # each of them
    healthy: float = 20.0
    notices: float = 30.0  # until an automated application sees a new commit


@dataclass(frozen=True, config=_STRICT)
class ArgoCd:
    """One server; `login` is whose the token is."""

    applications: tuple[Application, ...] = ()
    login: str = "subaku"
    pace: ArgoCdPace = Field(default_factory=ArgoCdPace)
