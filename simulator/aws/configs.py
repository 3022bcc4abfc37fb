"""CodeDeploy's own deployment configurations for ECS: how the traffic goes over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class TrafficShift:
    """Percent and minutes of a step; all at once has neither."""

    kind: Literal["AllAtOnce", "TimeBasedLinear", "TimeBasedCanary"] = "AllAtOnce"
    percent: int = 100
    minutes: int = 0

    def steps(self) -> Iterator[tuple[float, int]]:
        """Each share of the traffic in %, and how many minutes it stays at it."""
        if self.kind == "TimeBasedCanary":
            yield float(self.percent), self.minutes
        elif self.kind == "TimeBasedLinear":
            for percent in range(self.percent, 100, self.percent):
                yield float(percent), self.minutes
        yield 100.0, 0

    def shape(self) -> dict[str, Any]:
        """CodeDeploy's `TrafficRoutingConfig`."""
        shape: dict[str, Any] = {"type": self.kind}
        if self.kind == "TimeBasedCanary":
            shape["timeBasedCanary"] = {"canaryPercentage": self.percent, "canaryInterval": self.minutes}
        elif self.kind == "TimeBasedLinear":
            shape["timeBasedLinear"] = {"linearPercentage": self.percent, "linearInterval": self.minutes}
        return shape


CONFIGS = {
    "CodeDeployDefault.ECSAllAtOnce": TrafficShift(),
    "CodeDeployDefault.ECSLinear10PercentEvery1Minutes": TrafficShift("TimeBasedLinear", 10, 1),
    "CodeDeployDefault.ECSLinear10PercentEvery3Minutes": TrafficShift("TimeBasedLinear", 10, 3),
    "CodeDeployDefault.ECSCanary10Percent5Minutes": TrafficShift("TimeBasedCanary", 10, 5),
    "CodeDeployDefault.ECSCanary10Percent15Minutes": TrafficShift("TimeBasedCanary", 10, 15),
}
