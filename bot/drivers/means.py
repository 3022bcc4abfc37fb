"""What drivers and gates are given to work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import aiohttp

from bot.domain.catalogue import Workspace
from bot.drivers.aws import Clients
from bot.drivers.base import Call
from bot.drivers.github import GitHub
from bot.drivers.ledger import Ledger
from bot.drivers.registry import Registry, Repository

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Means:
    """Connections, and who keeps account of writes. `workspace` is asked each time, since it may be read again."""

    clients: Clients
    http: aiohttp.ClientSession
    registry: Registry
    github: GitHub
    ledger: Ledger
    workspace: Callable[[], Workspace] = Workspace
    argocd_tokens: Mapping[str, str] = field(default_factory=dict)  # by name, lower case; '' is the unnamed one

    def repository(self, image: str, role: str | None = None) -> Repository:
        """Where an image lives, and the role that may read it."""
        return Repository.of(image, self.workspace().registries, role)

    def address(self, url: str) -> str:
        """Where a server that the catalogue names is really asked."""
        for base, elsewhere in self.workspace().addresses.items():
            if url == base or url.startswith((f"{base}/", f"{base}?")):
                return elsewhere + url[len(base) :]
        return url


class Maker(Protocol[T_co]):
    """A class of drivers or gates: it makes one, and declares the calls of all."""

    calls: tuple[Call, ...]

    def __call__(self, means: Means) -> T_co: ...


def make(kinds: Mapping[str, Maker[T]], means: Means) -> dict[str, T]:
    """One of each kind, by name. The calls that they declare are allowed from now on."""
    for kind in kinds.values():
        means.clients.declare(kind.calls)
    return {name: kind(means) for name, kind in kinds.items()}
