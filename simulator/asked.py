"""What the game master asks at `/world`, and how it is refused."""

from __future__ import annotations

from typing import Any

from aiohttp import web

LONGEST = 3600  # seconds


async def asked_of(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request; empty when there is none."""
    try:
        read = await request.json()
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def seconds_in(asked: dict[str, Any]) -> float | None:
    """The `seconds` that a trouble is to last; None where they make no sense."""
    seconds = asked.get("seconds")
    return seconds if isinstance(seconds, int | float) and 0 <= seconds <= LONGEST else None


def without_seconds() -> web.Response:
    """No: they weren't named."""
    return refused(400, f"Name the `seconds`, 0 to {LONGEST}.")


def refused(status: int, sentence: str) -> web.Response:
    """No, and why."""
    return web.json_response({"ok": False, "error": sentence}, status=status)
