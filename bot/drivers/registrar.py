"""Registers task definitions for releases, each once: found again by the tag `subaku:release`."""

from __future__ import annotations

from typing import Any

import structlog

from bot.domain.catalogue import Aws
from bot.domain.release import Release
from bot.drivers.aws import Clients, writing
from bot.drivers.ecs_tasks import TaskReads
from bot.drivers.ledger import Ledger, Write
from bot.drivers.parallel import parallel
from bot.drivers.task_definitions import is_marked, with_image
from bot.errors import DriverUnavailable, EffectRefused

LOOKED_BACK = 5  # task definitions, for one that an earlier start registered

log = structlog.get_logger()


class Registrar:
    """Raises as drivers do."""

    def __init__(self, clients: Clients, ledger: Ledger, reads: TaskReads) -> None:
        self._clients, self._ledger, self._reads = clients, ledger, reads

    async def registered(self, release: Release, aws: Aws, current: dict[str, Any], container: str, again: bool) -> str:
        """A revision of `current` that differs in the image alone; `again`: an earlier start may have made it."""
        before = await self._before(release, aws, current["taskDefinition"]["family"]) if again else None
        return before or await self._register(release, aws, current, container)

    async def _register(self, release: Release, aws: Aws, current: dict[str, Any], container: str) -> str:
        client = await self._clients.get("ecs", aws)
        shape = client.meta.service_model.operation_model("RegisterTaskDefinition").input_shape
        request = with_image(current, container, release, shape.members if shape else ())
        write = Write(release.id, release.requester, "ecs", "RegisterTaskDefinition", request["family"])
        async with writing(self._ledger, write) as named:
            answer = await client.register_task_definition(**request)
            named(arn := answer["taskDefinition"]["taskDefinitionArn"])
            return arn

    async def _before(self, release: Release, aws: Aws, family: str) -> str | None:
        """The revision that an earlier start registered, by its tag; None when it can't be found."""
        try:
            arns = await self._reads.newest(aws, family, LOOKED_BACK)
            found = await parallel(*(self._reads.definition(aws, arn) for arn in arns))
        except (EffectRefused, DriverUnavailable) as err:
            log.info("earlier_revision_not_seen", release=release.id, error=str(err))
            return None
        return next((arn for arn, one in zip(arns, found, strict=True) if is_marked(one, release)), None)
