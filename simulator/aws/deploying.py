"""A CodeDeploy deployment as far as it is the same on every platform: what it remembers, and how it tells of it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.aws.account import deployment_id, now

FINISHED = ("Succeeded", "Failed", "Stopped")

Creator = Literal["user", "codeDeployRollback", "autoscaling"]
Status = Literal["Created", "Queued", "InProgress", "Ready", "Baking", "Succeeded", "Failed", "Stopped"]


class Halted(Exception):
    """The deployment ends before its time. `cause` is what automatic rollback listens to."""

    def __init__(self, status: Literal["Failed", "Stopped"], cause: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.cause, self.code, self.message = status, cause, code, message

    @classmethod
    def failed(cls, code: str, message: str) -> Halted:
        """It failed; `code` is one of CodeDeploy's error codes."""
        return cls("Failed", "DEPLOYMENT_FAILURE", code, message)

    @classmethod
    def alarmed(cls, alarms: dict[str, Any]) -> Halted:
        """An alarm went off."""
        names = ", ".join(each["name"] for each in alarms["alarms"])
        message = "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, "
        message += f"and the affected deployments have been stopped. Activated alarms: <{names}>"
        return cls("Stopped", "DEPLOYMENT_STOP_ON_ALARM", "ALARM_ACTIVE", message)


@dataclass(kw_only=True)
class Deploying(ABC):
    """A deployment. `request` holds what CreateDeployment was given, with the group's settings filled in."""

    scenario: str
    request: dict[str, Any]
    creator: Creator = "user"
    id: str = field(default_factory=deployment_id)
    status: Status = "Created"
    created: datetime = field(default_factory=now)
    started: datetime | None = None
    completed: datetime | None = None
    updated: datetime = field(default_factory=now)
    error: tuple[str, str] | None = None
    rollback: dict[str, str] = field(default_factory=dict)
    is_waiting_for_termination: bool = False
    halt: asyncio.Future[Halted] | None = None
    resume: dict[str, asyncio.Event] = field(default_factory=dict)
    may_roll_back: bool | None = None

    @property
    @abstractmethod
    def application(self) -> str: ...

    @property
    @abstractmethod
    def group_name(self) -> str: ...

    @property
    @abstractmethod
    def staged(self) -> str:
        """The name that its scenarios go by."""

    @abstractmethod
    def alarms(self) -> dict[str, Any]:
        """The alarms that stop it."""

    @abstractmethod
    def info(self) -> dict[str, Any]:
        """CodeDeploy's `DeploymentInfo`."""

    @abstractmethod
    def targets(self) -> dict[str, dict[str, Any]]:
        """CodeDeploy's `DeploymentTarget`s by their ids."""

    @abstractmethod
    def summary(self) -> dict[str, Any]:
        """What the page shows of it."""

    @property
    @abstractmethod
    def has_left_traces(self) -> bool:
        """Whether there is anything to undo."""

    @property
    def is_live(self) -> bool:
        return self.status not in FINISHED

    def stop(self, halted: Halted) -> None:
        """End it before its time, unless something else did."""
        if self.halt and not self.halt.done():
            self.halt.set_result(halted)

    def rolls_back(self, halted: Halted) -> bool:
        """Whether CodeDeploy undoes it by itself: never a rollback, and not before there is anything to undo."""
        if self.creator == "codeDeployRollback" or not self.has_left_traces:
            return False
        if self.may_roll_back is not None:
            return self.may_roll_back
        configured = self.request["autoRollbackConfiguration"]
        return bool(configured["enabled"]) and halted.cause in configured.get("events", [])

    def _told(self) -> dict[str, Any]:
        optional = {
            "startTime": self.started,
            "completeTime": self.completed,
            "description": self.request.get("description"),
            "errorInformation": dict(zip(("code", "message"), self.error, strict=True)) if self.error else None,
            "rollbackInfo": self.rollback or None,
            "overrideAlarmConfiguration": self.request.get("overrideAlarmConfiguration"),
        }
        return {
            "applicationName": self.application,
            "deploymentGroupName": self.group_name,
            "deploymentConfigName": self.request["deploymentConfigName"],
            "deploymentId": self.id,
            "status": self.status,
            "createTime": self.created,
            "creator": self.creator,
            "autoRollbackConfiguration": self.request["autoRollbackConfiguration"],
            **{name: each for name, each in optional.items() if each is not None},
        }

    def _shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "creator": self.creator,
            "created": self.created.isoformat(),
            "error": self.error[1] if self.error else None,
        }


class Replacing(Deploying):
    """One that brings something new up beside what stands there, and then takes that away."""

    @property
    @abstractmethod
    def waits(self) -> tuple[int, int]:
        """Minutes: before the traffic goes over, and before what it replaces goes."""

    @abstractmethod
    def skip_the_rest(self) -> None:
        """What hasn't ended by now never will."""


def alarms_of(request: Mapping[str, Any], configured: Iterable[str]) -> dict[str, Any]:
    """The alarms that stop a deployment: the request's own, else the group's."""
    own = [{"name": each} for each in configured]
    override: dict[str, Any] | None = request.get("overrideAlarmConfiguration")
    return override or {"enabled": bool(own), "ignorePollAlarmFailure": False, "alarms": own}
