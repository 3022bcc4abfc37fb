"""What ECS answers about a service and its task definitions, whoever deploys it: a question each."""

from __future__ import annotations

from typing import Any, Protocol, cast

import structlog

from bot.domain.catalogue import Aws
from bot.drivers.aws import Clients, asking
from bot.errors import DriverError

log = structlog.get_logger()


class OnCluster(Protocol):
    """A target that a service of ECS stands for."""

    @property
    def aws(self) -> Aws: ...
    @property
    def cluster(self) -> str: ...
    @property
    def service(self) -> str: ...


class TaskReads:
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def services(self, settings: OnCluster) -> list[dict[str, Any]]:
        """The service as ECS tells of it; empty where there is none."""
        async with asking("DescribeServices"):
            client = await self._clients.get("ecs", settings.aws)
            answer = await client.describe_services(cluster=settings.cluster, services=[settings.service])
            return cast("list[dict[str, Any]]", answer["services"])

    async def definition(self, aws: Aws, arn: str) -> dict[str, Any]:
        """A task definition and its tags."""
        async with asking("DescribeTaskDefinition"):
            client = await self._clients.get("ecs", aws)
            described = await client.describe_task_definition(taskDefinition=arn, include=["TAGS"])
            return {"taskDefinition": described["taskDefinition"], "tags": described.get("tags", [])}

    async def newest(self, aws: Aws, family: str, limit: int) -> list[str]:
        """The newest active task definitions of a family."""
        async with asking("ListTaskDefinitions"):
            client = await self._clients.get("ecs", aws)
            listed = await client.list_task_definitions(familyPrefix=family, sort="DESC", maxResults=limit)
            return listed["taskDefinitionArns"]

    async def stopped_tasks(self, settings: OnCluster) -> list[dict[str, Any]]:
        """The service's tasks that stopped of late; none when they can't be seen."""
        try:
            async with asking("DescribeTasks"):
                client = await self._clients.get("ecs", settings.aws)
                listed = await client.list_tasks(
                    cluster=settings.cluster, serviceName=settings.service, desiredStatus="STOPPED", maxResults=100
                )
                if not listed.get("taskArns"):
                    return []
                answer = await client.describe_tasks(cluster=settings.cluster, tasks=listed["taskArns"])
        except DriverError as err:
            log.debug("stopped_tasks_not_seen", service=settings.service, error=str(err))
            return []
        return cast("list[dict[str, Any]]", answer.get("tasks", []))
