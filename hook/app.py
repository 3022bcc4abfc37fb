"""Keeps in DynamoDB that a deployment waits, so that the bot finds it and can answer.

CodeDeploy calls with `DeploymentId` and `LifecycleEventHookExecutionId`, and is answered later through its own API. ECS
calls with `executionDetails`, `executionId`, `lifecycleStage` and `resourceArn`, again and again, and takes the answer
from what is returned: the bot leaves it in `Verdict`.

Settings: `HOOK_TABLE`, the table; `HOOK_EVENT`, the event that CodeDeploy calls at (default AfterAllowTestTraffic).
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import boto3  # type: ignore[import-untyped]  # it ships no types
from botocore.config import Config

KEPT_FOR = timedelta(days=7)
ASK_AGAIN_AFTER = 30  # s, ECS's own default
VERDICTS = ("SUCCEEDED", "FAILED")


class HookError(Exception):
    """What this function raises; the message says what to do."""


class EventNotUnderstood(HookError):
    """The event is neither CodeDeploy's nor ECS's."""


class TableNotNamed(HookError):
    """The setting HOOK_TABLE is missing."""


class Call(NamedTuple):
    """One call, whoever made it: what waits, at which of its events, and the id of the call."""

    deployment: str
    event: str
    execution: str
    answered_by_return: bool


def handler(event: object, context: object) -> dict[str, object] | None:
    """Keep the call. For ECS return its verdict, for CodeDeploy nothing. Raises HookError."""
    del context
    call = read(event)
    is_new = keep(call, datetime.now(UTC))
    answer = verdict(call) if call.answered_by_return else None
    log(call, is_new=is_new, answer=answer)
    return answer


def read(event: object) -> Call:
    """Tell whose event it is. Raises EventNotUnderstood."""
    if isinstance(event, Mapping):
        if "DeploymentId" in event:
            at = os.environ.get("HOOK_EVENT", "AfterAllowTestTraffic")
            return Call(_word(event, "DeploymentId"), at, _word(event, "LifecycleEventHookExecutionId"), False)
        if "resourceArn" in event:
            return Call(_word(event, "resourceArn"), _word(event, "lifecycleStage"), _word(event, "executionId"), True)
    raise EventNotUnderstood("The event has neither DeploymentId (CodeDeploy) nor resourceArn (ECS).")


def keep(call: Call, now: datetime) -> bool:
    """Write the call down; one that is there already stays as it is. True where it was new."""
    client = _dynamodb()
    try:
        client.update_item(
            TableName=_table(),
            Key=_key(call),
            UpdateExpression="SET LifecycleEventHookExecutionId = :execution, ReceivedAt = :now, ExpiresAt = :expires",
            ConditionExpression="attribute_not_exists(DeploymentId) OR LifecycleEventHookExecutionId <> :execution",
            ExpressionAttributeValues={
                ":execution": {"S": call.execution},
                ":now": {"S": now.isoformat(timespec="milliseconds")},
                ":expires": {"N": str(int((now + KEPT_FOR).timestamp()))},
            },
        )
    except client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def verdict(call: Call) -> dict[str, object]:
    """What the bot has decided so far, in the words of ECS."""
    item = _dynamodb().get_item(TableName=_table(), Key=_key(call), ConsistentRead=True).get("Item", {})
    said = item.get("Verdict", {}).get("S")
    if said in VERDICTS:
        return {"hookStatus": said}
    return {"hookStatus": "IN_PROGRESS", "callBackDelay": ASK_AGAIN_AFTER}


def log(call: Call, *, is_new: bool, answer: dict[str, object] | None) -> None:
    """One line of JSON. The execution id stays out: whoever has it can let the traffic go over."""
    line = {"message": "hook called", "deployment": call.deployment, "event": call.event}
    sys.stdout.write(json.dumps(line | {"new": is_new, "answer": answer}) + "\n")


def _word(event: Mapping[str, object], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise EventNotUnderstood(f"The event's {name} must be a text that is not empty.")
    return value


def _key(call: Call) -> dict[str, dict[str, str]]:
    return {"DeploymentId": {"S": call.deployment}, "HookEvent": {"S": call.event}}


def _table() -> str:
    name = os.environ.get("HOOK_TABLE", "")
    if not name:
        raise TableNotNamed("Set HOOK_TABLE in the function's settings to the name of the hook table.")
    return name


@functools.cache
def _dynamodb() -> Any:
    # kept between calls: a warm function saves the handshake
    config = Config(connect_timeout=2, read_timeout=3, retries={"max_attempts": 4, "mode": "standard"})
    return boto3.client("dynamodb", config=config)
