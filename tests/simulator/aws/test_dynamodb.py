"""The table that a hook writes and a bot reads."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

TABLE = "subaku-hooks"


def item(deployment: str, event: str = "AfterAllowTestTraffic", **more: dict[str, str]) -> dict[str, Any]:
    return {"DeploymentId": {"S": deployment}, "HookEvent": {"S": event}, **more}


async def test_an_item_is_put_once_and_read_back(cloud: Any) -> None:
    first = item("d-1", Count={"N": "1"})
    await cloud.dynamodb.put_item(TableName=TABLE, Item=first, ConditionExpression="attribute_not_exists(DeploymentId)")
    with pytest.raises(ClientError, match="ConditionalCheckFailedException") as caught:
        await cloud.dynamodb.put_item(
            TableName=TABLE,
            Item=item("d-1"),
            ConditionExpression="attribute_not_exists(DeploymentId)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert dict(caught.value.response)["Item"] == first
    read = await cloud.dynamodb.get_item(TableName=TABLE, Key=item("d-1"), ConsistentRead=True)
    assert read["Item"] == first


async def test_an_update_sets_adds_and_removes(cloud: Any) -> None:
    updated = await cloud.dynamodb.update_item(
        TableName=TABLE,
        Key=item("d-1"),
        UpdateExpression="SET #v = :v, Tries = if_not_exists(Tries, :zero) + :one REMOVE Gone",
        ExpressionAttributeNames={"#v": "Verdict"},
        ExpressionAttributeValues={":v": {"S": "SUCCEEDED"}, ":zero": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    assert updated["Attributes"] == item("d-1", Verdict={"S": "SUCCEEDED"}, Tries={"N": "1"})


async def test_a_query_finds_the_events_of_a_deployment_in_order(cloud: Any) -> None:
    for event in ("C", "A", "B"):
        await cloud.dynamodb.put_item(TableName=TABLE, Item=item("d-1", event))
    await cloud.dynamodb.put_item(TableName=TABLE, Item=item("d-2"))
    asked: dict[str, Any] = {
        "TableName": TABLE,
        "KeyConditionExpression": "DeploymentId = :d",
        "ExpressionAttributeValues": {":d": {"S": "d-1"}},
    }
    page = await cloud.dynamodb.query(**asked, Limit=2)
    assert [each["HookEvent"]["S"] for each in page["Items"]] == ["A", "B"]
    rest = await cloud.dynamodb.query(**asked, ExclusiveStartKey=page["LastEvaluatedKey"])
    assert [each["HookEvent"]["S"] for each in rest["Items"]] == ["C"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("Age > :seven AND NOT begins_with(HookEvent, :b)", True),
        ("Age BETWEEN :seven AND :nine", True),
        ("(Age < :seven OR HookEvent = :b) AND attribute_exists(Age)", False),
        ("Missing <> :b", True),
        ("Missing = :b", False),
        ("Age = :b", False),
    ],
)
async def test_conditions(cloud: Any, condition: str, holds: bool) -> None:
    await cloud.dynamodb.put_item(TableName=TABLE, Item=item("d-1", "A", Age={"N": "8"}))
    values = {":seven": {"N": "7"}, ":nine": {"N": "9.5"}, ":b": {"S": "B"}}
    delete = cloud.dynamodb.delete_item(
        TableName=TABLE, Key=item("d-1", "A"), ConditionExpression=condition, ExpressionAttributeValues=values
    )
    if holds:
        await delete
    else:
        with pytest.raises(ClientError, match="ConditionalCheckFailedException"):
            await delete


@pytest.mark.parametrize("condition", ["Age >", "Age > :unknown", "size(Age) = :x", "Age ! :x", "#n = :x", ") Age"])
async def test_a_bad_expression_is_refused(cloud: Any, condition: str) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        await cloud.dynamodb.put_item(
            TableName=TABLE,
            Item=item("d-1"),
            ConditionExpression=condition,
            ExpressionAttributeValues={":x": {"N": "1"}},
        )


async def test_what_has_expired_goes_with_the_next_write(cloud: Any) -> None:
    await cloud.dynamodb.put_item(TableName=TABLE, Item=item("d-1", ExpiresAt={"N": str(time.time() - 1)}))
    await cloud.dynamodb.put_item(TableName=TABLE, Item=item("d-2", ExpiresAt={"N": str(time.time() + 60)}))
    keys = [item("d-1"), item("d-2")]
    read = await cloud.dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": keys}})
    assert [each["DeploymentId"]["S"] for each in read["Responses"][TABLE]] == ["d-2"]


async def test_tables(cloud: Any) -> None:
    described = (await cloud.dynamodb.describe_table(TableName=TABLE))["Table"]
    assert [each["AttributeName"] for each in described["KeySchema"]] == ["DeploymentId", "HookEvent"]
    ttl = (await cloud.dynamodb.describe_time_to_live(TableName=TABLE))["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "ExpiresAt"
    await cloud.dynamodb.create_table(
        TableName="other",
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert (await cloud.dynamodb.list_tables())["TableNames"] == ["other", TABLE]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await cloud.dynamodb.get_item(TableName="nobody", Key=item("d-1"))
    with pytest.raises(ClientError, match=r"ValidationException.*schema"):
        await cloud.dynamodb.get_item(TableName=TABLE, Key={"DeploymentId": {"S": "d-1"}})
