"""A deployment from CreateDeployment to its end, with the real hook function in its own process."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator import world

LIFECYCLE = [
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "AllowTestTraffic",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
]


async def test_it_holds_until_it_is_answered_and_then_lets_the_traffic_go_over(cloud: Any) -> None:
    deployment = await cloud.deploy(description="subaku r-1")
    item = await cloud.hook(deployment)
    assert item["ReceivedAt"]["S"]
    at_hold = await cloud.target(deployment)
    events = {each["lifecycleEventName"]: each for each in at_hold["lifecycleEvents"]}
    assert list(events) == LIFECYCLE
    assert events["AllowTestTraffic"]["status"] == "Succeeded"
    assert events["AfterAllowTestTraffic"]["status"] == "InProgress"
    assert events["AllowTraffic"] == {"lifecycleEventName": "AllowTraffic", "status": "Pending"}
    blue, green = at_hold["taskSetsInfo"]
    assert (blue["taskSetLabel"], blue["status"], blue["trafficWeight"]) == ("Blue", "PRIMARY", 100.0)
    assert (green["taskSetLabel"], green["status"], green["trafficWeight"]) == ("Green", "ACTIVE", 0.0)
    assert green["runningCount"] == 2
    assert green["identifer"].startswith("ecs-svc/")

    await cloud.answer(deployment)
    info = await cloud.ended(deployment)
    assert info["status"] == "Succeeded"
    assert info["creator"] == "user"
    assert info["description"] == "subaku r-1"
    assert info["deploymentOverview"]["Succeeded"] == 1
    assert info["createTime"] <= info["startTime"] <= info["completeTime"]
    assert set((await cloud.lifecycle(deployment)).values()) == {"Succeeded"}

    service = (await cloud.ecs.describe_services(cluster="demo", services=["demo-backend"]))["services"][0]
    (only,) = service["taskSets"]
    assert only["id"] == green["identifer"]
    assert only["stabilityStatus"] == "STEADY_STATE"
    assert service["taskDefinition"].endswith(":42")
    assert cloud.events[-1]["deployment"]["status"] == "Succeeded"


async def test_without_a_hook_nothing_holds_it(cloud: Any) -> None:
    info = await cloud.ended(await cloud.deploy(hook=None))
    assert info["status"] == "Succeeded"


async def test_an_answer_of_failed_leaves_blue_and_rolls_back(cloud: Any) -> None:
    deployment = await cloud.deploy()
    await cloud.answer(deployment, "Failed")
    info = await cloud.ended(deployment)
    assert info["status"] == "Failed"
    assert info["errorInformation"]["code"] == "HOOK_EXECUTION_FAILURE"
    events = await cloud.lifecycle(deployment)
    assert events["AfterAllowTestTraffic"] == "Failed"
    assert events["AllowTraffic"] == "Skipped"

    undoing = info["rollbackInfo"]["rollbackDeploymentId"]
    rollback = await cloud.ended(undoing)
    assert rollback["status"] == "Succeeded"
    assert rollback["creator"] == "codeDeployRollback"
    assert rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"] == deployment
    service = (await cloud.ecs.describe_services(cluster="demo", services=["demo-backend"]))["services"][0]
    assert service["taskDefinition"].endswith(":41")
    assert len(service["taskSets"]) == 1


async def test_what_is_answered_twice_or_unasked_is_refused(cloud: Any) -> None:
    deployment = await cloud.deploy()
    execution = (await cloud.hook(deployment))["LifecycleEventHookExecutionId"]["S"]
    answer = cloud.codedeploy.put_lifecycle_event_hook_execution_status
    with pytest.raises(ClientError, match="InvalidLifecycleEventHookExecutionIdException"):
        await answer(deploymentId=deployment, lifecycleEventHookExecutionId="unasked", status="Succeeded")
    with pytest.raises(ClientError, match="InvalidLifecycleEventHookExecutionStatusException"):
        await answer(deploymentId=deployment, lifecycleEventHookExecutionId=execution, status="Skipped")
    await answer(deploymentId=deployment, lifecycleEventHookExecutionId=execution, status="Succeeded")
    with pytest.raises(ClientError, match="LifecycleEventAlreadyCompletedException"):
        await answer(deploymentId=deployment, lifecycleEventHookExecutionId=execution, status="Succeeded")


async def test_one_live_deployment_a_group(cloud: Any) -> None:
    live = await cloud.deploy()
    with pytest.raises(ClientError, match=f"DeploymentLimitExceededException.*already has an active.*'{live}'"):
        await cloud.deploy()
    await cloud.codedeploy.stop_deployment(deploymentId=live, autoRollbackEnabled=False)
    assert (await cloud.ended(live))["status"] == "Stopped"
    await cloud.deploy(hook=None)


async def test_stopping_at_the_hold_rolls_back(cloud: Any) -> None:
    deployment = await cloud.deploy()
    await cloud.hook(deployment)
    assert (await cloud.codedeploy.stop_deployment(deploymentId=deployment))["status"] == "Pending"
    info = await cloud.ended(deployment)
    assert (info["status"], info["errorInformation"]["code"]) == ("Stopped", "MANUAL_STOP")
    assert "rollbackDeploymentId" in info["rollbackInfo"]
    with pytest.raises(ClientError, match="DeploymentAlreadyCompletedException"):
        await cloud.codedeploy.stop_deployment(deploymentId=deployment)


async def test_blue_waits_for_its_termination_and_may_be_let_go(start: Any) -> None:
    cloud = await start(
        deployment_groups=(replace(world.load().aws.deployment_groups[0], terminate_after_minutes=600),)
    )
    deployment = await cloud.deploy(hook=None)

    async def waits() -> bool:
        return bool((await cloud.info(deployment))["instanceTerminationWaitTimeStarted"])

    await cloud.until(waits)
    target = await cloud.target(deployment)
    assert (await cloud.info(deployment))["status"] == "InProgress"
    assert target["status"] == "Succeeded"
    assert [each["trafficWeight"] for each in target["taskSetsInfo"]] == [0.0, 100.0]
    assert [each["status"] for each in target["taskSetsInfo"]] == ["ACTIVE", "PRIMARY"]
    with pytest.raises(ClientError, match="DeploymentIsNotInReadyStateException"):
        await cloud.codedeploy.continue_deployment(deploymentId=deployment, deploymentWaitType="READY_WAIT")
    await cloud.codedeploy.continue_deployment(deploymentId=deployment, deploymentWaitType="TERMINATION_WAIT")
    assert (await cloud.ended(deployment))["status"] == "Succeeded"


async def test_a_group_may_wait_for_the_word_before_the_traffic(start: Any) -> None:
    cloud = await start(deployment_groups=(replace(world.load().aws.deployment_groups[0], ready_wait_minutes=600),))
    deployment = await cloud.deploy(hook=None)

    async def is_ready() -> bool:
        return bool((await cloud.info(deployment))["status"] == "Ready")

    await cloud.until(is_ready)
    await cloud.codedeploy.continue_deployment(deploymentId=deployment, deploymentWaitType="READY_WAIT")
    assert (await cloud.ended(deployment))["status"] == "Succeeded"


async def test_linear_traffic_goes_over_in_tenths(cloud: Any) -> None:
    config = "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"
    await cloud.ended(await cloud.deploy(hook=None, deploymentConfigName=config))
    weights = [each["deployment"]["traffic"]["green"] for each in cloud.events]
    assert list(dict.fromkeys(weights)) == [0.0, *(float(each) for each in range(10, 101, 10))]
    assert all(
        sum(each["deployment"]["traffic"].values()) == 100.0
        for each in cloud.events
        if each["deployment"]["lifecycle"][1]["status"] == "Succeeded"
    )


async def test_a_canary_goes_first(cloud: Any) -> None:
    config = "CodeDeployDefault.ECSCanary10Percent5Minutes"
    await cloud.ended(await cloud.deploy(hook=None, deploymentConfigName=config))
    weights = [each["deployment"]["traffic"]["green"] for each in cloud.events]
    assert list(dict.fromkeys(weights)) == [0.0, 10.0, 100.0]
