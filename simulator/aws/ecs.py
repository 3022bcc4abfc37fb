"""The operations of ECS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.aws.account import Account
from simulator.aws.definitions import TaskDefinitions
from simulator.aws.fleet import Fleet, Service, Task, TaskSet
from simulator.aws.protocol import Answer, AwsError, Operations, Params

PAGE = 100
TAGGED = 2000  # resources whose tags are kept


class Ecs:
    """Answers ECS's calls out of what runs.

    `digest_of` resolves an image to its digest, or to an empty text; `rollouts_of` tells what ECS itself deploys.
    """

    def __init__(
        self,
        account: Account,
        clusters: tuple[str, ...],
        fleet: Fleet,
        definitions: TaskDefinitions,
        digest_of: Callable[[str], str],
        rollouts_of: Callable[[Service], list[dict[str, Any]]],
    ) -> None:
        self._account, self._clusters, self._fleet = account, clusters, fleet
        self._definitions, self._digest_of, self._rollouts_of = definitions, digest_of, rollouts_of
        self._tags: dict[str, list[dict[str, str]]] = {}
        self.operations: Operations = {
            "DescribeClusters": self.describe_clusters,
            "DescribeServices": self.describe_services,
            "DescribeTaskSets": self.describe_task_sets,
            "ListServices": self.list_services,
            "ListTasks": self.list_tasks,
            "DescribeTasks": self.describe_tasks,
            "RegisterTaskDefinition": self.register_task_definition,
            "DescribeTaskDefinition": self.describe_task_definition,
            "DeregisterTaskDefinition": self.deregister_task_definition,
            "ListTaskDefinitions": self.list_task_definitions,
            "ListTagsForResource": self.list_tags_for_resource,
            "TagResource": self.tag_resource,
        }

    def describe_clusters(self, params: Params) -> Answer:
        asked = params.get("clusters") or ["default"]
        known = [each for each in map(_last, asked) if each in self._clusters]
        unknown = [each for each in asked if _last(each) not in self._clusters]
        return {
            "clusters": [self._cluster_shape(each) for each in known],
            "failures": [_missing(self._account.arn("ecs", f"cluster/{_last(each)}")) for each in unknown],
        }

    def describe_services(self, params: Params) -> Answer:
        cluster = self._cluster(params)
        if not 1 <= len(params["services"]) <= 10:
            raise AwsError("InvalidParameterException", "Services must hold 1 to 10 names.")
        found, failures = [], []
        for name in params["services"]:
            service = self._fleet.services.get((cluster, _last(name)))
            if service:
                found.append(self.service_shape(service))
            else:
                failures.append(_missing(self._account.arn("ecs", f"service/{cluster}/{_last(name)}")))
        return {"services": found, "failures": failures}

    def describe_task_sets(self, params: Params) -> Answer:
        service = self._service(params)
        asked = params.get("taskSets")
        found = [each for each in service.task_sets if not asked or each.id in asked or each.arn in asked]
        known = {name for each in found for name in (each.id, each.arn)}
        return {
            "taskSets": [self._task_set_shape(service, each) for each in found],
            "failures": [_missing(each) for each in asked or () if each not in known],
        }

    def list_services(self, params: Params) -> Answer:
        cluster = self._cluster(params)
        return {"serviceArns": [each.arn for each in self._fleet.services.values() if each.cluster == cluster]}

    def list_tasks(self, params: Params) -> Answer:
        prefix = self._account.arn("ecs", f"task/{self._cluster(params)}/")
        stopped = params.get("desiredStatus", "RUNNING") == "STOPPED"
        group = f"service:{self._service(params).name}" if "serviceName" in params else None
        arns = [
            each.arn
            for each in self._fleet.tasks()
            if each.arn.startswith(prefix)
            and (each.status == "STOPPED") == stopped
            and group in {None, each.group}
            and params.get("startedBy") in {None, each.started_by}
            and (not params.get("family") or _family(each.definition) == params["family"])
        ]
        return _page("taskArns", arns, params)

    def describe_tasks(self, params: Params) -> Answer:
        self._cluster(params)
        if not 1 <= len(params["tasks"]) <= PAGE:
            raise AwsError("InvalidParameterException", "Tasks must hold 1 to 100 names.")
        wanted = {_last(each) for each in params["tasks"]}
        found = {_last(each.arn): each for each in self._fleet.tasks() if _last(each.arn) in wanted}
        return {
            "tasks": [self._task_shape(each) for each in found.values()],
            "failures": [_missing(each) for each in params["tasks"] if _last(each) not in found],
        }

    def register_task_definition(self, params: Params) -> Answer:
        definition = self._definitions.register(params)
        answer: Answer = {"taskDefinition": definition}
        if tags := params.get("tags"):
            answer["tags"] = self._tag(definition["taskDefinitionArn"], tags)
        return answer

    def describe_task_definition(self, params: Params) -> Answer:
        definition = self._definition(params)
        tags = self._tags.get(definition["taskDefinitionArn"], [])
        return {"taskDefinition": definition, **({"tags": tags} if "TAGS" in params.get("include", []) else {})}

    def deregister_task_definition(self, params: Params) -> Answer:
        if ":" not in params["taskDefinition"]:
            raise AwsError("ClientException", "The specified task definition needs a revision.")
        definition = self._definition(params)
        definition["status"] = "INACTIVE"
        return {"taskDefinition": definition}

    def list_task_definitions(self, params: Params) -> Answer:
        arns = self._definitions.arns(params.get("familyPrefix"), params.get("status", "ACTIVE"))
        if params.get("sort") == "DESC":
            arns.reverse()
        return _page("taskDefinitionArns", arns, params)

    def list_tags_for_resource(self, params: Params) -> Answer:
        return {"tags": self._tags.get(self._resource(params), [])}

    def tag_resource(self, params: Params) -> Answer:
        tags = {each["key"]: each for each in [*self._tags.get(self._resource(params), []), *params["tags"]]}
        if len(tags) > 50:
            raise AwsError("InvalidParameterException", "A resource can have up to 50 tags.")
        self._tag(params["resourceArn"], list(tags.values()))
        return {}

    def _tag(self, arn: str, tags: list[dict[str, str]]) -> list[dict[str, str]]:
        self._tags[arn] = tags
        if len(self._tags) > TAGGED:
            del self._tags[next(iter(self._tags))]
        return tags

    def _cluster(self, params: Params) -> str:
        name = _last(params.get("cluster", "default"))
        if name not in self._clusters:
            raise AwsError("ClusterNotFoundException", "Cluster not found.")
        return name

    def _service(self, params: Params) -> Service:
        name = params.get("service") or params.get("serviceName", "")
        service = self._fleet.services.get((self._cluster(params), _last(name)))
        if service is None:
            raise AwsError("ServiceNotFoundException", "Service not found.")
        return service

    def _definition(self, params: Params) -> dict[str, Any]:
        definition = self._definitions.find(params["taskDefinition"])
        if definition is None:
            raise AwsError("ClientException", "Unable to describe task definition.")
        return definition

    def _resource(self, params: Params) -> str:
        arn: str = params["resourceArn"]
        if self._definitions.find(arn) is None and all(each.arn != arn for each in self._fleet.services.values()):
            raise AwsError("InvalidParameterException", f"The resource {arn} could not be found.")
        return arn

    def _cluster_shape(self, name: str) -> dict[str, Any]:
        services = [each for each in self._fleet.services.values() if each.cluster == name]
        sets = [each for service in services for each in service.task_sets]
        return {
            "clusterArn": self._account.arn("ecs", f"cluster/{name}"),
            "clusterName": name,
            "status": "ACTIVE",
            "registeredContainerInstancesCount": 0,
            "runningTasksCount": sum(each.running for each in sets),
            "pendingTasksCount": sum(each.pending for each in sets),
            "activeServicesCount": len(services),
        }

    def service_shape(self, service: Service) -> dict[str, Any]:
        """A service as DescribeServices tells of it."""
        return {
            "serviceArn": service.arn,
            "serviceName": service.name,
            "clusterArn": self._account.arn("ecs", f"cluster/{service.cluster}"),
            "status": "ACTIVE",
            "desiredCount": service.desired,
            "runningCount": sum(each.running for each in service.task_sets),
            "pendingCount": sum(each.pending for each in service.task_sets),
            "launchType": "FARGATE",
            "platformVersion": "LATEST",
            "taskDefinition": service.definition,
            "loadBalancers": [self._load_balancer(service, service.primary)],
            "serviceRegistries": [],
            **self._rollouts(service),
            "events": [{"id": i, "createdAt": at, "message": text} for i, at, text in service.events],
            "createdAt": service.created,
            "placementConstraints": [],
            "placementStrategy": [],
            "healthCheckGracePeriodSeconds": 0,
            "schedulingStrategy": "REPLICA",
            "enableECSManagedTags": False,
            "propagateTags": "NONE",
            "enableExecuteCommand": False,
        }

    def _rollouts(self, service: Service) -> dict[str, Any]:
        """Task sets are CodeDeploy's; where ECS deploys by itself there are deployments, and no controller is named."""
        if service.controller == "ECS":
            return {"deploymentConfiguration": service.configuration, "deployments": self._rollouts_of(service)}
        sets = [self._task_set_shape(service, each) for each in service.task_sets]
        return {"deploymentController": {"type": service.controller}, "taskSets": sets, "deployments": []}

    def _task_set_shape(self, service: Service, task_set: TaskSet) -> dict[str, Any]:
        return {
            "id": task_set.id,
            "taskSetArn": task_set.arn,
            "serviceArn": service.arn,
            "clusterArn": self._account.arn("ecs", f"cluster/{service.cluster}"),
            "startedBy": "CODE_DEPLOY",
            "externalId": task_set.deployment,
            "status": task_set.status,
            "taskDefinition": task_set.definition,
            "computedDesiredCount": task_set.desired,
            "pendingCount": task_set.pending,
            "runningCount": task_set.running,
            "createdAt": task_set.created,
            "updatedAt": task_set.updated,
            "launchType": "FARGATE",
            "platformVersion": "1.4.0",
            "loadBalancers": [self._load_balancer(service, task_set)],
            "serviceRegistries": [],
            "scale": {"value": 100.0 if task_set.desired else 0.0, "unit": "PERCENT"},
            "stabilityStatus": "STEADY_STATE" if task_set.is_steady else "STABILIZING",
            "stabilityStatusAt": task_set.updated,
            "tags": [],
        }

    def _load_balancer(self, service: Service, task_set: TaskSet) -> dict[str, Any]:
        arn = self._fleet.target_group(task_set.target_group)
        return {"targetGroupArn": arn, "containerName": service.container, "containerPort": service.port}

    def _task_shape(self, task: Task) -> dict[str, Any]:
        definition = self._definitions.find(task.definition) or {"containerDefinitions": []}
        health = {True: "HEALTHY", False: "UNHEALTHY", None: "UNKNOWN"}[task.is_healthy]
        times = {"startedAt": task.started, "stoppingAt": task.stopped, "stoppedAt": task.stopped}
        ended = {"stopCode": task.stop_code, "stoppedReason": task.stopped_reason} if task.stopped else {}
        return {
            "taskArn": task.arn,
            "clusterArn": self._account.arn("ecs", f"cluster/{task.arn.split('/')[1]}"),
            "taskDefinitionArn": task.definition,
            "group": task.group,
            "startedBy": task.started_by,
            "lastStatus": task.status,
            "desiredStatus": "STOPPED" if task.stopped else "RUNNING",
            "healthStatus": health,
            "launchType": "FARGATE",
            "platformVersion": "1.4.0",
            "createdAt": task.created,
            **{name: at for name, at in times.items() if at},
            **ended,
            "containers": [self._container_shape(task, each) for each in definition["containerDefinitions"]],
        }

    def _container_shape(self, task: Task, container: dict[str, Any]) -> dict[str, Any]:
        failed = task.stop_code == "TaskFailedToStart"
        digest = "" if failed else self._digest_of(container["image"])
        return {
            "name": container["name"],
            "image": container["image"],
            "taskArn": task.arn,
            "lastStatus": task.status if task.status != "PROVISIONING" else "PENDING",
            **({"imageDigest": digest} if digest and task.started else {}),
            **({"reason": task.stopped_reason} if failed else {}),
        }


def _page(name: str, arns: list[str], params: Params) -> Answer:
    size, token = params.get("maxResults", PAGE), params.get("nextToken", "0")
    if not token.isdecimal() or not 1 <= size <= PAGE:
        raise AwsError("InvalidParameterException", "Invalid token or maxResults.")
    begin = int(token)
    more = {"nextToken": str(begin + size)} if begin + size < len(arns) else {}
    return {name: arns[begin : begin + size], **more}


def _last(name: str) -> str:
    """The last part of an arn, or a bare name as it is."""
    return name.rsplit("/", 1)[-1]


def _family(arn: str) -> str:
    return _last(arn).rsplit(":", 1)[0]


def _missing(arn: str) -> dict[str, str]:
    return {"arn": arn, "reason": "MISSING"}
