"""What is asked, checked and answered: the operations, one by one, through real clients."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.aws import protocol

GROUP = {"applicationName": "demo-backend", "deploymentGroupName": "demo-backend-bluegreen"}


async def test_the_group_tells_of_its_deployments(cloud: Any) -> None:
    assert (await cloud.codedeploy.list_applications())["applications"] == ["demo-backend"]
    groups = await cloud.codedeploy.list_deployment_groups(applicationName="demo-backend")
    assert groups["deploymentGroups"] == ["demo-backend-bluegreen"]
    group = (await cloud.codedeploy.get_deployment_group(**GROUP))["deploymentGroupInfo"]
    assert group["computePlatform"] == "ECS"
    assert group["ecsServices"] == [{"serviceName": "demo-backend", "clusterName": "demo"}]
    assert group["lastSuccessfulDeployment"]["status"] == "Succeeded"
    batch = await cloud.codedeploy.batch_get_deployment_groups(
        applicationName="demo-backend", deploymentGroupNames=["demo-backend-bluegreen"]
    )
    assert batch["deploymentGroupsInfo"] == [group]
    assert (await cloud.codedeploy.get_application(applicationName="demo-backend"))["application"][
        "computePlatform"
    ] == "ECS"
    config = await cloud.codedeploy.get_deployment_config(
        deploymentConfigName="CodeDeployDefault.ECSCanary10Percent15Minutes"
    )
    routing = config["deploymentConfigInfo"]["trafficRoutingConfig"]
    assert routing["timeBasedCanary"] == {"canaryPercentage": 10, "canaryInterval": 15}


async def test_deployments_are_listed_by_status_and_time(cloud: Any) -> None:
    live = await cloud.deploy(description="subaku r-7")
    listed = await cloud.codedeploy.list_deployments(
        **GROUP, includeOnlyStatuses=["Created", "Queued", "InProgress", "Ready"]
    )
    assert listed["deployments"] == [live]
    newest_first = (await cloud.codedeploy.list_deployments(**GROUP))["deployments"]
    assert newest_first[0] == live
    assert len(newest_first) == 2
    later = datetime.now(UTC) + timedelta(hours=1)
    assert (await cloud.codedeploy.list_deployments(createTimeRange={"start": later}))["deployments"] == []
    infos = (await cloud.codedeploy.batch_get_deployments(deploymentIds=newest_first))["deploymentsInfo"]
    assert infos[0]["description"] == "subaku r-7"


async def test_a_revisions_content_is_told_by_get_application_revision_alone(cloud: Any) -> None:
    deployment = await cloud.deploy()
    revision = (await cloud.info(deployment))["revision"]
    assert revision["appSpecContent"].keys() == {"sha256"}
    full = await cloud.codedeploy.get_application_revision(applicationName="demo-backend", revision=revision)
    content = full["revision"]["appSpecContent"]["content"]
    assert hashlib.sha256(content.encode()).hexdigest() == revision["appSpecContent"]["sha256"]
    with pytest.raises(ClientError, match="RevisionDoesNotExistException"):
        await cloud.codedeploy.get_application_revision(
            applicationName="demo-backend",
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "0" * 64}},
        )


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"applicationName": "nobody"}, "ApplicationDoesNotExistException"),
        ({"deploymentGroupName": "nobody"}, "DeploymentGroupDoesNotExistException"),
        ({"deploymentGroupName": ""}, "InvalidDeploymentGroupNameException"),
        ({"description": "x" * 257}, "DescriptionTooLongException"),
        ({"deploymentConfigName": "CodeDeployDefault.OneAtATime"}, "DeploymentConfigDoesNotExistException"),
        ({"autoRollbackConfiguration": {"enabled": True}}, "InvalidAutoRollbackConfigException"),
        ({"revision": None}, "SerializationException"),
        ({"revision": {}}, "RevisionRequiredException"),
        ({"surprise": "x"}, "SerializationException.*surprise"),
        ({"autoRollbackConfiguration": {"enabled": True, "events": ["LUNCH"]}}, "ValidationException.*LUNCH"),
    ],
)
async def test_create_deployment_refuses(cloud: Any, changed: dict[str, Any], error: str) -> None:
    content = cloud.appspec(await cloud.revise())
    request = {**GROUP, "revision": {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}}
    with pytest.raises(ClientError, match=error):
        await post(cloud, "CodeDeploy_20141006.CreateDeployment", {**request, **changed})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda cloud, arn: "not: [an appspec", "neither JSON nor YAML"),
        (lambda cloud, arn: "version: 0.0", "Resources"),
        (lambda cloud, arn: cloud.appspec(arn + "9"), "No active task definition"),
        (lambda cloud, arn: cloud.appspec(arn, ContainerName="other"), "no container 'other'"),
        (lambda cloud, arn: cloud.appspec(arn, ContainerPort=81), "no port 81"),
        (lambda cloud, arn: cloud.appspec(arn, "no-such-function"), "No Lambda function 'no-such-function'"),
        (lambda cloud, arn: cloud.appspec(arn).replace("AfterAllow", "DuringAllow"), "takes no hook"),
    ],
)
async def test_an_appspec_is_checked_against_what_it_names(cloud: Any, change: Any, error: str) -> None:
    content = change(cloud, await cloud.revise())
    with pytest.raises(ClientError, match=f"InvalidRevisionException.*{error}"):
        await cloud.codedeploy.create_deployment(
            **GROUP, revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}
        )


async def test_the_sha256_of_an_appspec_is_checked(cloud: Any) -> None:
    content = cloud.appspec(await cloud.revise())
    with pytest.raises(ClientError, match=r"InvalidRevisionException.*sha256"):
        await cloud.codedeploy.create_deployment(
            **GROUP,
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content, "sha256": "0" * 64}},
        )


@pytest.mark.parametrize(
    ("identifier", "error"),
    [
        ("nonsense", "InvalidDeploymentIdException"),
        ("d-000000000", "DeploymentDoesNotExistException"),
        ("", "DeploymentIdRequiredException"),
    ],
)
async def test_a_deployments_id_is_checked(cloud: Any, identifier: str, error: str) -> None:
    with pytest.raises(ClientError, match=error):
        await cloud.codedeploy.get_deployment(deploymentId=identifier)


async def test_a_group_must_be_named(cloud: Any) -> None:
    with pytest.raises(ClientError, match="DeploymentGroupNameRequiredException"):
        await cloud.codedeploy.create_deployment(applicationName="demo-backend")


async def test_a_missing_id_is_named_as_codedeploy_does(cloud: Any) -> None:
    with pytest.raises(ClientError, match="DeploymentIdRequiredException"):
        await cloud.codedeploy.get_deployment()


async def test_at_most_25_in_a_batch(cloud: Any) -> None:
    with pytest.raises(ClientError, match="BatchLimitExceededException"):
        await cloud.codedeploy.batch_get_deployments(deploymentIds=["d-000000000"] * 26)


async def test_what_is_not_built_says_so(cloud: Any) -> None:
    with pytest.raises(ClientError, match="has not built codedeploy ListGitHubAccountTokenNames") as caught:
        await cloud.codedeploy.list_git_hub_account_token_names()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    with pytest.raises(ClientError, match="UnknownOperationException"):
        await post(cloud, "CodeDeploy_20141006.Dance", {})


async def test_a_new_revision_differs_in_its_image_alone(cloud: Any) -> None:
    before = await cloud.ecs.describe_task_definition(taskDefinition="demo-backend")
    arn = await cloud.revise("v3")
    after = await cloud.ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
    assert after["tags"] == [{"key": "subaku:release", "value": "r-1"}]
    old, new = (each["taskDefinition"]["containerDefinitions"][0] for each in (before, after))
    assert {name for name in new if new[name] != old.get(name)} == {"image"}
    assert after["taskDefinition"]["revision"] == 42
    listed = await cloud.ecs.list_task_definitions(familyPrefix="demo-backend", sort="DESC", maxResults=1)
    assert listed["taskDefinitionArns"] == [arn]
    assert listed["nextToken"]
    await cloud.ecs.tag_resource(resourceArn=arn, tags=[{"key": "more", "value": "1"}])
    tags = (await cloud.ecs.list_tags_for_resource(resourceArn=arn))["tags"]
    assert [each["key"] for each in tags] == ["subaku:release", "more"]
    gone = await cloud.ecs.deregister_task_definition(taskDefinition=arn)
    assert gone["taskDefinition"]["status"] == "INACTIVE"
    newest = await cloud.ecs.describe_task_definition(taskDefinition="demo-backend")
    assert newest["taskDefinition"]["revision"] == 41


async def test_the_service_as_it_begins(cloud: Any) -> None:
    described = await cloud.ecs.describe_services(cluster="demo", services=["demo-backend", "nobody"])
    (service,) = described["services"]
    assert service["deploymentController"] == {"type": "CODE_DEPLOY"}
    assert [each["status"] for each in service["taskSets"]] == ["PRIMARY"]
    assert described["failures"][0]["reason"] == "MISSING"
    sets = await cloud.ecs.describe_task_sets(cluster="demo", service="demo-backend")
    assert sets["taskSets"] == service["taskSets"]
    arns = (await cloud.ecs.list_tasks(cluster="demo", serviceName="demo-backend"))["taskArns"]
    tasks = (await cloud.ecs.describe_tasks(cluster="demo", tasks=arns))["tasks"]
    assert {(each["lastStatus"], each["healthStatus"]) for each in tasks} == {("RUNNING", "HEALTHY")}
    assert tasks[0]["containers"][0]["imageDigest"].startswith("sha256:")
    cluster = (await cloud.ecs.describe_clusters(clusters=["demo"]))["clusters"][0]
    assert (cluster["activeServicesCount"], cluster["runningTasksCount"]) == (1, 2)


async def test_ecs_names_what_is_missing(cloud: Any) -> None:
    with pytest.raises(ClientError, match="ClusterNotFoundException"):
        await cloud.ecs.describe_services(cluster="nobody", services=["demo-backend"])
    with pytest.raises(ClientError, match="ClientException"):
        await cloud.ecs.describe_task_definition(taskDefinition="nobody")
    with pytest.raises(ClientError, match=r"ClientException.*Container list"):
        await cloud.ecs.register_task_definition(family="demo-backend", containerDefinitions=[])
    with pytest.raises(ClientError, match="InvalidParameterException"):
        await cloud.ecs.describe_services(cluster="demo")


async def test_a_role_of_the_account_may_be_taken(cloud: Any) -> None:
    role = "arn:aws:iam::111122223333:role/subaku-deploy"
    taken = await cloud.sts.assume_role(RoleArn=role, RoleSessionName="subaku", DurationSeconds=900)
    assert taken["Credentials"]["Expiration"] > datetime.now(UTC)
    assert taken["AssumedRoleUser"]["Arn"].endswith("assumed-role/subaku-deploy/subaku")
    assert (await cloud.sts.get_caller_identity())["Account"] == "111122223333"
    with pytest.raises(ClientError, match="AccessDenied"):
        await cloud.sts.assume_role(RoleArn=role + "x", RoleSessionName="subaku")
    with pytest.raises(ClientError, match="ValidationError"):
        await cloud.sts.assume_role(RoleArn=role)


async def test_a_call_without_signature_is_refused(cloud: Any) -> None:
    async with cloud.http.post(f"{cloud.url}/aws/", data="Action=GetCallerIdentity&Version=2011-06-15") as answer:
        assert answer.status == 403
        assert "MissingAuthenticationToken" in await answer.text()


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("CodeDeploy_20141006.GetDeployment", b"\xff{"),
        ("CodeDeploy_20141006.GetDeployment", b"[]"),
        ("CodeDeploy_20141006.ListDeployments", b'{"createTimeRange": {"start": "yesterday"}}'),
        ("CodeDeploy_20141006.ListDeployments", b'{"createTimeRange": {"start": 2, "end": 1}}'),
        ("CodeDeploy_20141006.ListDeployments", b'{"nextToken": "x"}'),
        ("AmazonEC2ContainerServiceV20141113.ListTasks", b'{"cluster": "demo", "maxResults": 0}'),
        ("DynamoDB_20120810.GetItem", b'{"TableName": "subaku-hooks", "Key": {"DeploymentId": {}}}'),
        ("DynamoDB_20120810.UpdateItem", b'{"TableName": "subaku-hooks", "Key": {"A": {"S": "b"}}}'),
        ("Nothing.AtAll", b"{}"),
        ("", b"Action=AssumeRole&RoleArn.member.1=x"),
    ],
)
async def test_nonsense_is_the_callers_fault(cloud: Any, target: str, body: bytes) -> None:
    signed = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/ap-northeast-2/sts/aws4_request"
    headers = {"Authorization": signed, "Content-Type": "text/plain"} | ({"X-Amz-Target": target} if target else {})
    async with cloud.http.post(f"{cloud.url}/aws/", data=body, headers=headers) as answer:
        assert 400 <= answer.status < 500


def test_an_answer_that_drifts_is_caught() -> None:
    operation = protocol.model("codedeploy").operation_model("GetDeployment")
    call = protocol.Call("codedeploy", operation, {})
    with pytest.raises(protocol.AnswerDrifted, match="colour"):
        protocol.write(call, {"deploymentInfo": {"colour": "green"}})
    with pytest.raises(protocol.AnswerDrifted, match="'Sleeping' is none of Created"):
        protocol.write(call, {"deploymentInfo": {"status": "Sleeping"}})


async def post(cloud: Any, target: str, body: dict[str, Any]) -> None:
    """A raw call, for what a client would not send."""
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    async with cloud.http.post(f"{cloud.url}/aws/", json=body, headers=headers) as answer:
        read = await answer.json(content_type=None)
        raise ClientError({"Error": {"Code": read["__type"], "Message": read["message"]}}, target)
