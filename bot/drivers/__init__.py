"""The ways to deploy: one file each, behind one small Protocol (`bot.drivers.base`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.drivers.aws import Clients
from bot.drivers.base import Driver
from bot.drivers.codedeploy_ecs import CodeDeployEcs
from bot.drivers.ledger import Ledger
from bot.drivers.registry import Registry

__all__ = ["every"]


def every(
    clients: Clients, registry: Registry, registries: Callable[[], Mapping[str, str]], ledger: Ledger
) -> dict[str, Driver]:
    """All drivers by the name that the catalogue gives them. `registries` points image hosts elsewhere.

    `ledger` is told of each write.
    """
    return {"codedeploy_ecs": CodeDeployEcs(clients, registry, registries, ledger)}
