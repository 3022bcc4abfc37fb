"""The event stream: followers that must not miss anything keep their place in Redis, others just look on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

import structlog
from redis.exceptions import ResponseError

from bot.domain.events import Event
from bot.errors import StoreUnavailable
from bot.store.client import GATHER, WAIT, Client, attentively, reaching
from bot.store.codec import dump, load_event
from bot.store.keys import Keys

CONSUMER = "one"  # a group has one reader at a time: the leader
BATCH = 128
BREATH = 0.002  # seconds between two events: what follows from many at once would all stand before an ack
AGAIN = 0.5  # seconds until Redis is asked again when it was away

log = structlog.get_logger()


class Stream:
    """What happened, in order."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    async def follow(
        self, group: str, kinds: Collection[type[Event]] | None = None
    ) -> AsyncIterator[tuple[str, Event]]:
        """Entries and events for a group: first those read and not done before a crash, then what is new.

        Of these kinds, or all; goes on after Redis was away; ends only when cancelled.
        """
        wanted = _names(kinds)
        place = "0"
        while True:
            try:
                entries = await self._read(group, place)
            except StoreUnavailable:
                await asyncio.sleep(AGAIN)
                place = "0"
                continue
            if place != ">":
                place = entries[-1][0].decode() if entries else ">"
            unwanted = []
            for entry, fields in entries:
                event = _event(entry, fields, wanted)
                if event is None:
                    unwanted.append(entry.decode())
                else:
                    yield entry.decode(), event
                    await asyncio.sleep(BREATH)
            if unwanted:
                await self.done(group, *unwanted)
            await asyncio.sleep(GATHER)

    async def append(self, events: Sequence[Event]) -> None:
        """What happened outside of any release's or record's change: a write at AWS, say."""
        async with reaching(), self._client.redis.pipeline(transaction=True) as pipe:
            for event in events:
                pipe.xadd(self._keys.events, {"kind": event.kind, "release": event.release, "body": dump(event)})
            await pipe.execute()

    async def done(self, group: str, *entries: str) -> None:
        """All that follows from these entries is done: they need not be read again."""
        async with reaching():
            await self._client.redis.xack(self._keys.events, group, *entries)

    async def tail(
        self, after: str = "$", kinds: Collection[type[Event]] | None = None
    ) -> AsyncIterator[tuple[str, Event]]:
        """Entries and events from now on (or after an id), for those who may miss some; of these kinds, or all."""
        wanted = _names(kinds)
        while True:
            try:
                async with reaching():
                    found = await self._client.news(self._keys.events, after, BATCH)
            except StoreUnavailable:
                await asyncio.sleep(AGAIN)
                continue
            for entry, fields in _entries(found):
                after = entry.decode()
                if (event := _event(entry, fields, wanted)) is not None:
                    yield after, event
            await asyncio.sleep(GATHER)

    async def _read(self, group: str, place: str) -> list[tuple[bytes, dict[bytes, bytes]]]:
        async with reaching():
            try:
                wanted = {self._keys.events: place}
                found = await attentively(
                    self._client.waiting.xreadgroup(group, CONSUMER, wanted, count=BATCH, block=int(WAIT * 1000))
                )
            except ResponseError as err:
                if "NOGROUP" not in str(err):
                    raise
                await self._client.redis.xgroup_create(self._keys.events, group, id="0", mkstream=True)
                return []
        return _entries(found)


def _entries(found: Any) -> list[tuple[bytes, dict[bytes, bytes]]]:
    return list(found[0][1]) if found else []


def _names(kinds: Collection[type[Event]] | None) -> frozenset[bytes] | None:
    return None if kinds is None else frozenset(kind.kind.encode() for kind in kinds)


def _event(entry: bytes, fields: dict[bytes, bytes] | None, wanted: frozenset[bytes] | None) -> Event | None:
    """The event; None for one that isn't wanted, was trimmed away, or that a later version wrote."""
    if not fields or (wanted is not None and fields.get(b"kind") not in wanted):
        return None
    try:
        return load_event(fields[b"kind"].decode(), fields[b"body"])
    except (KeyError, ValueError) as err:
        log.warning("event_unreadable", entry=entry.decode(), error=repr(err))
        return None
