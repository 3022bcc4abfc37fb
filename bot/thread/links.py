"""The addresses of threads, asked for once."""

from __future__ import annotations

from collections import OrderedDict

from bot.store import Place
from bot.thread.story import Threads
from bot.thread.talk import Talk

REMEMBERED = 512


class Links:
    """Finds the address of a release's root message."""

    def __init__(self, threads: Threads, talk: Talk) -> None:
        self._threads, self._talk = threads, talk
        self._known: OrderedDict[Place, str] = OrderedDict()

    async def of(self, release_id: str) -> str | None:
        """The address, or None while there is none to be had. Raises `StoreUnavailable`."""
        place = await self._threads.place(release_id)
        return await self.to(place) if place else None

    async def to(self, place: Place) -> str | None:
        """The address of a message, or None when Slack won't say."""
        if place not in self._known:
            url = await self._talk.link(place.channel, place.ts)
            if url is None:
                return None
            self._known[place] = url
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[place]
