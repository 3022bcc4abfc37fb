"""EC2 Auto Scaling: groups of instances, what became of them, and the calls that tell of it."""

from __future__ import annotations

import secrets
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.aws.account import Account, now
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.world import AutoScalingGroup as Given

ACTIVITIES_KEPT = 100
SHOWN = 100
GONE_KEPT = 50

Lifecycle = Literal["Pending", "Pending:Wait", "InService", "Terminating"]


@dataclass
class Instance:
    """An instance of a group."""

    id: str = field(default_factory=lambda: f"i-0{secrets.token_hex(8)}")
    state: Lifecycle = "Pending"
    is_healthy: bool = True

    def serve(self) -> None:
        self.state, self.is_healthy = "InService", True


@dataclass
class AutoScalingGroup:
    """A group of instances; `health_check` is who says that one is ill: EC2 itself, or the load balancer too."""

    name: str
    health_check: str
    grace_seconds: int
    instances: list[Instance]
    created: datetime = field(default_factory=now)
    activities: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=ACTIVITIES_KEPT))

    def replace(self, ill: Instance) -> Instance:
        """What the load balancer calls ill is terminated, and another one launched."""
        cause = (
            f"At {now():%Y-%m-%dT%H:%M:%SZ} an instance was taken out of service in response to an ELB system health "
            "check failure."
        )
        self._note(f"Terminating EC2 instance: {ill.id}", cause)
        fresh = Instance()
        self.instances = [fresh if each is ill else each for each in self.instances]
        self._note(f"Launching a new EC2 instance: {fresh.id}", "An instance was started in response to a difference")
        return fresh

    def summary(self) -> dict[str, object]:
        """What the page shows of it."""
        tasks = [each.state.lower() if each.state != "InService" else "healthy" for each in self.instances]
        return {"id": self.name, "status": "ACTIVE", "revision": self.name, "tasks": tasks}

    def _note(self, description: str, cause: str) -> None:
        self.activities.appendleft(
            {
                "ActivityId": str(uuid.uuid4()),
                "AutoScalingGroupName": self.name,
                "Description": description,
                "Cause": cause,
                "StartTime": now(),
                "StatusCode": "Successful",
            }
        )

    def shape(self, account: Account) -> dict[str, Any]:
        """Auto Scaling's own."""
        size = len(self.instances)
        return {
            "AutoScalingGroupName": self.name,
            "MinSize": size,
            "MaxSize": 2 * size,
            "DesiredCapacity": size,
            "DefaultCooldown": 300,
            "AvailabilityZones": [f"{account.region}a"],
            "HealthCheckType": self.health_check,
            "HealthCheckGracePeriod": self.grace_seconds,
            "CreatedTime": self.created,
            "Instances": [_instance_shape(each, account) for each in self.instances],
        }


class AutoScaling:
    """The account's groups; CodeDeploy makes and ends some of them."""

    def __init__(self, account: Account, groups: Iterable[Given]) -> None:
        self._account = account
        self.groups = {each.name: _settled(each) for each in groups}
        self._gone: deque[AutoScalingGroup] = deque(maxlen=GONE_KEPT)
        self.operations: Operations = {
            "DescribeAutoScalingGroups": self.describe_auto_scaling_groups,
            "DescribeScalingActivities": self.describe_scaling_activities,
        }

    def copy(self, original: AutoScalingGroup, name: str) -> AutoScalingGroup:
        """Another group of the same kind and size, whose instances are on their way."""
        instances = [Instance() for _ in original.instances]
        made = AutoScalingGroup(name, original.health_check, original.grace_seconds, instances)
        self.groups[name] = made
        return made

    def remove(self, name: str) -> None:
        """The group and its instances go; what it did is remembered for a while."""
        if group := self.groups.pop(name, None):
            self._gone.append(group)

    def describe_auto_scaling_groups(self, params: Params) -> Answer:
        names = params.get("AutoScalingGroupNames") or list(self.groups)
        found = [self.groups[each].shape(self._account) for each in names if each in self.groups]
        return {"AutoScalingGroups": found}

    def describe_scaling_activities(self, params: Params) -> Answer:
        name, gone = params.get("AutoScalingGroupName", ""), self._gone if params.get("IncludeDeletedGroups") else ()
        group = next((each for each in (*self.groups.values(), *gone) if each.name == name), None)
        if group is None and not params.get("IncludeDeletedGroups"):
            raise AwsError("ValidationError", f"AutoScalingGroup name not found - {name}")
        return {"Activities": list(group.activities)[: params.get("MaxRecords", SHOWN)] if group else []}


def _settled(given: Given) -> AutoScalingGroup:
    instances = [Instance(state="InService") for _ in range(given.instances)]
    return AutoScalingGroup(given.name, given.health_check, given.grace_seconds, instances)


def _instance_shape(instance: Instance, account: Account) -> dict[str, Any]:
    return {
        "InstanceId": instance.id,
        "AvailabilityZone": f"{account.region}a",
        "LifecycleState": instance.state,
        "HealthStatus": "Healthy" if instance.is_healthy else "Unhealthy",
        "ProtectedFromScaleIn": False,
    }
