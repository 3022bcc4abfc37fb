"""What is CodeDeploy's own on ECS."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from simulator.aws import appspec
from simulator.aws.account import now
from simulator.aws.appspec import AppSpec
from simulator.aws.definitions import TaskDefinitions, image_of
from simulator.aws.deploying import Deploying
from simulator.aws.deployment import Deployment, LifecycleEvent
from simulator.aws.deployments import KEPT, Deployments, auto_rollback
from simulator.aws.fleet import Fleet
from simulator.aws.groups import AUTO_ROLLBACK, Groups
from simulator.aws.hooks import Lambda
from simulator.aws.protocol import Answer, AwsError, Operations, Params
from simulator.world import DeploymentGroup


class CodeDeploy:
    """Answers the calls that are about ECS. `start` sets one going; `scenario_of` says how (service, image) fares."""

    def __init__(
        self,
        deployments: Deployments,
        groups: Iterable[DeploymentGroup],
        fleet: Fleet,
        definitions: TaskDefinitions,
        functions: Lambda,
        start: Callable[[Deployment], None],
        scenario_of: Callable[[str, str], str],
    ) -> None:
        self._fleet, self._definitions, self._functions = fleet, definitions, functions
        self._start, self._scenario_of = start, scenario_of
        self._groups = Groups(fleet.account, groups, self._last)
        self._revisions: OrderedDict[tuple[str, str], AppSpec] = OrderedDict()
        self._deployments = deployments
        self.operations: Operations = {
            "CreateDeployment": self.create_deployment,
            "PutLifecycleEventHookExecutionStatus": self.put_lifecycle_event_hook_execution_status,
            "GetApplicationRevision": self.get_application_revision,
            **self._groups.operations,
        }
        for group in self._groups:
            deployments.register(group.application, group.name)
            self._begin_with_a_success(group)

    @property
    def applications(self) -> set[str]:
        return {each.application for each in self._groups}

    def create_deployment(self, params: Params) -> Answer:
        group = self._groups.find(params["applicationName"], params.get("deploymentGroupName"))
        if len(params.get("description", "")) > 256:
            raise AwsError("DescriptionTooLongException", "The description is too long: 256 characters are allowed.")
        request = self._request(group, params)
        revision = self._revision(group, params.get("revision"))
        self._deployments.refuse_while_live(group.application, group.name)
        image = self._image(revision)
        scenario = self._scenario_of(group.service, image)
        return {"deploymentId": self._add(group, revision, scenario, request).id}

    def put_lifecycle_event_hook_execution_status(self, params: Params) -> Answer:
        deployment, execution = self._deployments.find(params), params.get("lifecycleEventHookExecutionId", "")
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
        return Deployment(group, service, revision, image, previous, scenario=scenario, request=request)

    def _keep(self, deployment: Deployment) -> None:
        self._deployments.keep(deployment)
        self._revisions[deployment.group.application, deployment.appspec.sha256] = deployment.appspec
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
        self._deployments.keep(deployment)
        self._revisions[group.application, revision.sha256] = revision
        service.primary.deployment = deployment.id

    def _request(self, group: DeploymentGroup, params: Params) -> dict[str, Any]:
        """The settings of one deployment: the request's, else the group's. Raises AwsError."""
        rollback = auto_rollback(params, AUTO_ROLLBACK)
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

    def _last(self, group: DeploymentGroup, *, has_succeeded: bool = False) -> Deployment | None:
        newest = self._deployments.newest(group.application, group.name)
        mine = (each for each in newest if isinstance(each, Deployment))
        return next((each for each in mine if not has_succeeded or each.status == "Succeeded"), None)


def _asked(deployment: Deploying, execution: str) -> LifecycleEvent:
    for event in deployment.events.values() if isinstance(deployment, Deployment) else ():
        if execution and event.execution == execution:
            return event
    message = f"No lifecycle event of {deployment.id} asks under this lifecycleEventHookExecutionId."
    raise AwsError("InvalidLifecycleEventHookExecutionIdException", message)
