"""CodeDeploy's applications, deployment groups and configurations: what stands there before anything is deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol
from uuid import NAMESPACE_URL, uuid5

from simulator.aws.account import Account
from simulator.aws.configs import CONFIGS
from simulator.aws.deployment import Deployment, blue_green_shape, revision_shape
from simulator.aws.protocol import Answer, AwsError, Operations, Params
from simulator.world import DeploymentGroup

AUTO_ROLLBACK = {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}


class Last(Protocol):
    """Finds the last deployment of a group, or the last that succeeded."""

    def __call__(self, group: DeploymentGroup, *, has_succeeded: bool = False) -> Deployment | None: ...


class Groups:
    """The deployment groups, each of one application and for one ECS service."""

    def __init__(self, account: Account, groups: Iterable[DeploymentGroup], last: Last) -> None:
        self._account, self._last = account, last
        self._groups = {(each.application, each.name): each for each in groups}
        self.operations: Operations = {
            "GetDeploymentGroup": self.get_deployment_group,
            "BatchGetDeploymentGroups": self.batch_get_deployment_groups,
            "ListDeploymentGroups": self.list_deployment_groups,
            "GetApplication": self.get_application,
            "GetDeploymentConfig": self.get_deployment_config,
        }

    def __iter__(self) -> Iterator[DeploymentGroup]:
        return iter(self._groups.values())

    def get_deployment_group(self, params: Params) -> Answer:
        group = self.find(params["applicationName"], params["deploymentGroupName"])
        return {"deploymentGroupInfo": self._group_shape(group)}

    def batch_get_deployment_groups(self, params: Params) -> Answer:
        application, names = self.application(params["applicationName"]), params["deploymentGroupNames"]
        known = [self._groups[application, each] for each in names if (application, each) in self._groups]
        return {"deploymentGroupsInfo": [self._group_shape(each) for each in known]}

    def list_deployment_groups(self, params: Params) -> Answer:
        application = self.application(params["applicationName"])
        names = [group for owner, group in self._groups if owner == application]
        return {"applicationName": application, "deploymentGroups": names}

    def get_application(self, params: Params) -> Answer:
        name = self.application(params["applicationName"])
        application = {"applicationId": _uuid(name), "applicationName": name, "linkedToGitHub": False}
        return {"application": {**application, "computePlatform": "ECS"}}

    def get_deployment_config(self, params: Params) -> Answer:
        name = params["deploymentConfigName"]
        return {
            "deploymentConfigInfo": {
                "deploymentConfigId": _uuid(name),
                "deploymentConfigName": self.config(name),
                "computePlatform": "ECS",
                "trafficRoutingConfig": CONFIGS[name].shape(),
            }
        }

    def application(self, name: str) -> str:
        """The name, if it is that of an application. Raises AwsError."""
        if all(owner != name for owner, _ in self._groups):
            message = f"No application found for name: {name}"
            raise AwsError("ApplicationDoesNotExistException", message)
        return name

    def find(self, application: str, name: str | None) -> DeploymentGroup:
        """A deployment group. Raises AwsError."""
        self.application(application)
        if not name:
            raise AwsError("DeploymentGroupNameRequiredException", "A deployment group name is required.")
        if (application, name) not in self._groups:
            message = f"No Deployment Group found for name: {name}"
            raise AwsError("DeploymentGroupDoesNotExistException", message)
        return self._groups[application, name]

    def config(self, name: str) -> str:
        """The name, if it is that of a deployment configuration. Raises AwsError."""
        if name not in CONFIGS:
            message = f"No deployment configuration {name!r} for ECS; there are {', '.join(CONFIGS)}."
            raise AwsError("DeploymentConfigDoesNotExistException", message)
        return name

    def load_balancer(self, group: DeploymentGroup) -> dict[str, Any]:
        """CodeDeploy's `LoadBalancerInfo`: two target groups, a listener for people and one for tests."""
        listener = self._account.arn("elasticloadbalancing", f"listener/app/{group.service}/50dc6c495c0c9188")
        pair = {
            "targetGroups": [{"name": each} for each in group.target_groups],
            "prodTrafficRoute": {"listenerArns": [f"{listener}/production"]},
            "testTrafficRoute": {"listenerArns": [f"{listener}/test"]},
        }
        return {"targetGroupPairInfoList": [pair]}

    def _group_shape(self, group: DeploymentGroup) -> dict[str, Any]:
        attempted, succeeded = self._last(group), self._last(group, has_succeeded=True)
        lasts = {"lastAttemptedDeployment": attempted, "lastSuccessfulDeployment": succeeded}
        alarms = [{"name": each} for each in group.alarms]
        return {
            "applicationName": group.application,
            "deploymentGroupId": _uuid(f"{group.application}/{group.name}"),
            "deploymentGroupName": group.name,
            "deploymentConfigName": group.config,
            "serviceRoleArn": f"arn:aws:iam::{self._account.id}:role/ecsCodeDeployRole",
            "triggerConfigurations": [],
            "alarmConfiguration": {"enabled": bool(alarms), "ignorePollAlarmFailure": False, "alarms": alarms},
            "autoRollbackConfiguration": AUTO_ROLLBACK,
            "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
            "blueGreenDeploymentConfiguration": blue_green_shape(group),
            "loadBalancerInfo": self.load_balancer(group),
            "computePlatform": "ECS",
            "ecsServices": [{"serviceName": group.service, "clusterName": group.cluster}],
            "terminationHookEnabled": False,
            **({"targetRevision": revision_shape(succeeded.appspec)} if succeeded else {}),
            **{name: _last_shape(each) for name, each in lasts.items() if each},
        }


def _last_shape(deployment: Deployment) -> dict[str, Any]:
    ended = {"endTime": deployment.completed} if deployment.completed else {}
    return {
        "deploymentId": deployment.id,
        "status": deployment.status,
        "createTime": deployment.created,
        **ended,
    }


def _uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
