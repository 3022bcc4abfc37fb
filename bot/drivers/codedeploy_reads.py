"""What CodeDeploy, ECS and the hook's table answer: a question each, and nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import structlog

from bot.domain.catalogue import Aws, CodeDeployEcsTarget
from bot.drivers.aws import Clients, asking, code_of
from bot.drivers.codedeploy_words import HOLD_EVENT
from bot.drivers.task_definitions import primary_of
from bot.errors import DriverError, DriverUnavailable, EffectRefused, TargetMisconfigured

ONGOING = ("Created", "Queued", "InProgress", "Baking", "Ready")
BATCH = 25  # what BatchGetDeployments takes
MOST = 200  # deployments that are looked through for a marker

log = structlog.get_logger()


class Reads:
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def services(self, settings: CodeDeployEcsTarget) -> list[dict[str, Any]]:
        """The ECS service with its task sets; empty where there is none."""
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

    async def current(self, settings: CodeDeployEcsTarget) -> dict[str, Any]:
        """The task definition that has the traffic now. Raises `TargetMisconfigured` instead of `EffectRefused`."""
        try:
            arn = primary_of(settings.cluster, settings.service, await self.services(settings))
            return await self.definition(settings.aws, arn)
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err

    async def newest(self, aws: Aws, family: str, limit: int) -> list[str]:
        """The newest active task definitions of a family."""
        async with asking("ListTaskDefinitions"):
            client = await self._clients.get("ecs", aws)
            listed = await client.list_task_definitions(familyPrefix=family, sort="DESC", maxResults=limit)
            return listed["taskDefinitionArns"]

    async def ongoing(self, settings: CodeDeployEcsTarget) -> list[str]:
        """The deployments that are live on the group: one, if any."""
        async with asking("ListDeployments"):
            client = await self._clients.get("codedeploy", settings.aws)
            answer = await client.list_deployments(
                applicationName=settings.application,
                deploymentGroupName=settings.group,
                includeOnlyStatuses=cast("Any", list(ONGOING)),
            )
            return answer["deployments"]

    async def made(self, settings: CodeDeployEcsTarget, start: datetime, end: datetime) -> list[str]:
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
                infos += cast("list[dict[str, Any]]", answer["deploymentsInfo"])
        return infos

    async def appspec(self, aws: Aws, application: str, sha256: str) -> str:
        """The AppSpec of a deployment: BatchGetDeployments itself tells no more than its hash."""
        async with asking("GetApplicationRevision"):
            client = await self._clients.get("codedeploy", aws)
            answer = await client.get_application_revision(
                applicationName=application,
                revision={"revisionType": "AppSpecContent", "appSpecContent": {"sha256": sha256}},
            )
            return answer["revision"].get("appSpecContent", {}).get("content", "")

    async def is_alarmed(self, settings: CodeDeployEcsTarget) -> bool:
        """Whether the group watches alarms; False where that can't be seen, unless AWS throttles."""
        try:
            async with asking("GetDeploymentGroup"):
                client = await self._clients.get("codedeploy", settings.aws)
                answer = await client.get_deployment_group(
                    applicationName=settings.application, deploymentGroupName=settings.group
                )
                alarms = answer["deploymentGroupInfo"].get("alarmConfiguration", {})
        except (EffectRefused, DriverUnavailable) as err:
            log.info("group_not_seen", group=settings.group, error=str(err))
            return False
        return bool(alarms.get("enabled") and alarms.get("alarms"))

    async def target(self, settings: CodeDeployEcsTarget, reference: str) -> dict[str, Any]:
        """The one ECS target of a deployment; empty when it can't be seen (yet)."""
        client = await self._clients.get("codedeploy", settings.aws)
        try:
            async with asking("BatchGetDeploymentTargets"):
                answer = await client.batch_get_deployment_targets(
                    deploymentId=reference, targetIds=[f"{settings.cluster}:{settings.service}"]
                )
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentNotStartedException":
                log.info("targets_not_seen", deployment=reference, error=str(err))
            return {}
        targets = answer.get("deploymentTargets", [])
        return cast("dict[str, Any]", targets[0].get("ecsTarget", {})) if targets else {}

    async def token(self, aws: Aws, table: str, reference: str) -> str | None:
        """The hook's execution id, once the function has left it in its table."""
        client = await self._clients.get("dynamodb", aws)
        async with asking("GetItem"):
            answer = await client.get_item(
                TableName=table,
                Key={"DeploymentId": {"S": reference}, "HookEvent": {"S": HOLD_EVENT}},
                ConsistentRead=True,
            )
        return answer.get("Item", {}).get("LifecycleEventHookExecutionId", {}).get("S")

    async def stopped_tasks(self, settings: CodeDeployEcsTarget) -> list[dict[str, Any]]:
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
