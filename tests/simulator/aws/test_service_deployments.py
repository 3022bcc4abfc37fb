"""Deployments that ECS carries out by itself."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.world import EcsService
from tests.simulator.aws.conftest import Cloud, Start

ON = {"enable": True, "rollback": True}
NAMES = {"cluster": "demo", "service": "native"}
ENDED = {"SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL"}


def native(**configuration: Any) -> dict[str, Any]:
    """The demo's account with one more service, which ECS deploys."""
    service = EcsService("demo", "native", "demo-backend", 2, "ECS", configuration)
    codedeploys = EcsService("demo", "demo-backend", "demo-backend")
    return {"services": (codedeploys, service)}


async def deploy(cloud: Cloud) -> str:
    """The newest deployment of the service, once a new one has been forced."""
    await cloud.ecs.update_service(**NAMES, forceNewDeployment=True)
    listed = await cloud.ecs.list_service_deployments(**NAMES)
    arn: str = listed["serviceDeployments"][0]["serviceDeploymentArn"]
    return arn


async def told(cloud: Cloud, arn: str) -> dict[str, Any]:
    answer = await cloud.ecs.describe_service_deployments(serviceDeploymentArns=[arn])
    found: dict[str, Any] = answer["serviceDeployments"][0]
    return found


async def ended(cloud: Cloud, arn: str) -> dict[str, Any]:
    async def over() -> Any:
        info = await told(cloud, arn)
        return info if info["status"] in ENDED else None

    info: dict[str, Any] = await cloud.until(over)
    return info


async def test_rolling_brings_the_new_tasks_and_takes_the_old(start: Start) -> None:
    cloud = await start(**native())
    info = await ended(cloud, await deploy(cloud))
    assert info["status"] == "SUCCESSFUL"
    assert "lifecycleStage" not in info
    target = info["targetServiceRevision"]
    assert (target["runningTaskCount"], info["sourceServiceRevisions"][0]["runningTaskCount"]) == (2, 0)
    assert "requestedProductionTrafficWeight" not in target
    [service] = (await cloud.ecs.describe_services(cluster="demo", services=["native"]))["services"]
    assert [each["rolloutState"] for each in service["deployments"]] == ["COMPLETED"]
    assert "deploymentController" not in service


async def test_nothing_new_is_no_deployment(start: Start) -> None:
    cloud = await start(**native())
    await cloud.ecs.update_service(**NAMES)
    assert len((await cloud.ecs.list_service_deployments(**NAMES))["serviceDeployments"]) == 1


async def test_a_pause_waits_and_goes_on(start: Start) -> None:
    pause = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}
    cloud = await start(**native(strategy="BLUE_GREEN", lifecycleHooks=[pause]))
    arn = await deploy(cloud)

    async def paused() -> Any:
        hooks = (await told(cloud, arn)).get("lifecycleHookDetails")
        return hooks and hooks[0]["status"] == "AWAITING_ACTION" and hooks[0]

    hook = await cloud.until(paused)
    info = await told(cloud, arn)
    assert info["lifecycleStage"] == "POST_TEST_TRAFFIC_SHIFT"
    weights = info["targetServiceRevision"]
    assert (weights["requestedTestTrafficWeight"], weights["requestedProductionTrafficWeight"]) == (100, 0)
    with pytest.raises(ClientError, match="ClientException"):
        await cloud.ecs.continue_service_deployment(serviceDeploymentArn=arn, hookId="ecs-pause-other")
    await cloud.ecs.continue_service_deployment(serviceDeploymentArn=arn, hookId=hook["hookId"], action="CONTINUE")
    info = await ended(cloud, arn)
    assert (info["status"], info["lifecycleStage"]) == ("SUCCESSFUL", "CLEAN_UP")
    assert info["targetServiceRevision"]["requestedProductionTrafficWeight"] == 100


@pytest.mark.parametrize(("action", "status"), [("CONTINUE", "SUCCESSFUL"), ("ROLLBACK", "ROLLBACK_SUCCESSFUL")])
async def test_a_pause_that_times_out_does_as_it_says(start: Start, action: str, status: str) -> None:
    timeout = {"timeoutInMinutes": 1, "action": action}
    pause = {"targetType": "PAUSE", "lifecycleStages": ["PRE_SCALE_UP"], "timeoutConfiguration": timeout}
    cloud = await start(**native(strategy="BLUE_GREEN", lifecycleHooks=[pause]))
    info = await ended(cloud, await deploy(cloud))
    assert (info["status"], info["lifecycleHookDetails"][0]["status"]) == (status, "TIMED_OUT")


async def test_a_function_that_is_not_there_fails_the_deployment(start: Start) -> None:
    hook = {"hookTargetArn": "arn:aws:lambda:ap-northeast-2:1:function:none", "lifecycleStages": ["PRE_SCALE_UP"]}
    cloud = await start(**native(strategy="BLUE_GREEN", lifecycleHooks=[hook]))
    info = await ended(cloud, await deploy(cloud))
    assert info["status"] == "ROLLBACK_SUCCESSFUL"
    assert "PRE_SCALE_UP lifecycle hook(s) failed" in info["statusReason"]


async def test_a_stop_rolls_back_once(start: Start) -> None:
    cloud = await start(**native())
    await cloud.world("/scenario", service="native", scenario="stuck")
    arn = await deploy(cloud)
    await cloud.ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
    info = await ended(cloud, arn)
    assert info["status"] == "ROLLBACK_SUCCESSFUL"
    assert info["rollback"]["serviceRevisionArn"] == info["sourceServiceRevisions"][0]["arn"]
    with pytest.raises(ClientError, match="ConflictException"):
        await cloud.ecs.stop_service_deployment(serviceDeploymentArn=arn)


async def test_a_newer_deployment_stops_the_one_before(start: Start) -> None:
    cloud = await start(**native())
    await cloud.world("/scenario", service="native", scenario="stuck")
    first = await deploy(cloud)
    await cloud.world("/scenario", service="native", scenario="healthy")
    second = await deploy(cloud)
    assert (await ended(cloud, first))["status"] == "STOPPED"
    assert (await ended(cloud, second))["status"] == "SUCCESSFUL"


async def test_the_circuit_breaker_trips(start: Start) -> None:
    cloud = await start(**native(deploymentCircuitBreaker=ON))
    await cloud.world("/scenario", service="native", scenario="task_cannot_start")
    info = await ended(cloud, await deploy(cloud))
    breaker = info["deploymentCircuitBreaker"]
    assert (info["status"], breaker["status"], breaker["threshold"]) == ("ROLLBACK_SUCCESSFUL", "TRIGGERED", 3)
    assert breaker["failureCount"] >= 3


async def test_an_alarm_goes_off_when_somebody_says_so(start: Start) -> None:
    cloud = await start(**native(alarms={"alarmNames": ["errors"], **ON}))
    assert not (await cloud.world("/alarm", service="native"))["ok"]
    await cloud.world("/scenario", service="native", scenario="stuck")
    arn = await deploy(cloud)
    assert (await cloud.world("/alarm", service="native"))["stopped"] == [arn]
    assert (await ended(cloud, arn))["alarms"]["triggeredAlarmNames"] == ["errors"]


async def test_what_codedeploy_deploys_is_not_updated(start: Start) -> None:
    cloud = await start(**native())
    with pytest.raises(ClientError, match="CODE_DEPLOY"):
        await cloud.ecs.update_service(cluster="demo", service="demo-backend", forceNewDeployment=True)


async def test_what_is_not_there_is_missing(start: Start) -> None:
    cloud = await start(**native())
    answer = await cloud.ecs.describe_service_deployments(serviceDeploymentArns=["arn:of:nothing"])
    assert answer["failures"] == [{"arn": "arn:of:nothing", "reason": "MISSING"}]
    with pytest.raises(ClientError, match="1 to 20"):
        await cloud.ecs.describe_service_revisions(serviceRevisionArns=["x"] * 21)


async def test_the_page_shows_it(start: Start) -> None:
    cloud = await start(**native(strategy="BLUE_GREEN"))
    await ended(cloud, await deploy(cloud))
    [service] = [each for each in (await cloud.world())["services"] if each["name"] == "native"]
    newest = service["deployments"][0]
    assert {step["status"] for step in newest["lifecycle"]} == {"Succeeded"}
    assert newest["traffic"] == {"blue": 0, "green": 100}
