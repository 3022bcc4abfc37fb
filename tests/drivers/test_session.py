"""The connections that all drivers share."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import session


async def test_no_cookie_is_kept() -> None:
    async def greet(request: web.Request) -> web.Response:
        answer = web.Response(text=request.headers.get("Cookie", ""))
        answer.set_cookie("who", "somebody")
        return answer

    app = web.Application()
    app.router.add_get("/", greet)
    async with TestServer(app) as server, session() as http:
        for _ in range(2):
            async with http.get(f"http://localhost:{server.port}/") as answer:
                assert await answer.text() == ""
