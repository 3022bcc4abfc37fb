"""The operations of ECS that deploy: services are updated, and their deployments told, stopped and let on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from botocore.utils import parse_to_aware_datetime

from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.definitions import TaskDefinitions, image_of
from simulator.aws.fleet import Service, TaskSet
from simulator.aws.service_deployment import Halted, Revision, ServiceDeployment
from simulator.aws.service_rollout import ServiceRollout, ServiceSurroundings
from simulator.aws.work import Work

KEPT = 500
BATCH = 20
STOPPABLE = ("PENDING", "IN_PROGRESS")


class ServiceDeployments:
    """Answers for services that ECS itself deploys. `scenario_of` says how (service, image) fares.

    Needs a running event loop from the first deployment on; `close` ends them all. `describe` tells of a service as
    DescribeServices does.
    """

    def __init__(
        self, around: ServiceSurroundings, definitions: TaskDefinitions, scenario_of: Callable[[str, str], str]
    ) -> None:
        self._around, self._fleet, self._definitions = around, around.fleet, definitions
        self._scenario_of = scenario_of
        self._work = Work()
        self.describe: Callable[[Service], dict[str, Any]] = lambda _: {}
        self._revisions: OrderedDict[str, Revision] = OrderedDict()
        self.deployments: OrderedDict[str, ServiceDeployment] = OrderedDict()
        self.operations: Operations = {
            "UpdateService": self.update_service,
            "ListServiceDeployments": self.list_service_deployments,
            "DescribeServiceDeployments": self.describe_service_deployments,
            "DescribeServiceRevisions": self.describe_service_revisions,
            "StopServiceDeployment": self.stop_service_deployment,
            "ContinueServiceDeployment": self.continue_service_deployment,
        }
        for service in self._fleet.services.values():
            if service.controller == "ECS":
                self._begin_with_a_success(service)

    def update_service(self, params: Params) -> Answer:
        service = self._service(params.get("cluster", "default"), params["service"])
        if service.controller != "ECS":
            message = "Unable to update task definition on services with a CODE_DEPLOY deployment controller."
            raise AwsError("InvalidParameterException", f"{message} Use AWS CodeDeploy to trigger a new deployment.")
        definition = self._definition(params.get("taskDefinition", service.definition))
        service.configuration = {**service.configuration, **params.get("deploymentConfiguration", {})}
        service.desired = params.get("desiredCount", service.desired)
        if definition["taskDefinitionArn"] != service.definition or params.get("forceNewDeployment"):
            self._deploy(service, definition)
        return {"service": self.describe(service)}

    def list_service_deployments(self, params: Params) -> Answer:
        service = self._service(params.get("cluster", "default"), params["service"])
        statuses, created = params.get("status"), params.get("createdAt", {})
        after = _instant(created.get("after"), datetime.min.replace(tzinfo=UTC))
        before = _instant(created.get("before"), datetime.max.replace(tzinfo=UTC))
        found = [
            each.brief()
            for each in reversed(self.of(service))
            if (not statuses or each.status in statuses) and after <= each.created <= before
        ]
        begin, size = int(params.get("nextToken", "0")), params.get("maxResults", 100)
        more = {"nextToken": str(begin + size)} if begin + size < len(found) else {}
        return {"serviceDeployments": found[begin : begin + size], **more}

    def describe_service_deployments(self, params: Params) -> Answer:
        known, failures = self._known(params["serviceDeploymentArns"], self.deployments)
        return {"serviceDeployments": [self.deployments[each].shape() for each in known], "failures": failures}

    def describe_service_revisions(self, params: Params) -> Answer:
        known, failures = self._known(params["serviceRevisionArns"], self._revisions)
        return {"serviceRevisions": [self._revisions[each].shape() for each in known], "failures": failures}

    def stop_service_deployment(self, params: Params) -> Answer:
        deployment = self._deployment(params)
        if deployment.status not in STOPPABLE:
            message = f"The service deployment is in the status {deployment.status} and can't be stopped."
            raise AwsError("ConflictException", message)
        rolls_back = params.get("stopType", "ROLLBACK") == "ROLLBACK"
        deployment.status = "ROLLBACK_REQUESTED" if rolls_back else "STOP_REQUESTED"
        word = "rolled back" if rolls_back else "stopped"
        deployment.stop(Halted(f"Service deployment {word} because a user requested it.", rolls_back=rolls_back))
        return {"serviceDeploymentArn": deployment.arn}

    def continue_service_deployment(self, params: Params) -> Answer:
        deployment = self._deployment(params)
        for hook in deployment.hooks:
            if hook.id == params["hookId"] and hook.status == "AWAITING_ACTION":
                hook.say(params.get("action", "CONTINUE"))
                return {"serviceDeploymentArn": deployment.arn}
        raise AwsError("ClientException", "No lifecycle hook of this id is awaiting an action.")

    def of(self, service: Service) -> list[ServiceDeployment]:
        """The deployments of a service, the oldest first."""
        return [each for each in self.deployments.values() if each.service is service]

    def alarm(self, name: str) -> list[str]:
        """The alarms of the services of this name go off; answers the deployments that watched one."""
        live = [each for each in self.deployments.values() if each.is_live and each.service.name == name]
        watching = [each for each in live if each.alarms["enable"]]
        for each in watching:
            each.stop(each.alarmed())
        return [each.arn for each in watching]

    async def close(self) -> None:
        """End every deployment that still runs."""
        await self._work.close()

    def rollouts_of(self, service: Service) -> list[dict[str, Any]]:
        """The list `deployments` of DescribeServices: what comes, and what goes."""
        last = self.of(service)[-1]
        comes = {"status": "PRIMARY", "rolloutState": _rollout_state(last), "failedTasks": last.failures}
        comes |= {"rolloutStateReason": last.reason} if last.reason else {}
        goes = {"status": "ACTIVE", "rolloutState": "COMPLETED", "failedTasks": 0}
        both = [(last.target.tasks, comes), *((each.tasks, goes) for each in last.sources)]
        return [{**_tasks_shape(tasks), **more} for tasks, more in both if tasks in service.task_sets]

    def _deploy(self, service: Service, definition: dict[str, Any]) -> None:
        """A new deployment; one that is under way is left where it stands."""
        for live in self.of(service):
            live.stop(Halted("Service deployment stopped because a newer one began.", rolls_back=False))
        target = Revision(service, definition["taskDefinitionArn"])
        running = [each for each in self._revisions.values() if each.tasks in service.task_sets]
        image = image_of(definition, service.container)
        scenario = self._scenario_of(service.name, image)
        sources = sorted(running, key=lambda each: each.tasks is not service.primary)
        service.definition = target.definition
        deployment = ServiceDeployment(service, sources, target, image, scenario, dict(service.configuration))
        self._keep(deployment)
        self._work.begin(ServiceRollout(deployment, self._around).run(), f"deployment {deployment.arn}")

    def _begin_with_a_success(self, service: Service) -> None:
        """What runs at the beginning got there by a deployment too."""
        revision = Revision(service, service.definition, service.primary)
        image = image_of(self._definition(service.definition), service.container)
        deployment = ServiceDeployment(service, [], revision, image, "healthy", dict(service.configuration))
        deployment.status, deployment.started = "SUCCESSFUL", deployment.created
        deployment.finished = deployment.created
        self._keep(deployment)

    def _keep(self, deployment: ServiceDeployment) -> None:
        self.deployments[deployment.arn] = deployment
        self._revisions[deployment.target.arn] = deployment.target
        if len(self.deployments) > KEPT:
            del self.deployments[next(each.arn for each in self.deployments.values() if not each.is_live)]
        if len(self._revisions) > KEPT:
            del self._revisions[next(each.arn for each in self._revisions.values() if each.tasks is None)]

    def _service(self, cluster: str, name: str) -> Service:
        service = self._fleet.services.get((_last(cluster), _last(name)))
        if service is None:
            raise AwsError("ServiceNotFoundException", "Service not found.")
        return service

    def _definition(self, name: str) -> dict[str, Any]:
        definition = self._definitions.find(name)
        if definition is None:
            raise AwsError("ClientException", "Unable to describe task definition.")
        if definition["status"] != "ACTIVE":
            raise AwsError("ClientException", "TaskDefinition is inactive")
        return definition

    def _deployment(self, params: Params) -> ServiceDeployment:
        deployment = self.deployments.get(params["serviceDeploymentArn"])
        if deployment is None:
            raise AwsError("ServiceDeploymentNotFoundException", "The service deployment was not found.")
        return deployment

    @staticmethod
    def _known(asked: list[str], kept: Iterable[str]) -> tuple[list[str], list[dict[str, str]]]:
        if not 1 <= len(asked) <= BATCH:
            raise AwsError("InvalidParameterException", f"Name 1 to {BATCH} arns.")
        there = set(kept)
        missing = [{"arn": each, "reason": "MISSING"} for each in asked if each not in there]
        return [each for each in asked if each in there], missing


def _rollout_state(deployment: ServiceDeployment) -> str:
    if deployment.status == "SUCCESSFUL":
        return "COMPLETED"
    return "IN_PROGRESS" if deployment.status in STOPPABLE else "FAILED"


def _tasks_shape(tasks: TaskSet | None) -> dict[str, Any]:
    if tasks is None:
        return {}
    return {
        "id": tasks.id,
        "taskDefinition": tasks.definition,
        "desiredCount": tasks.desired,
        "pendingCount": tasks.pending,
        "runningCount": tasks.running,
        "createdAt": tasks.created,
        "updatedAt": tasks.updated,
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
    }


def _instant(given: Any, default: datetime) -> datetime:
    return parse_to_aware_datetime(given) if given is not None else default


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]
