"""How Slack's Web API fails, in one place."""

from __future__ import annotations

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError

UNREACHABLE = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError, OSError)


def reason(error: BaseException) -> str:
    """Slack's own word for a failure, else the name of what went wrong; never an address, which may hold a secret."""
    answer = error.response if isinstance(error, SlackApiError) else None
    said = getattr(answer, "data", answer)  # a page of HTML when the gateway answers
    if isinstance(said, dict) and said.get("error"):
        return str(said["error"])
    status = getattr(answer, "status_code", None)
    return f"http {status}" if status else type(error).__name__


def retry_after(error: SlackApiError) -> float:
    """The seconds that Slack asked to wait, or 0."""
    try:
        return float(error.response.headers.get("Retry-After", 0))
    except (AttributeError, ValueError):
        return 0.0
