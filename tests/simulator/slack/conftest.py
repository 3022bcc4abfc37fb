"""A workspace on a free port, a bolt app that is connected to it, and hands to use it with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from simulator.server import Server
from simulator.world import SlackPace, load

Json = dict[str, Any]

WORLD = replace(load(), slack=SlackPace(rate_factor=0, file_delay=0.1))


@dataclass
class Workspace:
    """The server and one HTTP session for everything that is not the bot's."""

    server: Server
    http: aiohttp.ClientSession

    def client(self, token: str = WORLD.app.bot_token) -> AsyncWebClient:
        return AsyncWebClient(token, base_url=f"{self.server.address}/api/", session=self.http)

    async def get(self, path: str) -> Json:
        async with self.http.get(self.server.address + path) as response:
            return dict(await response.json())

    async def post(self, path: str, status: int = 200, **body: Any) -> Json:
        async with self.http.post(self.server.address + path, json=body) as response:
            answer = dict(await response.json())
            assert response.status == status, answer
            return answer

    async def messages(self, channel: str, user: str = "") -> list[Json]:
        return list((await self.get(f"/world/channels/{channel}/messages?user={user}"))["messages"])

    async def socket(self) -> aiohttp.ClientWebSocketResponse:
        """A bare websocket of the app, its hello still unread."""
        opened = await self.client(WORLD.app.app_token).apps_connections_open(app_token=WORLD.app.app_token)
        return await self.http.ws_connect(str(opened["url"]))


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Server(WORLD, parts=(), retries=(0.0,)) as server, aiohttp.ClientSession() as http:
        yield Workspace(server, http)


@pytest.fixture
async def web(workspace: Workspace) -> AsyncWebClient:
    return workspace.client()


@pytest.fixture
async def bolt(workspace: Workspace, web: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A real slack-bolt app over a real socket; listeners are added by the tests."""
    app = AsyncApp(client=web, process_before_response=True)
    handler = AsyncSocketModeHandler(app, WORLD.app.app_token, web_client=web)
    await handler.connect_async()
    assert (await workspace.get("/world"))["sockets"] == 1
    yield app
    await handler.close_async()
