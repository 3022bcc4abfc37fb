"""How what is deployed next fares: chosen for each thing that can be deployed, by the name it has in the world."""

from __future__ import annotations

from collections.abc import Iterable

HEALTHY = "healthy"


class NoSuchScenario(ValueError):
    """The thing, or the scenario, isn't there; the message says what is."""


class Scenarios:
    """Each thing offers its scenarios; the first is what it begins with."""

    def __init__(self) -> None:
        self.offered: dict[str, tuple[str, ...]] = {}
        self._chosen: dict[str, str] = {}

    def offer(self, name: str, scenarios: Iterable[str], chosen: str = HEALTHY) -> None:
        """A thing that can be deployed, and how it can fare."""
        self.offered[name] = tuple(scenarios)
        self._chosen[name] = chosen

    def of(self, name: str) -> str:
        """How it fares now."""
        return self._chosen.get(name, HEALTHY)

    def choose(self, name: object, scenario: object) -> None:
        """From its next deployment on. Raises NoSuchScenario."""
        if not isinstance(name, str) or name not in self.offered:
            raise NoSuchScenario(f"No service {name!r}; there are {', '.join(self.offered)}.")
        if not isinstance(scenario, str) or scenario not in self.offered[name]:
            raise NoSuchScenario(f"No scenario {scenario!r}; there are {', '.join(self.offered[name])}.")
        self._chosen[name] = scenario
