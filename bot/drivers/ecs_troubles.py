"""What ECS says of tasks that it stopped or couldn't start, asked no oftener than it is worth."""

from __future__ import annotations

from time import monotonic
from typing import Any

import structlog

from bot.domain.catalogue import EcsTarget
from bot.domain.release import Advice, Release
from bot.drivers.ecs_reads import Reads
from bot.drivers.parallel import parallel
from bot.drivers.stopped_tasks import advice_on, known, last_words
from bot.errors import DriverError

EVERY = 30.0  # seconds, unless more tasks have failed meanwhile: three calls for each release
REMEMBERED = 1000  # releases

log = structlog.get_logger()


class Troubles:
    """`every`: seconds between two looks at the tasks of one release."""

    def __init__(self, reads: Reads) -> None:
        self._reads, self.every = reads, EVERY
        self._asked: dict[str, tuple[float, int]] = {}  # when, and how many tasks had failed

    async def advice(
        self, release: Release, settings: EcsTarget, info: dict[str, Any], before: tuple[Advice, ...]
    ) -> tuple[Advice, ...]:
        """What is known of them by now; `before`, while it isn't time to ask again."""
        return advice_on(await self.said(release, settings, info)) if self._is_due(release, info) else before

    async def said(self, release: Release, settings: EcsTarget, info: dict[str, Any]) -> list[str]:
        """ECS's own words since the deployment began; none when they can't be seen."""
        since = info["createdAt"]
        try:
            tasks, services = await parallel(self._reads.stopped_tasks(settings), self._reads.services(settings))
        except DriverError as err:
            log.debug("troubles_not_seen", release=release.id, error=str(err))
            return []
        events = [event for service in services[:1] for event in service.get("events", [])]
        newer = [str(event.get("message")) for event in events if event.get("createdAt", since) >= since]
        return [*last_words(tasks, release.plan.image, since), *filter(known, newer)]

    def _is_due(self, release: Release, info: dict[str, Any]) -> bool:
        failed, now = info.get("deploymentCircuitBreaker", {}).get("failureCount", 0), monotonic()
        asked_at, failed_then = self._asked.pop(release.id, (-self.every, 0))
        due = now - asked_at >= self.every or failed != failed_then
        self._asked[release.id] = (now, failed) if due else (asked_at, failed_then)
        if len(self._asked) > REMEMBERED:
            self._asked.pop(next(iter(self._asked)))
        return bool(due)
