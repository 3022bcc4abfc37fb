"""The door for commands: kept before they are acknowledged, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.domain.commands import Command, Reply
from bot.engine.precedence import Precedence
from bot.errors import StoreUnavailable
from bot.store import Store

LIMIT = 1.5  # seconds; Slack gives up on an acknowledgement after three


class Intake:
    """One write, then the acknowledgement; everything else is the desk's."""

    def __init__(self, store: Store, precedence: Precedence | None = None) -> None:
        self._store, self._precedence = store, precedence or Precedence()

    async def take(self, command: Command, keys: Sequence[str], reply: Reply | None) -> bool:
        """Keep it; False when one of `keys` was seen before. Raises `StoreUnavailable`: nothing was kept."""
        try:
            async with asyncio.timeout(LIMIT):
                new = await self._store.inbox.accept(command, keys, reply)
        except TimeoutError as err:
            raise StoreUnavailable(f"Redis did not answer within {LIMIT} s") from err
        self._precedence.arrive()
        return new
