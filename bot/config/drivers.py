"""The targets of a service: one class for each driver, with the settings that it takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from bot.config.gates import AwsAccess, Gate
from bot.config.shared import After, Freeze, Window
from bot.config.types import (
    TEXT_OR_MAPPING,
    Branch,
    Bundle,
    Duration,
    Flag,
    Model,
    Percent,
    Port,
    Repository,
    RevisionText,
    RevisionValue,
    Text,
    TokenName,
    Unique,
    Url,
    Workflow,
)

TargetAfter = Annotated[
    Annotated[Literal["none"], Tag("(text)")] | Annotated[After, Tag("(mapping)")],
    TEXT_OR_MAPPING,
    Field(title="none, or a mapping with environment and soak"),
]
Texts = Annotated[tuple[Text, ...], Unique]


class Target(Model):
    """What every target may have, whatever its driver."""

    gates: tuple[Gate, ...] = Field((), description="Conditions that must hold before, during or after.")
    bake: Duration | None = Field(None, description="How long to watch after the traffic went over.")
    timeout: Duration | None = Field(None, description="After this long a deployment counts as failed.")
    after: TargetAfter | None = Field(None, description="Instead of the environment's `after`; `none`: no such rule.")
    windows: tuple[Window, ...] | None = Field(None, description="Instead of the environment's windows.")
    freezes: tuple[Freeze, ...] = Field((), description="Beside the environment's freezes.")


class AwsTarget(Target):
    """What every target in AWS has."""

    aws: AwsAccess = Field(description="The region, and the role to assume.")


class CodeDeployEcs(AwsTarget):
    """CodeDeploy blue/green on an ECS service."""

    driver: Literal["codedeploy_ecs"] = Field(description="CodeDeploy blue/green on an ECS service.")
    application: Text = Field(description="The CodeDeploy application.")
    group: Text = Field(description="The deployment group.")
    cluster: Text = Field(description="The ECS cluster.")
    service: Text = Field(description="The ECS service.")
    container: Text = Field(description="The container of the task definition that gets the image.")
    port: Port = Field(description="The container's port that the load balancer sends traffic to.")
    config: Text | None = Field(None, description="The deployment configuration; absent: the group's own.")
    hold: Literal["after_allow_test_traffic"] | None = Field(
        None, description="Where a person lets the traffic go over."
    )
    hook_function: Text | None = Field(None, description="The Lambda function that the AppSpec names at the hold.")
    hook_table: Text | None = Field(None, description="The DynamoDB table that the function writes to.")
    alarms: Texts = Field((), description="CloudWatch alarms at which CodeDeploy itself rolls back.")


class CodeDeployEc2(AwsTarget):
    """CodeDeploy on EC2 or an Auto Scaling group."""

    driver: Literal["codedeploy_ec2"] = Field(description="CodeDeploy on EC2 or an Auto Scaling group.")
    application: Text = Field(description="The CodeDeploy application.")
    group: Text = Field(description="The deployment group.")
    bundle: Bundle = Field(description="The bundle in S3; {sha} or {tag} stands for the revision.")
    config: Text | None = Field(None, description="The deployment configuration; absent: the group's own.")
    rollback_on: Annotated[tuple[Literal["failure", "stop", "alarm"], ...], Unique] = Field(
        ("failure", "stop"), description="What CodeDeploy rolls back at."
    )
    alarms: Texts = Field((), description="CloudWatch alarms at which CodeDeploy itself rolls back.")
    file_exists: Literal["disallow", "overwrite", "retain"] | None = Field(
        None, description="What to do with files of an earlier deployment that CodeDeploy doesn't know."
    )


class Shift(Model):
    """How traffic goes over by weights: canary in two steps, linear in equal ones."""

    canary: Percent | None = Field(None, description="Percent of the traffic in the first of two steps.")
    linear: Percent | None = Field(None, description="Percent of the traffic in each step.")
    wait: Duration = Field(description="How long to wait between two steps.")


class Ecs(AwsTarget):
    """ECS's own deployments: rolling, or with its lifecycle stages."""

    driver: Literal["ecs"] = Field(description="ECS's own deployments.")
    strategy: Literal["rolling", "blue_green", "linear", "canary"] = Field(
        "rolling", description="How tasks are replaced."
    )
    cluster: Text = Field(description="The ECS cluster.")
    service: Text = Field(description="The ECS service.")
    container: Text = Field(description="The container of the task definition that gets the image.")
    hold: (
        Literal[
            "pre_scale_up",
            "post_scale_up",
            "test_traffic_shift",
            "post_test_traffic_shift",
            "pre_production_traffic_shift",
            "production_traffic_shift",
            "post_production_traffic_shift",
        ]
        | None
    ) = Field(None, description="The lifecycle stage at which a person lets it go on.")
    hook_function: Text | None = Field(
        None, description="A Lambda function for the hold, for accounts without PAUSE hooks."
    )
    hook_table: Text | None = Field(None, description="The DynamoDB table that the function writes to.")
    shift: Shift | None = Field(None, description="The steps of the strategies linear and canary.")
    alarms: Texts = Field((), description="CloudWatch alarms at which ECS itself rolls back.")
    circuit_breaker: Flag = Field(True, description="Roll back when tasks can't start (rolling).")


class CodePipeline(AwsTarget):
    """A pipeline that is started, or adopted when a push began it."""

    driver: Literal["codepipeline"] = Field(description="AWS CodePipeline.")
    pipeline: Text = Field(description="The pipeline.")
    source_action: Text | None = Field(
        None, description="The source action that gets the commit; absent: the only one."
    )
    variables: dict[Text, RevisionText] = Field(default_factory=dict, description="Variables of the pipeline.")


class LambdaCodeDeploy(Model):
    """CodeDeploy moves the alias."""

    application: Text = Field(description="The CodeDeploy application.")
    group: Text = Field(description="The deployment group.")
    config: Text | None = Field(None, description="The deployment configuration; absent: the group's own.")


class AwsLambda(AwsTarget):
    """A Lambda function: publish a version, move the alias."""

    driver: Literal["aws_lambda"] = Field(description="An AWS Lambda function behind an alias.")
    function: Text = Field(description="The function.")
    alias: Text = Field(description="The alias that is moved.")
    bundle: Bundle | None = Field(None, description="The code in S3, for a function that isn't an image.")
    shift: Shift | None = Field(None, description="How the alias moves; absent: all at once.")
    codedeploy: LambdaCodeDeploy | None = Field(None, description="CodeDeploy moves the alias, instead of `shift`.")
    alarms: Texts = Field((), description="CloudWatch alarms at which the alias goes back.")


class GithubActions(Target):
    """A workflow that is started and followed."""

    driver: Literal["github_actions"] = Field(description="A workflow of GitHub Actions.")
    workflow: Workflow = Field(description="The workflow's file.")
    ref: Branch = Field("main", description="The branch or tag whose workflow runs.")
    inputs: dict[Text, RevisionValue] = Field(
        default_factory=dict, description="Inputs; {tag}, {sha}, {digest} are filled in."
    )
    repository: Repository | None = Field(None, description="The workflow's repository; absent: the service's source.")


class ArgoCd(Target):
    """An Argo CD application that is synced and followed."""

    driver: Literal["argocd"] = Field(description="An Argo CD application.")
    server: Url = Field(description="The address of Argo CD.")
    application: Text = Field(description="The application.")
    namespace: Text | None = Field(None, description="The application's namespace; absent: Argo CD's own.")
    token: TokenName | None = Field(None, description="NAME of the variable ARGOCD_TOKEN_NAME; absent: ARGOCD_TOKEN.")
    follow_only: Flag = Field(False, description="Only follow what Argo CD syncs by itself.")
    prune: Flag = Field(False, description="A sync removes what the repository no longer holds.")


AnyTarget = Annotated[
    CodeDeployEcs | CodeDeployEc2 | Ecs | CodePipeline | AwsLambda | GithubActions | ArgoCd,
    Field(discriminator="driver"),
]
