"""What AWS pushes: each event nudges the live releases that it is about, so that they are looked at now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from random import uniform
from typing import Any

import structlog

from bot import metrics
from bot.domain.events import Nudged
from bot.domain.release import Release
from bot.drivers.pushed import Pushed, Pushes
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import DriverError, StoreUnavailable

AGAIN, LATEST = 1.0, 60.0  # seconds until a queue that can't be read is asked again

log = structlog.get_logger()


class Ear:
    """Listens at the queue, on the leader alone. Whoever drives a release hears of it through the event stream."""

    def __init__(
        self,
        world: World,
        pushes: Pushes,
        deaf: Callable[[], None],
        images: Callable[[str], Coroutine[Any, Any, None]],
    ) -> None:
        """`deaf` is told when the queue can't be read, `images` of each ECR repository in which something changed."""
        self._world, self._pushes, self._deaf, self._images = world, pushes, deaf, images
        self._tasks = Tasks()
        self._misread: set[str] = set()  # kinds, of which there is a handful

    async def run(self) -> None:
        """Until cancelled. While the queue is away everything is polled, as without one."""
        try:
            await self._listen()
        finally:
            await self._tasks.close()

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                await self.hear()
            except (DriverError, StoreUnavailable) as err:
                self._deaf()
                if not failures:
                    log.warning("events_unheard", error=str(err), remedy="everything is polled in the meantime")
                pause = min(LATEST, AGAIN * 2.0**failures)
                failures = min(failures + 1, 10)
                await asyncio.sleep(pause * uniform(0.7, 1.0))  # noqa: S311  jitter
            else:
                if failures:
                    log.info("events_heard_again")
                failures = 0

    async def hear(self) -> None:
        """One call to the queue, and what follows from it. Raises `DriverError`, `StoreUnavailable`."""
        received = await self._pushes.receive()
        for kind in received.unreadable:
            self._misheard(kind)
        for pushed in received.pushed:
            metrics.PUSHED.labels(pushed.source).inc()
            if pushed.reference.startswith("image/"):
                self._tasks.start(pushed.reference, self._images(pushed.reference.removeprefix("image/")))
        if received.pushed:
            live = await self._world.store.releases.live()
            await self._nudge(list(concerned(live, received.pushed)))
        await self._pushes.done(received)

    async def _nudge(self, releases: Sequence[str]) -> None:
        now = self._world.now()
        if releases:
            await self._world.store.stream.append([Nudged(release=release, at=now) for release in releases])

    def _misheard(self, kind: str) -> None:
        metrics.UNREADABLE.inc()
        if kind not in self._misread:
            self._misread.add(kind)
            log.warning("message_unreadable", kind=kind, remedy="let nothing but EventBridge send to the queue")


def concerned(releases: Sequence[Release], pushed: Sequence[Pushed]) -> Iterator[str]:
    """The ids of the releases that one of these is about."""
    references = {one.reference for one in pushed}
    return (release.id for release in releases if not references.isdisjoint(_names(release)))


def _names(release: Release) -> Iterator[str]:
    """All by which AWS may name what a release runs."""
    deployment, settings = release.deployment, release.plan.settings
    if deployment is not None:
        yield from filter(None, (deployment.reference, deployment.back, deployment.progress.rollback))
    if pipeline := getattr(settings, "pipeline", None):
        yield f"pipeline/{pipeline}"
    if cluster := getattr(settings, "cluster", None):
        yield f"service/{cluster}/{getattr(settings, 'service', '')}"
