"""The gates of a target: one class for each kind, with the settings that it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.config.types import (
    Duration,
    Item,
    Model,
    Name,
    Number,
    Query,
    Region,
    RevisionUrl,
    Role,
    Severity,
    Status,
    Text,
    Unique,
    Url,
    When,
)


class AwsAccess(Model):
    """Where in AWS to look, and as whom."""

    region: Region = Field(description="The AWS region.")
    role: Role | None = Field(None, description="The role to assume; without it the bot's own credentials are used.")


class GithubChecks(Model):
    """Checks of the commit on GitHub have passed."""

    required: Annotated[tuple[Text, ...], Unique] = Field(
        (), min_length=1, description="Names of the checks that must have passed; absent: every check of the commit."
    )
    wait: Duration | None = Field(None, description="How long to wait for checks that still run.")


class EcrScan(Model):
    """The scan of the image found nothing that blocks."""

    repositories: Annotated[tuple[Text, ...], Unique] = Field(
        (), min_length=1, description="ECR repositories to look at; absent: the one of the service's image."
    )
    block: Annotated[tuple[Severity, ...], Unique] = Field(("CRITICAL",), description="Severities that stop a release.")
    warn: Annotated[tuple[Severity, ...], Unique] = Field((), description="Severities that are only told.")
    wait: Duration = Field(timedelta(minutes=5), description="How long to wait for a scan that hasn't ended.")
    aws: AwsAccess | None = Field(None, description="Where to look; absent: as the target does.")


class CloudwatchAlarms(Model):
    """None of the alarms is in ALARM."""

    names: Annotated[tuple[Text, ...], Unique] = Field(min_length=1, description="Names of the CloudWatch alarms.")
    when: When = Field("always", description="When the gate is looked at.")
    for_: Duration | None = Field(None, alias="for", description="How long it must hold while baking.")
    aws: AwsAccess | None = Field(None, description="Where to look; absent: as the target does.")


class Prometheus(Model):
    """The value of a query stays below or above a bound."""

    url: Url = Field(description="The address of Prometheus.")
    query: Query = Field(description="A PromQL query that gives one value.")
    below: Number | None = Field(None, description="The value must be below this.")
    above: Number | None = Field(None, description="The value must be above this.")
    when: When = Field("bake", description="When the gate is looked at.")
    for_: Duration | None = Field(None, alias="for", description="How long it must hold while baking.")


class Http(Model):
    """An address answers as expected."""

    url: RevisionUrl = Field(description="The address to ask.")
    expect: Status = Field(200, description="The status that it must answer with.")
    contains: Text | None = Field(None, description="A text that the answer must contain.")
    timeout: Duration = Field(timedelta(seconds=5), description="How long to wait for one answer.")
    when: When = Field("before", description="When the gate is looked at.")
    for_: Duration | None = Field(None, alias="for", description="How long it must hold while baking.")


class Soak(Model):
    """The same revision has stood in another environment for a while."""

    environment: Name = Field(description="The environment where it must have stood.")
    for_: Duration = Field(alias="for", description="How long it must have stood there.")


class Gate(Model):
    """One condition: exactly one of these keys."""

    github_checks: GithubChecks | None = Field(None, description="Checks of the commit on GitHub have passed.")
    ecr_scan: EcrScan | None = Field(None, description="The scan of the image found nothing that blocks.")
    cloudwatch_alarms: CloudwatchAlarms | None = Field(None, description="None of the alarms is in ALARM.")
    prometheus: Prometheus | None = Field(None, description="A query's value stays below or above a bound.")
    http: Http | None = Field(None, description="An address answers as expected.")
    soak: Soak | None = Field(None, description="The revision has stood in another environment for a while.")
    checklist: Annotated[tuple[Item, ...], Unique, Field(min_length=1, max_length=10)] | None = Field(
        None, description="What the requester ticks, beside the environment's checklist."
    )


GATES = tuple(Gate.model_fields)
