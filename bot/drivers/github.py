"""GitHub's REST API, as far as drivers, gates and offers need it; its errors in our words.

https://docs.github.com/rest
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.drivers.bodies import end_of, message_in, whole
from bot.errors import DriverUnavailable, EffectRefused, Throttled

LIMIT = aiohttp.ClientTimeout(total=10, connect=3)  # seconds
AT_ONCE = 20  # GitHub allows a hundred
MOST_BYTES = 8 * 1024 * 1024
LAST_BYTES = 64 * 1024  # of a text: how it ends is what people want to know
VERSION = "2022-11-28"


class Missing(EffectRefused):
    """GitHub has nothing there, or doesn't show it to this token."""


class GitHub:
    """One for all repositories. Raises `Missing`, `Throttled`, `DriverUnavailable`, `EffectRefused`."""

    def __init__(
        self, http: aiohttp.ClientSession, base: str = "https://api.github.com", token: str | None = None
    ) -> None:
        self._http, self._base, self._token = http, base.rstrip("/"), token
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._closed_until = 0.0  # by the clock of this process: GitHub told us to stay away

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """What stands at `/repos/…`; None for an empty answer."""
        return await self._ask("GET", path, query=query)

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Change something: one try. `DriverUnavailable` means that it may have come through."""
        return await self._ask("POST", path, body=body)

    async def text(self, path: str) -> str:
        """The end of a log or of another text, following the redirect to where GitHub keeps it."""
        found = await self._ask("GET", path, raw=True)
        return str(found)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        raw: bool = False,
    ) -> Any:
        if time.monotonic() < self._closed_until:
            raise Throttled(f"GitHub {path}: it asked us to wait")
        try:
            async with (
                self._limit,
                self._http.request(
                    method, f"{self._base}{path}", params=query, json=body, headers=self._headers(), timeout=LIMIT
                ) as answer,
            ):
                return await self._read(answer, path, raw=raw)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as err:
            raise DriverUnavailable(f"GitHub {path}: {type(err).__name__}") from err

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION, "User-Agent": "subaku"}
        return headers | ({"Authorization": f"Bearer {self._token}"} if self._token else {})

    async def _read(self, answer: aiohttp.ClientResponse, path: str, *, raw: bool) -> Any:
        body = await (end_of(answer.content, LAST_BYTES) if raw else whole(answer.content, MOST_BYTES))
        text = body.decode("utf-8", "replace")
        if answer.status < 300:
            return text if raw else json.loads(text or "null")
        raise self._trouble(answer, path, text)

    def _trouble(self, answer: aiohttp.ClientResponse, path: str, text: str) -> Exception:
        said = f"GitHub {path}: {answer.status} {message_in(text)}"
        limited = answer.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in answer.headers
        if answer.status == 429 or (answer.status == 403 and (limited or "rate limit" in text.lower())):
            self._closed_until = time.monotonic() + _pause(answer.headers)
            return Throttled(said)
        if answer.status in (404, 410):
            return Missing(said)
        return EffectRefused(said) if 400 <= answer.status < 500 else DriverUnavailable(said)


def _pause(headers: Mapping[str, str]) -> float:
    """Seconds until it may be asked again; a minute where it doesn't say."""
    if headers.get("Retry-After", "").isdecimal():
        return min(3600.0, float(headers["Retry-After"]))
    reset = headers.get("X-RateLimit-Reset", "")
    return min(3600.0, max(1.0, float(reset) - time.time())) if reset.isdecimal() else 60.0
