"""Which live releases this replica drives: taken, kept and changed under a lease with a fencing number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.domain import lifecycle
from bot.domain.events import ReleaseAdopted
from bot.domain.lifecycle import Decision
from bot.domain.release import Release
from bot.engine.world import World
from bot.errors import LeaseLost, StaleVersion, StoreUnavailable
from bot.store import Change, Lease

LIFE = timedelta(seconds=4)  # of a lease; renewed every second

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """A release that we drive, and the lease of its target."""

    release: str
    lease: Lease


class Helm:
    """The leases of this replica. Every change to a live release goes through here."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._held: dict[str, Held] = {}

    @property
    def releases(self) -> list[str]:
        """The ids of all that we drive."""
        return [held.release for held in self._held.values()]

    def holds(self, target: str) -> bool:
        """Whether we drive what is live there."""
        return target in self._held

    async def claim(self, release: Release, rules: int, held: Sequence[str]) -> bool:
        """Take the target for a release, past those that something holds. False when another was quicker.

        Raises `StaleVersion` when the release, a lock or a freeze changed since they were looked at.
        """
        now, releases = self._world.now(), self._world.store.releases
        change = Change(release, *lifecycle.start(release, now))
        lease = await releases.claim(change, self._world.replica, now, now + LIFE, rules=rules, held=held)
        if lease is None:
            return False
        self._held[release.target] = Held(release.id, lease)
        return True

    async def adopt(self, release: Release) -> bool:
        """Go on with a release whose driver is gone."""
        now = self._world.now()
        lease = await self._world.store.leases.take(release.target, self._world.replica, now, now + LIFE)
        if lease is None:
            return False
        self._held[release.target] = Held(release.id, lease)
        event = ReleaseAdopted(release=release.id, at=now, owner=self._world.replica)
        try:
            await self.change(release.id, lambda it: (it.changed(), (event,)) if it.live else None)
        except LeaseLost:
            return False
        log.info("release_adopted", release=release.id, target=release.target, fence=lease.fence)
        return True

    async def change(
        self, release_id: str, decide: Callable[[Release], Decision | None], *, intend: bool = False
    ) -> Release:
        """Decide on the newest state and keep it, fenced. Raises `LeaseLost` when it isn't ours any more."""
        releases = self._world.store.releases
        while True:
            release = await releases.get(release_id)
            held = self._held.get(release.target) if release else None
            if release is None or held is None or held.release != release_id or not release.live:
                self._let_go(release_id)
                raise LeaseLost(release_id)
            decision = decide(release)
            if decision is None:
                return release
            change = Change(release, *decision)
            try:
                if intend:
                    await releases.intend(change, held.lease, self._world.now() + LIFE)
                else:
                    await releases.advance(change, held.lease)
            except StaleVersion:
                continue
            except LeaseLost:
                self._let_go(release_id)
                raise
            if not change.after.live:
                self._let_go(release_id)
            return change.after

    async def renew(self) -> None:
        """Keep all leases; let go of those that another replica holds by now."""
        leases = [held.lease for held in self._held.values()]
        try:
            lost = await self._world.store.leases.renew(leases, self._world.replica, self._world.now() + LIFE)
        except StoreUnavailable:
            return  # nobody else can take them while Redis is away; afterwards the fence decides
        for lease in lost:
            held = self._held.get(lease.target)
            if held and held.lease == lease:
                log.warning("lease_lost", target=lease.target)
                del self._held[lease.target]

    async def hand_over(self) -> None:
        """Give all leases back, so that another replica goes on at once."""
        for target, held in list(self._held.items()):
            await self._world.store.leases.hand_back(held.lease)
            del self._held[target]

    def _let_go(self, release_id: str) -> None:
        for target, held in list(self._held.items()):
            if held.release == release_id:
                del self._held[target]
