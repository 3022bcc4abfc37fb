"""The operations of CodeDeploy."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from botocore.utils import parse_to_aware_datetime

from simulator.aws import appspec
from simulator.aws.account import Account, now
from simulator.aws.appspec import AppSpec
from simulator.aws.definitions import TaskDefinitions, image_of
from simulator.aws.deployment import Deployment, Halted, LifecycleEvent
from simulator.aws.fleet import Fleet
from simulator.aws.groups import AUTO_ROLLBACK, Groups, page
from simulator.aws.hooks import Lambda
from simulator.aws.protocol import Answer, AwsError, Operations, Params
from simulator.world import DeploymentGroup

KEPT = 500
BATCH = 25


class CodeDeploy:
    """Answers CodeDeploy's calls. `start` sets one going; `scenario_of` says how (service, image) fares."""

    def __init__(
        self,
        account: Account,
        groups: Iterable[DeploymentGroup],
        fleet: Fleet,
        definitions: TaskDefinitions,
        functions: Lambda,
        start: Callable[[Deployment], None],
        scenario_of: Callable[[str, str], str],
    ) -> None:
        self._account, self._fleet, self._definitions, self._functions = account, fleet, definitions, functions
        self._start, self._scenario_of = start, scenario_of
        self._groups = Groups(account, groups, self._last)
        self._revisions: OrderedDict[tuple[str, str], AppSpec] = OrderedDict()
        self.deployments: OrderedDict[str, Deployment] = OrderedDict()
        self.operations: Operations = {
            "CreateDeployment": self.create_deployment,
            "GetDeployment": self.get_deployment,
            "BatchGetDeployments": self.batch_get_deployments,
            "ListDeployments": self.list_deployments,
            "ListDeploymentTargets": self.list_deployment_targets,
            "GetDeploymentTarget": self.get_deployment_target,
            "BatchGetDeploymentTargets": self.batch_get_deployment_targets,
            "StopDeployment": self.stop_deployment,
            "ContinueDeployment": self.continue_deployment,
            "PutLifecycleEventHookExecutionStatus": self.put_lifecycle_event_hook_execution_status,
            "GetApplicationRevision": self.get_application_revision,
            **self._groups.operations,
        }
        for group in self._groups:
            self._begin_with_a_success(group)

    def create_deployment(self, params: Params) -> Answer:
        group = self._groups.find(params["applicationName"], params.get("deploymentGroupName"))
        if len(params.get("description", "")) > 256:
            raise AwsError("DescriptionTooLongException", "The description is too long: 256 characters are allowed.")
        request = self._request(group, params)
        revision = self._revision(group, params.get("revision"))
        if live := self._live(group):
            raise AwsError(
                "DeploymentLimitExceededException",
                f"The Deployment Group '{group.name}' already has an active Deployment '{live.id}'",
            )
        image = self._image(revision)
        scenario = self._scenario_of(group.service, image)
        return {"deploymentId": self._add(group, revision, scenario, request).id}

    def get_deployment(self, params: Params) -> Answer:
        return {"deploymentInfo": self._deployment(params).info()}

    def batch_get_deployments(self, params: Params) -> Answer:
        asked = params["deploymentIds"]
        if len(asked) > BATCH:
            raise AwsError("BatchLimitExceededException", f"The maximum number of deployment ids is {BATCH}.")
        return {"deploymentsInfo": [self.deployments[each].info() for each in asked if each in self.deployments]}

    def list_deployments(self, params: Params) -> Answer:
        application, group = params.get("applicationName"), params.get("deploymentGroupName")
        if group and not application:
            raise AwsError("ApplicationNameRequiredException", "Name the application of the deployment group.")
        if application:
            self._groups.application(application)
        if application and group:
            self._groups.find(application, group)
        statuses, (start, end) = params.get("includeOnlyStatuses"), _range(params.get("createTimeRange", {}))
        found = [
            each.id
            for each in reversed(self.deployments.values())
            if (not application or each.group.application == application)
            and (not group or each.group.name == group)
            and (not statuses or each.status in statuses)
            and start <= each.created <= end
            and "externalId" not in params
        ]
        return page("deployments", found, params.get("nextToken"))

    def list_deployment_targets(self, params: Params) -> Answer:
        deployment = self._started(params)
        wanted = params.get("targetFilters", {}).get("TargetStatus")
        matches = not wanted or deployment.target_status in wanted
        return {"targetIds": [deployment.target_id] if matches else []}

    def get_deployment_target(self, params: Params) -> Answer:
        deployment = self._started(params)
        if params["targetId"] != deployment.target_id:
            raise AwsError("DeploymentTargetDoesNotExistException", f"No target {params['targetId']!r}.")
        return {"deploymentTarget": deployment.target()}

    def batch_get_deployment_targets(self, params: Params) -> Answer:
        deployment, asked = self._started(params), params["targetIds"]
        if len(asked) > BATCH:
            raise AwsError("DeploymentTargetListSizeExceededException", f"The maximum number of targets is {BATCH}.")
        if strange := [each for each in asked if each != deployment.target_id]:
            raise AwsError("DeploymentTargetDoesNotExistException", f"No target {strange[0]!r}.")
        return {"deploymentTargets": [deployment.target() for _ in asked]}

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

    def put_lifecycle_event_hook_execution_status(self, params: Params) -> Answer:
        deployment, execution = self._deployment(params), params.get("lifecycleEventHookExecutionId", "")
        said = params.get("status")
        if said not in {"Succeeded", "Failed"}:
            message = f"The status {said!r} is not allowed: answer Succeeded or Failed."
            raise AwsError("InvalidLifecycleEventHookExecutionStatusException", message)
        event = _asked(deployment, execution)
        if event.answer is None or event.answer.done() or event.status != "InProgress":
            message = f"The lifecycle event {event.name} of {deployment.id} has already completed."
            raise AwsError("LifecycleEventAlreadyCompletedException", message)
        event.answer.set_result(said)
        return {"lifecycleEventHookExecutionId": execution}

    def get_application_revision(self, params: Params) -> Answer:
        application = self._groups.application(params["applicationName"])
        sha256 = params["revision"].get("appSpecContent", {}).get("sha256", "")
        revision = self._revisions.get((application, sha256))
        if revision is None:
            raise AwsError("RevisionDoesNotExistException", "No such revision of this application.")
        full = {"content": revision.content, "sha256": revision.sha256}
        return {
            "applicationName": application,
            "revision": {"revisionType": "AppSpecContent", "appSpecContent": full},
            "revisionInfo": {"description": "Application revision registered by Deployment"},
        }

    def roll_back(self, failed: Deployment) -> Deployment:
        """The deployment that undoes this one."""
        target = failed.previous or failed.appspec
        request = {**failed.request, "description": f"Automatic rollback of deployment {failed.id}"}
        message = f"Deployment {failed.id} ended as {failed.status}: its traffic goes back to the original task set."
        undoing = self._make(failed.group, target, "healthy", request)
        undoing.creator, undoing.blue, undoing.green = "codeDeployRollback", failed.blue, failed.green
        undoing.rollback = {"rollbackTriggeringDeploymentId": failed.id, "rollbackMessage": message}
        self._keep(undoing)
        return undoing

    def _add(self, group: DeploymentGroup, revision: AppSpec, scenario: str, request: dict[str, Any]) -> Deployment:
        deployment = self._make(group, revision, scenario, request)
        self._keep(deployment)
        return deployment

    def _make(self, group: DeploymentGroup, revision: AppSpec, scenario: str, request: dict[str, Any]) -> Deployment:
        service, last = self._fleet.services[group.cluster, group.service], self._last(group, has_succeeded=True)
        image, previous = self._image(revision), last.appspec if last else None
        return Deployment(group, service, revision, image, scenario, request, previous)

    def _keep(self, deployment: Deployment) -> None:
        self.deployments[deployment.id] = deployment
        self._revisions[deployment.group.application, deployment.appspec.sha256] = deployment.appspec
        if len(self.deployments) > KEPT:
            oldest = next(each.id for each in self.deployments.values() if not each.is_live)
            del self.deployments[oldest]
        if len(self._revisions) > KEPT:
            self._revisions.popitem(last=False)
        self._start(deployment)

    def _begin_with_a_success(self, group: DeploymentGroup) -> None:
        """What runs at the beginning got there by a deployment too."""
        service = self._fleet.services[group.cluster, group.service]
        revision = appspec.compose(service.definition, service.container, service.port)
        deployment = self._make(group, revision, "healthy", self._request(group, {}))
        deployment.status, deployment.started, deployment.completed = "Succeeded", now(), now()
        deployment.green = service.primary
        for event in deployment.events.values():
            event.begin()
            event.finish("Succeeded")
        self.deployments[deployment.id] = deployment
        self._revisions[group.application, revision.sha256] = revision
        service.primary.deployment = deployment.id

    def _request(self, group: DeploymentGroup, params: Params) -> dict[str, Any]:
        """The settings of one deployment: the request's, else the group's. Raises AwsError."""
        rollback = params.get("autoRollbackConfiguration") or AUTO_ROLLBACK
        if rollback.get("enabled") and not rollback.get("events"):
            message = "Automatic rollback is enabled, but no event that triggers it is named."
            raise AwsError("InvalidAutoRollbackConfigException", message)
        named = params.get("deploymentConfigName") or group.config
        chosen = {"deploymentConfigName": self._groups.config(named), "autoRollbackConfiguration": rollback}
        return {**params, **chosen, "loadBalancerInfo": self._groups.load_balancer(group)}

    def _revision(self, group: DeploymentGroup, location: Params | None) -> AppSpec:
        """The AppSpec of a request, checked against what it names. Raises AwsError."""
        if not location:
            raise AwsError("RevisionRequiredException", "A revision is required.")
        given = location.get("appSpecContent") or location.get("string") or {}
        if location.get("revisionType") not in {"AppSpecContent", "String"} or "content" not in given:
            message = "An ECS deployment takes its AppSpec as content (revisionType AppSpecContent)."
            raise AwsError("InvalidRevisionException", message)
        revision = appspec.parse(given["content"], given.get("sha256"))
        definition = self._definitions.find(revision.task_definition)
        if definition is None or definition["status"] != "ACTIVE":
            raise AwsError("InvalidRevisionException", f"No active task definition {revision.task_definition}.")
        self._check_port(definition, revision)
        if strange := [each for each in revision.hooks.values() if each not in self._functions.functions]:
            raise AwsError("InvalidRevisionException", f"No Lambda function {strange[0]!r}, which the AppSpec names.")
        return revision

    def _check_port(self, definition: dict[str, Any], revision: AppSpec) -> None:
        containers = {each["name"]: each for each in definition["containerDefinitions"]}
        if revision.container not in containers:
            raise AwsError("InvalidRevisionException", f"The task definition has no container {revision.container!r}.")
        ports = [each.get("containerPort") for each in containers[revision.container].get("portMappings", [])]
        if revision.port not in ports:
            message = f"The container {revision.container!r} has no port {revision.port}."
            raise AwsError("InvalidRevisionException", message)

    def _image(self, revision: AppSpec) -> str:
        definition = self._definitions.find(revision.task_definition)
        return image_of(definition, revision.container) if definition else ""

    def _live(self, group: DeploymentGroup) -> Deployment | None:
        return next((each for each in self.deployments.values() if each.group == group and each.is_live), None)

    def _last(self, group: DeploymentGroup, *, has_succeeded: bool = False) -> Deployment | None:
        mine = (each for each in reversed(self.deployments.values()) if each.group == group)
        return next((each for each in mine if not has_succeeded or each.status == "Succeeded"), None)

    def _deployment(self, params: Params) -> Deployment:
        identifier = params.get("deploymentId")
        if not identifier:
            raise AwsError("DeploymentIdRequiredException", "A deployment id is required.")
        if not re.fullmatch(r"d-[A-Z0-9]{9}", identifier):
            raise AwsError("InvalidDeploymentIdException", f"The deployment id {identifier!r} is not of its form.")
        if identifier not in self.deployments:
            message = f"The deployment {identifier} could not be found"
            raise AwsError("DeploymentDoesNotExistException", message)
        return self.deployments[identifier]

    def _started(self, params: Params) -> Deployment:
        deployment = self._deployment(params)
        if deployment.started is None:
            raise AwsError("DeploymentNotStartedException", f"The deployment {deployment.id} has not started.")
        return deployment

    def _unfinished(self, params: Params) -> Deployment:
        deployment = self._deployment(params)
        if not deployment.is_live:
            raise AwsError("DeploymentAlreadyCompletedException", f"The deployment {deployment.id} has completed.")
        return deployment


def _asked(deployment: Deployment, execution: str) -> LifecycleEvent:
    for event in deployment.events.values():
        if execution and event.execution == execution:
            return event
    message = f"No lifecycle event of {deployment.id} asks under this lifecycleEventHookExecutionId."
    raise AwsError("InvalidLifecycleEventHookExecutionIdException", message)


def _range(given: Params) -> tuple[datetime, datetime]:
    start, end = (parse_to_aware_datetime(given[each]) if each in given else None for each in ("start", "end"))
    if start and end and start > end:
        raise AwsError("InvalidTimeRangeException", "The time range begins after its end.")
    return start or datetime.min.replace(tzinfo=UTC), end or datetime.max.replace(tzinfo=UTC)
