"""Task definitions: families, their revisions, and what AWS fills in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.protocol import AwsError, Params

KEPT = 1000
_FILLED_IN = ("environment", "mountPoints", "volumesFrom", "systemControls")


class TaskDefinitions:
    """All revisions by their arn, the oldest first; `in_use` names those that must not be forgotten."""

    def __init__(self, account: Account, in_use: Callable[[], set[str]]) -> None:
        self._account, self._in_use = account, in_use
        self._revisions: dict[str, int] = {}
        self._by_arn: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def register(self, params: Params, revision: int | None = None) -> dict[str, Any]:
        """Keep the next revision of a family. Raises AwsError."""
        _check(params)
        family = params["family"]
        number = revision or self._revisions.get(family, 0) + 1
        self._revisions[family] = number
        definition = {
            **{name: each for name, each in params.items() if name != "tags"},
            "containerDefinitions": [_filled_in(each) for each in params["containerDefinitions"]],
            "volumes": params.get("volumes", []),
            "placementConstraints": params.get("placementConstraints", []),
            "taskDefinitionArn": self._account.arn("ecs", f"task-definition/{family}:{number}"),
            "revision": number,
            "status": "ACTIVE",
            "compatibilities": ["EC2", *params.get("requiresCompatibilities", [])],
            "registeredAt": now(),
            "registeredBy": f"arn:aws:iam::{self._account.id}:root",
        }
        self._by_arn[definition["taskDefinitionArn"]] = definition
        self._forget()
        return definition

    def find(self, name: str) -> dict[str, Any] | None:
        """A revision by its arn, `family:revision`, or `family` for the newest that is active."""
        if name.startswith("arn:"):
            return self._by_arn.get(name)
        if ":" in name:
            return self._by_arn.get(self._account.arn("ecs", f"task-definition/{name}"))
        active = [each for each in self._of(name) if each["status"] == "ACTIVE"]
        return active[-1] if active else None

    def arns(self, family: str | None, status: str) -> list[str]:
        """The arns of a family, or of all, in this status; the oldest first."""
        mine = self._of(family) if family else self._by_arn.values()
        return [each["taskDefinitionArn"] for each in mine if each["status"] == status]

    def _of(self, family: str) -> Iterable[dict[str, Any]]:
        return (each for each in self._by_arn.values() if each["family"] == family)

    def _forget(self) -> None:
        if len(self._by_arn) > KEPT:
            used = self._in_use()
            oldest = next((arn for arn in self._by_arn if arn not in used), None)
            if oldest:
                del self._by_arn[oldest]


def image_of(definition: dict[str, Any], container: str) -> str:
    """The image that a container of this task definition runs; empty where it has no such container."""
    found = (each["image"] for each in definition["containerDefinitions"] if each["name"] == container)
    return next(found, "")


def _check(params: Params) -> None:
    containers = params["containerDefinitions"]
    if not containers:
        raise AwsError("ClientException", "Container list cannot be empty.")
    for each in containers:
        if not each.get("name") or not each.get("image"):
            raise AwsError("ClientException", "Container.name and Container.image should not be null or empty.")
    names = [each["name"] for each in containers]
    if len(set(names)) < len(names):
        raise AwsError("ClientException", "Container names must be unique within a task definition.")
    if "FARGATE" in params.get("requiresCompatibilities", []) and not (params.get("cpu") and params.get("memory")):
        raise AwsError("ClientException", "Fargate requires that 'cpu' and 'memory' be defined at the task level.")


def _filled_in(container: dict[str, Any]) -> dict[str, Any]:
    ports = [
        {"hostPort": each.get("containerPort", 0), "protocol": "tcp", **each}
        for each in container.get("portMappings", [])
    ]
    return {"cpu": 0, "essential": True, **{name: [] for name in _FILLED_IN}, **container, "portMappings": ports}
