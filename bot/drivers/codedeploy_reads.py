"""What CodeDeploy answers on every platform: a question each, and nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, cast

import structlog

from bot.domain.catalogue import Aws
from bot.drivers.aws import Clients, asking
from bot.errors import DriverUnavailable, EffectRefused

ONGOING = ("Created", "Queued", "InProgress", "Baking", "Ready")
BATCH = 25  # what BatchGetDeployments and BatchGetDeploymentTargets take
MOST = 200  # deployments that are looked through for a marker

log = structlog.get_logger()


class OnGroup(Protocol):
    """A target that a deployment group of CodeDeploy stands for."""

    @property
    def aws(self) -> Aws: ...
    @property
    def application(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def config(self) -> str | None: ...
    @property
    def alarms(self) -> tuple[str, ...]: ...


class Reads:
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def ongoing(self, settings: OnGroup) -> list[str]:
        """The deployments that are live on the group: one, if any."""
        async with asking("ListDeployments"):
            client = await self._clients.get("codedeploy", settings.aws)
            answer = await client.list_deployments(
                applicationName=settings.application,
                deploymentGroupName=settings.group,
                includeOnlyStatuses=cast("Any", list(ONGOING)),
            )
            return answer["deployments"]

    async def made(self, settings: OnGroup, start: datetime, end: datetime) -> list[str]:
        """The deployments that were made on the group between two instants."""
        async with asking("ListDeployments"):
            client = await self._clients.get("codedeploy", settings.aws)
            pages = client.get_paginator("list_deployments").paginate(
                applicationName=settings.application,
                deploymentGroupName=settings.group,
                createTimeRange={"start": start, "end": end},
                PaginationConfig={"MaxItems": MOST},
            )
            return [one async for page in pages for one in page.get("deployments", [])]

    async def infos(self, aws: Aws, ids: Sequence[str]) -> list[dict[str, Any]]:
        """What is known of these deployments; those that AWS doesn't know are left out."""
        client = await self._clients.get("codedeploy", aws)
        infos: list[dict[str, Any]] = []
        for first in range(0, len(ids), BATCH):
            async with asking("BatchGetDeployments"):
                answer = await client.batch_get_deployments(deploymentIds=list(ids[first : first + BATCH]))
                found = cast("list[dict[str, Any]]", answer["deploymentsInfo"])
                infos += [info for info in found if info["deploymentId"] in ids]
        return infos

    async def group(self, settings: OnGroup) -> dict[str, Any]:
        """The deployment group as it is configured."""
        async with asking("GetDeploymentGroup"):
            client = await self._clients.get("codedeploy", settings.aws)
            answer = await client.get_deployment_group(
                applicationName=settings.application, deploymentGroupName=settings.group
            )
            return cast("dict[str, Any]", answer["deploymentGroupInfo"])

    async def is_alarmed(self, settings: OnGroup) -> bool:
        """Whether the group watches alarms; False where that can't be seen, unless AWS throttles."""
        try:
            return watches_alarms(await self.group(settings))
        except (EffectRefused, DriverUnavailable) as err:
            log.info("group_not_seen", group=settings.group, error=str(err))
            return False


def watches_alarms(group: dict[str, Any]) -> bool:
    """Whether a deployment group has alarms of its own."""
    alarms = group.get("alarmConfiguration", {})
    return bool(alarms.get("enabled") and alarms.get("alarms"))
