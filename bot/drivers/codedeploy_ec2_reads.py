"""What CodeDeploy and Auto Scaling answer of instances: a question each, and nothing written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

import structlog

from bot.domain.catalogue import CodeDeployEc2Target
from bot.drivers.aws import asking, code_of
from bot.drivers.bundles import Bundle, of_location
from bot.drivers.codedeploy_reads import BATCH, Reads
from bot.errors import EffectRefused, TargetMisconfigured

RECENT = 20  # activities of an Auto Scaling group

log = structlog.get_logger()


class InstanceReads(Reads):
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    async def fit_group(self, settings: CodeDeployEc2Target) -> dict[str, Any]:
        """The group, if one can deploy to it. Raises `TargetMisconfigured` instead of `EffectRefused`."""
        try:
            group = await self.group(settings)
            names = scaling_of(group)
            there = {each["AutoScalingGroupName"] for each in await self.scaling_groups(settings, names)}
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err
        where = f"the deployment group {settings.group} of {settings.application}"
        if (platform := group.get("computePlatform", "Server")) != "Server":
            raise TargetMisconfigured(f"{where} is of the platform {platform}: codedeploy_ec2 takes one of Server")
        if len(found := target_groups_of(group)) > 1:
            raise TargetMisconfigured(
                f"{where} has {len(found)} target groups ({', '.join(found)}) where one belongs: AllowTraffic would "
                "never end. Leave the one behind the load balancer's listener in it, and take out the others"
            )
        if gone := [name for name in names if name not in there]:
            raise TargetMisconfigured(
                f"{where} names the Auto Scaling group {', '.join(gone)}, which isn't there: put the one that runs now "
                "into the deployment group"
            )
        return group

    async def standing(self, settings: CodeDeployEc2Target, group: dict[str, Any]) -> Bundle | None:
        """The bundle that was deployed last with success."""
        last = group.get("lastSuccessfulDeployment", {}).get("deploymentId")
        infos = await self.infos(settings.aws, [last]) if last else []
        return of_location(infos[0].get("revision", {}).get("s3Location", {})) if infos else None

    async def targets(self, settings: CodeDeployEc2Target, reference: str) -> list[dict[str, Any]]:
        """The instances of a deployment and what happens on each; none when they can't be seen (yet)."""
        try:
            async with asking("ListDeploymentTargets"):
                client = await self._clients.get("codedeploy", settings.aws)
                pages = client.get_paginator("list_deployment_targets").paginate(deploymentId=reference)
                ids = [each async for page in pages for each in page["targetIds"]]
            batches = [ids[first : first + BATCH] for first in range(0, len(ids), BATCH)]
            return [each for batch in batches for each in await self._batch(settings, reference, batch)]
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentNotStartedException":
                log.info("targets_not_seen", deployment=reference, error=str(err))
            return []

    async def scaling_groups(self, settings: CodeDeployEc2Target, names: Collection[str]) -> list[dict[str, Any]]:
        """Those of these Auto Scaling groups that are there."""
        if not names:
            return []
        async with asking("DescribeAutoScalingGroups"):
            client = await self._clients.get("autoscaling", settings.aws)
            answer = await client.describe_auto_scaling_groups(AutoScalingGroupNames=list(names))
            return cast("list[dict[str, Any]]", answer["AutoScalingGroups"])

    async def activities(self, settings: CodeDeployEc2Target, name: str) -> list[dict[str, Any]]:
        """What an Auto Scaling group did of late, the newest first, also when it is gone."""
        async with asking("DescribeScalingActivities"):
            client = await self._clients.get("autoscaling", settings.aws)
            answer = await client.describe_scaling_activities(
                AutoScalingGroupName=name, IncludeDeletedGroups=True, MaxRecords=RECENT
            )
            return cast("list[dict[str, Any]]", answer["Activities"])

    async def _batch(self, settings: CodeDeployEc2Target, reference: str, ids: list[str]) -> list[dict[str, Any]]:
        async with asking("BatchGetDeploymentTargets"):
            client = await self._clients.get("codedeploy", settings.aws)
            answer = await client.batch_get_deployment_targets(deploymentId=reference, targetIds=ids)
            found = answer["deploymentTargets"]
            return [cast("dict[str, Any]", each["instanceTarget"]) for each in found if "instanceTarget" in each]


def scaling_of(group: dict[str, Any]) -> tuple[str, ...]:
    """The names of a deployment group's Auto Scaling groups, as they are now: a blue/green one follows its copy."""
    return tuple(str(each.get("name", "")) for each in group.get("autoScalingGroups", []))


def target_groups_of(group: dict[str, Any]) -> tuple[str, ...]:
    """The names of a deployment group's target groups."""
    balancer = group.get("loadBalancerInfo", {})
    paired = [each for pair in balancer.get("targetGroupPairInfoList", []) for each in pair.get("targetGroups", [])]
    return tuple(str(each.get("name", "")) for each in [*balancer.get("targetGroupInfoList", []), *paired])
