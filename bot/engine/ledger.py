"""The ledger of writes, kept in the event stream: from there the audit takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

import structlog

from bot.domain.events import EffectWritten
from bot.drivers.ledger import Write
from bot.errors import StoreUnavailable
from bot.store.stream import Stream

log = structlog.get_logger()


class StreamLedger:
    """Told of each write by the drivers. While Redis is away the log alone has it."""

    def __init__(self, stream: Stream, now: Callable[[], datetime]) -> None:
        self._stream, self._now = stream, now

    async def wrote(self, write: Write) -> None:
        """Append it as an event. Never raises: what is written is written."""
        event = EffectWritten(at=self._now(), **asdict(write))
        try:
            await self._stream.append([event])
        except StoreUnavailable:
            log.warning("write_not_kept", **asdict(write))
