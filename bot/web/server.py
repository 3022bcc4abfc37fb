"""The HTTP server: `/healthz`, `/readyz`, `/metrics`, and the live page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.web.page import Page

Check = Callable[[], Awaitable[str | None]]
BODY_LIMIT = 16 * 1024  # bytes: nobody sends us more than a token


class WebServer:
    """Serves while it is open. `checks`: what readiness needs, each answers None or what is wrong."""

    def __init__(self, checks: Mapping[str, Check], metrics: Callable[[], bytes], page: Page | None = None) -> None:
        self._checks, self._metrics, self._page = checks, metrics, page
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._expose)
        if page:
            page.add_routes(app.router)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            handler_cancellation=True,  # a stream that nobody reads any more ends then, not at the next beat
            shutdown_timeout=2,
        )

    async def open(self, host: str, port: int) -> int:
        """Listen; answers the port. Raises OSError when it is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop listening; streams end first."""
        if self._page:
            self._page.close()
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
