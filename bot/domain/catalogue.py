"""The catalogue: which services there are, where they go, and how each is deployed.

The shapes of the configuration contract as plain values. `bot.config` reads the files and builds these;
nothing here knows of YAML. Durations are `timedelta`, instants are aware `datetime`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import ClassVar, Literal

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

    Settings have the keys of the configuration without `when`; durations in them are `timedelta`, lists are tuples,
    and a `checklist` has its texts under `items`.
    """

    kind: str
    settings: Mapping[str, object]
    when: Literal["before", "hold", "bake", "always"] = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One service in one environment; the driver's own settings are in the subclasses."""

    driver: ClassVar[str]
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

    driver: ClassVar[str] = "codedeploy_ecs"
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
class UnbuiltTarget(Target):
    """A target whose driver this version accepts in the catalogue but can't run yet."""

    driver: ClassVar[str] = "unbuilt"
    driver_name: str
    settings: Mapping[str, object]


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

    def target(self, service: str, environment: str) -> Target | None:
        """The target of a service in an environment, or None."""
        found = self.services.get(service)
        return found.targets.get(environment) if found else None

    def rule(self, environment: str) -> ApprovalRule | None:
        """Who approves there; None where nobody need, or where the environment is gone."""
        found = self.environments.get(environment)
        return found.approval if found else None

    def locale_of(self, environment: str) -> Locale:
        """The language of what is posted in an environment's channel."""
        return self.environments[environment].locale or self.workspace.locale
