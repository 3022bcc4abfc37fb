"""Each way in which a deployment can go wrong, as AWS tells of it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


async def choose(cloud: Any, scenario: str) -> None:
    assert await cloud.world("/scenario", service="demo-backend", scenario=scenario) == {"ok": True}


async def stopped_reasons(cloud: Any) -> set[tuple[str, str]]:
    arns = (await cloud.ecs.list_tasks(cluster="demo", desiredStatus="STOPPED"))["taskArns"]
    tasks = (await cloud.ecs.describe_tasks(cluster="demo", tasks=arns))["tasks"]
    return {(each["stopCode"], each["stoppedReason"]) for each in tasks}


async def test_a_task_that_cannot_start_times_out_and_says_why(cloud: Any) -> None:
    await choose(cloud, "task_cannot_start")
    deployment = await cloud.deploy()
    info = await cloud.ended(deployment)
    assert (info["status"], info["errorInformation"]["code"]) == ("Failed", "TIMEOUT")
    assert "This time out period is 10 minutes" in info["errorInformation"]["message"]
    events = {each["lifecycleEventName"]: each for each in (await cloud.target(deployment))["lifecycleEvents"]}
    assert events["Install"]["status"] == "Failed"
    assert "replacement task set" in events["Install"]["diagnostics"]["message"]
    assert events["AfterInstall"]["status"] == "Skipped"
    reasons = await stopped_reasons(cloud)
    assert any(code == "TaskFailedToStart" and "CannotPullContainerError" in reason for code, reason in reasons)
    assert (await cloud.ended(info["rollbackInfo"]["rollbackDeploymentId"]))["status"] == "Succeeded"


async def test_failing_health_checks_show_in_the_services_events(cloud: Any) -> None:
    await choose(cloud, "health_check_fails")
    info = await cloud.ended(await cloud.deploy())
    assert (info["status"], info["errorInformation"]["code"]) == ("Failed", "TIMEOUT")
    service = (await cloud.ecs.describe_services(cluster="demo", services=["demo-backend"]))["services"][0]
    assert any("is unhealthy in (target-group" in each["message"] for each in service["events"])
    reasons = await stopped_reasons(cloud)
    assert any("failed ELB health checks" in reason for _, reason in reasons)


async def test_an_image_carries_its_own_scenario(cloud: Any) -> None:
    info = await cloud.ended(await cloud.deploy(tag="v2-bad"))
    assert info["errorInformation"]["code"] == "TIMEOUT"


async def test_stuck_in_allow_traffic(cloud: Any) -> None:
    await choose(cloud, "stuck_in_allow_traffic")
    deployment = await cloud.deploy(hook=None)
    info = await cloud.ended(deployment)
    assert info["errorInformation"]["code"] == "TIMEOUT"
    assert (await cloud.lifecycle(deployment))["AllowTraffic"] == "Failed"


async def test_a_hook_that_times_out_takes_no_late_answer(cloud: Any) -> None:
    await choose(cloud, "hook_times_out")
    deployment = await cloud.deploy()
    await cloud.hook(deployment)
    info = await cloud.ended(deployment)
    assert info["errorInformation"]["code"] == "TIMEOUT"
    assert "status callback" in info["errorInformation"]["message"]
    with pytest.raises(ClientError, match="LifecycleEventAlreadyCompletedException"):
        await cloud.answer(deployment)


async def test_a_hook_that_fails_fails_the_event(cloud: Any) -> None:
    await choose(cloud, "hook_fails")
    deployment = await cloud.deploy()
    info = await cloud.ended(deployment)
    assert info["errorInformation"]["code"] == "HOOK_EXECUTION_FAILURE"
    events = {each["lifecycleEventName"]: each for each in (await cloud.target(deployment))["lifecycleEvents"]}
    assert events["AfterAllowTestTraffic"]["diagnostics"]["scriptName"] == "subaku-hook"


async def test_an_alarm_takes_the_traffic_back(cloud: Any) -> None:
    await choose(cloud, "alarm")
    deployment = await cloud.deploy(hook=None)
    info = await cloud.ended(deployment)
    assert (info["status"], info["errorInformation"]["code"]) == ("Stopped", "ALARM_ACTIVE")
    assert "<demo-backend-5xx>" in info["errorInformation"]["message"]
    deployments = [each["deployment"] for each in cloud.events if each["kind"] == "aws"]
    assert any(each["traffic"] == {"blue": 0.0, "green": 100.0} for each in deployments)
    assert (await cloud.ended(info["rollbackInfo"]["rollbackDeploymentId"]))["status"] == "Succeeded"
    service = (await cloud.ecs.describe_services(cluster="demo", services=["demo-backend"]))["services"][0]
    assert service["taskDefinition"].endswith(":41")


async def test_without_automatic_rollback_it_stays_as_it_is(cloud: Any) -> None:
    await choose(cloud, "alarm")
    info = await cloud.ended(await cloud.deploy(hook=None, autoRollbackConfiguration={"enabled": False}))
    assert "rollbackInfo" not in info
    service = (await cloud.ecs.describe_services(cluster="demo", services=["demo-backend"]))["services"][0]
    assert len(service["taskSets"]) == 2


async def test_throttled_calls_are_a_share_of_all(cloud: Any) -> None:
    await choose(cloud, "throttled")
    deployment = await cloud.deploy()
    codes = []
    for _ in range(6):
        try:
            await cloud.codedeploy.get_deployment(deploymentId=deployment)
            codes.append("")
        except ClientError as err:
            codes.append(err.response["Error"]["Code"])
    assert sorted(codes) == ["", "", *["ThrottlingException"] * 4]


async def test_an_alarm_that_goes_off_now_stops_what_runs(cloud: Any) -> None:
    assert "Nothing is being deployed" in (await cloud.world("/alarm", service="demo-backend"))["error"]
    deployment = await cloud.deploy()
    await cloud.hook(deployment)
    assert (await cloud.world("/alarm", service="demo-backend"))["stopped"] == [deployment]
    info = await cloud.ended(deployment)
    assert (info["status"], info["errorInformation"]["code"]) == ("Stopped", "ALARM_ACTIVE")
    assert (await cloud.ended(info["rollbackInfo"]["rollbackDeploymentId"]))["status"] == "Succeeded"


async def test_everything_throttled_for_a_while(cloud: Any) -> None:
    assert await cloud.world("/throttle", seconds=2) == {"ok": True}
    with pytest.raises(ClientError, match=r"ThrottlingException.*Rate exceeded"):
        await cloud.codedeploy.list_applications()

    async def answers() -> bool:
        try:
            return bool((await cloud.codedeploy.list_applications())["applications"])
        except ClientError:
            return False

    await cloud.until(answers)
    log = (await cloud.world("/log"))["calls"]
    assert {
        "service": "codedeploy",
        "operation": "ListApplications",
        "ok": False,
        "error": "ThrottlingException",
    }.items() <= log[0].items()


@pytest.mark.parametrize(
    ("path", "asked", "error"),
    [
        ("/scenario", {"service": "nobody", "scenario": "alarm"}, "No service 'nobody'; there are demo-backend."),
        ("/scenario", {"service": "demo-backend", "scenario": "luck"}, "No scenario 'luck'"),
        ("/throttle", {"seconds": -1}, "0 to 3600"),
        ("/alarm", {"service": "nobody"}, "No service 'nobody'; there are demo-backend."),
    ],
)
async def test_the_game_master_is_told_what_is_allowed(
    cloud: Any, path: str, asked: dict[str, object], error: str
) -> None:
    answer = await cloud.world(path, **asked)
    assert answer["ok"] is False
    assert error in answer["error"]


async def test_the_page_sees_services_scenarios_and_deployments(cloud: Any) -> None:
    deployment = await cloud.deploy(hook=None)
    await cloud.ended(deployment)
    shown = await cloud.world()
    (service,) = shown["services"]
    assert (service["name"], service["scenario"]) == ("demo-backend", "healthy")
    first, beginning = service["deployments"]
    assert first["id"] == deployment
    assert first["traffic"] == {"blue": 0.0, "green": 100.0}
    assert first["revision"]["image"].endswith(":v2")
    assert beginning["revision"]["image"].endswith(":v1")
    assert "hook_times_out" in shown["scenarios"]
    assert [each["tag"] for each in service["deployments"]] == ["v2", "v1"]


async def test_the_page_sees_both_task_sets_while_one_takes_over(cloud: Any) -> None:
    await cloud.hook(await cloud.deploy())
    (service,) = (await cloud.world())["services"]
    assert [(each["label"], each["tag"], each["traffic"], each["tasks"]) for each in service["task_sets"]] == [
        ("blue", "v1", 100.0, ["healthy", "healthy"]),
        ("green", "v2", 0.0, ["healthy", "healthy"]),
    ]
    assert [each["revision"] for each in service["task_sets"]] == ["demo-backend:41", "demo-backend:42"]
