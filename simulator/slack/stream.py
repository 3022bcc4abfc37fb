"""What happens, told to whoever looks on: server-sent events out of one bounded ring."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web

KEPT = 2_000
ALIVE_SECONDS = 15.0


@dataclass(frozen=True)
class Told:
    """One event; `only` is the person whom it is for, nobody in particular when empty."""

    id: int
    event: str
    data: str
    only: str

    def frame(self) -> bytes:
        """The bytes of a server-sent event."""
        return f"id: {self.id}\nevent: {self.event}\ndata: {self.data}\n\n".encode()


class Stream:
    """The ring. A reader holds only its place, so that a slow one costs nothing."""

    def __init__(self) -> None:
        self._ring: deque[Told] = deque(maxlen=KEPT)
        self._last = int(time.time() * 1000)  # ids of another run are seen to be foreign
        self._first = self._last + 1
        self._news = asyncio.Event()
        self._closed = False

    def publish(self, event: str, data: dict[str, Any], only: str = "") -> None:
        """Tell everybody, or one person's streams (and those without a person)."""
        self._last += 1
        self._ring.append(Told(self._last, event, json.dumps(data, ensure_ascii=False), only))
        self._wake()

    def close(self) -> None:
        """Let all readers go."""
        self._closed = True
        self._wake()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /world/events?user=U…, resumed from Last-Event-ID; `reset` says that the ring no longer reaches back."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with suppress(ConnectionError):  # a reader who leaves is no mistake
            await self._tell(request, response)
        return response

    async def _tell(self, request: web.Request, response: web.StreamResponse) -> None:
        await response.prepare(request)
        user, place = request.query.get("user", ""), self._place(request)
        if place is None:
            await response.write(b"event: reset\ndata: {}\n\n")
            place = self._last
        await response.write(b": open\n\n")
        while not self._closed:
            news = self._news
            for told in self._after(place):
                place = told.id
                if not told.only or not user or told.only == user:
                    await response.write(told.frame())
            if not await _rings(news):
                await response.write(b": alive\n\n")

    def _place(self, request: web.Request) -> int | None:
        given = request.headers.get("Last-Event-ID") or request.query.get("last_event_id") or ""
        if not given.isdigit():
            return self._last
        oldest = self._ring[0].id if self._ring else self._first
        return int(given) if oldest - 1 <= int(given) <= self._last else None

    def _after(self, place: int) -> Iterator[Told]:
        return iter([told for told in self._ring if told.id > place])

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


async def _rings(news: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(ALIVE_SECONDS):
            await news.wait()
    except TimeoutError:
        return False
    return True
