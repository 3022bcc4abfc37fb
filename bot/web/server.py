"""The small HTTP server: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

Check = Callable[[], Awaitable[str | None]]


class WebServer:
    """Serves while it is open. `checks`: what readiness needs, each answers None or what is wrong."""

    def __init__(self, checks: Mapping[str, Check], metrics: Callable[[], bytes]) -> None:
        self._checks, self._metrics = checks, metrics
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._expose)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2)

    async def open(self, host: str, port: int) -> int:
        """Listen; answers the port. Raises OSError when it is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        """The process is alive and its loop turns."""
        return web.json_response({"ok": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        """Whether it can take commands: 200, or 503 and what is missing."""
        found = {name: await check() for name, check in self._checks.items()}
        ready = not any(found.values())
        body = {"ready": ready, **{name: problem or "ok" for name, problem in found.items()}}
        return web.json_response(body, status=200 if ready else 503)

    async def _expose(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})
