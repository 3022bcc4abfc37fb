"""What the game master asks at `/world`, and how it is refused."""

from __future__ import annotations

from typing import Any

from aiohttp import web


async def asked_of(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request; empty when there is none."""
    try:
        read = await request.json()
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def refused(status: int, sentence: str) -> web.Response:
    """No, and why."""
    return web.json_response({"ok": False, "error": sentence}, status=status)
