"""What is asked of AWS and what it answers, whatever the protocol."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import OperationModel

Params = dict[str, Any]
Answer = dict[str, Any]
Operations = Mapping[str, Callable[[Params], Answer]]


class AwsError(Exception):
    """An error as AWS answers it: its code, a sentence, further members, and the HTTP status."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status
        self.members: dict[str, object] = {}


class AnswerDrifted(AwsError):
    """An answer of the simulator isn't one that AWS could give."""

    def __init__(self, message: str) -> None:
        super().__init__("InternalFailure", message, status=500)


@dataclass(frozen=True)
class Request:
    """A request as it came: the path still quoted, below the endpoint's own; a value for each key of the query."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Call:
    """One call, already checked: whose operation, with what."""

    service: str
    operation: OperationModel
    params: Params
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def name(self) -> str:
        return self.operation.name


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
