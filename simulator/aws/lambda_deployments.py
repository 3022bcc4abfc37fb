"""CodeDeploy's Lambda platform: it moves a function's alias from one version to another, and back where that fails."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.aws.account import Account, now
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.configs import TrafficShift
from simulator.aws.deploying import Creator, Deploying, Halted, alarms_of
from simulator.aws.deployment import LifecycleEvent
from simulator.aws.deployments import Deployments
from simulator.aws.groups import AUTO_ROLLBACK
from simulator.aws.lambda_functions import Around, Functions
from simulator.aws.timing import put_away
from simulator.aws.world import FunctionGroup

KEPT = 500
LIFECYCLE = ("BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic")
STYLE = {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"}
CONFIGS = {
    "CodeDeployDefault.LambdaAllAtOnce": TrafficShift(),
    "CodeDeployDefault.LambdaCanary10Percent5Minutes": TrafficShift("TimeBasedCanary", 10, 5),
    "CodeDeployDefault.LambdaCanary10Percent10Minutes": TrafficShift("TimeBasedCanary", 10, 10),
    "CodeDeployDefault.LambdaCanary10Percent15Minutes": TrafficShift("TimeBasedCanary", 10, 15),
    "CodeDeployDefault.LambdaCanary10Percent30Minutes": TrafficShift("TimeBasedCanary", 10, 30),
    "CodeDeployDefault.LambdaLinear10PercentEvery1Minute": TrafficShift("TimeBasedLinear", 10, 1),
    "CodeDeployDefault.LambdaLinear10PercentEvery2Minutes": TrafficShift("TimeBasedLinear", 10, 2),
    "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes": TrafficShift("TimeBasedLinear", 10, 3),
    "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes": TrafficShift("TimeBasedLinear", 10, 10),
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Route(_Part):
    Name: str
    Alias: str
    CurrentVersion: str
    TargetVersion: str


class _Target(_Part):
    Type: str = Field(pattern="^AWS::Lambda::Function$")
    Properties: _Route


class _Document(_Part):
    version: float | str
    Resources: list[dict[str, _Target]] = Field(min_length=1, max_length=1)


@dataclass
class FunctionDeployment(Deploying):
    """A deployment that moves an alias."""

    group: FunctionGroup
    content: str
    route: _Route
    arn: str
    weight: float = 0.0
    events: dict[str, LifecycleEvent] = field(
        default_factory=lambda: {each: LifecycleEvent(each) for each in LIFECYCLE}
    )

    @property
    def application(self) -> str:
        return self.group.application

    @property
    def group_name(self) -> str:
        return self.group.name

    @property
    def staged(self) -> str:
        return self.route.Name

    @property
    def has_left_traces(self) -> bool:
        return self.started is not None

    @property
    def target_status(self) -> str:
        return {"Created": "Pending", "Stopped": "Failed"}.get(self.status, self.status)

    def alarms(self) -> dict[str, Any]:
        """The alarms that stop it."""
        return alarms_of(self.request, self.group.alarms)

    def info(self) -> dict[str, Any]:
        """CodeDeploy's `DeploymentInfo`."""
        sha256 = hashlib.sha256(self.content.encode()).hexdigest()
        return {
            **self._told(),
            "revision": {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": sha256}},
            "deploymentStyle": STYLE,
            "computePlatform": "Lambda",
        }

    def targets(self) -> dict[str, Answer]:
        """CodeDeploy's `DeploymentTarget` by its id; there is one."""
        name = f"{self.route.Name}:{self.route.Alias}"
        shape = {
            "deploymentId": self.id,
            "targetId": name,
            "targetArn": self.arn,
            "status": self.target_status,
            "lastUpdatedAt": self.updated,
            "lifecycleEvents": [each.shape() for each in self.events.values()],
            "lambdaFunctionInfo": {
                "functionName": self.route.Name,
                "functionAlias": self.route.Alias,
                "currentVersion": self.route.CurrentVersion,
                "targetVersion": self.route.TargetVersion,
                "targetVersionWeight": self.weight,
            },
        }
        return {name: {"deploymentTargetType": "LambdaTarget", "lambdaTarget": shape}}

    def summary(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            **self._shown(),
            "lifecycle": [{"name": each.name, "status": each.status} for each in self.events.values()],
            "traffic": {"blue": 100.0 - self.weight, "green": self.weight},
            "revision": {"version": self.route.TargetVersion},
        }


class FunctionDeployments:
    """Answers the calls that are about Lambda."""

    def __init__(
        self,
        account: Account,
        groups: Iterable[FunctionGroup],
        deployments: Deployments,
        functions: Functions,
        around: Around,
    ) -> None:
        self._account, self._deployments, self._functions, self._around = account, deployments, functions, around
        self._groups = {(each.application, each.name): each for each in groups}
        self._revisions: OrderedDict[str, str] = OrderedDict()
        for application, name in self._groups:
            deployments.register(application, name)
        self.operations: Operations = {
            "CreateDeployment": self.create_deployment,
            "GetApplicationRevision": self.get_application_revision,
            "GetDeploymentGroup": self.get_deployment_group,
            "GetApplication": self.get_application,
        }

    @property
    def applications(self) -> set[str]:
        return {application for application, _ in self._groups}

    def create_deployment(self, params: Params) -> Answer:
        group = self._group(params["applicationName"], params.get("deploymentGroupName"))
        if len(params.get("description", "")) > 256:
            raise AwsError("DescriptionTooLongException", "The description is too long: 256 characters are allowed.")
        config = params.get("deploymentConfigName") or group.config
        if config not in CONFIGS:
            said = f"No deployment configuration {config!r} for Lambda; there are {', '.join(CONFIGS)}."
            raise AwsError("DeploymentConfigDoesNotExistException", said)
        content = params.get("revision", {}).get("appSpecContent", {}).get("content", "")
        route = self._route(content)
        self._deployments.refuse_while_live(group.application, group.name)
        rollback = params.get("autoRollbackConfiguration") or AUTO_ROLLBACK
        request = {**params, "deploymentConfigName": config, "autoRollbackConfiguration": rollback}
        return {"deploymentId": self._begin(group, content, route, request).id}

    def get_application_revision(self, params: Params) -> Answer:
        sha256 = params["revision"].get("appSpecContent", {}).get("sha256", "")
        if sha256 not in self._revisions:
            raise AwsError("RevisionDoesNotExistException", "No such revision of this application.")
        full = {"content": self._revisions[sha256], "sha256": sha256}
        revision = {"revisionType": "AppSpecContent", "appSpecContent": full}
        return {"applicationName": params["applicationName"], "revision": revision}

    def get_deployment_group(self, params: Params) -> Answer:
        group = self._group(params["applicationName"], params["deploymentGroupName"])
        alarms = [{"name": each} for each in group.alarms]
        shape = {
            "applicationName": group.application,
            "deploymentGroupName": group.name,
            "deploymentConfigName": group.config,
            "alarmConfiguration": {"enabled": bool(alarms), "ignorePollAlarmFailure": False, "alarms": alarms},
            "autoRollbackConfiguration": AUTO_ROLLBACK,
            "deploymentStyle": STYLE,
            "computePlatform": "Lambda",
        }
        return {"deploymentGroupInfo": shape}

    def get_application(self, params: Params) -> Answer:
        name = params["applicationName"]
        identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        return {"application": {"applicationId": identifier, "applicationName": name, "computePlatform": "Lambda"}}

    def _group(self, application: str, name: str | None) -> FunctionGroup:
        if not name:
            raise AwsError("DeploymentGroupNameRequiredException", "A deployment group name is required.")
        if (application, name) not in self._groups:
            raise AwsError("DeploymentGroupDoesNotExistException", f"No Deployment Group found for name: {name}")
        return self._groups[application, name]

    def _route(self, content: str) -> _Route:
        """What an AppSpec asks for, checked against the function. Raises AwsError InvalidRevisionException."""
        try:
            (target,) = _Document.model_validate(yaml.safe_load(content)).Resources[0].values()
            function, alias = self._functions.alias(target.Properties.Name, target.Properties.Alias)
        except (yaml.YAMLError, ValidationError, AwsError) as err:
            raise AwsError("InvalidRevisionException", f"The AppSpec is not valid: {err}") from err
        route = target.Properties
        if strange := {route.CurrentVersion, route.TargetVersion} - function.versions.keys():
            raise AwsError("InvalidRevisionException", f"{route.Name} has no version {strange.pop()}")
        if alias.version != route.CurrentVersion:
            said = f"The alias {alias.name} is on version {alias.version}, and CurrentVersion says otherwise"
            raise AwsError("InvalidRevisionException", said)
        return route

    def _begin(
        self, group: FunctionGroup, content: str, route: _Route, request: dict[str, Any], creator: Creator = "user"
    ) -> FunctionDeployment:
        function, _ = self._functions.alias(route.Name, route.Alias)
        scenario = function.versions[route.TargetVersion].scenario
        arn = self._account.arn("lambda", f"function:{route.Name}:{route.Alias}")
        deployment = FunctionDeployment(group, content, route, arn, scenario=scenario, request=request, creator=creator)
        deployment.halt = asyncio.get_running_loop().create_future()
        self._deployments.keep(deployment)
        self._revisions[hashlib.sha256(content.encode()).hexdigest()] = content
        if len(self._revisions) > KEPT:
            self._revisions.popitem(last=False)
        self._around.launch(self._run(deployment), f"deployment {deployment.id}")
        return deployment

    async def _run(self, deployment: FunctionDeployment) -> None:
        """The whole way; whatever goes wrong ends it as CodeDeploy would."""
        assert deployment.halt is not None  # noqa: S101  _begin() made it
        work, watch = asyncio.create_task(self._forward(deployment)), asyncio.create_task(self._watch(deployment))
        try:
            both: set[asyncio.Future[Any]] = {work, deployment.halt}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            else:
                await put_away(work)
                self._end_badly(deployment, deployment.halt.result())
        finally:
            await put_away(work, watch)

    async def _forward(self, deployment: FunctionDeployment) -> None:
        sleep, route = self._around.clock.sleep, deployment.route
        await sleep(1)
        deployment.status, deployment.started = "InProgress", now()
        for name, event in deployment.events.items():
            event.begin()
            self._told(deployment)
            if name == "AllowTraffic":
                for percent, minutes in CONFIGS[deployment.request["deploymentConfigName"]].steps():
                    self._shift(deployment, percent)
                    await sleep(minutes * 60)
            event.finish("Succeeded")
        self._functions.route(route.Name, route.Alias, route.TargetVersion, {})
        deployment.status, deployment.completed = "Succeeded", now()
        self._told(deployment)

    async def _watch(self, deployment: FunctionDeployment) -> None:
        """In the scenario errors the alarms go off while the traffic goes over."""
        if deployment.scenario == "errors" and deployment.alarms()["enabled"]:
            await self._around.clock.sleep(self._around.alarm_after)
            deployment.stop(Halted.alarmed(deployment.alarms()))

    def _shift(self, deployment: FunctionDeployment, percent: float) -> None:
        route = deployment.route
        deployment.weight = percent
        if percent < 100:
            self._functions.route(route.Name, route.Alias, route.CurrentVersion, {route.TargetVersion: percent / 100})
        self._told(deployment)

    def _end_badly(self, deployment: FunctionDeployment, halted: Halted) -> None:
        deployment.error = (halted.code, halted.message)
        deployment.status, deployment.completed = halted.status, now()
        for event in deployment.events.values():
            if event.status in {"Pending", "InProgress"}:
                event.finish("Skipped")
        if deployment.rolls_back(halted):
            undoing = self._roll_back(deployment)
            said = f"Deployment {deployment.id} {halted.status.lower()}: rolling back as deployment {undoing.id}"
            deployment.rollback = {"rollbackDeploymentId": undoing.id, "rollbackMessage": said}
        self._told(deployment)

    def _roll_back(self, failed: FunctionDeployment) -> FunctionDeployment:
        """The deployment that moves the alias back, all at once."""
        route = failed.route
        undone = route.model_copy(update={"CurrentVersion": route.TargetVersion, "TargetVersion": route.CurrentVersion})
        request = {
            **failed.request,
            "description": f"Automatic rollback of deployment {failed.id}",
            "deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce",
        }
        undoing = self._begin(failed.group, failed.content, undone, request, "codeDeployRollback")
        undoing.rollback = {"rollbackTriggeringDeploymentId": failed.id}
        return undoing

    def _told(self, deployment: FunctionDeployment) -> None:
        deployment.updated = now()
        self._around.told(deployment.route.Name, {"deployment": deployment.summary()})
