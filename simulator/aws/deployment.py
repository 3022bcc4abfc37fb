"""One CodeDeploy deployment as CodeDeploy remembers it, and how it tells of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.aws.account import now
from simulator.aws.appspec import AppSpec
from simulator.aws.deploying import Replacing, alarms_of
from simulator.aws.fleet import Service, TaskSet
from simulator.world import DeploymentGroup, ServerGroup

LIFECYCLE = (
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "AllowTestTraffic",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
)

EventStatus = Literal["Pending", "InProgress", "Succeeded", "Failed", "Skipped"]


@dataclass
class LifecycleEvent:
    """A lifecycle event. While a hook is asked, `execution` is the id of the question, and `answer` awaits it."""

    name: str
    status: EventStatus = "Pending"
    start: datetime | None = None
    end: datetime | None = None
    message: str = ""
    function: str = ""  # or script
    fault: str = "UnknownError"
    log_tail: str = ""
    execution: str = ""
    answer: asyncio.Future[str] | None = None

    def begin(self) -> None:
        self.status, self.start = "InProgress", now()

    def finish(self, status: EventStatus, message: str = "") -> None:
        self.status, self.end, self.message = status, now(), message

    def ask(self, function: str) -> asyncio.Future[str]:
        """A new question to a hook function; its answer is Succeeded or Failed."""
        self.function, self.execution = function, secrets.token_urlsafe(48)
        self.answer = asyncio.get_running_loop().create_future()
        return self.answer

    def shape(self) -> dict[str, Any]:
        times = {"startTime": self.start, "endTime": self.end}
        said = {"scriptName": self.function, "message": self.message, "logTail": self.log_tail}
        failed = {"errorCode": self.fault, **said}
        return {
            "lifecycleEventName": self.name,
            "status": self.status,
            **{name: at for name, at in times.items() if at},
            **({"diagnostics": failed} if self.status == "Failed" else {}),
        }


@dataclass
class Deployment(Replacing):
    """A deployment to ECS."""

    group: DeploymentGroup
    service: Service
    appspec: AppSpec
    image: str
    previous: AppSpec | None
    events: dict[str, LifecycleEvent] = field(
        default_factory=lambda: {each: LifecycleEvent(each) for each in LIFECYCLE}
    )
    blue: TaskSet | None = None
    green: TaskSet | None = None

    @property
    def application(self) -> str:
        return self.group.application

    @property
    def group_name(self) -> str:
        return self.group.name

    @property
    def staged(self) -> str:
        """The name that its scenarios go by."""
        return self.service.name

    @property
    def target_id(self) -> str:
        return f"{self.service.cluster}:{self.service.name}"

    @property
    def target_status(self) -> str:
        """The target is done when its last event is, although blue still runs."""
        if self.status in {"Failed", "Stopped"}:
            return "Failed"
        if self.events["AfterAllowTraffic"].status == "Succeeded" or self.status == "Succeeded":
            return "Succeeded"
        return "InProgress" if self.started else "Pending"

    @property
    def waits(self) -> tuple[int, int]:
        """Minutes: before the traffic goes over, and before blue goes."""
        return self.group.ready_wait_minutes, self.group.terminate_after_minutes

    @property
    def has_left_traces(self) -> bool:
        """Whether there is anything to undo."""
        return self.green is not None

    def alarms(self) -> dict[str, Any]:
        """The alarms that stop it."""
        return alarms_of(self.request, self.group.alarms)

    def skip_the_rest(self) -> None:
        """What hasn't ended by now never will."""
        skip_the_rest(self.events.values())

    def info(self) -> dict[str, Any]:
        """CodeDeploy's `DeploymentInfo`."""
        return {
            **self._told(),
            "revision": revision_shape(self.appspec),
            **({"previousRevision": revision_shape(self.previous)} if self.previous else {}),
            "deploymentOverview": self._overview(),
            "ignoreApplicationStopFailures": False,
            "updateOutdatedInstancesOnly": False,
            "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
            "instanceTerminationWaitTimeStarted": self.is_waiting_for_termination,
            "blueGreenDeploymentConfiguration": blue_green_shape(self.group),
            "loadBalancerInfo": self.request["loadBalancerInfo"],
            "fileExistsBehavior": "DISALLOW",
            "deploymentStatusMessages": [],
            "computePlatform": "ECS",
        }

    def targets(self) -> dict[str, dict[str, Any]]:
        """CodeDeploy's `DeploymentTarget` by its id; an ECS deployment has one."""
        shape = {
            "deploymentTargetType": "ECSTarget",
            "ecsTarget": {
                "deploymentId": self.id,
                "targetId": self.target_id,
                "targetArn": self.service.arn,
                "lastUpdatedAt": self.updated,
                "lifecycleEvents": [each.shape() for each in self.events.values()],
                "status": self.target_status,
                "taskSetsInfo": [
                    _task_set_shape(each, label) for each, label in ((self.blue, "Blue"), (self.green, "Green")) if each
                ],
            },
        }
        return {self.target_id: shape}

    def summary(self) -> dict[str, Any]:
        """What the page shows of it."""
        weights = {label: each.weight if each else 0.0 for label, each in (("blue", self.blue), ("green", self.green))}
        return {
            **self._shown(),
            "lifecycle": [{"name": each.name, "status": each.status} for each in self.events.values()],
            "traffic": weights,
            "revision": {"image": self.image},
        }

    def _overview(self) -> dict[str, int]:
        counts = dict.fromkeys(("Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Ready"), 0)
        return counts | {self.target_status: 1}


def skip_the_rest(events: Iterable[LifecycleEvent]) -> None:
    """What hasn't ended by now never will."""
    for event in events:
        if event.status in {"Pending", "InProgress"}:
            event.finish("Skipped")


def revision_shape(appspec: AppSpec) -> dict[str, Any]:
    """A revision as CodeDeploy tells of it: without its content, which GetApplicationRevision has."""
    return {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": appspec.sha256}}


def blue_green_shape(group: DeploymentGroup | ServerGroup) -> dict[str, Any]:
    """How the group goes from blue to green."""
    wait = group.ready_wait_minutes
    return {
        "terminateBlueInstancesOnDeploymentSuccess": {
            "action": "TERMINATE",
            "terminationWaitTimeInMinutes": group.terminate_after_minutes,
        },
        "deploymentReadyOption": {
            "actionOnTimeout": "STOP_DEPLOYMENT" if wait else "CONTINUE_DEPLOYMENT",
            "waitTimeInMinutes": wait,
        },
    }


def _task_set_shape(task_set: TaskSet, label: str) -> dict[str, Any]:
    return {
        "identifer": task_set.id,
        "desiredCount": task_set.desired,
        "pendingCount": task_set.pending,
        "runningCount": task_set.running,
        "status": task_set.status,
        "trafficWeight": task_set.weight,
        "targetGroup": {"name": task_set.target_group},
        "taskSetLabel": label,
    }
