"""Slack's addresses on the simulator's server."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import BodyPartReader, web

from simulator.clock import Clock
from simulator.slack import respond
from simulator.slack.api import Api
from simulator.slack.control import Control
from simulator.slack.errors import SlackError
from simulator.slack.files import Files
from simulator.slack.sockets import RETRIES
from simulator.slack.workspace import Slack
from simulator.world import World


class SlackWorld:
    """The workspace of a world file. Needs a running event loop once it is asked something; `close` ends its work."""

    def __init__(
        self, world: World, clock: Clock, base_url: Callable[[], str], retries: tuple[float, ...] = RETRIES
    ) -> None:
        self.slack = Slack(world, base_url, retries)
        self._clock = clock

    def add_routes(self, app: web.Application) -> None:
        """Mount the Web API, the websockets, uploads, response URLs and the people's part of `/world`."""
        api = Api(self.slack)
        app.router.add_route("*", "/api/{method}", api.serve)
        app.router.add_get("/link", self.slack.hub.serve)
        app.router.add_post("/upload/{secret}", self._upload)
        app.router.add_get("/files/{id}", self._file)
        app.router.add_get("/files/{id}/{name}", self._file)
        app.router.add_post("/response/{kind}/{team}/{key}", self._respond)
        app.router.add_get("/archives/{channel}/{place}", _message)
        app.router.add_routes(Control(self.slack, self._clock).routes())

    def emit(self, event: str, data: dict[str, object]) -> None:
        """Tell everybody who looks on what another part did."""
        self.slack.stream.publish(event, data)

    async def close(self) -> None:
        """End sockets, deliveries and streams."""
        await self.slack.close()

    async def _respond(self, request: web.Request) -> web.Response:
        return await respond.serve(self.slack, request)

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            file = self.slack.files.put(request.match_info["secret"], await _content(request))
        except SlackError as err:
            return web.Response(text=err.error, status=err.status)
        return web.Response(text=f"OK - {file.length}")

    async def _file(self, request: web.Request) -> web.Response:
        """A file's bytes; the page looks with its people's eyes, so no token is asked for."""
        return _served(self.slack.files, request.match_info["id"])


def _served(files: Files, identity: str) -> web.Response:
    try:
        file = files.get(identity)
    except SlackError as err:
        raise web.HTTPNotFound(text=err.error) from err
    headers = {"Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=file.body or b"", content_type=file.kind()[1], headers=headers)


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    part = await (await request.multipart()).next()
    return bytes(await part.read()) if isinstance(part, BodyPartReader) else b""


async def _message(request: web.Request) -> web.Response:
    """A permalink that was opened outside of the page."""
    digits = request.match_info["place"].removeprefix("p")
    thread = request.query.get("thread_ts") or f"{digits[:-6]}.{digits[-6:]}"
    raise web.HTTPFound(f"/#/{request.match_info['channel']}/{thread}")
