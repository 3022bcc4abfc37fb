"""Tells the live threads when Redis is away, and when it is back: from what this process still knows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.domain.catalogue import Locale
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.i18n import Languages
from bot.store import Place
from bot.thread.blocks import Message, section
from bot.thread.pace import Urgency
from bot.thread.talk import SaidNo, Talk

EVERY = 1.0  # seconds between two looks
AWAY = 5.0  # seconds of silence that people should know of

log = structlog.get_logger()


class Memory:
    """Knows the threads of what is live."""

    def __init__(
        self,
        ping: Callable[[], Awaitable[None]],
        talk: Talk,
        speak: Languages,
        every: float = EVERY,
        away: float = AWAY,
    ) -> None:
        self._ping, self._talk, self._speak, self._every, self._away = ping, talk, speak, every, away
        self._threads: dict[str, tuple[Place, Locale]] = {}
        self._told: set[str] = set()

    def knows(self, release_id: str, place: Place, locale: Locale) -> None:
        """A live release has its thread here."""
        self._threads[release_id] = (place, locale)

    def forgets(self, release_id: str) -> None:
        """It has ended."""
        self._threads.pop(release_id, None)

    async def run(self) -> None:
        """Until cancelled."""
        clock = asyncio.get_running_loop().time
        seen = clock()
        while True:
            if await self._answers():
                seen = clock()
                await self._tell_back()
            elif clock() - seen >= self._away:
                await self._tell_away()
            await asyncio.sleep(self._every)

    async def _answers(self) -> bool:
        try:
            await self._ping()
        except StoreUnavailable:
            return False
        return True

    async def _tell_away(self) -> None:
        for name in self._threads.keys() - self._told:
            self._told.add(name)
            log.warning("memory_away", release=name)
            await self._tell(name, "said-memory-away")

    async def _tell_back(self) -> None:
        told, self._told = self._told, set()
        for name in told & self._threads.keys():
            await self._tell(name, "said-memory-back")

    async def _tell(self, name: str, key: str) -> None:
        """Best effort: it is true only now."""
        place, locale = self._threads[name]
        text = self._speak(locale, key)
        try:
            await self._talk.post(place.channel, Message(text, [section(key, [text])]), Urgency.PERSON, place.ts)
        except (SaidNo, SlackUnavailable) as err:
            log.warning("memory_untold", release=name, error=str(err))
