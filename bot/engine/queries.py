"""The read side: what is, for handlers and the web."""

from __future__ import annotations

from bot.domain.release import Release
from bot.drivers.base import RevisionChoice
from bot.engine.world import World
from bot.store import Place

__all__ = ["Place", "Queries", "RevisionChoice"]


class Queries:
    """Plain reads. All raise `StoreUnavailable` when Redis doesn't answer."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def release(self, release_id: str) -> Release | None:
        """One release."""
        return await self._world.store.releases.get(release_id)

    async def open(self) -> list[Release]:
        """All that haven't ended, the oldest first."""
        return await self._world.store.releases.open()

    async def queue(self, target: str) -> list[Release]:
        """Those that wait for a target, in their order."""
        return await self._world.store.releases.queue(target)

    async def live_on(self, target: str) -> Release | None:
        """The release that holds a target."""
        held = await self._world.store.releases.live_on(target)
        return await self._world.store.releases.get(held) if held else None

    async def history(self, target: str, limit: int = 20) -> list[Release]:
        """What ended on a target, the newest first."""
        return await self._world.store.releases.history(target, limit)

    async def place(self, release_id: str) -> Place | None:
        """The root message of its thread."""
        return await self._world.store.threads.place(release_id)

    async def revisions(self, service: str, environment: str, prefix: str, limit: int = 100) -> list[RevisionChoice]:
        """What could be released there. Raises `RegistryUnavailable`, `Refused`."""
        row, target = self._world.place(service, environment)
        driver = self._world.driver(target.driver, service)
        return list(await driver.revisions(row, target, prefix, limit))
