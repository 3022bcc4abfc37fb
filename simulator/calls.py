"""What the cloud, GitHub and Argo CD were asked, as far back as a bounded log reaches."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from aiohttp import web

KEPT = 2000
SHOWN = 200


class Calls:
    """The log behind `GET /world/aws/log`, oldest first; `ok` is false where the call was refused."""

    def __init__(self) -> None:
        self._calls: deque[dict[str, object]] = deque(maxlen=KEPT)

    def record(self, service: str, operation: str, error: str | None) -> None:
        """A call, under the other side's own name for it, and how it went."""
        called = {"at": datetime.now(UTC).isoformat(), "service": service, "operation": operation}
        self._calls.append({**called, "ok": error is None, "error": error})

    def add_routes(self, app: web.Application) -> None:
        """Mount `/world/aws/log`."""
        app.router.add_get("/world/aws/log", self._show)

    async def _show(self, request: web.Request) -> web.Response:
        limit = request.query.get("limit", str(SHOWN))
        calls = list(self._calls)[-int(limit) :] if limit.isdecimal() and int(limit) else []
        return web.json_response({"calls": calls})
