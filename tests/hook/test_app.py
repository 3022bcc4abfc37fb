"""The Lambda function against moto's DynamoDB, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3  # type: ignore[import-untyped]  # it ships no types
import pytest
from moto.server import ThreadedMotoServer

from hook import app

CODEDEPLOY = {"DeploymentId": "d-A1B2C3D4E", "LifecycleEventHookExecutionId": "execution-1"}
ARN = "arn:aws:ecs:ap-northeast-2:111122223333:service-deployment/demo/demo-backend/abc"
ECS = {
    "executionDetails": {"serviceArn": "arn:aws:ecs:ap-northeast-2:111122223333:service/demo/demo-backend"},
    "executionId": "run-1",
    "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
    "resourceArn": ARN,
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def table(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_REGION": "ap-northeast-2",
        "AWS_DEFAULT_REGION": "ap-northeast-2",
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "HOOK_TABLE": "subaku-hooks",
    }.items():
        monkeypatch.setenv(name, value)
    app._dynamodb.cache_clear()
    resource = boto3.resource("dynamodb")
    table = resource.create_table(
        TableName="subaku-hooks",
        KeySchema=[
            {"AttributeName": "DeploymentId", "KeyType": "HASH"},
            {"AttributeName": "HookEvent", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "DeploymentId", "AttributeType": "S"},
            {"AttributeName": "HookEvent", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    yield table
    table.delete()
    app._dynamodb().close()
    app._dynamodb.cache_clear()
    resource.meta.client.close()


def kept(table: Any, deployment: str = "d-A1B2C3D4E", event: str = "AfterAllowTestTraffic") -> dict[str, Any]:
    item: dict[str, Any] = table.get_item(Key={"DeploymentId": deployment, "HookEvent": event})["Item"]
    return item


def test_codedeploys_call_is_kept_with_its_expiry(table: Any) -> None:
    assert app.handler(CODEDEPLOY, None) is None
    item = kept(table)
    assert item["LifecycleEventHookExecutionId"] == "execution-1"
    assert item["ReceivedAt"].endswith("+00:00")
    week = 7 * 86_400
    received = datetime.fromisoformat(item["ReceivedAt"]).timestamp()
    assert abs(float(item["ExpiresAt"]) - received - week) < 2
    assert "Verdict" not in item


def test_the_same_call_again_changes_nothing(table: Any) -> None:
    app.handler(CODEDEPLOY, None)
    first = kept(table)
    app.handler(CODEDEPLOY, None)
    assert kept(table) == first


def test_a_new_execution_replaces_the_old_one(table: Any) -> None:
    app.handler(CODEDEPLOY, None)
    app.handler(CODEDEPLOY | {"LifecycleEventHookExecutionId": "execution-2"}, None)
    assert kept(table)["LifecycleEventHookExecutionId"] == "execution-2"
    assert table.scan()["Count"] == 1


def test_the_event_is_a_setting(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_EVENT", "BeforeAllowTraffic")
    app.handler(CODEDEPLOY, None)
    assert kept(table, event="BeforeAllowTraffic")["LifecycleEventHookExecutionId"] == "execution-1"


@pytest.mark.parametrize("said", ["SUCCEEDED", "FAILED"])
def test_ecs_asks_until_the_verdict_is_there(table: Any, said: str) -> None:
    assert app.handler(ECS, None) == {"hookStatus": "IN_PROGRESS", "callBackDelay": 30}
    key = {"DeploymentId": ARN, "HookEvent": "POST_TEST_TRAFFIC_SHIFT"}
    table.update_item(Key=key, UpdateExpression="SET Verdict = :v", ExpressionAttributeValues={":v": said})
    assert app.handler(ECS, None) == {"hookStatus": said}


def test_a_verdict_outlives_a_new_execution_of_the_same_stage(table: Any) -> None:
    app.handler(ECS, None)
    key = {"DeploymentId": ARN, "HookEvent": "POST_TEST_TRAFFIC_SHIFT"}
    table.update_item(Key=key, UpdateExpression="SET Verdict = :v", ExpressionAttributeValues={":v": "SUCCEEDED"})
    assert app.handler(ECS | {"executionId": "run-2"}, None) == {"hookStatus": "SUCCEEDED"}


@pytest.mark.parametrize(
    ("event", "named"),
    [
        ({}, "neither DeploymentId"),
        (None, "neither DeploymentId"),
        (["DeploymentId"], "neither DeploymentId"),
        ({"DeploymentId": "d-1"}, "LifecycleEventHookExecutionId"),
        ({"DeploymentId": 7, "LifecycleEventHookExecutionId": "x"}, "DeploymentId"),
        ({"resourceArn": ARN, "executionId": "run-1"}, "lifecycleStage"),
    ],
)
def test_a_bad_event_is_named(event: object, named: str) -> None:
    with pytest.raises(app.EventNotUnderstood, match=named):
        app.handler(event, None)


def test_a_missing_setting_is_named(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOOK_TABLE")
    with pytest.raises(app.TableNotNamed, match="HOOK_TABLE"):
        app.handler(CODEDEPLOY, None)


def test_the_log_is_one_line_without_the_execution_id(table: Any, capsys: pytest.CaptureFixture[str]) -> None:
    app.handler(CODEDEPLOY, None)
    line = capsys.readouterr().out
    assert json.loads(line)["deployment"] == "d-A1B2C3D4E"
    assert line.count("\n") == 1
    assert "execution-1" not in line
