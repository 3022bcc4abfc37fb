"""What ECS and the hook's table answer beside CodeDeploy: a question each, and nothing written."""

from __future__ import annotations

from typing import Any, cast

import structlog

from bot.domain.catalogue import Aws, CodeDeployEcsTarget
from bot.drivers.aws import asking, code_of
from bot.drivers.codedeploy_reads import Reads
from bot.drivers.codedeploy_words import HOLD_EVENT
from bot.drivers.ecs_tasks import TaskReads
from bot.drivers.task_definitions import primary_of
from bot.errors import EffectRefused, TargetMisconfigured

log = structlog.get_logger()


class EcsReads(TaskReads, Reads):
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    async def current(self, settings: CodeDeployEcsTarget) -> dict[str, Any]:
        """The task definition that has the traffic now. Raises `TargetMisconfigured` instead of `EffectRefused`."""
        try:
            arn = primary_of(settings.cluster, settings.service, await self.services(settings))
            return await self.definition(settings.aws, arn)
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err

    async def appspec(self, aws: Aws, application: str, sha256: str) -> str:
        """The AppSpec of a deployment: BatchGetDeployments itself tells no more than its hash."""
        async with asking("GetApplicationRevision"):
            client = await self._clients.get("codedeploy", aws)
            answer = await client.get_application_revision(
                applicationName=application,
                revision={"revisionType": "AppSpecContent", "appSpecContent": {"sha256": sha256}},
            )
            return answer["revision"].get("appSpecContent", {}).get("content", "")

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
