"""What the parts of the engine share: the catalogue, the drivers, the clock, the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.around import Around
from bot.domain.catalogue import Catalogue, Service, Source, Target
from bot.domain.hindrances import before_of
from bot.domain.release import Release
from bot.drivers.base import Driver
from bot.drivers.commits import Comparison
from bot.engine.order import Order
from bot.engine.precedence import Precedence
from bot.engine.tasks import Together
from bot.errors import Refused
from bot.gates.base import Gatekind
from bot.store import Store


class Comparing(Protocol):
    """Knows what lies between two commits."""

    async def compare(self, source: Source, base: str, head: str) -> Comparison:
        """What the later one has that the earlier one hasn't. Raises `DriverError`s."""
        ...


@dataclass(frozen=True)
class World:
    """Handed to each part. `catalogue` is asked each time, since it may be read again while we run."""

    store: Store
    drivers: Mapping[str, Driver]
    catalogue: Callable[[], Catalogue]
    now: Callable[[], datetime]
    replica: str
    gates: Mapping[str, Gatekind] = field(default_factory=dict)
    precedence: Precedence = field(default_factory=Precedence)
    order: Order = field(default_factory=Order)
    planning: Together = field(default_factory=Together)
    reread: Callable[[], str] = lambda: ""  # reads the catalogue again; returns its fingerprint
    commits: Comparing | None = None

    def place(self, service: str, environment: str) -> tuple[Service, Target]:
        """The service and target of a name. Raises `Refused` when the catalogue doesn't have it (any more)."""
        catalogue = self.catalogue()
        target = catalogue.target(service, environment)
        if target is None or environment not in catalogue.environments:
            raise Refused("catalogue_changed", target=f"{service}/{environment}")
        return catalogue.services[service], target

    async def around(self, service: str, environment: str) -> Around:
        """What surrounds a target, with what must come before it by the catalogue."""
        before = before_of(service, environment, self.catalogue())
        return await self.store.surroundings.of(f"{service}/{environment}", before)

    def driver(self, name: str, service: str) -> Driver:
        """The driver of a target. Raises `Refused` for one that this version doesn't have."""
        found = self.drivers.get(name)
        if found is None:
            raise Refused("driver_unbuilt", driver=name, service=service)
        return found

    def driver_of(self, release: Release) -> Driver:
        """The driver that a release was planned for."""
        return self.driver(release.plan.driver, release.service)
