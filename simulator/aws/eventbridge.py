"""EventBridge with one rule: what changes at CodeDeploy, ECS and CodePipeline goes to a queue, in AWS's own words.

https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html
"""

from __future__ import annotations

import json
import random
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.deploying import Deploying
from simulator.aws.fleet import Service
from simulator.aws.service_deployment import ServiceDeployment

KEPT = 2000
DEPLOYMENT = {"InProgress": "START", "Ready": "READY", "Succeeded": "SUCCESS", "Failed": "FAILURE", "Stopped": "STOP"}
SERVICE = {
    "IN_PROGRESS": "SERVICE_DEPLOYMENT_IN_PROGRESS",
    "ROLLBACK_IN_PROGRESS": "SERVICE_DEPLOYMENT_FAILED",
    "SUCCESSFUL": "SERVICE_DEPLOYMENT_COMPLETED",
    "ROLLBACK_SUCCESSFUL": "SERVICE_DEPLOYMENT_COMPLETED",
    "STOPPED": "SERVICE_DEPLOYMENT_FAILED",
    "ROLLBACK_FAILED": "SERVICE_DEPLOYMENT_FAILED",
}
EXECUTION = {"InProgress": "STARTED"}

Event = dict[str, Any]


@dataclass
class EventBridge:
    """Hears of each step, and tells of each change once. `send` takes an event as JSON; None: there is no rule."""

    account: Account
    send: Callable[[str], object] | None
    _told: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)

    def deployment(self, deployment: Deploying, service: Service | None = None) -> None:
        """A deployment of CodeDeploy; with an ECS service, also that its new task set is there."""
        if service and _is_installed(deployment) and self._is_news(f"{deployment.id} installed", "yes"):
            self._service("ECS Service Action", service, {"eventName": "TASKSET_STEADY_STATE", "eventType": "INFO"})
        state = DEPLOYMENT.get(deployment.status)
        if state is None or not self._is_news(deployment.id, state):
            return
        application, group = deployment.application, deployment.group_name
        detail = {
            "region": self.account.region,
            "deploymentId": deployment.id,
            "instanceGroupId": str(uuid.uuid4()),
            "deploymentGroup": group,
            "state": state,
            "application": application,
        }
        named = (f"deploymentgroup:{application}/{group}", f"application:{application}")
        resources = [self.account.arn("codedeploy", each) for each in named]
        self._tell("codedeploy", "CodeDeploy Deployment State-change Notification", resources, detail)

    def service_deployment(self, deployment: ServiceDeployment) -> None:
        """A deployment of ECS itself, and the hooks that wait for an answer."""
        name = SERVICE.get(deployment.status)
        if name and self._is_news(deployment.arn, name):
            number = f"ecs-svc/{random.randrange(10**18, 10**19)}"  # noqa: S311  a name, not a secret
            detail = {"eventType": "INFO", "eventName": name, "deploymentId": number, "reason": deployment.reason}
            self._service("ECS Deployment State Change", deployment.service, detail)
        for hook in deployment.hooks:
            if hook.status == "AWAITING_ACTION" and self._is_news(hook.id, hook.status):
                detail = {"eventType": "INFO", "eventName": "HOOK_AWAITING_ACTION", "hookId": hook.id}
                self._service("ECS Hook State Change", deployment.service, detail)

    def execution(self, pipeline: str, shown: Event) -> None:
        """An execution of CodePipeline and its actions, as the page is shown them."""
        about = {"pipeline": pipeline, "execution-id": shown["id"], "version": 1.0}
        resources = [self.account.arn("codepipeline", pipeline)]
        for key, kind, detail in _of_execution(shown):
            if self._is_news(key, detail["state"]):
                self._tell("codepipeline", f"CodePipeline {kind} Execution State Change", resources, about | detail)

    def _service(self, kind: str, service: Service, detail: Event) -> None:
        self._tell("ecs", kind, [service.arn], {**detail, "updatedAt": now().isoformat()})

    def _is_news(self, about: str, state: str) -> bool:
        key = (about, state)
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > KEPT:
            self._told.popitem(last=False)
        return True

    def _tell(self, source: str, kind: str, resources: list[str], detail: Event) -> None:
        event = {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": kind,
            "source": f"aws.{source}",
            "account": self.account.id,
            "time": now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self.account.region,
            "resources": resources,
            "detail": detail,
        }
        if self.send is not None:
            self.send(json.dumps(event))


def _is_installed(deployment: Deploying) -> bool:
    steps = deployment.summary().get("lifecycle", [])
    return any(each["name"] == "Install" and each["status"] == "Succeeded" for each in steps)


def _of_execution(shown: Event) -> Iterator[tuple[str, str, Event]]:
    status = shown["status"]
    yield shown["id"], "Pipeline", {"state": EXECUTION.get(status, status.upper())}
    for each in shown["actions"]:
        state = EXECUTION.get(each["status"], each["status"].upper())
        detail = {"stage": each["stage"], "action": each["name"], "state": state}
        yield f"{shown['id']} {each['stage']} {each['name']}", "Action", detail
