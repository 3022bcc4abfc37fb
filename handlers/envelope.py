"""The envelopes that come over a Socket Mode connection, and the answers that go back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse


class MalformedEnvelope(ValueError):
    """Slack's side sent something that is no envelope; it is logged and skipped."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One frame: `hello`, `disconnect`, or (with an `envelope_id`) something to be answered within three seconds."""

    type: str
    id: str | None
    body: Mapping[str, Any]

    @property
    def payload(self) -> dict[str, Any]:
        """What the envelope carries."""
        payload = self.body.get("payload")
        return payload if isinstance(payload, dict) else {}

    def request(self) -> AsyncBoltRequest:
        """The request for bolt. Its listeners find here what bolt itself drops: the envelope's id and its retries."""
        attempt, reason = self.body.get("retry_attempt"), self.body.get("retry_reason")
        headers = {"x-slack-retry-num": attempt, "x-slack-retry-reason": reason}
        return AsyncBoltRequest(
            mode="socket_mode",
            body=self.payload,
            headers={name: str(value) for name, value in headers.items() if value},
            context={"envelope_id": self.id, "retry_attempt": attempt, "retry_reason": reason},
        )

    def answer(self, response: BoltResponse | None) -> str:
        """The frame that acknowledges this envelope with the response's body, if it has one."""
        ack: dict[str, object] = {"envelope_id": self.id}
        if response is not None and response.status == 200 and response.body:
            ack["payload"] = json.loads(response.body) if response.body.startswith("{") else {"text": response.body}
        return json.dumps(ack, ensure_ascii=False)


def read(frame: str) -> Envelope:
    """The envelope in a text frame; raises `MalformedEnvelope`."""
    try:
        body = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise MalformedEnvelope(str(error)) from error
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        raise MalformedEnvelope("no object with a type")
    identity = body.get("envelope_id")
    if identity is not None and not (isinstance(identity, str) and identity and isinstance(body.get("payload"), dict)):
        raise MalformedEnvelope("an envelope needs an id and a payload")
    return Envelope(body["type"], identity, body)
