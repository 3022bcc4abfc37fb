"""What is CodeDeploy's own on EC2: deployment groups of instances, and bundles in S3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aiohttp import web

from simulator.asked import asked_of, refused
from simulator.aws.account import Account, now
from simulator.aws.autoscaling import AutoScaling
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.deployments import Deployments, auto_rollback
from simulator.aws.server_deployment import (
    APPLICATION,
    InstanceTarget,
    Location,
    ServerDeployment,
    revision_shape,
)
from simulator.aws.server_deployment import ServerGroup as Group
from simulator.aws.server_rollout import CONFIGS, SCENARIOS, ServerRollout, Surroundings
from simulator.aws.work import Work
from simulator.clock import Clock
from simulator.scenarios import HEALTHY, Scenarios
from simulator.world import Aws, ServerGroup

SHOWN = 20  # deployments of a service
BUNDLE_TYPES = {".zip": "zip", ".tgz": "tgz", ".tar.gz": "tgz", ".tar": "tar"}

Emit = Callable[[str, dict[str, object]], None]


class Servers:
    """Answers the calls that are about EC2, and sees what is deployed there to its end."""

    def __init__(
        self, account: Account, aws: Aws, clock: Clock, deployments: Deployments, scenarios: Scenarios, emit: Emit
    ) -> None:
        self._account, self._deployments, self._scenarios, self._emit = account, deployments, scenarios, emit
        self.scaling = AutoScaling(account, aws.auto_scaling_groups)
        self.groups = {(each.application, each.name): self._group_of(each) for each in aws.server_groups}
        self._around = Surroundings(clock, aws.pace, self.scaling, self._changed, self.roll_back)
        self._work = Work()
        self.operations: Operations = {
            "CreateDeployment": self.create_deployment,
            "GetDeploymentGroup": self.get_deployment_group,
            "BatchGetDeploymentGroups": self.batch_get_deployment_groups,
            "ListDeploymentGroups": self.list_deployment_groups,
            "GetApplication": self.get_application,
        }
        for group in self.groups.values():
            deployments.register(group.given.application, group.given.name)
            scenarios.offer(group.given.service, SCENARIOS, aws.scenarios.get(group.given.service, HEALTHY))
            self._begin_with_a_success(group)

    @property
    def applications(self) -> set[str]:
        return {application for application, _ in self.groups}

    async def close(self) -> None:
        """End every deployment that still runs."""
        await self._work.close()

    def add_routes(self, app: web.Application) -> None:
        """Mount `/world/aws/scale`."""
        app.router.add_post("/world/aws/scale", self._scale)

    def shown(self) -> list[dict[str, object]]:
        """What the page shows: each service with its Auto Scaling groups, as if they were task sets."""
        return [
            {
                "name": group.given.service,
                "cluster": group.given.name,
                "scenario": self._scenarios.of(group.given.service),
                "task_sets": self._sets(group),
                "deployments": [each.summary() for each in self._newest(group)][:SHOWN],
            }
            for group in self.groups.values()
        ]

    def create_deployment(self, params: Params) -> Answer:
        group = self._group(params["applicationName"], params.get("deploymentGroupName"))
        if len(params.get("description", "")) > 256:
            raise AwsError("DescriptionTooLongException", "The description is too long: 256 characters are allowed.")
        location, request = _location(params.get("revision")), self._request(group, params)
        self._deployments.refuse_while_live(group.given.application, group.given.name)
        scenario = self._scenarios.of(group.given.service)
        deployment = ServerDeployment(
            group, self._account, location, self._standing(group), scenario=scenario, request=request
        )
        return {"deploymentId": self._begun(deployment).id}

    def roll_back(self, failed: ServerDeployment) -> ServerDeployment:
        """The deployment that undoes this one."""
        request = {**failed.request, "description": f"Automatic rollback of deployment {failed.id}"}
        location = failed.previous or failed.location
        undoing = ServerDeployment(
            failed.group, self._account, location, failed.location, scenario=HEALTHY, request=request
        )
        undoing.creator, undoing.green = "codeDeployRollback", failed.green
        message = f"Deployment {failed.id} ended as {failed.status}: the last bundle that succeeded is deployed again."
        undoing.rollback = {"rollbackTriggeringDeploymentId": failed.id, "rollbackMessage": message}
        return self._begun(undoing)

    def get_deployment_group(self, params: Params) -> Answer:
        group = self._group(params["applicationName"], params["deploymentGroupName"])
        return {"deploymentGroupInfo": self._group_shape(group)}

    def batch_get_deployment_groups(self, params: Params) -> Answer:
        wanted = ((params["applicationName"], name) for name in params["deploymentGroupNames"])
        found = [self._group_shape(self.groups[each]) for each in wanted if each in self.groups]
        return {"deploymentGroupsInfo": found}

    def list_deployment_groups(self, params: Params) -> Answer:
        name = params["applicationName"]
        return {"applicationName": name, "deploymentGroups": [group for owner, group in self.groups if owner == name]}

    def get_application(self, params: Params) -> Answer:
        name = params["applicationName"]
        application = {"applicationId": _uuid(name), "applicationName": name, "linkedToGitHub": False}
        return {"application": {**application, "computePlatform": "Server"}}

    async def _scale(self, request: web.Request) -> web.Response:
        """Auto Scaling launches an instance, and CodeDeploy deploys to it by itself."""
        name = (await asked_of(request)).get("service")
        group = next((each for each in self.groups.values() if each.given.service == name), None)
        standing = self._standing(group) if group else None
        if group is None or standing is None:
            return refused(404, f"No service {name!r} on instances.")
        own = self._request(group, {})
        scaling = ServerDeployment(
            group, self._account, standing, None, scenario=HEALTHY, request=own, creator="autoscaling"
        )
        return web.json_response({"ok": True, "deployment": self._begun(scaling).id})

    def _group_of(self, given: ServerGroup) -> Group:
        return Group(given, self.scaling.groups[given.auto_scaling_group], list(given.target_groups))

    def _begun(self, deployment: ServerDeployment) -> ServerDeployment:
        self._deployments.keep(deployment)
        self._work.begin(ServerRollout(deployment, self._around).run(), f"deployment {deployment.id}")
        return deployment

    def _changed(self, deployment: ServerDeployment) -> None:
        self._emit("aws", {"service": deployment.staged, "deployment": deployment.summary()})

    def _sets(self, group: Group) -> list[dict[str, object]]:
        """Blue, and green while it comes."""
        live = next((each for each in self._newest(group) if each.is_live), None)
        share = live.summary()["traffic"] if live else {"blue": 100.0, "green": 0.0}
        sets = [(group.scaling, "blue", (self._standing(group) or {}).get("key", ""))]
        if live and live.green and live.creator != "codeDeployRollback":
            sets.append((live.green, "green", live.location["key"]))
        behind = ", ".join(group.target_groups)
        return [
            {**each.summary(), "label": label, "traffic": share[label], "target_group": behind, "image": key}
            | {"tag": key.rpartition("/")[2]}
            for each, label, key in sets
        ]

    def _group(self, application: str, name: str | None) -> Group:
        if not name:
            raise AwsError("DeploymentGroupNameRequiredException", "A deployment group name is required.")
        if (application, name) not in self.groups:
            raise AwsError("DeploymentGroupDoesNotExistException", f"No Deployment Group found for name: {name}")
        return self.groups[application, name]

    def _request(self, group: Group, params: Params) -> dict[str, Any]:
        """The settings of one deployment: the request's, else the group's. Raises AwsError."""
        config = params.get("deploymentConfigName") or group.given.config
        if config not in CONFIGS:
            message = f"No deployment configuration {config!r} for EC2; there are {', '.join(CONFIGS)}."
            raise AwsError("DeploymentConfigDoesNotExistException", message)
        return {**params, "deploymentConfigName": config, "autoRollbackConfiguration": auto_rollback(params)}

    def _standing(self, group: Group) -> Location | None:
        """The bundle of the last success."""
        last = self._last(group, has_succeeded=True)
        return last.location if last else None

    def _last(self, group: Group, *, has_succeeded: bool = False) -> ServerDeployment | None:
        mine = self._newest(group)
        return next((each for each in mine if not has_succeeded or each.status == "Succeeded"), None)

    def _newest(self, group: Group) -> list[ServerDeployment]:
        newest = self._deployments.newest(group.given.application, group.given.name)
        return [each for each in newest if isinstance(each, ServerDeployment)]

    def _begin_with_a_success(self, group: Group) -> None:
        """What runs at the beginning got there by a deployment too."""
        bucket, _, key = group.given.bundle.removeprefix("s3://").partition("/")
        location = {"bucket": bucket, "key": key, "bundleType": _bundle_type(key)}
        request = self._request(group, {})
        first = ServerDeployment(group, self._account, location, None, scenario=HEALTHY, request=request)
        first.status, first.started, first.completed = "Succeeded", now(), now()
        first.replacement = [InstanceTarget.of(each, "", *APPLICATION) for each in group.scaling.instances]
        for target in first.replacement:
            for event in target.events.values():
                event.begin()
                event.finish("Succeeded")
        self._deployments.keep(first)

    def _group_shape(self, group: Group) -> dict[str, Any]:
        given = group.given
        attempted, succeeded = self._last(group), self._last(group, has_succeeded=True)
        lasts = {"lastAttemptedDeployment": attempted, "lastSuccessfulDeployment": succeeded}
        alarms = [{"name": each} for each in given.alarms]
        return {
            "applicationName": given.application,
            "deploymentGroupId": _uuid(f"{given.application}/{given.name}"),
            "deploymentGroupName": given.name,
            "deploymentConfigName": given.config,
            "autoScalingGroups": [{"name": group.scaling.name, "hook": f"CodeDeploy-managed-hook-{given.name}"}],
            "serviceRoleArn": f"arn:aws:iam::{self._account.id}:role/CodeDeployServiceRole",
            "triggerConfigurations": [],
            "alarmConfiguration": {"enabled": bool(alarms), "ignorePollAlarmFailure": False, "alarms": alarms},
            "autoRollbackConfiguration": {"enabled": False, "events": []},
            "deploymentStyle": group.deployment_style(),
            **group.blue_green(),
            "loadBalancerInfo": group.load_balancer(),
            "computePlatform": "Server",
            "terminationHookEnabled": False,
            **({"targetRevision": revision_shape(succeeded.location)} if succeeded else {}),
            **{
                name: {"deploymentId": each.id, "status": each.status, "createTime": each.created}
                for name, each in lasts.items()
                if each
            },
        }


def _location(revision: Params | None) -> Location:
    """The bundle that a request names. Raises AwsError."""
    if not revision:
        raise AwsError("RevisionRequiredException", "A revision is required.")
    location: Location = revision.get("s3Location", {})
    if revision.get("revisionType") != "S3" or not {"bucket", "key", "bundleType"} <= set(location):
        message = "A deployment to EC2 takes a bundle in S3: bucket, key and bundleType."
        raise AwsError("InvalidRevisionException", message)
    if _bundle_type(location["key"]) != location["bundleType"]:
        raise AwsError("InvalidRevisionException", f"{location['key']} is no bundle of type {location['bundleType']}.")
    return location


def _bundle_type(key: str) -> str:
    return next((kind for end, kind in BUNDLE_TYPES.items() if key.endswith(end)), "")


def _uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
