"""What is known to go wrong, or to look so, with CodeDeploy on an Auto Scaling group: recognised, and named.

Four situations that cost people days: traffic that never goes over because two target groups stand where one belongs;
instances that are ended while they warm up because Auto Scaling believes the load balancer's checks; instances that
stay in `Pending:Wait`; and an Auto Scaling group that is gone because CodeDeploy goes on with a copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.domain.catalogue import CodeDeployEc2Target
from bot.domain.release import Advice
from bot.drivers.codedeploy_ec2_reads import InstanceReads, scaling_of, target_groups_of
from bot.errors import DriverUnavailable, EffectRefused

LONG = timedelta(minutes=10)  # AllowTraffic takes a minute or two
SHOWN = 3  # instances
ILL = "ELB system health check failure"

log = structlog.get_logger()


class Advisor:
    """Looks at what surrounds a deployment. Raises `Throttled` alone: what can't be seen is no advice."""

    def __init__(self, reads: InstanceReads) -> None:
        self._reads = reads

    async def advice(
        self, settings: CodeDeployEc2Target, info: dict[str, Any], targets: Sequence[dict[str, Any]], now: datetime
    ) -> tuple[Advice, ...]:
        """What people should hear of a deployment that is live, or over."""
        try:
            group = await self._reads.group(settings)
            names = sorted({*scaling_of(group), *_scaling_in(info)})
            scaling = {each["AutoScalingGroupName"]: each for each in await self._reads.scaling_groups(settings, names)}
            flapping = [name for name in names if await self._flaps(settings, name, scaling.get(name), info)]
        except (EffectRefused, DriverUnavailable) as err:
            log.info("surroundings_not_seen", deployment=info.get("deploymentId"), error=str(err))
            return ()
        is_over = info.get("status") in ("Succeeded", "Failed", "Stopped")
        ill = [_warm_up(name, scaling.get(name, {})) for name in flapping]
        found = [_traffic(group, targets, now), *ill, _waiting(scaling.values(), is_over=is_over)]
        return tuple(one for one in (*found, _copied(group, info)) if one)

    async def _flaps(
        self, settings: CodeDeployEc2Target, name: str, scaling: dict[str, Any] | None, info: dict[str, Any]
    ) -> bool:
        """Whether a group ends instances because the load balancer calls them ill; one that failed is gone by then."""
        if scaling is None and info.get("status") not in ("Failed", "Stopped"):
            return False
        if scaling and "ELB" not in str(scaling.get("HealthCheckType", "")):
            return False
        if any(each.get("HealthStatus") == "Unhealthy" for each in (scaling or {}).get("Instances", [])):
            return True
        told = await self._reads.activities(settings, name)
        causes = [str(each.get("Cause", "")) for each in told if _is_since(info, each)]
        return any(ILL in cause for cause in causes)


def _is_since(info: dict[str, Any], activity: dict[str, Any]) -> bool:
    """Whether it began with the deployment or later; Auto Scaling tells whole seconds."""
    began, made = activity.get("StartTime"), info.get("createTime")
    return began is not None and made is not None and began >= made.replace(microsecond=0)


def _traffic(group: dict[str, Any], targets: Iterable[dict[str, Any]], now: datetime) -> Advice | None:
    """AllowTraffic that never ends: at once where two target groups tell why, else when it takes very long."""
    begun = [
        event.get("startTime", now)
        for target in targets
        for event in target.get("lifecycleEvents", [])
        if event.get("lifecycleEventName") == "AllowTraffic" and event.get("status") == "InProgress"
    ]
    found = target_groups_of(group)
    if begun and len(found) > 1:
        return Advice("ec2_two_target_groups", ", ".join(found))
    where = ", ".join(found) or str(group.get("deploymentGroupName", ""))
    return Advice("ec2_traffic_slow", where) if begun and now - min(begun) >= LONG else None


def _warm_up(name: str, scaling: dict[str, Any]) -> Advice:
    told = f" ({scaling['HealthCheckType']}, {scaling.get('HealthCheckGracePeriod', 0)} s)" if scaling else ""
    return Advice("ec2_flapping", f"{name}{told}")


def _waiting(scaling: Iterable[dict[str, Any]], *, is_over: bool) -> Advice | None:
    waiting = [
        f"{each.get('InstanceId')} ({group['AutoScalingGroupName']})"
        for group in scaling
        for each in group.get("Instances", [])
        if each.get("LifecycleState") == "Pending:Wait"
    ]
    if not waiting:
        return None
    more = ["…"] if len(waiting) > SHOWN else []
    return Advice("ec2_pending_wait_left" if is_over else "ec2_pending_wait", ", ".join(waiting[:SHOWN] + more))


def _copied(group: dict[str, Any], info: dict[str, Any]) -> Advice | None:
    """The original group is gone: CodeDeploy goes on with the copy that this deployment made."""
    made = [name for name in scaling_of(group) if name in _scaling_in(info)]
    return Advice("ec2_group_replaced", made[0]) if made and info.get("status") == "Succeeded" else None


def _scaling_in(info: dict[str, Any]) -> set[str]:
    """The Auto Scaling groups that a deployment made for green."""
    told = info.get("targetInstances", {}).get("autoScalingGroups", [])
    return {*told, f"CodeDeploy_{info.get('deploymentGroupName')}_{info.get('deploymentId')}"}
