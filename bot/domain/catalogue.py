"""The catalogue: which services there are, where they go, and how each is deployed.

The shapes of the configuration contract as plain values. `bot.config` reads the files and builds these;
nothing here knows of YAML. Durations are `timedelta`, instants are aware `datetime`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

Locale = Literal["ko", "ja", "en"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True)
class After:
    """The same revision must have stood in another environment for a while."""

    environment: str
    soak: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who may approve, and how many are needed. `by` holds ids of users (U…) and user groups (S…)."""

    required: int = 1
    by: tuple[str, ...] = ()
    own: bool = False
    expires: timedelta = timedelta(minutes=30)
    rollback: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A weekly time in which deploying is allowed, in the workspace's time zone unless it names its own.

    An `end` at or before `start` is on the day after; the days are those on which it begins.
    """

    days: tuple[Weekday, ...]
    start: time
    end: time
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Freeze:
    """A time in which nothing is deployed; the bounds are aware, in the time zone that they were written in."""

    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a service can stand: its channel, who approves, and when deploying is allowed."""

    name: str
    channel: str
    locale: Locale | None = None
    after: After | None = None
    approval: ApprovalRule | None = None
    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    checklist: tuple[str, ...] = ()
    hold_expires: timedelta = timedelta(minutes=55)


@dataclass(frozen=True, slots=True)
class Aws:
    """The account and region of a target; without a role the bot's own credentials are used."""

    region: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of a target: its kind (`github_checks`, `http`, …) and its settings, defaults filled in.

    Settings have the keys of the configuration, but for `when` and the durations: `lasting` (`for`) is how long it
    must pass without a break, `wait` how long it may say "not yet", `timeout` how long one answer may take. Lists are
    tuples, and a `checklist` has its texts under `items`.
    """

    kind: str
    settings: Mapping[str, object]
    when: Literal["before", "hold", "bake", "always"] = "before"
    lasting: timedelta | None = None
    wait: timedelta | None = None
    timeout: timedelta | None = None

    @property
    def aws(self) -> Aws | None:
        """Where in AWS to look, where it says so itself."""
        own = self.settings.get("aws")
        return Aws(str(own["region"]), own.get("role")) if isinstance(own, Mapping) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One service in one environment; the driver's own settings are in the subclasses."""

    driver: str
    service_name: str
    environment: str
    gates: tuple[Gate, ...] = ()
    bake: timedelta | None = None
    timeout: timedelta | None = None
    after: After | Literal["none"] | None = None
    windows: tuple[Window, ...] | None = None  # instead of the environment's
    freezes: tuple[Freeze, ...] = ()  # beside the environment's

    @property
    def key(self) -> str:
        """`service/environment`: the name of the target in the store, in logs and in audit."""
        return f"{self.service_name}/{self.environment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDeployEcsTarget(Target):
    """CodeDeploy blue/green on an ECS service."""

    driver: Literal["codedeploy_ecs"] = "codedeploy_ecs"
    aws: Aws
    application: str
    group: str
    cluster: str
    service: str
    container: str
    port: int
    config: str | None = None
    hold: Literal["after_allow_test_traffic"] | None = None
    hook_function: str | None = None
    hook_table: str | None = None
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDeployEc2Target(Target):
    """CodeDeploy on EC2 or an Auto Scaling group. `bundle` is `s3://BUCKET/KEY` with `{sha}` or `{tag}` in it."""

    driver: Literal["codedeploy_ec2"] = "codedeploy_ec2"
    aws: Aws
    application: str
    group: str
    bundle: str
    config: str | None = None
    rollback_on: tuple[Literal["failure", "stop", "alarm"], ...] = ("failure", "stop")
    alarms: tuple[str, ...] = ()
    file_exists: Literal["disallow", "overwrite", "retain"] | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """How traffic goes over by weights, in percent: `canary` in the first of two steps, or `linear` in each."""

    wait: timedelta
    canary: float | None = None
    linear: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsTarget(Target):
    """ECS's own deployments: rolling, or with its lifecycle stages."""

    driver: Literal["ecs"] = "ecs"
    aws: Aws
    strategy: Literal["rolling", "blue_green", "linear", "canary"] = "rolling"
    cluster: str
    service: str
    container: str
    hold: str | None = None  # a lifecycle stage, such as `post_test_traffic_shift`
    hook_function: str | None = None
    hook_table: str | None = None
    shift: Shift | None = None
    alarms: tuple[str, ...] = ()
    circuit_breaker: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineTarget(Target):
    """A pipeline of CodePipeline. `variables` may hold `{tag}`, `{sha}`, `{digest}`."""

    driver: Literal["codepipeline"] = "codepipeline"
    aws: Aws
    pipeline: str
    source_action: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LambdaGroup:
    """The CodeDeploy group that moves a function's alias."""

    application: str
    group: str
    config: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaTarget(Target):
    """A Lambda function behind an alias. `bundle` is `s3://BUCKET/KEY`, for a function that isn't an image."""

    driver: Literal["aws_lambda"] = "aws_lambda"
    aws: Aws
    function: str
    alias: str
    bundle: str | None = None
    shift: Shift | None = None
    codedeploy: LambdaGroup | None = None
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubActionsTarget(Target):
    """A workflow of GitHub Actions. Values of `inputs` may hold `{tag}`, `{sha}`, `{digest}`."""

    driver: Literal["github_actions"] = "github_actions"
    workflow: str
    ref: str = "main"
    inputs: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    repository: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgoCdTarget(Target):
    """An Argo CD application. `token` names the variable `ARGOCD_TOKEN_<TOKEN>`."""

    driver: Literal["argocd"] = "argocd"
    server: str
    application: str
    namespace: str | None = None
    token: str | None = None
    follow_only: bool = False
    prune: bool = False


AnyTarget = (
    CodeDeployEcsTarget
    | CodeDeployEc2Target
    | EcsTarget
    | PipelineTarget
    | LambdaTarget
    | GithubActionsTarget
    | ArgoCdTarget
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the code lives. `branch` is one name for all environments, or one for each."""

    github: str
    branch: str | Mapping[str, str] = "main"
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """New images or commits are shown in an environment's channel, or asked for at once when `automatic`."""

    environment: str
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """What is deployed: one row of the catalogue."""

    name: str
    targets: Mapping[str, Target]
    source: Source | None = None
    image: str | None = None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Train:
    """Several services released as one, in this order."""

    name: str
    services: tuple[str, ...]
    changed_only: bool = False


@dataclass(frozen=True, slots=True)
class Workspace:
    """What all services share."""

    locale: Locale = "en"
    timezone: str = "UTC"
    theme: str = "subaku"
    deployers: tuple[str, ...] | None = None  # None: every full member of the workspace
    admins: tuple[str, ...] = ()
    admin_channel: str | None = None
    registries: Mapping[str, str] = field(default_factory=dict)  # image host → base address
    addresses: Mapping[str, str] = field(default_factory=dict)  # base address → where it is asked instead
    image_base_url: str | None = None
    events_queue: str | None = None  # the address of an SQS queue
    retention: timedelta | None = None  # None: history is kept for ever
    archive: str | None = None  # s3://bucket/prefix


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole configuration, valid in itself."""

    workspace: Workspace
    environments: Mapping[str, Environment]
    services: Mapping[str, Service]
    trains: Mapping[str, Train] = field(default_factory=dict)

    def unit(self, name: str | None) -> Service | None:
        """What can be released under a name: a service, or a train as one, with its first target everywhere."""
        train = self.trains.get(name or "")
        if train is None:
            return self.services.get(name or "")
        rows = [self.services[service] for service in reversed(train.services) if service in self.services]
        return Service(train.name, {where: target for row in rows for where, target in row.targets.items()})

    def target(self, service: str, environment: str) -> Target | None:
        """The target of a service in an environment, or None."""
        found = self.services.get(service)
        return found.targets.get(environment) if found else None

    def branch(self, service: str, environment: str) -> str:
        """The branch whose commits go to an environment."""
        source = self.services[service].source
        branch = source.branch if source else "main"
        return branch if isinstance(branch, str) else branch.get(environment, "main")

    def rule(self, environment: str) -> ApprovalRule | None:
        """Who approves there; None where nobody need, or where the environment is gone."""
        found = self.environments.get(environment)
        return found.approval if found else None

    def locale_of(self, environment: str) -> Locale:
        """The language of what is posted in an environment's channel."""
        return self.environments[environment].locale or self.workspace.locale
