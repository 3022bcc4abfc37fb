"""The gates: one file each, behind one small Protocol (`bot.gates.base`)."""

from __future__ import annotations

from bot.drivers.means import Maker, Means, make
from bot.gates.base import Gatekind
from bot.gates.checklist import Checklist
from bot.gates.cloudwatch_alarms import CloudwatchAlarms
from bot.gates.ecr_scan import EcrScan
from bot.gates.github_checks import GithubChecks
from bot.gates.http import Http
from bot.gates.prometheus import Prometheus
from bot.gates.soak import Soak

__all__ = ["GATES", "every"]


GATES: dict[str, Maker[Gatekind]] = {
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
    return make(GATES, means)
