"""The simulated queue answers as another SQS does (moto's), and EventBridge puts into it what changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from tests.simulator.aws.conftest import SESSION, Cloud, Start

QUEUE = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/subaku-events"


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["ours", "moto"])
async def queue(request: pytest.FixtureRequest, start: Start, moto: str) -> AsyncIterator[tuple[Any, str]]:
    """A client and the address of an empty queue."""
    ours = request.param == "ours"
    address = f"{(await start(events_queue='subaku-events')).url}/aws" if ours else moto
    async with SESSION.client("sqs", endpoint_url=address) as client:
        if ours:
            yield client, (await client.get_queue_url(QueueName="subaku-events"))["QueueUrl"]
            return
        made = (await client.create_queue(QueueName="subaku-events"))["QueueUrl"]
        yield client, made
        await client.delete_queue(QueueUrl=made)


async def test_a_message_is_hidden_while_it_is_worked_on_and_comes_again(queue: tuple[Any, str]) -> None:
    client, url = queue
    sent = await client.send_message(QueueUrl=url, MessageBody="one 하나")
    first = await client.receive_message(QueueUrl=url, VisibilityTimeout=1, AttributeNames=["All"])
    [message] = first["Messages"]
    assert (message["Body"], message["MD5OfBody"]) == ("one 하나", sent["MD5OfMessageBody"])
    assert (message["MessageId"], message["Attributes"]["ApproximateReceiveCount"]) == (sent["MessageId"], "1")
    assert "Messages" not in await client.receive_message(QueueUrl=url)
    [again] = (await client.receive_message(QueueUrl=url, WaitTimeSeconds=5, AttributeNames=["All"]))["Messages"]
    assert (again["MessageId"], again["Attributes"]["ApproximateReceiveCount"]) == (sent["MessageId"], "2")
    assert again["ReceiptHandle"] != message["ReceiptHandle"]
    entries = [{"Id": "0", "ReceiptHandle": again["ReceiptHandle"]}]
    done = await client.delete_message_batch(QueueUrl=url, Entries=entries)
    assert done["Successful"] == [{"Id": "0"}]
    assert await _depth(client, url) == (0, 0)


async def test_many_come_ten_at_a_time(queue: tuple[Any, str]) -> None:
    client, url = queue
    for number in range(12):
        await client.send_message(QueueUrl=url, MessageBody=str(number))
    [*ten] = (await client.receive_message(QueueUrl=url, MaxNumberOfMessages=10))["Messages"]
    assert len(ten) == 10
    assert await _depth(client, url) == (2, 10)
    await client.delete_message(QueueUrl=url, ReceiptHandle=ten[0]["ReceiptHandle"])
    await client.change_message_visibility(QueueUrl=url, ReceiptHandle=ten[1]["ReceiptHandle"], VisibilityTimeout=0)
    assert await _depth(client, url) == (3, 8)


async def test_a_receiver_waits_for_what_comes(queue: tuple[Any, str]) -> None:
    client, url = queue
    waiting = asyncio.create_task(client.receive_message(QueueUrl=url, WaitTimeSeconds=20))
    await client.send_message(QueueUrl=url, MessageBody="late")
    assert [each["Body"] for each in (await waiting)["Messages"]] == ["late"]


@pytest.mark.parametrize(
    ("operation", "asked", "code"),
    [
        ("receive_message", {"QueueUrl": "https://sqs.x/111122223333/none"}, "AWS.SimpleQueueService.NonExistentQueue"),
        ("delete_message_batch", {"Entries": []}, "AWS.SimpleQueueService.EmptyBatchRequest"),
        (
            "delete_message_batch",
            {"Entries": [{"Id": "0", "ReceiptHandle": "x"}] * 2},
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        ),
    ],
)
async def test_mistakes_are_refused_alike(
    queue: tuple[Any, str], operation: str, asked: dict[str, Any], code: str
) -> None:
    client, url = queue
    with pytest.raises(ClientError) as refused:
        await getattr(client, operation)(**{"QueueUrl": url, **asked})
    assert refused.value.response["Error"]["Code"] == code


async def test_eventbridge_tells_each_change_of_a_deployment_once(start: Start) -> None:
    cloud = await start(events_queue="subaku-events")
    deployment = await cloud.deploy()
    await cloud.answer(deployment)
    await cloud.ended(deployment)
    events = await _told(cloud, 3)
    kinds = [event["detail"].get("state") or event["detail"]["eventName"] for event in events]
    assert kinds == ["START", "TASKSET_STEADY_STATE", "SUCCESS"]
    last = events[-1]
    assert (last["source"], last["detail-type"]) == (
        "aws.codedeploy",
        "CodeDeploy Deployment State-change Notification",
    )
    assert last["detail"]["deploymentId"] == deployment
    assert last["resources"][0].endswith(":deploymentgroup:demo-backend/demo-backend-bluegreen")
    assert events[1]["resources"] == ["arn:aws:ecs:ap-northeast-2:111122223333:service/demo/demo-backend"]


async def test_without_a_queue_nothing_can_be_pushed(start: Start) -> None:
    answer = await (await start()).world("/events", body="{}")
    assert answer["ok"] is False


async def _told(cloud: Cloud, count: int) -> list[dict[str, Any]]:
    """What stands in the queue, once there are so many."""
    events: list[dict[str, Any]] = []
    async with SESSION.client("sqs", endpoint_url=f"{cloud.url}/aws") as client, asyncio.timeout(20):
        while len(events) < count:
            got = await client.receive_message(QueueUrl=QUEUE, MaxNumberOfMessages=10, WaitTimeSeconds=5)
            events += [json.loads(each["Body"]) for each in got.get("Messages", [])]
    return events


async def _depth(client: Any, url: str) -> tuple[int, int]:
    """How many messages are visible, and how many are being worked on."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = (await client.get_queue_attributes(QueueUrl=url, AttributeNames=names))["Attributes"]
    return int(told[names[0]]), int(told[names[1]])
