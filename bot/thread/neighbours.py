"""Redraws what waits when something happens around it: a queue moves, a lock is taken, a target becomes free."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.domain import events as happened
from bot.domain.events import ENDINGS, Event
from bot.domain.release import WAITING, Release
from bot.domain.scope import EVERYTHING, Scope
from bot.errors import StoreUnavailable
from bot.store import Store

PACE = 1.0  # seconds between two rounds: what happens within is looked at once

DISTURBING = (
    *ENDINGS, happened.ReleaseRequested, happened.ReleaseQueued, happened.ReleaseScheduled, happened.ReleaseStarted,
    happened.QueueMoved, happened.PlanVoided, happened.ApprovalWithdrawn, happened.ApprovalLapsed,
    happened.ApprovalRuleChanged, happened.HoldReached, happened.HoldAnswered, happened.ObstacleMet,
    happened.ObstacleCleared, happened.RollbackBegan,
)  # fmt: skip

log = structlog.get_logger()


class Neighbours:
    """`mark` is told of each release whose surroundings changed, after `changed` was called."""

    def __init__(self, store: Store, mark: Callable[[Release], Awaitable[None]], changed: Callable[[], None]) -> None:
        self._store, self._mark, self._changed = store, mark, changed
        self._disturbed: set[Scope] = set()
        self._woken = asyncio.Event()

    def see(self, event: Event, release: Release | None) -> None:
        """Note where an event may have changed something for others."""
        scope = getattr(event, "scope", None)
        if isinstance(event, happened.CatalogueReloaded):
            self._disturb(EVERYTHING)
        elif isinstance(scope, str):
            self._disturb(Scope.of(scope))
        elif release is not None and isinstance(event, DISTURBING):
            self._disturb(Scope(service=release.service))  # what stands in staging matters in production

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            scopes, self._disturbed = self._disturbed, set()
            self._changed()
            try:
                await self._redraw(scopes)
            except StoreUnavailable as err:
                log.info("neighbours_not_redrawn", error=str(err))  # they are within a minute
            await asyncio.sleep(PACE)

    async def _redraw(self, scopes: set[Scope]) -> None:
        for release in await self._store.releases.open():
            where = Scope(release.service, release.environment)
            if release.status in WAITING and any(scope.covers(where) for scope in scopes):
                await self._mark(release)

    def _disturb(self, scope: Scope) -> None:
        self._disturbed.add(scope)
        self._woken.set()
