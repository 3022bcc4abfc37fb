"""The ways to deploy: one file each, behind one small Protocol (`bot.drivers.base`)."""

from __future__ import annotations

from typing import Protocol

from bot.drivers.argocd import ArgoCd
from bot.drivers.aws_lambda import AwsLambda
from bot.drivers.base import Allowance, Driver
from bot.drivers.codedeploy_ec2 import CodeDeployEc2
from bot.drivers.codedeploy_ecs import CodeDeployEcs
from bot.drivers.codepipeline import CodePipeline
from bot.drivers.ecs import Ecs
from bot.drivers.github_actions import GithubActions
from bot.drivers.means import Maker, Means, make

__all__ = ["DRIVERS", "every"]


class DriverMaker(Maker[Driver], Protocol):
    """A driver's class."""

    allowance: Allowance


DRIVERS: dict[str, DriverMaker] = {
    "argocd": ArgoCd,
    "aws_lambda": AwsLambda,
    "codedeploy_ecs": CodeDeployEcs,
    "codedeploy_ec2": CodeDeployEc2,
    "ecs": Ecs,
    "codepipeline": CodePipeline,
    "github_actions": GithubActions,
}
"""How each driver is made, by the name that the catalogue gives it."""


def every(means: Means) -> dict[str, Driver]:
    """All drivers by name. The calls that they declare are allowed from now on."""
    return make(DRIVERS, means)
