"""What surrounds a release, as far as its live message tells of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Generic, TypeVar

from bot.domain import hindrances, queueing, train
from bot.domain.around import Around
from bot.domain.catalogue import Catalogue
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.queueing import Expected, Typical
from bot.domain.release import WAITING, Priority, Release, Status
from bot.domain.train import Train
from bot.store import Store
from bot.thread.links import Links

HISTORY = 50  # releases of a target that say how long one takes
FRESH = 1.0  # seconds: many messages are redrawn at once, and see the same surroundings
MOVING = frozenset({Status.DEPLOYING, Status.SHIFTING, Status.BAKING})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands in its way, its place, when it may start, how much is left, and what it goes together with.

    `earlier`: another request that waits on the target since before; `carrier`: the later one that carries this one.
    `links`: release id → address of its thread. `train`: the one that it leads.
    """

    hindrances: tuple[Hindrance, ...] = ()
    place: int | None = None
    expected: Expected | None = None
    left: timedelta | None = None
    earlier: Release | None = None
    carrier: Release | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    train: Train | None = None

    @property
    def barriers(self) -> list[Hindrance]:
        """What those who may can set aside."""
        kinds = (Kind.LOCK, Kind.FREEZE, Kind.WINDOW, Kind.AFTER, Kind.GATE, Kind.TRAIN)
        return [one for one in self.hindrances if one.kind in kinds]

    @property
    def running(self) -> bool:
        """Whether another release holds the target."""
        return any(one.kind is Kind.RUNNING for one in self.hindrances)


NOTHING = Scene()


class Scenes:
    """Reads scenes. All raise `StoreUnavailable`."""

    def __init__(
        self, store: Store, catalogue: Callable[[], Catalogue], now: Callable[[], datetime], links: Links
    ) -> None:
        self._store, self._catalogue, self._now, self._links = store, catalogue, now, links
        self._arounds: Recent[Around] = Recent()
        self._open: Recent[list[Release]] = Recent()
        self._typical: dict[str, Typical | None] = {}

    def changed(self) -> None:
        """Something happened around: look again."""
        self._arounds.clear()
        self._open.clear()

    def ended(self, target: str) -> None:
        """There is one more to tell the usual time from."""
        self._typical.pop(target, None)

    async def of(self, release: Release) -> Scene:
        """What surrounds it now."""
        scene = await self._around_it(release)
        if not release.leads:
            return scene
        return replace(scene, train=train.of(await self._store.releases.many(train.ids_of(release))))

    async def _around_it(self, release: Release) -> Scene:
        if release.batched_into:
            carrier = await self._store.releases.get(release.batched_into)
            return Scene(carrier=carrier, links=await self._linked(release.batched_into))
        if release.ended:
            return NOTHING
        return await (self._live(release) if release.live else self._waiting(release))

    async def _live(self, release: Release) -> Scene:
        usual = await self._usual(release.target) if release.status in MOVING else None
        return Scene(left=queueing.remaining(release, usual, self._now()) if usual else None)

    async def _waiting(self, release: Release) -> Scene:
        now, catalogue = self._now(), self._catalogue()
        around = await self._arounds.get(release.target, lambda: self._around(release))
        found = hindrances.of_release(release, around, catalogue, now)
        place, usual = around.place(release.id), await self._usual(release.target)
        earlier = await self._earlier(release)
        about = [one.about for one in found if one.kind is Kind.RUNNING] + ([earlier.id] if earlier else [])
        return Scene(
            hindrances=tuple(one for one in found if _matters(one, release, now)),
            place=place,
            expected=queueing.expected(place, around.live, usual, now) if place and usual else None,
            earlier=earlier,
            links=await self._linked(*about),
        )

    async def _around(self, release: Release) -> Around:
        before = hindrances.before_of(release.service, release.environment, self._catalogue())
        return await self._store.surroundings.of(release.target, before)

    async def _usual(self, target: str) -> Typical | None:
        if target not in self._typical:
            self._typical[target] = queueing.typical(await self._store.releases.history(target, HISTORY))
        return self._typical[target]

    async def _earlier(self, release: Release) -> Release | None:
        """The newest that was asked for before it and that it could carry; a hotfix may hold nothing else."""
        if release.priority is not Priority.NORMAL or release.train:
            return None
        waiting = [one for one in await self._open.get("", self._store.releases.open) if one.status in WAITING]
        mine = [one for one in waiting if one.target == release.target and not (one.is_rollback or one.train)]
        before = [one for one in mine if (one.requested_at, one.id) < (release.requested_at, release.id)]
        return max(before, key=lambda one: one.requested_at, default=None)

    async def _linked(self, *ids: str) -> dict[str, str]:
        found = {one: await self._links.of(one) for one in ids}
        return {one: url for one, url in found.items() if url}


class Recent(Generic[T]):
    """What was read a moment ago need not be read again."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[float, T]] = {}

    async def get(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """As it was read at most `FRESH` ago."""
        found = self._read.get(name)
        if found is None or monotonic() - found[0] > FRESH:
            found = (monotonic(), await read())
            self._read[name] = found
        return found[1]

    def clear(self) -> None:
        """Forget it all."""
        self._read.clear()


def _matters(one: Hindrance, release: Release, now: datetime) -> bool:
    """Whether it will still be in the way when the release is to start."""
    if release.due is None or release.due <= now or one.until is None or one.kind is Kind.SCHEDULE:
        return True
    return one.until > release.due
