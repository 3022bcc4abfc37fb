"""The gates: one file each, behind one small Protocol (`bot.gates.base`)."""

from __future__ import annotations

from typing import Protocol

from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.gates.base import Gatekind
from bot.gates.checklist import Checklist
from bot.gates.cloudwatch_alarms import CloudwatchAlarms
from bot.gates.ecr_scan import EcrScan
from bot.gates.github_checks import GithubChecks
from bot.gates.http import Http
from bot.gates.prometheus import Prometheus
from bot.gates.soak import Soak

__all__ = ["GATES", "every"]


class Maker(Protocol):
    """A gate's class: it makes one, and declares the calls of all."""

    calls: tuple[Call, ...]

    def __call__(self, means: Means) -> Gatekind: ...


GATES: dict[str, Maker] = {
    "checklist": Checklist,
    "cloudwatch_alarms": CloudwatchAlarms,
    "ecr_scan": EcrScan,
    "github_checks": GithubChecks,
    "http": Http,
    "prometheus": Prometheus,
    "soak": Soak,
}
"""How each kind is made, by the name that the catalogue gives it."""


def every(means: Means) -> dict[str, Gatekind]:
    """All kinds by name. The calls that they declare are allowed from now on."""
    made = {kind: make(means) for kind, make in GATES.items()}
    for gate in made.values():
        means.clients.declare(gate.calls)
    return made
