"""What the page shows, kept in memory: what is open, what ended last, what stands on each target and what closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from bot.domain import hindrances, queueing, standing
from bot.domain.around import Around
from bot.domain.catalogue import Catalogue, Target
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.queueing import Typical
from bot.domain.release import Release, Status
from bot.domain.standing import Stood
from bot.engine.queries import Queries
from bot.store import Store
from bot.web import view
from bot.web.view import Json

RECENT = 40  # ended releases that are shown beside the open ones
LOOK_BACK = 10  # of a target, to tell what stands there and how long a release takes
CLOSING = frozenset({Kind.WINDOW, Kind.FREEZE, Kind.LOCK})


class State:
    """`load` reads all of it; then it is kept true by what changed. All reads raise `StoreUnavailable`."""

    def __init__(
        self, store: Store, queries: Queries, catalogue: Callable[[], Catalogue], now: Callable[[], datetime]
    ) -> None:
        self._store, self._queries, self._catalogue, self._now = store, queries, catalogue, now
        self._releases: dict[str, Release] = {}
        self._places: dict[str, int] = {}
        self._past: dict[str, tuple[Stood | None, Typical | None]] = {}
        self._closed: dict[str, list[Hindrance]] = {}

    async def load(self) -> None:
        """Read everything anew."""
        ended: list[Release] = []
        for target in self._targets():
            ended += await self._look_back(target.key)
        ended.sort(key=lambda one: one.ended_at or one.requested_at)
        releases = [*ended[-RECENT:], *await self._store.releases.open()]
        self._releases = {one.id: one for one in releases}
        self._places = {}
        await self._count({one.target for one in releases if one.status is Status.QUEUED})
        await self.recheck()

    async def refresh(self, ids: Collection[str]) -> Json:
        """Read these releases again; what changed by that, for the page."""
        before = [self._releases[one] for one in ids if one in self._releases]
        after = await self._store.releases.many(ids)
        self._releases |= {one.id: one for one in after}
        moved = await self._count({one.target for one in (*before, *after) if one.status is Status.QUEUED})
        ended = {one.target for one in after if one.ended}
        for target in ended & self._past.keys():
            await self._look_back(target)
        shown = {one.id: one for one in after} | {one: self._releases[one] for one in moved if one in self._releases}
        self._forget()
        return {"releases": [self._show(one) for one in shown.values()], "targets": self._some(ended)}

    async def recheck(self) -> list[Json]:
        """Look again at locks, freezes and windows, which also change with time; the targets where they did."""
        locks, freezes = tuple(await self._queries.locks()), tuple(await self._queries.freezes())
        changed = []
        for target in self._targets():
            around = Around(target=target.key, locks=locks, freezes=freezes)
            found = hindrances.of_target(target, around, self._catalogue(), "", self._now())
            closed = [one for one in found if one.kind in CLOSING]
            if closed != self._closed.get(target.key):
                self._closed[target.key] = closed
                changed.append(target.key)
            await asyncio.sleep(0)  # calendars take a while
        return self._some(changed)

    def whole(self) -> Json:
        """Everything."""
        shown = [self._show(one) for one in self._releases.values()]
        return {**self.shape(), "releases": shown, "targets": self._some(target.key for target in self._targets())}

    def shape(self) -> Json:
        """The rows and columns of the board."""
        return view.shape(self._catalogue())

    async def _count(self, targets: Iterable[str]) -> list[str]:
        """Who stands where in these queues now; those whose place is another one."""
        moved = []
        for target in targets:
            order = [one.id for one in await self._store.releases.queue(target)]
            places = {one: place for place, one in enumerate(order, 1)}
            gone = [one for one in self._places if one not in places and self._is_on(one, target)]
            moved += [one for one, place in places.items() if self._places.get(one) != place]
            self._places = {one: place for one, place in self._places.items() if one not in gone} | places
        return moved

    async def _look_back(self, target: str) -> list[Release]:
        """What ended there last; what stands there, as far as that tells it."""
        history = await self._queries.history(target, LOOK_BACK)
        stands = standing.current(history) or await self._queries.stands(target)
        self._past[target] = stands, queueing.typical(history)
        return history

    def _some(self, keys: Iterable[str]) -> list[Json]:
        places = {target.key: target for target in self._targets()}
        nothing = (None, None)
        return [
            view.target(places[key], *self._past.get(key, nothing), self._closed.get(key, []))
            for key in keys
            if key in places
        ]

    def _show(self, one: Release) -> Json:
        return view.release(one, self._places.get(one.id))

    def _is_on(self, release_id: str, target: str) -> bool:
        known = self._releases.get(release_id)
        return known is None or known.target == target

    def _forget(self) -> None:
        """All that ended but the newest."""
        ended = [one for one in self._releases.values() if one.ended]
        ended.sort(key=lambda one: one.ended_at or one.requested_at, reverse=True)
        for old in ended[RECENT:]:
            del self._releases[old.id]

    def _targets(self) -> list[Target]:
        catalogue = self._catalogue()
        return [target for service in catalogue.services.values() for target in service.targets.values()]
