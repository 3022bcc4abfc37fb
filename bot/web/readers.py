"""Those who look on: each has a short queue of its own, and whoever can't keep up comes again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

BEHIND = 64  # frames that a reader may be behind
MOST = 1_000  # readers of one process
AT_ONCE = 10  # readers told in one turn of the loop; acks have theirs in between


class Full(Exception):
    """As many look on as this process serves: come again later, or ask another replica."""


class Reader:
    """One who looks on: frames in order; None is the end."""

    def __init__(self, first: bytes) -> None:
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue(BEHIND)
        self._frames.put_nowait(first)

    async def next(self) -> bytes | None:
        """The next frame to write; None when there will be no more."""
        return await self._frames.get()

    def tell(self, frame: bytes) -> bool:
        """Whether there was room for it."""
        if self._frames.full():
            return False
        self._frames.put_nowait(frame)
        return True

    def end(self) -> None:
        """Nothing more comes; what it hasn't read by now it gets when it comes again."""
        while not self._frames.empty():
            self._frames.get_nowait()
        self._frames.put_nowait(None)


class Readers:
    """All of one process. A frame is made once and given to each."""

    def __init__(self) -> None:
        self._readers: dict[Reader, None] = {}

    def __len__(self) -> int:
        return len(self._readers)

    @contextmanager
    def joined(self, first: bytes) -> Iterator[Reader]:
        """A reader for as long as the block lasts. Raises `Full`."""
        if len(self._readers) >= MOST:
            raise Full
        reader = Reader(first)
        self._readers[reader] = None
        try:
            yield reader
        finally:
            self._readers.pop(reader, None)

    async def tell(self, frame: bytes) -> None:
        """Give a frame to all; those that have too many unread are let go."""
        for number, reader in enumerate(list(self._readers), 1):
            if reader in self._readers and not reader.tell(frame):
                self._let_go(reader)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def close(self) -> None:
        """Let all go."""
        for reader in list(self._readers):
            self._let_go(reader)

    def _let_go(self, reader: Reader) -> None:
        self._readers.pop(reader, None)
        reader.end()
