"""What the ack stands beside: `python -m bench.rivals NAME API_URL`, each as its documents advise."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

import aiohttp
import uvloop
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

BOT_TOKEN, APP_TOKEN = "xoxb-bench", "xapp-bench"  # the bench's own: they open nothing anywhere

Ack = Callable[..., Awaitable[object]]


async def default(api: str) -> None:
    """Bolt as its first page shows it."""
    await _serve(AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=api)))


async def at_once(api: str) -> None:
    """Bolt that acknowledges when the listener returns, on one shared session."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=api, session=session)
        await _serve(AsyncApp(client=client, process_before_response=True))


async def socket(api: str) -> None:
    """No framework: the websocket, JSON in, JSON out. Nothing in Python is quicker by much."""
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{api}apps.connections.open") as answer:
            address = (await answer.json())["url"]
        async with session.ws_connect(address) as link:
            async for message in link:
                envelope = json.loads(message.data)
                if "envelope_id" in envelope:
                    await link.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))


async def _serve(app: AsyncApp) -> None:
    @app.command("/platform-deploy")
    async def deploy(ack: Ack) -> None:
        await ack()

    await AsyncSocketModeHandler(app, APP_TOKEN).start_async()  # type: ignore[no-untyped-call]


RIVALS = {
    "default": lambda api: asyncio.run(default(api)),
    "at_once": lambda api: uvloop.run(at_once(api)),
    "socket": lambda api: uvloop.run(socket(api)),
}

if __name__ == "__main__":
    RIVALS[sys.argv[1]](sys.argv[2])
