"""What else stands in the account when the simulation begins: objects, alarms, functions."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class StoredObject:
    """An object in S3; its bucket is there with the first of them."""

    bucket: str
    key: str
    body: str = ""
    metadata: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class Alarm:
    """A CloudWatch alarm."""

    name: str
    metric: str = "Errors"
    namespace: str = "AWS/Lambda"
    threshold: float = 10.0
    state: Literal["OK", "ALARM", "INSUFFICIENT_DATA"] = "OK"


@dataclass(frozen=True, config=_STRICT)
class Function:
    """A Lambda function behind an alias, which stands on version `version`. `code`: an image, or `s3://BUCKET/KEY`.

    `alarms` go off while a version has traffic that was published in the scenario `errors`.
    """

    name: str
    alias: str
    code: str
    version: int = 1
    memory: int = 512
    timeout: int = 30
    environment: dict[str, str] = Field(default_factory=dict)
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class FunctionGroup:
    """A CodeDeploy group of the Lambda platform."""

    application: str
    name: str
    config: str = "CodeDeployDefault.LambdaAllAtOnce"
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Scan:
    """What ECR found in an image: how many findings of each severity."""

    status: str = "COMPLETE"
    findings: dict[str, int] = Field(default_factory=dict)
