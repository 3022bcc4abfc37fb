"""The world file: who works here, what Slack knows of them, and what stands in the cloud when the simulation begins."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from simulator.argocd.world import ArgoCd
from simulator.aws.pipelines import Pipeline
from simulator.aws.world import Alarm, Function, FunctionGroup, Scan, StoredObject
from simulator.github.world import Github

DEMO = Path(__file__).parent / "worlds" / "demo.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is built
_STRICT = ConfigDict(extra="forbid")

Role = Literal["deployer", "approver", "admin", "guest"]


class WorldFileError(ValueError):
    """The world file cannot be read; the message names the place and what is wrong there."""


@dataclass(frozen=True, config=_STRICT)
class Team:
    """The Slack workspace."""

    id: str = "T0SUBAKU"
    name: str = "Subaku"
    domain: str = "subaku"


@dataclass(frozen=True, config=_STRICT)
class User:
    """A person, or another app's bot. `role` is only a label for the page: rights are the bot's business."""

    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Asia/Seoul"
    role: Role = "deployer"
    color: str = "9f69e7"
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False


@dataclass(frozen=True, config=_STRICT)
class Usergroup:
    """A user group; `handle` without the @."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Channel:
    """A channel; the bot is a member where its user id is in `members`."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False


@dataclass(frozen=True, config=_STRICT)
class Verb:
    """A word that may stand behind a command, for the page to offer; `says` by language: what it is for."""

    verb: str
    usage_hint: str = ""
    says: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class Command:
    """A slash command of the app; `should_escape` turns @names and #channels into <@U…|…> and <#C…|…>."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class App:
    """The Slack app that is under test, its two tokens, and what it subscribed to."""

    app_id: str
    bot_user_id: str
    bot_id: str
    name: str
    bot_token: str
    app_token: str
    scopes: tuple[str, ...]
    events: tuple[str, ...]
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class SlackPace:
    """`rate_factor` multiplies Slack's rates (1: its own, 0: no limits); `file_delay`: s until a mimetype shows."""

    rate_factor: float = 1.0
    file_delay: float = 1.0


@dataclass(frozen=True, config=_STRICT)
class ImageTag:
    """A tag of a repository. `scenario` is how a service fares that runs it, unless the service's own says more."""

    tag: str
    created: datetime
    commit: str = ""
    scenario: str = ""
    scan: Scan | None = None  # what ECR found in it


@dataclass(frozen=True, config=_STRICT)
class Repository:
    """A repository of a registry, such as ghcr.io/owner/name; tags in the order of their making."""

    name: str
    tags: tuple[ImageTag, ...]


@dataclass(frozen=True, config=_STRICT)
class TaskDefinition:
    """The task definition that a service begins with, as revision `revision` of its family."""

    family: str
    container: str
    image: str
    port: int = 8080
    cpu: str = "256"
    memory: str = "512"
    revision: int = 1
    environment: dict[str, str] = Field(default_factory=dict)
    sidecars: dict[str, str] = Field(default_factory=dict)  # name → image


@dataclass(frozen=True, config=_STRICT)
class EcsService:
    """An ECS service; `controller` says who moves its traffic, and for ECS `deployment_configuration` how."""

    cluster: str
    name: str
    task_definition: str  # a family
    desired_count: int = 2
    controller: Literal["CODE_DEPLOY", "ECS"] = "CODE_DEPLOY"
    deployment_configuration: dict[str, Any] = Field(default_factory=dict)  # in ECS's own words


@dataclass(frozen=True, config=_STRICT)
class DeploymentGroup:
    """A CodeDeploy group of the ECS platform."""

    application: str
    name: str
    cluster: str
    service: str
    target_groups: tuple[str, str]  # blue, green
    config: str = "CodeDeployDefault.ECSAllAtOnce"
    terminate_after_minutes: int = 5
    ready_wait_minutes: int = 0  # 0: the traffic goes over at once
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class AutoScalingGroup:
    """An Auto Scaling group of EC2; `health_check` is who calls an instance ill."""

    name: str
    instances: int = 2
    health_check: Literal["EC2", "ELB"] = "EC2"
    grace_seconds: int = 300


@dataclass(frozen=True, config=_STRICT)
class ServerGroup:
    """A CodeDeploy group of the EC2 platform; `service` is what people call what runs there."""

    application: str
    name: str
    service: str
    auto_scaling_group: str
    bundle: str  # s3://BUCKET/KEY of what runs there
    target_groups: tuple[str, ...] = ()
    is_blue_green: bool = True
    config: str = "CodeDeployDefault.OneAtATime"
    terminate_after_minutes: int = 5
    ready_wait_minutes: int = 0  # 0: the traffic goes over at once
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class HookFunction:
    """A Lambda function that CodeDeploy may call; `handler` is "module:function", `environment` its settings."""

    name: str
    handler: str = "hook.app:handler"
    environment: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class Table:
    """A DynamoDB table; keys are strings."""

    name: str
    partition_key: str
    sort_key: str = ""
    ttl: str = ""


@dataclass(frozen=True, config=_STRICT)
class AwsPace:
    """How long AWS takes, in simulated seconds; the defaults are what it typically takes."""

    queue: float = 1.5  # Created, before it is InProgress
    event: float = 0.5  # a lifecycle event with nothing to do
    provision: float = 25.0  # until a task runs, or cannot start
    healthy: float = 45.0  # until the load balancer calls a running task healthy, or gives it up
    install_timeout: float = 3600.0
    test_traffic: float = 2.0
    traffic: float = 3.0  # each shift of traffic
    traffic_timeout: float = 3600.0  # of an AllowTraffic that is stuck
    hook_timeout: float = 3600.0
    unanswered: float = 120.0  # what is left of that hour in the scenario hook_times_out
    alarm: float = 60.0  # until the alarm goes off, in the scenario alarm
    drain: float = 10.0  # until the tasks of a task set are gone
    function_update: float = 8.0  # until new code of a function can be published


@dataclass(frozen=True, config=_STRICT)
class Aws:
    """One account in one region, as it stands at the start. `scenarios`: service → scenario (else healthy)."""

    account: str
    region: str
    roles: tuple[str, ...] = ()  # names that sts:AssumeRole takes
    clusters: tuple[str, ...] = ()
    task_definitions: tuple[TaskDefinition, ...] = ()
    services: tuple[EcsService, ...] = ()
    deployment_groups: tuple[DeploymentGroup, ...] = ()
    auto_scaling_groups: tuple[AutoScalingGroup, ...] = ()
    server_groups: tuple[ServerGroup, ...] = ()
    hooks: tuple[HookFunction, ...] = ()
    tables: tuple[Table, ...] = ()
    objects: tuple[StoredObject, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    functions: tuple[Function, ...] = ()
    function_groups: tuple[FunctionGroup, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    events_queue: str = ""  # the name of the SQS queue that EventBridge sends to
    scenarios: dict[str, str] = Field(default_factory=dict)
    pace: AwsPace = Field(default_factory=AwsPace)


@dataclass(frozen=True, config=_STRICT)
class World:
    """A whole world file."""

    app: App
    aws: Aws
    team: Team = Field(default_factory=Team)
    users: tuple[User, ...] = ()
    usergroups: tuple[Usergroup, ...] = ()
    channels: tuple[Channel, ...] = ()
    images: tuple[Repository, ...] = ()
    github: Github = Field(default_factory=Github)
    argocd: ArgoCd = Field(default_factory=ArgoCd)
    slack: SlackPace = Field(default_factory=SlackPace)


_WORLD = TypeAdapter(World)


def parse(text: str, name: str = "world file") -> World:
    """Read YAML text into a World. Raises WorldFileError."""
    try:
        return _WORLD.validate_python(yaml.safe_load(text))
    except yaml.YAMLError as err:
        raise WorldFileError(f"{name}: no valid YAML: {err}") from err
    except ValidationError as err:
        raise WorldFileError(f"{name}: {_mistakes(err)}") from err


def load(path: Path = DEMO) -> World:
    """Read a world file; with `extends: FILE` it says only what is other there. Raises WorldFileError, OSError."""
    return _loaded(path, path.stat().st_mtime_ns)


@lru_cache(16)
def _loaded(path: Path, _changed: int) -> World:
    """Worlds are values: one that was read before is as good."""
    try:
        return _WORLD.validate_python(_extended(path))
    except yaml.YAMLError as err:
        raise WorldFileError(f"{path}: no valid YAML: {err}") from err
    except ValidationError as err:
        raise WorldFileError(f"{path}: {_mistakes(err)}") from err


def _extended(path: Path) -> Any:
    """What a file says, over what the file that it extends says, which is beside it or one of our own."""
    said = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  a safe one
    if not isinstance(said, dict) or "extends" not in said:
        return said
    name = Path(str(said.pop("extends"))).name
    beside = path.with_name(name)
    return {**_extended(beside if beside.exists() else DEMO.with_name(name)), **said}


def _mistakes(err: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'file'}: {each['msg']}" for each in err.errors())
