"""The door for commands: kept before they are acknowledged, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.domain.commands import Command, Reply
from bot.errors import StoreUnavailable
from bot.store import Store

LIMIT = 1.5  # seconds; Slack gives up on an acknowledgement after three


class Intake:
    """One write, then the acknowledgement; everything else is the desk's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take(self, command: Command, keys: Sequence[str], reply: Reply | None) -> bool:
        """Keep it; False when one of `keys` was seen before. Raises `StoreUnavailable`: nothing was kept."""
        try:
            async with asyncio.timeout(LIMIT):
                return await self._store.inbox.accept(command, keys, reply)
        except TimeoutError as err:
            raise StoreUnavailable(f"Redis did not answer within {LIMIT} s") from err
