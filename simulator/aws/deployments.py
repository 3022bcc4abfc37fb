"""CodeDeploy's deployments, whatever they deploy to, and the calls that are the same for all of them."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from botocore.utils import parse_to_aware_datetime

from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.deploying import Deploying, Halted

KEPT = 500
BATCH = 25
PAGE = 100


class Deployments:
    """All deployments of an account, the oldest first; each platform registers its groups and adds its deployments."""

    def __init__(self) -> None:
        self._all: OrderedDict[str, Deploying] = OrderedDict()
        self._groups: set[tuple[str, str]] = set()
        self.operations: Operations = {
            "GetDeployment": self.get_deployment,
            "BatchGetDeployments": self.batch_get_deployments,
            "ListDeployments": self.list_deployments,
            "ListDeploymentTargets": self.list_deployment_targets,
            "GetDeploymentTarget": self.get_deployment_target,
            "BatchGetDeploymentTargets": self.batch_get_deployment_targets,
            "StopDeployment": self.stop_deployment,
            "ContinueDeployment": self.continue_deployment,
            "ListApplications": self.list_applications,
        }

    def register(self, application: str, group: str) -> None:
        """A group of an application, whose deployments can be listed."""
        self._groups.add((application, group))

    def keep(self, deployment: Deploying) -> None:
        """One more; the oldest that is over is forgotten when there are too many."""
        self._all[deployment.id] = deployment
        if len(self._all) > KEPT:
            del self._all[next(each.id for each in self._all.values() if not each.is_live)]

    def newest(self, application: str | None = None, group: str | None = None) -> Iterator[Deploying]:
        """The newest first."""
        for each in reversed(self._all.values()):
            if application in (None, each.application) and group in (None, each.group_name):
                yield each

    def refuse_while_live(self, application: str, group: str) -> None:
        """CodeDeploy runs one deployment a group at a time. Raises AwsError."""
        if live := next((each for each in self.newest(application, group) if each.is_live), None):
            raise AwsError(
                "DeploymentLimitExceededException",
                f"The Deployment Group '{group}' already has an active Deployment '{live.id}'",
            )

    def find(self, params: Params) -> Deploying:
        """The deployment that a call is about. Raises AwsError."""
        identifier = params.get("deploymentId")
        if not identifier:
            raise AwsError("DeploymentIdRequiredException", "A deployment id is required.")
        if not re.fullmatch(r"d-[A-Z0-9]{9}", identifier):
            raise AwsError("InvalidDeploymentIdException", f"The deployment id {identifier!r} is not of its form.")
        if identifier not in self._all:
            raise AwsError("DeploymentDoesNotExistException", f"The deployment {identifier} could not be found")
        return self._all[identifier]

    def get_deployment(self, params: Params) -> Answer:
        return {"deploymentInfo": self.find(params).info()}

    def batch_get_deployments(self, params: Params) -> Answer:
        asked = params["deploymentIds"]
        if len(asked) > BATCH:
            raise AwsError("BatchLimitExceededException", f"The maximum number of deployment ids is {BATCH}.")
        return {"deploymentsInfo": [self._all[each].info() for each in asked if each in self._all]}

    def list_deployments(self, params: Params) -> Answer:
        application, group = params.get("applicationName"), params.get("deploymentGroupName")
        self._check(application, group)
        statuses, (start, end) = params.get("includeOnlyStatuses"), _range(params.get("createTimeRange", {}))
        found = [
            each.id
            for each in self.newest(application, group)
            if (not statuses or each.status in statuses) and start <= each.created <= end and "externalId" not in params
        ]
        return page("deployments", found, params.get("nextToken"))

    def list_deployment_targets(self, params: Params) -> Answer:
        targets, filters = self._started(params).targets(), params.get("targetFilters", {})
        wanted = {"status": filters.get("TargetStatus"), "instanceLabel": filters.get("ServerInstanceLabel")}
        found = [name for name, shape in targets.items() if _matches(_inner(shape), wanted)]
        return page("targetIds", found, params.get("nextToken"))

    def get_deployment_target(self, params: Params) -> Answer:
        return {"deploymentTarget": _target(self._started(params).targets(), params["targetId"])}

    def batch_get_deployment_targets(self, params: Params) -> Answer:
        targets, asked = self._started(params).targets(), params["targetIds"]
        if len(asked) > BATCH:
            raise AwsError("DeploymentTargetListSizeExceededException", f"The maximum number of targets is {BATCH}.")
        return {"deploymentTargets": [_target(targets, each) for each in asked]}

    def stop_deployment(self, params: Params) -> Answer:
        deployment = self._unfinished(params)
        deployment.may_roll_back = params.get("autoRollbackEnabled")
        message = "The deployment was stopped on request."
        deployment.stop(Halted("Stopped", "DEPLOYMENT_STOP_ON_REQUEST", "MANUAL_STOP", message))
        return {"status": "Pending", "statusMessage": "The deployment is being stopped."}

    def continue_deployment(self, params: Params) -> Answer:
        deployment = self._unfinished(params)
        kind = params.get("deploymentWaitType", "READY_WAIT")
        waits = deployment.status == "Ready" if kind == "READY_WAIT" else deployment.is_waiting_for_termination
        if not waits:
            raise AwsError("DeploymentIsNotInReadyStateException", f"{deployment.id} does not wait ({kind}).")
        deployment.resume[kind].set()
        return {}

    def list_applications(self, params: Params) -> Answer:
        return page("applications", sorted({name for name, _ in self._groups}), params.get("nextToken"))

    def _check(self, application: str | None, group: str | None) -> None:
        if group and not application:
            raise AwsError("ApplicationNameRequiredException", "Name the application of the deployment group.")
        if application and all(owner != application for owner, _ in self._groups):
            raise AwsError("ApplicationDoesNotExistException", f"No application found for name: {application}")
        if application and group and (application, group) not in self._groups:
            raise AwsError("DeploymentGroupDoesNotExistException", f"No Deployment Group found for name: {group}")

    def _started(self, params: Params) -> Deploying:
        deployment = self.find(params)
        if deployment.started is None:
            raise AwsError("DeploymentNotStartedException", f"The deployment {deployment.id} has not started.")
        return deployment

    def _unfinished(self, params: Params) -> Deploying:
        deployment = self.find(params)
        if not deployment.is_live:
            raise AwsError("DeploymentAlreadyCompletedException", f"The deployment {deployment.id} has completed.")
        return deployment


class Platform(Protocol):
    """What CodeDeploy deploys to."""

    operations: Operations

    @property
    def applications(self) -> set[str]: ...


def by_application(*platforms: Platform) -> Operations:
    """Each call goes to the platform of the application that it names; the first answers where nobody's is named."""

    def routed(name: str) -> Callable[[Params], Answer]:
        able = [each for each in platforms if name in each.operations]

        def answer(params: Params) -> Answer:
            owner = next((each for each in able if params.get("applicationName") in each.applications), able[0])
            return owner.operations[name](params)

        return answer

    return {name: routed(name) for each in platforms for name in each.operations}


def auto_rollback(params: Params, otherwise: Params | None = None) -> Params:
    """What a request says of taking itself back. Raises AwsError."""
    rollback: Params = params.get("autoRollbackConfiguration") or otherwise or {"enabled": False, "events": []}
    if rollback.get("enabled") and not rollback.get("events"):
        message = "Automatic rollback is enabled, but no event that triggers it is named."
        raise AwsError("InvalidAutoRollbackConfigException", message)
    return rollback


def page(name: str, everything: list[str], token: str | None) -> Answer:
    """The page of a list that a token stands for, and the token of the next one. Raises AwsError."""
    if token is not None and not token.isdecimal():
        raise AwsError("InvalidNextTokenException", "The next token is not one of ours.")
    begin = int(token or 0)
    more = {"nextToken": str(begin + PAGE)} if begin + PAGE < len(everything) else {}
    return {name: everything[begin : begin + PAGE], **more}


def _target(targets: Mapping[str, Answer], name: str) -> Answer:
    if name not in targets:
        raise AwsError("DeploymentTargetDoesNotExistException", f"No target {name!r}.")
    return targets[name]


def _inner(shape: Answer) -> Mapping[str, Any]:
    """`instanceTarget`, `ecsTarget`: the part of a target that its type names."""
    kind: str = shape["deploymentTargetType"]
    inner: Mapping[str, Any] = shape[f"{kind.removesuffix('Target').lower()}Target"]
    return inner


def _matches(inner: Mapping[str, Any], wanted: Mapping[str, list[str] | None]) -> bool:
    return all(not values or inner.get(name) in values for name, values in wanted.items())


def _range(given: Params) -> tuple[datetime, datetime]:
    start, end = (parse_to_aware_datetime(given[each]) if each in given else None for each in ("start", "end"))
    if start and end and start > end:
        raise AwsError("InvalidTimeRangeException", "The time range begins after its end.")
    return start or datetime.min.replace(tzinfo=UTC), end or datetime.max.replace(tzinfo=UTC)
