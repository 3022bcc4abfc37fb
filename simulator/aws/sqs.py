"""The operations of SQS that a reader of events needs: standard queues, which give each message at least once."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from simulator.aws.account import Account
from simulator.aws.protocol import Answer, AwsError, Operations, Params

KEPT = 1000  # messages; the oldest is forgotten, as after SQS's own four days
VISIBILITY = 30  # seconds that a message is hidden from the others while somebody works on it
LONGEST_WAIT = 20
BATCH = 10


@dataclass
class Message:
    """A message; `visible` is the instant from which it may be received (again)."""

    body: str
    visible: float = 0.0
    receipt: str = ""
    received: int = 0
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def shape(self, wanted: Iterable[str]) -> dict[str, Any]:
        """SQS's `Message`."""
        counted = {"ApproximateReceiveCount": str(self.received)}
        told = counted if {"All", "ApproximateReceiveCount"}.intersection(wanted) else {}
        shape = {"MessageId": self.id, "ReceiptHandle": self.receipt, "MD5OfBody": _md5(self.body), "Body": self.body}
        return {**shape, "Attributes": told} if told else shape


@dataclass
class Queue:
    """A queue; `arrived` wakes those who wait for a message."""

    name: str
    messages: OrderedDict[str, Message] = field(default_factory=OrderedDict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, body: str, delay: float = 0.0) -> Message:
        message = Message(body, monotonic() + delay)
        self.messages[message.id] = message
        if len(self.messages) > KEPT:
            self.messages.popitem(last=False)
        self.arrived.set()
        return message

    def receive(self, most: int, hidden: float) -> list[Message]:
        """Those that are visible, hidden from now on; each gets a new receipt."""
        now = monotonic()
        found = [each for each in self.messages.values() if each.visible <= now][:most]
        for each in found:
            each.visible, each.receipt, each.received = now + hidden, secrets.token_urlsafe(40), each.received + 1
        return found

    def find(self, receipt: str) -> Message | None:
        """The message that was last received with it."""
        return next((each for each in self.messages.values() if each.receipt == receipt), None)

    async def wait(self, seconds: float) -> None:
        """Until something can be received, at most so long."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            now = monotonic()
            next_visible = min((each.visible for each in self.messages.values()), default=end)
            if next_visible <= now:
                return
            self.arrived.clear()
            try:
                async with asyncio.timeout(min(left, next_visible - now)):
                    await self.arrived.wait()
            except TimeoutError:
                continue


class Sqs:
    """Answers SQS's calls out of memory."""

    def __init__(self, account: Account, names: Iterable[str]) -> None:
        self._account = account
        self.queues = {name: Queue(name) for name in names}
        self.operations: Operations = {
            "ChangeMessageVisibility": self.change_message_visibility,
            "DeleteMessage": self.delete_message,
            "DeleteMessageBatch": self.delete_message_batch,
            "GetQueueAttributes": self.get_queue_attributes,
            "GetQueueUrl": self.get_queue_url,
            "ReceiveMessage": self.receive_message,
            "SendMessage": self.send_message,
        }

    async def wait(self, params: Params) -> None:
        """A receiver's patience, before it is answered. Raises AwsError."""
        await self._queue(params).wait(_between(params, "WaitTimeSeconds", 0, 0, LONGEST_WAIT))

    def receive_message(self, params: Params) -> Answer:
        queue = self._queue(params)
        most = _between(params, "MaxNumberOfMessages", 1, 1, BATCH)
        found = queue.receive(most, _between(params, "VisibilityTimeout", VISIBILITY, 0, 43_200))
        wanted = {*params.get("AttributeNames", ()), *params.get("MessageSystemAttributeNames", ())}
        return {"Messages": [each.shape(wanted) for each in found]} if found else {}

    def send_message(self, params: Params) -> Answer:
        message = self._queue(params).send(params["MessageBody"], _between(params, "DelaySeconds", 0, 0, 900))
        return {"MessageId": message.id, "MD5OfMessageBody": _md5(message.body)}

    def delete_message(self, params: Params) -> Answer:
        """A receipt of earlier, whose message has been received again, deletes nothing."""
        queue = self._queue(params)
        if message := queue.find(params["ReceiptHandle"]):
            del queue.messages[message.id]
        return {}

    def delete_message_batch(self, params: Params) -> Answer:
        entries = params["Entries"]
        ids = [each["Id"] for each in entries]
        if not entries:
            raise AwsError("EmptyBatchRequest", "There should be at least one entry.")
        if len(entries) > BATCH:
            raise AwsError("TooManyEntriesInBatchRequest", f"At most {BATCH} entries.")
        if len(set(ids)) < len(ids):
            raise AwsError("BatchEntryIdsNotDistinct", "Two entries have the same Id.")
        for each in entries:
            self.delete_message({**params, "ReceiptHandle": each["ReceiptHandle"]})
        return {"Successful": [{"Id": each} for each in ids], "Failed": []}

    def change_message_visibility(self, params: Params) -> Answer:
        message = self._queue(params).find(params["ReceiptHandle"])
        if message is None:
            raise AwsError("MessageNotInflight", "The message isn't in flight.")
        message.visible = monotonic() + _between(params, "VisibilityTimeout", VISIBILITY, 0, 43_200)
        return {}

    def get_queue_url(self, params: Params) -> Answer:
        queue = self._queue({"QueueUrl": params["QueueName"]})
        region, account = self._account.region, self._account.id
        return {"QueueUrl": f"https://sqs.{region}.amazonaws.com/{account}/{queue.name}"}

    def get_queue_attributes(self, params: Params) -> Answer:
        queue, now = self._queue(params), monotonic()
        visible = sum(each.visible <= now for each in queue.messages.values())
        every = {
            "ApproximateNumberOfMessages": str(visible),
            "ApproximateNumberOfMessagesNotVisible": str(len(queue.messages) - visible),
            "QueueArn": self._account.arn("sqs", queue.name),
            "VisibilityTimeout": str(VISIBILITY),
        }
        wanted = set(params.get("AttributeNames", ()))
        return {"Attributes": {name: value for name, value in every.items() if {"All", name} & wanted}}

    def _queue(self, params: Params) -> Queue:
        name = str(params["QueueUrl"]).rpartition("/")[2]
        if name not in self.queues:
            raise AwsError("QueueDoesNotExist", "The specified queue does not exist.")
        return self.queues[name]


def _between(params: Params, name: str, otherwise: int, least: int, most: int) -> int:
    value = int(params.get(name, otherwise))
    if not least <= value <= most:
        raise AwsError("InvalidParameterValue", f"Value {value} for parameter {name} is invalid.")
    return value


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
