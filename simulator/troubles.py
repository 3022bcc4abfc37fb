"""Troubles that the game master makes for a while: AWS throttles, the registry is away, Slack is slow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.asked import asked_of, refused, seconds_in, without_seconds

NAMES = ("aws", "registry", "slack")
SLOW = 2.0  # seconds that a call to Slack takes longer
_STRUCK = {"/registry/": "registry", "/api/": "slack"}

Tell = Callable[[str, dict[str, object]], None]


@dataclass
class Trouble:
    """One kind of trouble: until when (a monotonic time), and how many calls felt it."""

    until: float = 0.0
    felt: int = 0

    @property
    def left(self) -> float:
        """Seconds until it is over."""
        return max(0.0, self.until - time.monotonic())


class Troubles:
    """All of them; `tell` hears of each that begins, is felt or is ended."""

    def __init__(self, tell: Tell, slow: float = SLOW) -> None:
        self._tell = tell
        self.slow = slow
        self._all = {name: Trouble() for name in NAMES}

    def begin(self, name: str, seconds: float) -> None:
        """From now on for so long; 0 ends it."""
        felt = 0 if seconds else self._all[name].felt
        self._all[name] = Trouble(time.monotonic() + seconds, felt)
        self._show(name)

    def strikes(self, name: str) -> bool:
        """Whether a call that comes now meets this trouble."""
        trouble = self._all[name]
        if not trouble.left:
            return False
        trouble.felt += 1
        self._show(name)
        return True

    def add_routes(self, app: web.Application) -> None:
        """Mount `/world/troubles`."""
        app.router.add_get("/world/troubles", self._look)
        app.router.add_post("/world/troubles", self._make)

    @web.middleware
    async def strike(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What calls to the registry and to Slack meet; AWS answers in its own words."""
        name = next((name for path, name in _STRUCK.items() if request.path.startswith(path)), None)
        if name and self.strikes(name):
            if name == "registry":
                return web.Response(status=503, text="upstream connect error")
            await asyncio.sleep(self.slow)
        return await handler(request)

    def _show(self, name: str) -> None:
        self._tell("trouble", {"name": name, **self._shown(name)})

    def _shown(self, name: str) -> dict[str, float]:
        trouble = self._all[name]
        return {"seconds": round(trouble.left, 1), "felt": trouble.felt}

    async def _look(self, request: web.Request) -> web.Response:
        return web.json_response({"troubles": {name: self._shown(name) for name in NAMES}})

    async def _make(self, request: web.Request) -> web.Response:
        asked = await asked_of(request)
        name, seconds = asked.get("name"), seconds_in(asked)
        if name not in NAMES:
            return refused(400, f"No trouble {name!r}; there are {', '.join(NAMES)}.")
        if seconds is None:
            return without_seconds()
        self.begin(name, seconds)
        return web.json_response({"ok": True})
