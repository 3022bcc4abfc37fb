"""The ways to deploy: one file each, behind one small Protocol (`bot.drivers.base`)."""

from __future__ import annotations

from typing import Protocol

from bot.drivers.argocd import ArgoCd
from bot.drivers.aws_lambda import AwsLambda
from bot.drivers.base import Allowance, Call, Driver
from bot.drivers.codedeploy_ec2 import CodeDeployEc2
from bot.drivers.codedeploy_ecs import CodeDeployEcs
from bot.drivers.codepipeline import CodePipeline
from bot.drivers.ecs import Ecs
from bot.drivers.github_actions import GithubActions
from bot.drivers.means import Means

__all__ = ["DRIVERS", "every"]


class Maker(Protocol):
    """A driver's class: it makes one, and declares the calls of all."""

    calls: tuple[Call, ...]
    allowance: Allowance

    def __call__(self, means: Means) -> Driver: ...


DRIVERS: dict[str, Maker] = {
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
    made = {name: make(means) for name, make in DRIVERS.items()}
    for driver in made.values():
        means.clients.declare(driver.calls)
    return made
