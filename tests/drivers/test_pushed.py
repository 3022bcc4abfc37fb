"""What is read from AWS's events, and how the queue is read; against moto's SQS."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aioboto3
import pytest
from moto.server import ThreadedMotoServer

from bot.drivers.pushed import LONGEST, Pushed, Pushes, Unreadable, read, region_of
from bot.errors import EffectRefused

REGION, ACCOUNT = "ap-northeast-2", "111122223333"
SERVICE = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/demo/backend"
EVENTS = [
    ("codedeploy", "CodeDeploy Deployment State-change Notification", {"deploymentId": "d-AB12CD34E"}, "d-AB12CD34E"),
    ("codedeploy", "CodeDeploy Instance State-change Notification", {"deploymentId": "d-AB12CD34E"}, "d-AB12CD34E"),
    ("ecs", "ECS Deployment State Change", {"deploymentId": "ecs-svc/123"}, "service/demo/backend"),
    ("ecs", "ECS Service Action", {"eventName": "TASKSET_STEADY_STATE"}, "service/demo/backend"),
    ("ecs", "ECS Hook State Change", {"eventName": "HOOK_AWAITING_ACTION"}, "service/demo/backend"),
    ("codepipeline", "CodePipeline Stage Execution State Change", {"execution-id": "01234567-89ab"}, "01234567-89ab"),
    (
        "codebuild",
        "CodeBuild Build Phase Change",
        {"additional-information": {"initiator": "codepipeline/shop"}},
        "pipeline/shop",
    ),
    ("ecr", "ECR Image Action", {"repository-name": "team/backend", "image-tag": "v2"}, "image/team/backend"),
    ("ecr", "ECR Image Scan", {"repository-name": "team/backend", "image-tags": ["v2"]}, "image/team/backend"),
]


def event(source: str, kind: str, detail: dict[str, Any]) -> str:
    """As EventBridge writes it."""
    resources = [SERVICE] if source == "ecs" else []
    around = {"version": "0", "id": "c071bfbf", "account": ACCOUNT, "time": "2026-06-30T22:06:31Z", "region": REGION}
    return json.dumps(
        {**around, "source": f"aws.{source}", "detail-type": kind, "resources": resources, "detail": detail}
    )


@pytest.mark.parametrize(("source", "kind", "detail", "reference"), EVENTS, ids=[each[1] for each in EVENTS])
def test_an_event_says_where_to_look(source: str, kind: str, detail: dict[str, Any], reference: str) -> None:
    assert read(event(source, kind, detail)) == [Pushed(source, reference)]


def test_a_deployment_of_ecs_is_known_by_its_own_name_too() -> None:
    arn = SERVICE.replace(":service/", ":service-deployment/") + "/Ab3-x_9"
    assert read(event("ecs", "later", {"serviceDeploymentArn": arn})) == [
        Pushed("ecs", "service/demo/backend"),
        Pushed("ecs", arn),
    ]


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ("ec2", {"instance-id": "i-1"}),
        ("codedeploy", {"deploymentId": 7}),
        ("codedeploy", {}),
        ("codebuild", {"additional-information": {"initiator": "a-person"}}),
        ("codebuild", {"additional-information": []}),
        ("codebuild", {"additional-information": {"initiator": "codepipeline/a b<!channel>"}}),
        ("ecr", {"repository-name": None}),
    ],
)
def test_what_concerns_nothing_of_ours_is_passed_over(source: str, detail: dict[str, Any]) -> None:
    assert read(event(source, "anything", detail)) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "no_json"),
        ("{", "no_json"),
        ("[" * 100_000, "no_json"),
        ("[]", "no_event"),
        ('{"source": "aws.codedeploy"}', "no_event"),
        ('{"source": "aws.codedeploy", "detail": "d-1"}', "no_event"),
        (" " * (LONGEST + 1), "too_long"),
    ],
)
def test_what_no_rule_has_sent_is_unreadable(body: str, kind: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(body)
    assert unreadable.value.kind == kind


@pytest.mark.parametrize(
    ("queue", "region"),
    [
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/subaku", "eu-west-1"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/subaku", "cn-north-1"),
        ("http://127.0.0.1:9324/000000000000/subaku", None),
        ("https://sqs.eu-west-1.amazonaws.com.example.org/111122223333/subaku", None),
    ],
)
def test_a_queues_address_names_its_region(queue: str, region: str | None) -> None:
    assert region_of(queue) == region


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
async def sqs(address: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
    async with aioboto3.Session().client("sqs", region_name=REGION) as client:
        yield client


async def test_messages_are_read_and_taken_off_the_queue_unreadable_ones_too(sqs: Any) -> None:
    await sqs.create_queue(QueueName="read")
    queue = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/read"
    for body in (event(*EVENTS[0][:3]), "no event at all", event(*EVENTS[0][:3]), event(*EVENTS[5][:3])):
        await sqs.send_message(QueueUrl=queue, MessageBody=body)
    pushes = Pushes(queue)
    try:
        pushed: set[Pushed] = set()
        unreadable: list[str] = []
        seen = 0
        while seen < 4:  # SQS gives as many at once as it likes
            received = await pushes.receive()
            pushed |= set(received.pushed)
            unreadable += received.unreadable
            seen += len(received.receipts)
            await pushes.done(received)
    finally:
        await pushes.close()
    assert pushed == {Pushed("codedeploy", "d-AB12CD34E"), Pushed("codepipeline", "01234567-89ab")}
    assert unreadable == ["no_json"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = (await sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names))["Attributes"]
    assert [left[name] for name in names] == ["0", "0"]


async def test_a_queue_that_is_gone_is_told_as_a_refusal(sqs: Any) -> None:
    pushes = Pushes(f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/gone")
    try:
        with pytest.raises(EffectRefused, match="NonExistentQueue"):
            await pushes.receive()
    finally:
        await pushes.close()
