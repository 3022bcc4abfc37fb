"""Events of AWS that EventBridge puts into an SQS queue, read for what they are about and for nothing else.

What an event claims is never believed: it says where to look, and AWS is asked what is so. That is why an event that
comes late, twice, in another order or from somebody else changes nothing.
https://docs.aws.amazon.com/eventbridge/latest/ref/event-delivery-level.html
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import aioboto3
from aiobotocore.config import AioConfig

from bot.drivers.aws import CONFIG, asking
from bot.drivers.base import Call

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient

WAIT = 20  # seconds, SQS's longest
AT_ONCE = 10  # messages, SQS's most
LONGEST = 256 * 1024  # bytes, EventBridge's own limit of an event
PATIENT = CONFIG.merge(AioConfig(read_timeout=WAIT + 10))
REGION = re.compile(r"^sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$")
PIPELINE = re.compile(r"^codepipeline/([A-Za-z0-9.@_-]{1,100})$")
SERVICE = re.compile(r"^arn:[\w-]+:ecs:[\w-]*:\d*:service/([\w-]+)/([\w-]+)$", re.ASCII)
DEPLOYMENT = re.compile(r"^arn:[\w-]+:ecs:[\w-]*:\d*:service-deployment/[\w-]+/[\w-]+/[\w-]+$", re.ASCII)
QUEUE = "arn:aws:sqs:{region}:{account}:{queue}"


class Unreadable(ValueError):
    """A message that no rule of EventBridge has sent; `kind` says in a word what is wrong with it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Pushed:
    """Where to look: a deployment's or execution's reference, `service/CLUSTER/NAME`, `pipeline/NAME`, `image/NAME`.

    `source`: whose event it was (`codedeploy`, `ecs`, `codepipeline`, `codebuild`, `ecr`). All of it is data.
    """

    source: str
    reference: str


@dataclass(frozen=True, slots=True)
class Received:
    """What one call to the queue brought: what to look at, and the kinds of what couldn't be read.

    `receipts`: of all messages. Until they are given back the messages come again.
    """

    pushed: Sequence[Pushed]
    unreadable: Sequence[str]
    receipts: Sequence[str]


class Pushes:
    """One queue. Opened when first asked, closed at the end."""

    calls: ClassVar[tuple[Call, ...]] = (
        Call("sqs", "DeleteMessageBatch", QUEUE),
        Call("sqs", "ReceiveMessage", QUEUE),
    )

    def __init__(self, queue: str) -> None:
        self._queue, self._stack = queue, AsyncExitStack()
        self._opening = asyncio.Lock()
        self._client: SQSClient | None = None

    async def receive(self) -> Received:
        """The next messages, waiting for them up to twenty seconds.

        Raises `DriverUnavailable`, `Throttled`, `EffectRefused`; so does `done`.
        """
        async with asking("ReceiveMessage"):
            client = await self._open()
            answer = await client.receive_message(
                QueueUrl=self._queue, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=WAIT
            )
            return _read(answer.get("Messages", []))

    async def done(self, received: Received) -> None:
        """Take them off the queue, the unreadable too; one that stays comes again, and changes nothing."""
        entries: Any = [{"Id": str(place), "ReceiptHandle": it} for place, it in enumerate(received.receipts)]
        if entries:
            async with asking("DeleteMessageBatch"):
                client = await self._open()
                await client.delete_message_batch(QueueUrl=self._queue, Entries=entries)

    async def close(self) -> None:
        """Close the connections."""
        await self._stack.aclose()

    async def _open(self) -> SQSClient:
        async with self._opening:
            if self._client is not None:
                return self._client
            session = aioboto3.Session(region_name=region_of(self._queue) or os.environ.get("AWS_REGION"))
            opened: SQSClient = await self._stack.enter_async_context(session.client("sqs", config=PATIENT))
            self._client = opened
            return opened


def region_of(queue: str) -> str | None:
    """The region in a queue's address; None where the environment has to know."""
    found = REGION.match(urlsplit(queue).hostname or "")
    return found[1] if found else None


def read(body: str) -> list[Pushed]:
    """What one event is about; nothing for an event that doesn't concern us. Raises `Unreadable`."""
    if len(body) > LONGEST:
        raise Unreadable("too_long")
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no_json") from None
    if not isinstance(event, dict) or not isinstance(event.get("detail"), dict):
        raise Unreadable("no_event")
    source = str(event.get("source", "")).removeprefix("aws.")
    about = READERS.get(source)
    return [Pushed(source, reference) for reference in dict.fromkeys(about(event))] if about else []


def _read(messages: Any) -> Received:
    pushed: dict[Pushed, None] = {}
    unreadable = []
    for message in messages:
        try:
            pushed |= dict.fromkeys(read(message.get("Body", "")))
        except Unreadable as err:
            unreadable.append(err.kind)
    return Received(tuple(pushed), unreadable, [message["ReceiptHandle"] for message in messages])


def _deployment(event: dict[str, Any]) -> Iterator[str]:
    yield from _texts(event["detail"].get("deploymentId"))


def _service(event: dict[str, Any]) -> Iterator[str]:
    """ECS names the service among the resources, and a deployment of its own nowhere for sure."""
    detail = event["detail"]
    named = [*_listed(event.get("resources")), detail.get("serviceArn"), detail.get("serviceDeploymentArn")]
    for name in (text for each in named for text in _texts(each)):
        if found := SERVICE.match(name):
            yield f"service/{found[1]}/{found[2]}"
        elif DEPLOYMENT.match(name):
            yield name


def _execution(event: dict[str, Any]) -> Iterator[str]:
    yield from _texts(event["detail"].get("execution-id"))


def _build(event: dict[str, Any]) -> Iterator[str]:
    """A build knows the pipeline that began it, and not the execution."""
    more = event["detail"].get("additional-information")
    for initiator in _texts(more.get("initiator") if isinstance(more, dict) else None):
        if found := PIPELINE.match(initiator):
            yield f"pipeline/{found[1]}"


def _image(event: dict[str, Any]) -> Iterator[str]:
    yield from (f"image/{name}" for name in _texts(event["detail"].get("repository-name")))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value


READERS = {
    "codedeploy": _deployment,
    "ecs": _service,
    "codepipeline": _execution,
    "codebuild": _build,
    "ecr": _image,
}
