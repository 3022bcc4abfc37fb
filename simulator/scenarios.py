"""How what is deployed next fares: chosen for each thing that can be deployed, by the name it has in the world."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web

from simulator.asked import asked_of, refused

HEALTHY = "healthy"


class NoSuchScenario(ValueError):
    """The thing, or the scenario, isn't there; the message says what is."""


class Scenarios:
    """Each thing offers its scenarios; the first is what it begins with."""

    def __init__(self) -> None:
        self.offered: dict[str, tuple[str, ...]] = {}
        self._chosen: dict[str, str] = {}
        self._emit: Callable[[str, dict[str, object]], None] = lambda *_: None

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

    def add_routes(self, app: web.Application, emit: Callable[[str, dict[str, object]], None]) -> None:
        """Mount `/world/scenario`, and the name that it had when only AWS had scenarios; `emit` hears of a choice."""
        self._emit = emit
        app.router.add_get("/world/scenario", self._show)
        for path in ("/world/scenario", "/world/aws/scenario"):
            app.router.add_post(path, self._make)

    async def _show(self, request: web.Request) -> web.Response:
        offered = {name: {"chosen": self.of(name), "scenarios": these} for name, these in self.offered.items()}
        return web.json_response({"offered": offered})

    async def _make(self, request: web.Request) -> web.Response:
        asked = await asked_of(request)
        service, scenario = asked.get("service"), asked.get("scenario")
        try:
            self.choose(service, scenario)
        except NoSuchScenario as err:
            return refused(400 if service in self.offered else 404, str(err))
        self._emit("scenario", {"service": service, "scenario": scenario})
        return web.json_response({"ok": True})
