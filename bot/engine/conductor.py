"""The conductor: calls off what a broken train leaves behind, and takes back what had arrived, the last one first.

It may be stopped anywhere and run twice: a release that takes another back has an id made from that one's.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.domain import lifecycle, train
from bot.domain.carriage import carriage_id
from bot.domain.commands import RollBackTarget
from bot.domain.lifecycle import Wish
from bot.domain.release import WAITING, Obstacle, Release, Status
from bot.domain.standing import Stood
from bot.engine.requests import Requests
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import Refused, StaleVersion, StoreUnavailable
from bot.store import Change

HISTORY = 30  # releases of a target that tell what stood there

log = structlog.get_logger()


class Conductor:
    """`requests` asks for what takes another back; `wake` is told of what may start now."""

    def __init__(self, world: World, requests: Requests, wake: Callable[[Release], None]) -> None:
        self._world, self._requests, self._wake = world, requests, wake
        self._tasks = Tasks()

    async def close(self) -> None:
        """Stop; what is left to do is found again."""
        await self._tasks.close()

    def see(self, release: Release) -> None:
        """Something happened to a release: what follows for its train?"""
        if release.train is not None:
            self._start(release.train.head)

    async def tour(self) -> None:
        """Look after every train that hasn't arrived."""
        for head in await self._world.store.releases.trains():
            self._start(head)

    def _start(self, head: str) -> None:
        self._tasks.start(head, self._look_after(head))

    async def _look_after(self, head: str) -> None:
        try:
            await self.conduct(head)
        except (StaleVersion, StoreUnavailable):
            log.info("train_waits", release=head)  # the next tour comes by

    async def conduct(self, name: str) -> None:
        """All that follows from where a train is now. Raises `StaleVersion`, `StoreUnavailable`."""
        releases = self._world.store.releases
        head = await releases.get(name)
        found = train.of(await releases.many(train.ids_of(head))) if head else train.Train(())
        for one in found.to_call_off():
            await releases.decide(Change(one, *train.call_off(one, self._world.now())))
            log.info("carriage_called_off", release=one.id)
        if waiting := [one for one in found.carriages if not one.ended]:
            if waiting[0].status is Status.QUEUED:
                self._wake(waiting[0])
            return
        for one in found.to_take_back():
            back = found.backs.get(one.id)
            if back or not await self._needs_nothing(one):
                await self._drop_if_replaced(one, back)
                return
        settled = train.settle(head, self._world.now()) if head and found.broken else None
        if head and settled:
            await releases.decide(Change(head, *settled))
        await releases.arrived(name)

    async def _needs_nothing(self, one: Release) -> bool:
        """Whether nothing of this carriage is left to take back; else that is asked for."""
        around = await self._world.around(one.service, one.environment)
        if around.live:
            return False  # if that succeeds, it has replaced what we would take back
        stood = train.stood_before(one, await self._history(one))
        if stood is None:
            return True
        try:
            await self._take_back(one, stood)
        except Refused as err:
            await self._say_stuck(one, err)
        return False

    async def _drop_if_replaced(self, one: Release, back: Release | None) -> None:
        """A way back that waited while something newer came must not take that away."""
        if back is None or back.status not in WAITING or train.stands(one, await self._history(one)):
            return
        await self._world.store.releases.decide(Change(back, *train.call_off(back, self._world.now())))
        log.info("way_back_dropped", release=back.id)

    async def _history(self, one: Release) -> list[Release]:
        return await self._world.store.releases.history(one.target, HISTORY)

    async def _take_back(self, one: Release, stood: Stood) -> None:
        if one.train is None:
            raise ValueError(f"{one.id} is in no train")
        name, now = carriage_id(one.train.head, one.train.place, back=True), self._world.now()
        command = RollBackTarget(
            id=name, by=one.requester, at=now, channel="", service=one.service, environment=one.environment
        )
        wish = Wish(rollback=True, back_to=stood.release.id if stood.release else None, train=one.train)
        await self._requests.ask("", command, one.service, one.environment, stood.revision, wish, stood.release)
        log.info("carriage_taken_back", release=one.id, by=name)

    async def _say_stuck(self, one: Release, err: Refused) -> None:
        """Keep why it can't be taken back yet: the thread tells it once, and the next tour tries again."""
        log.warning("carriage_stuck", release=one.id, code=err.code)
        decision = lifecycle.meet(one, Obstacle.TRAIN, err.facts.get("detail") or err.code, self._world.now())
        if decision is not None:
            await self._world.store.releases.decide(Change(one, *decision))
