"""What stands beside the cloud and is asked about a release: a Prometheus, and the services that probes knock at."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from simulator.asked import asked_of, refused

Emit = Callable[[str, dict[str, object]], None]


class Outside:
    """`/prometheus` answers every query with one value, `/probe` every path with one status; both can be chosen."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.value: str | None = "0.004"
        self.status = 200

    def add_routes(self, app: web.Application) -> None:
        """Mount both, and `/world/outside`, where they are chosen."""
        app.router.add_post("/prometheus/api/v1/query", self._query)
        app.router.add_get("/prometheus/api/v1/query", self._query)
        app.router.add_get("/probe/{path:.*}", self._probe)
        app.router.add_post("/world/outside", self._choose)

    async def _query(self, request: web.Request) -> web.Response:
        asked = await request.post() if request.method == "POST" else request.query
        if not asked.get("query"):
            error = {"status": "error", "errorType": "bad_data", "error": "invalid parameter 'query'"}
            return web.json_response(error, status=400)
        samples = [] if self.value is None else [{"metric": {}, "value": [0, self.value]}]
        return web.json_response({"status": "success", "data": {"resultType": "vector", "result": samples}})

    async def _probe(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "UP" if self.status < 400 else "DOWN"}, status=self.status)

    async def _choose(self, request: web.Request) -> web.Response:
        asked = await asked_of(request)
        value, status = asked.get("value", self.value), asked.get("status", self.status)
        if not isinstance(status, int) or not 100 <= status <= 599 or isinstance(value, list | dict | bool):
            return refused(400, "Name a `value` (a number, or null for no data), a `status` (100 to 599), or both.")
        self.value, self.status = None if value is None else str(value), status
        self._emit("outside", {"value": self.value, "status": self.status})
        return web.json_response({"ok": True, "value": self.value, "status": self.status})
