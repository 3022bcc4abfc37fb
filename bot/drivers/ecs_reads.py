"""What ECS answers about the deployments of its services: a question each, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, cast

from bot.domain.catalogue import Aws, EcsTarget
from bot.drivers.aws import asking
from bot.drivers.ecs_service import as_catalogued
from bot.drivers.ecs_tasks import TaskReads
from bot.errors import EffectRefused, TargetMisconfigured

LIVE = ("PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")
BATCH = 20  # what DescribeServiceDeployments and DescribeServiceRevisions take
MOST = 200  # deployments that are looked through for ours


class Reads(TaskReads):
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    async def service(self, settings: EcsTarget) -> dict[str, Any]:
        """The service, which is as the catalogue says. Raises `TargetMisconfigured` instead of `EffectRefused`."""
        try:
            return as_catalogued(settings, await self.services(settings))
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err

    async def ongoing(self, settings: EcsTarget) -> list[str]:
        """The deployments of the service that are live: one, if any."""
        async with asking("ListServiceDeployments"):
            client = await self._clients.get("ecs", settings.aws)
            answer = await client.list_service_deployments(
                cluster=settings.cluster, service=settings.service, status=cast("Any", list(LIVE))
            )
            return [one["serviceDeploymentArn"] for one in answer["serviceDeployments"]]

    async def made(self, settings: EcsTarget, since: datetime) -> list[dict[str, Any]]:
        """The deployments of the service since an instant, in short, the oldest first."""
        made: list[tuple[datetime, dict[str, Any]]] = []
        more: dict[str, Any] = {}
        while len(made) < MOST:
            async with asking("ListServiceDeployments"):
                client = await self._clients.get("ecs", settings.aws)
                answer = await client.list_service_deployments(
                    cluster=settings.cluster, service=settings.service, createdAt={"after": since}, **more
                )
                made += [(one["createdAt"], cast("dict[str, Any]", one)) for one in answer["serviceDeployments"]]
            if not (token := answer.get("nextToken")):
                break
            more = {"nextToken": token}
        return [one for _, one in sorted(made, key=itemgetter(0))]

    async def infos(self, aws: Aws, arns: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What is known of these deployments, by arn; those that ECS doesn't know are left out."""
        infos: dict[str, dict[str, Any]] = {}
        for some in _batches(arns):
            async with asking("DescribeServiceDeployments"):
                client = await self._clients.get("ecs", aws)
                answer = await client.describe_service_deployments(serviceDeploymentArns=some)
                for one in answer["serviceDeployments"]:
                    infos[one["serviceDeploymentArn"]] = {**one, "createdAt": one["createdAt"]}
        return infos

    async def definitions(self, aws: Aws, revisions: Iterable[str]) -> dict[str, str]:
        """The task definitions of service revisions, by the revision's arn."""
        found: dict[str, str] = {}
        for some in _batches(revisions):
            async with asking("DescribeServiceRevisions"):
                client = await self._clients.get("ecs", aws)
                answer = await client.describe_service_revisions(serviceRevisionArns=some)
                found |= {one["serviceRevisionArn"]: one["taskDefinition"] for one in answer["serviceRevisions"]}
        return found

    async def is_asked(self, aws: Aws, table: str, reference: str, stage: str) -> bool:
        """Whether a hook's function was called at this stage, and nobody has answered yet."""
        async with asking("GetItem"):
            client = await self._clients.get("dynamodb", aws)
            answer = await client.get_item(TableName=table, Key=hook_key(reference, stage), ConsistentRead=True)
            return "Item" in answer and "Verdict" not in answer["Item"]


def revision_in(brief: dict[str, Any]) -> str:
    """The service revision that a deployment brings, from what a list says of it."""
    return str(brief.get("targetServiceRevisionArn"))


def hook_key(reference: str, stage: str) -> dict[str, Any]:
    """Where the hook's function and the bot leave word for each other."""
    return {"DeploymentId": {"S": reference}, "HookEvent": {"S": stage}}


def _batches(arns: Iterable[str]) -> Iterable[Sequence[str]]:
    each = list(dict.fromkeys(arns))
    return (each[first : first + BATCH] for first in range(0, len(each), BATCH))
