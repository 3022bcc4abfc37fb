"""CodeDeploy on EC2 as the simulator plays it: instances, Auto Scaling groups and bundles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from aiobotocore.config import AioConfig
from aiohttp import ClientSession
from botocore.exceptions import ClientError

from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load
from tests.simulator.aws.conftest import FAST, SESSION

GROUP = {"applicationName": "tpt-server-prod", "deploymentGroupName": "Production-BlueGreen"}
KEY = "prod/deploy-c93e7a1805f6d4b3c2a1908f7e6d5c4b3a291807.zip"


class Hands:
    """A client of each service, and the moves that every test makes."""

    def __init__(self, url: str, codedeploy: Any, autoscaling: Any, http: ClientSession) -> None:
        self.url, self.codedeploy, self.autoscaling, self.http = url, codedeploy, autoscaling, http

    async def deploy(self, scenario: str = "healthy", **changed: Any) -> str:
        chosen = {"service": "tradingpt-api", "scenario": scenario}
        async with self.http.post(f"{self.url}/world/scenario", json=chosen) as answer:
            assert answer.status == 200
        location = {"bucket": "tpt-prod-deployments", "key": KEY, "bundleType": "zip"}
        back = {"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"]}
        asked = {"revision": {"revisionType": "S3", "s3Location": location}, "autoRollbackConfiguration": back}
        made = await self.codedeploy.create_deployment(**{**GROUP, **asked, **changed})
        return str(made["deploymentId"])

    async def ended(self, deployment: str) -> Any:
        async with asyncio.timeout(30):
            while True:
                info = (await self.codedeploy.get_deployment(deploymentId=deployment))["deploymentInfo"]
                if info["status"] in ("Succeeded", "Failed", "Stopped"):
                    return info
                await asyncio.sleep(0.01)

    async def targets(self, deployment: str) -> list[Any]:
        ids = (await self.codedeploy.list_deployment_targets(deploymentId=deployment))["targetIds"]
        answer = await self.codedeploy.batch_get_deployment_targets(deploymentId=deployment, targetIds=ids)
        return [each["instanceTarget"] for each in answer["deploymentTargets"]]

    async def scaling(self) -> str:
        """The Auto Scaling group that the deployment group stands on."""
        group = (await self.codedeploy.get_deployment_group(**GROUP))["deploymentGroupInfo"]
        [scaling] = group["autoScalingGroups"]
        return str(scaling["name"])


@pytest.fixture
async def hands() -> AsyncIterator[Hands]:
    world = load(DEMO.with_name("tradingpt.yaml"))
    world = replace(world, aws=replace(world.aws, pace=FAST))
    config = AioConfig(retries={"max_attempts": 0})
    async with Server(world, Clock(1800)) as server, AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(SESSION.client(name, endpoint_url=f"{server.address}/aws", config=config))
            for name in ("codedeploy", "autoscaling")
        ]
        yield Hands(server.address, opened[0], opened[1], await stack.enter_async_context(ClientSession()))


async def test_blue_green_goes_on_with_a_copy_of_the_group(hands: Hands) -> None:
    assert await hands.scaling() == "tpt-server-asg"
    deployment = await hands.deploy()
    assert (await hands.ended(deployment))["status"] == "Succeeded"
    assert await hands.scaling() == f"CodeDeploy_Production-BlueGreen_{deployment}"
    answer = await hands.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["tpt-server-asg"])
    assert answer["AutoScalingGroups"] == []
    labels = [each["instanceLabel"] for each in await hands.targets(deployment)]
    assert (labels.count("Blue"), labels.count("Green")) == (4, 4)


async def test_one_instance_that_fails_is_too_many_one_at_a_time(hands: Hands) -> None:
    deployment = await hands.deploy("script_fails")
    info = await hands.ended(deployment)
    assert info["errorInformation"]["code"] == "HEALTH_CONSTRAINTS"
    targets = await hands.targets(deployment)
    [failed] = [each for each in targets if each["status"] == "Failed"]
    [event] = [each for each in failed["lifecycleEvents"] if each["status"] == "Failed"]
    assert event["diagnostics"]["errorCode"] == "ScriptFailed"
    assert "not healthy" in event["diagnostics"]["logTail"]
    undoing = await hands.ended(info["rollbackInfo"]["rollbackDeploymentId"])
    assert (undoing["status"], undoing["creator"]) == ("Succeeded", "codeDeployRollback")
    assert await hands.scaling() == "tpt-server-asg"


async def test_half_at_a_time_bears_half_of_them(hands: Hands) -> None:
    deployment = await hands.deploy("script_fails", deploymentConfigName="CodeDeployDefault.HalfAtATime")
    await hands.ended(deployment)
    states = [each["status"] for each in await hands.targets(deployment) if each["instanceLabel"] == "Green"]
    assert states.count("Failed") == 4  # two were borne, the next two were too many


async def test_a_deployment_that_hangs_has_two_target_groups(hands: Hands) -> None:
    assert (await hands.ended(await hands.deploy("stuck_in_allow_traffic")))["errorInformation"]["code"] == "TIMEOUT"
    group = (await hands.codedeploy.get_deployment_group(**GROUP))["deploymentGroupInfo"]
    assert len(group["loadBalancerInfo"]["targetGroupInfoList"]) == 2


async def test_what_auto_scaling_ended_is_remembered(hands: Hands) -> None:
    deployment = await hands.deploy("flapping")
    await hands.ended(deployment)
    name = f"CodeDeploy_Production-BlueGreen_{deployment}"
    told = await hands.autoscaling.describe_scaling_activities(AutoScalingGroupName=name, IncludeDeletedGroups=True)
    assert any("ELB system health check failure" in each["Cause"] for each in told["Activities"])


def s3(key: str, kind: str) -> dict[str, Any]:
    return {"revisionType": "S3", "s3Location": {"bucket": "b", "key": key, "bundleType": kind}}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"revision": {}}, "RevisionRequiredException"),
        ({"revision": {"revisionType": "AppSpecContent"}}, "InvalidRevisionException"),
        ({"revision": s3("deploy.tgz", "zip")}, "InvalidRevisionException"),
        ({"deploymentConfigName": "CodeDeployDefault.ECSAllAtOnce"}, "DeploymentConfigDoesNotExistException"),
        ({"deploymentGroupName": "nowhere"}, "DeploymentGroupDoesNotExistException"),
    ],
)
async def test_what_codedeploy_refuses(hands: Hands, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as refused:
        await hands.deploy(**changed)
    assert refused.value.response["Error"]["Code"] == code
