"""The ways to deploy: one file each, behind one small Protocol (`bot.drivers.base`)."""

from __future__ import annotations

from collections.abc import Callable

from bot.drivers.base import Driver
from bot.drivers.codedeploy_ecs import CodeDeployEcs
from bot.drivers.means import Means

__all__ = ["DRIVERS", "every"]

DRIVERS: dict[str, Callable[[Means], Driver]] = {
    "codedeploy_ecs": CodeDeployEcs,
}
"""How each driver is made, by the name that the catalogue gives it."""


def every(means: Means) -> dict[str, Driver]:
    """All drivers by name. The calls that they declare are allowed from now on."""
    made = {name: make(means) for name, make in DRIVERS.items()}
    for driver in made.values():
        means.clients.declare(driver.calls)
    return made
