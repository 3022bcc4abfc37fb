"""The AppSpec of an ECS deployment: which task definition goes behind which port, and which functions are asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.aws.protocol import AwsError

HOOK_EVENTS = ("BeforeInstall", "AfterInstall", "AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _LoadBalancer(_Part):
    ContainerName: str
    ContainerPort: int


class _Properties(_Part):
    TaskDefinition: str
    LoadBalancerInfo: _LoadBalancer
    PlatformVersion: str | None = None
    NetworkConfiguration: dict[str, Any] | None = None
    CapacityProviderStrategy: list[dict[str, Any]] | None = None


class _Target(_Part):
    Type: str = Field(pattern="^AWS::ECS::Service$")
    Properties: _Properties


class _Document(_Part):
    version: float | str
    Resources: list[dict[str, _Target]] = Field(min_length=1, max_length=1)
    Hooks: list[dict[str, str]] = Field(default_factory=list)


@dataclass(frozen=True)
class AppSpec:
    """What an AppSpec asks for; `hooks` maps a lifecycle event to a function's name."""

    content: str
    task_definition: str
    container: str
    port: int
    hooks: dict[str, str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()


def parse(content: str, sha256: str | None = None) -> AppSpec:
    """Read an AppSpec, JSON or YAML. Raises AwsError InvalidRevisionException."""
    if sha256 and sha256 != hashlib.sha256(content.encode()).hexdigest():
        raise _invalid("the sha256 is not that of the content")
    try:
        document = _Document.model_validate(yaml.safe_load(content))
    except yaml.YAMLError as err:
        raise _invalid("it is neither JSON nor YAML") from err
    except ValidationError as err:
        raise _invalid("; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in err.errors())) from err
    (target,) = document.Resources[0].values()
    hooks = {event: function.rsplit(":", 1)[-1] for each in document.Hooks for event, function in each.items()}
    if strange := set(hooks) - set(HOOK_EVENTS):
        raise _invalid(f"{', '.join(sorted(strange))} takes no hook; {', '.join(HOOK_EVENTS)} do")
    inside = target.Properties
    balancer = inside.LoadBalancerInfo
    return AppSpec(content, inside.TaskDefinition, balancer.ContainerName, balancer.ContainerPort, hooks)


def compose(task_definition: str, container: str, port: int) -> AppSpec:
    """The AppSpec that put a service's first revision there."""
    properties = {
        "TaskDefinition": task_definition,
        "LoadBalancerInfo": {"ContainerName": container, "ContainerPort": port},
    }
    target = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
    return parse(json.dumps({"version": 0.0, "Resources": [target]}))


def _invalid(reason: str) -> AwsError:
    return AwsError("InvalidRevisionException", f"The AppSpec is not valid: {reason}.")
