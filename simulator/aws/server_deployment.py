"""One CodeDeploy deployment to instances, as CodeDeploy remembers it, and how it tells of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.aws.account import Account, now
from simulator.aws.autoscaling import AutoScalingGroup, Instance
from simulator.aws.deploying import Replacing, alarms_of
from simulator.aws.deployment import LifecycleEvent, blue_green_shape, skip_the_rest
from simulator.world import ServerGroup as Given

APPLICATION = (
    "ApplicationStop",
    "DownloadBundle",
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "ApplicationStart",
    "ValidateService",
)
ALLOW = ("BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic")
BLOCK = ("BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic")

Location = dict[str, str]  # CodeDeploy's S3Location


@dataclass
class ServerGroup:
    """A deployment group of instances. A blue/green one follows the copy of its Auto Scaling group."""

    given: Given
    scaling: AutoScalingGroup
    target_groups: list[str]

    def deployment_style(self) -> dict[str, str]:
        kind = "BLUE_GREEN" if self.given.is_blue_green else "IN_PLACE"
        option = "WITH_TRAFFIC_CONTROL" if self.target_groups else "WITHOUT_TRAFFIC_CONTROL"
        return {"deploymentType": kind, "deploymentOption": option}

    def load_balancer(self) -> dict[str, Any]:
        return {"targetGroupInfoList": [{"name": each} for each in self.target_groups]}

    def blue_green(self) -> dict[str, Any]:
        """Its settings, where it is of that kind."""
        if not self.given.is_blue_green:
            return {}
        copy = {"greenFleetProvisioningOption": {"action": "COPY_AUTO_SCALING_GROUP"}}
        return {"blueGreenDeploymentConfiguration": blue_green_shape(self.given) | copy}


@dataclass
class InstanceTarget:
    """What happens on one instance."""

    instance: Instance
    label: Literal["Blue", "Green", ""]
    events: dict[str, LifecycleEvent]
    updated: datetime = field(default_factory=now)

    @classmethod
    def of(cls, instance: Instance, label: Literal["Blue", "Green", ""], *names: str) -> InstanceTarget:
        """None of its events has begun."""
        return cls(instance, label, {each: LifecycleEvent(each) for each in names})

    @property
    def status(self) -> str:
        told = {each.status for each in self.events.values()}
        if "Failed" in told:
            return "Failed"
        if told <= {"Skipped"}:
            return "Skipped"
        if told <= {"Succeeded", "Skipped"}:
            return "Succeeded"
        return "Pending" if told <= {"Pending"} else "InProgress"

    def shape(self, deployment: str, account: Account) -> dict[str, Any]:
        """CodeDeploy's `DeploymentTarget`."""
        inner = {
            "deploymentId": deployment,
            "targetId": self.instance.id,
            "targetArn": account.arn("ec2", f"instance/{self.instance.id}"),
            "status": self.status,
            "lastUpdatedAt": self.updated,
            "lifecycleEvents": [each.shape() for each in self.events.values()],
            **({"instanceLabel": self.label} if self.label else {}),
        }
        return {"deploymentTargetType": "InstanceTarget", "instanceTarget": inner}


@dataclass
class ServerDeployment(Replacing):
    """A deployment to instances."""

    group: ServerGroup
    account: Account
    location: Location
    previous: Location | None
    original: list[InstanceTarget] = field(default_factory=list)  # blue
    replacement: list[InstanceTarget] = field(default_factory=list)  # green, or what is changed in place
    green: AutoScalingGroup | None = None

    @property
    def application(self) -> str:
        return self.group.given.application

    @property
    def group_name(self) -> str:
        return self.group.given.name

    @property
    def staged(self) -> str:
        """The name that its scenarios go by."""
        return self.group.given.service

    @property
    def waits(self) -> tuple[int, int]:
        """Minutes: before the traffic goes over, and before blue goes."""
        given = self.group.given
        return (given.ready_wait_minutes, given.terminate_after_minutes) if given.is_blue_green else (0, 0)

    @property
    def has_left_traces(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self.replacement) and self.previous is not None

    def alarms(self) -> dict[str, Any]:
        """The alarms that stop it."""
        return alarms_of(self.request, self.group.given.alarms)

    def skip_the_rest(self) -> None:
        """What hasn't ended by now never will."""
        for each in self._instances():
            skip_the_rest(each.events.values())

    def info(self) -> dict[str, Any]:
        """CodeDeploy's `DeploymentInfo`."""
        return {
            **self._told(),
            "revision": revision_shape(self.location),
            **({"previousRevision": revision_shape(self.previous)} if self.previous else {}),
            "deploymentOverview": self._overview(),
            "ignoreApplicationStopFailures": self.request.get("ignoreApplicationStopFailures", False),
            "updateOutdatedInstancesOnly": False,
            "deploymentStyle": self.group.deployment_style(),
            "targetInstances": {"autoScalingGroups": [self.green.name]} if self.green else {},
            "instanceTerminationWaitTimeStarted": self.is_waiting_for_termination,
            **self.group.blue_green(),
            "loadBalancerInfo": self.group.load_balancer(),
            "fileExistsBehavior": self.request.get("fileExistsBehavior", "DISALLOW"),
            "deploymentStatusMessages": [],
            "computePlatform": "Server",
        }

    def targets(self) -> dict[str, dict[str, Any]]:
        """CodeDeploy's `DeploymentTarget` by its id: one for each instance."""
        return {each.instance.id: each.shape(self.id, self.account) for each in self._instances()}

    def summary(self) -> dict[str, Any]:
        """What the page shows of it: the instances that get the bundle, as one."""
        return {
            **self._shown(),
            "lifecycle": self._lifecycle(),
            "traffic": self._traffic(),
            "revision": {"image": self.location["key"]},
            "tag": self.location["key"].rpartition("/")[2],
        }

    def _instances(self) -> list[InstanceTarget]:
        return [*self.replacement, *self.original]

    def _lifecycle(self) -> list[dict[str, str]]:
        """Each event as far as the instance is that is furthest behind; a failure counts for all."""
        order = ("Failed", "InProgress", "Pending", "Succeeded", "Skipped")
        shown = []
        for name in self.replacement[0].events if self.replacement else ():
            told = [each.events[name].status for each in self.replacement]
            shown.append({"name": name, "status": min(told, key=order.index)})
        return shown

    def _traffic(self) -> dict[str, float]:
        serving = sum(_ended(each, "AllowTraffic") for each in self.replacement)
        blocked = sum(_ended(each, "BlockTraffic") for each in self.original)
        old = len(self.original or self.replacement) - (blocked if self.original else serving)
        green = 100.0 * serving / (serving + old) if serving + old else 0.0
        return {"blue": 100.0 - green, "green": green}

    def _overview(self) -> dict[str, int]:
        counts = Counter(each.status for each in self._instances())
        return {each: counts[each] for each in ("Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Ready")}


def revision_shape(location: Location) -> dict[str, Any]:
    """A bundle as CodeDeploy tells of it."""
    return {"revisionType": "S3", "s3Location": location}


def _ended(target: InstanceTarget, name: str) -> bool:
    return name in target.events and target.events[name].status == "Succeeded"
