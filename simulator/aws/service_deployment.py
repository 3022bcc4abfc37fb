"""One service deployment of ECS: what it is of, how far it has come, and the shapes in which ECS tells of it."""

from __future__ import annotations

import asyncio
import random
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.aws.account import now
from simulator.aws.fleet import Service, TaskSet

Status = Literal[
    "PENDING",
    "IN_PROGRESS",
    "SUCCESSFUL",
    "STOP_REQUESTED",
    "STOPPED",
    "ROLLBACK_REQUESTED",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_SUCCESSFUL",
    "ROLLBACK_FAILED",
]
FINISHED = frozenset({"SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"})
STAGES = (
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
    "BAKE_TIME",
    "CLEAN_UP",
)


class Halted(Exception):
    """The deployment goes no further; the message is ECS's own. `rolls_back`: it is taken back."""

    def __init__(self, reason: str, *, rolls_back: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.rolls_back = reason, rolls_back


@dataclass
class Revision:
    """A service revision: what the service was when it began; `tasks` are those of it that run."""

    service: Service
    definition: str
    tasks: TaskSet | None = None
    number: str = field(default_factory=lambda: str(random.randrange(10**18, 10**19)))  # noqa: S311 - a name
    created: datetime = field(default_factory=now)

    @property
    def arn(self) -> str:
        return _arn(self.service, "service-revision", self.number)

    def summary(self, *, weighs: bool) -> dict[str, Any]:
        tasks = self.tasks
        weights = {
            "requestedTestTrafficWeight": tasks.test_weight if tasks else 0.0,
            "requestedProductionTrafficWeight": tasks.weight if tasks else 0.0,
        }
        return {
            "arn": self.arn,
            "requestedTaskCount": tasks.desired if tasks else 0,
            "runningTaskCount": tasks.running if tasks else 0,
            "pendingTaskCount": tasks.pending if tasks else 0,
            **(weights if weighs else {}),
        }

    def shape(self) -> dict[str, Any]:
        return {
            "serviceRevisionArn": self.arn,
            "serviceArn": self.service.arn,
            "clusterArn": _cluster(self.service),
            "taskDefinition": self.definition,
            "launchType": "FARGATE",
            "createdAt": self.created,
        }


@dataclass
class HookRun:
    """A lifecycle hook at work; `answer` is what a person says to a pause."""

    kind: Literal["PAUSE", "AWS_LAMBDA"]
    stage: str
    target: str = ""
    status: Literal["AWAITING_ACTION", "IN_PROGRESS", "SUCCEEDED", "FAILED", "TIMED_OUT"] = "IN_PROGRESS"
    expires: datetime | None = None
    timeout_action: str = "ROLLBACK"
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    id: str = field(default_factory=lambda: f"ecs-pause-{secrets.token_urlsafe(32)}")

    def say(self, action: str) -> None:
        self.status = "SUCCEEDED" if action == "CONTINUE" else "FAILED"
        self.answer.set()

    def shape(self) -> dict[str, Any]:
        return {
            "hookId": self.id,
            "targetType": self.kind,
            "status": self.status,
            "timeoutAction": self.timeout_action,
            **({"targetArn": self.target} if self.target else {}),
            **({"expiresAt": self.expires} if self.expires else {}),
        }


@dataclass
class ServiceDeployment:
    """A deployment; `configuration` is the service's own when it began."""

    service: Service
    sources: list[Revision]
    target: Revision
    image: str
    scenario: str
    configuration: dict[str, Any]
    status: Status = "PENDING"
    stage: str = ""
    reason: str = ""
    created: datetime = field(default_factory=now)
    started: datetime | None = None
    finished: datetime | None = None
    updated: datetime = field(default_factory=now)
    rollback: dict[str, Any] = field(default_factory=dict)
    failures: int = 0
    tripped: bool = False
    triggered: list[str] = field(default_factory=list)
    hooks: list[HookRun] = field(default_factory=list)
    halt: asyncio.Future[Halted] | None = None
    arn: str = ""

    def __post_init__(self) -> None:
        self.arn = _arn(self.service, "service-deployment", secrets.token_urlsafe(16)[:21])

    @property
    def is_live(self) -> bool:
        return self.status not in FINISHED

    @property
    def is_rolling(self) -> bool:
        return bool(self.configuration.get("strategy", "ROLLING") == "ROLLING")

    @property
    def alarms(self) -> dict[str, Any]:
        return {"enable": False, "alarmNames": [], "rollback": False, **self.configuration.get("alarms", {})}

    @property
    def breaker(self) -> dict[str, Any]:
        return {"enable": False, "rollback": False, **self.configuration.get("deploymentCircuitBreaker", {})}

    @property
    def threshold(self) -> int:
        """Half of the tasks, between 3 and 200."""
        return min(200, max(3, -(-self.service.desired // 2)))

    def stop(self, halted: Halted) -> None:
        """End it from without."""
        if self.halt and not self.halt.done():
            self.halt.set_result(halted)

    def alarmed(self) -> Halted:
        """An alarm that it watches goes off."""
        self.triggered = list(self.alarms["alarmNames"])
        names = ", ".join(self.triggered)
        reason = f"Service deployment rolled back because a CloudWatch alarm was triggered: {names}."
        return Halted(reason, rolls_back=self.alarms["rollback"])

    def brief(self) -> dict[str, Any]:
        """As ListServiceDeployments tells of it."""
        return {
            "serviceDeploymentArn": self.arn,
            "serviceArn": self.service.arn,
            "clusterArn": _cluster(self.service),
            "createdAt": self.created,
            "targetServiceRevisionArn": self.target.arn,
            "status": self.status,
            **self._told(startedAt=self.started, finishedAt=self.finished, statusReason=self.reason),
        }

    def shape(self) -> dict[str, Any]:
        """As DescribeServiceDeployments tells of it."""
        weighs = not self.is_rolling
        brief = {key: value for key, value in self.brief().items() if key != "targetServiceRevisionArn"}
        monitors = "MONITORING" if self.is_live else "MONITORING_COMPLETE"
        breaker = "TRIGGERED" if self.tripped else monitors if self.breaker["enable"] else "DISABLED"
        alarms = "TRIGGERED" if self.triggered else monitors if self.alarms["enable"] else "DISABLED"
        return {
            **brief,
            "updatedAt": self.updated,
            "sourceServiceRevisions": [each.summary(weighs=weighs) for each in self.sources],
            "targetServiceRevision": self.target.summary(weighs=weighs),
            "deploymentConfiguration": self.configuration,
            "deploymentCircuitBreaker": {
                "status": breaker,
                "failureCount": self.failures,
                "threshold": self.threshold,
            },
            "alarms": {
                "status": alarms,
                "alarmNames": self.alarms["alarmNames"],
                "triggeredAlarmNames": self.triggered,
            },
            "lifecycleHookDetails": [each.shape() for each in self.hooks],
            **self._told(lifecycleStage=self.stage, rollback=self.rollback),
        }

    def summary(self) -> dict[str, Any]:
        """What the page shows of it."""
        blue = next((each.tasks.weight for each in self.sources if each.tasks), 0.0)
        green = self.target.tasks.weight if self.target.tasks else 0.0
        return {
            "id": self.arn.rpartition("/")[2],
            "status": self.status,
            "creator": "user",
            "created": self.created.isoformat(),
            "error": self.reason or None,
            "lifecycle": [{"name": each, "status": self._status_of(each)} for each in self._stages()],
            "traffic": {"blue": blue, "green": green},
            "revision": {"image": self.image},
        }

    def _stages(self) -> tuple[str, ...]:
        return ("SCALE_UP", "CLEAN_UP") if self.is_rolling else STAGES

    def _status_of(self, stage: str) -> str:
        here = STAGES.index(self.stage) if self.stage in STAGES else 0 if self.started else -1
        if self.status == "SUCCESSFUL" or STAGES.index(stage) < here:
            return "Succeeded"
        if STAGES.index(stage) > here:
            return "Pending" if self.is_live else "Skipped"
        return "InProgress" if self.is_live else "Failed"

    @staticmethod
    def _told(**members: Any) -> dict[str, Any]:
        return {name: value for name, value in members.items() if value}


def _arn(service: Service, kind: str, identifier: str) -> str:
    return service.arn.replace(":service/", f":{kind}/") + f"/{identifier}"


def _cluster(service: Service) -> str:
    return service.arn.replace(":service/", ":cluster/").rpartition("/")[0]
