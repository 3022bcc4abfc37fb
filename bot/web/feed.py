"""The live page's stream: one follower of what happens, its state made into frames once, and given to every reader.

A frame is a server-sent event whose id is the last entry of the event stream that it covers. Ids mean the same on every
replica, so a reader goes on with another one where it stopped; one that was away for too long gets everything anew.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import structlog

from bot.domain import events
from bot.domain.events import Event
from bot.errors import StoreUnavailable
from bot.store import Store
from bot.web import view
from bot.web.names import Names
from bot.web.readers import Reader, Readers
from bot.web.state import State
from bot.web.view import Json

EVERY = 0.25  # seconds in which changes gather into one frame
BEAT = 5.0
RECHECK = 6  # beats between two looks at what time alone changes
AGAIN = 1.0
RECALL = timedelta(minutes=2)  # frames that a fresh process can still give; also more than clocks differ
FRAMES = 256  # that are kept for those who come again
UNSHOWN = {
    events.CommandTaken, events.CommandRefused, events.CommandAnswered,
    events.EffectWritten, events.PreferencesSet, events.LockNagged, events.Nudged,
}  # fmt: skip
SHOWN = [kind for kind in Event.kinds.values() if kind not in UNSHOWN]

Entry = tuple[int, int]
log = structlog.get_logger()


class Feed:
    """`run` follows and tells; `joined` is a reader's part."""

    def __init__(self, store: Store, state: State, names: Names, now: Callable[[], datetime]) -> None:
        self._store, self._state, self._names, self._now = store, state, names, now
        self._readers = Readers()
        self._frames: deque[tuple[Entry, bytes]] = deque()
        self._kept_since: Entry = (0, 0)
        self._last: Entry = (0, 0)  # seen
        self._covered: Entry = (0, 0)  # told
        self._changed: set[str] = set()
        self._news = asyncio.Event()
        self._shape: Json = {}
        self._whole: bytes | None = None
        self.ready = asyncio.Event()  # whether there is something to show

    async def run(self) -> None:
        """Until cancelled; waits while Redis is away."""
        start = self._now() - RECALL
        self._kept_since = self._last = self._covered = (round(start.timestamp() * 1000), 0)
        self._frames.clear()
        await self._load()
        self.ready.set()
        await self._readers.tell(self._everything())  # those who were there before we had to begin anew
        async with asyncio.TaskGroup() as group:
            for part in (self._follow, self._publish, self._beat, self._introduce):
                group.create_task(part())

    def joined(self, last: str | None = None) -> AbstractContextManager[Reader]:
        """A reader that has seen everything up to `last`. Raises `Full`."""
        seen = _entry(last or "")
        known = seen is not None and self._kept_since <= seen <= self._last
        missed = [frame for entry, frame in self._frames if seen and entry > seen]
        return self._readers.joined(b"retry: 1500\n\n" + (b"".join(missed) if known else self._everything()))

    def close(self) -> None:
        """End all readers; they will find another replica, or this one again."""
        self._readers.close()

    def __len__(self) -> int:
        return len(self._readers)

    async def _load(self) -> None:
        while True:
            try:
                await self._state.load()
            except StoreUnavailable as err:
                log.info("page_waits_for_redis", error=str(err))
                await asyncio.sleep(AGAIN)
            else:
                self._shape, self._whole = self._state.shape(), None
                return

    async def _follow(self) -> None:
        async for entry, event in self._store.stream.tail(_text(self._last), SHOWN):
            self._changed.add(event.release)
            self._last = _entry(entry) or self._last
            self._news.set()

    async def _publish(self) -> None:
        """What changed, as soon as it did; what changes right behind it gathers for the next frame."""
        while True:
            await self._news.wait()
            self._news.clear()
            changed, self._changed, last = self._changed, set(), self._last
            try:
                await self._tell(await self._changes(changed), last)
            except StoreUnavailable:
                self._changed |= changed
                self._news.set()
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(EVERY)

    async def _changes(self, changed: set[str]) -> Json:
        found = await self._state.refresh(changed - {""})
        if "" in changed:  # a lock, a freeze, the catalogue: what is about no release
            targets = {one["key"]: one for one in (*found["targets"], *await self._state.recheck())}
            found["targets"] = list(targets.values())
        return found

    async def _tell(self, changes: Json, last: Entry) -> None:
        self._covered, self._whole = last, None
        if self._state.shape() != self._shape:
            return await self._renew()
        frame = _frame("change", self._with_names(changes), last)
        self._frames.append((last, frame))
        if len(self._frames) > FRAMES:
            self._kept_since, _ = self._frames.popleft()
        return await self._readers.tell(frame)

    async def _tell_aside(self, changes: Json) -> None:
        """What no entry stands for."""
        self._void_places()
        await self._readers.tell(_frame("change", changes))

    async def _renew(self) -> None:
        """Everything anew, for everybody: the board has other rows or columns."""
        await self._load()
        self._void_places()
        await self._readers.tell(self._everything())

    def _void_places(self) -> None:
        """What comes next can't be resumed: whoever is away meanwhile gets everything."""
        self._frames.clear()
        self._kept_since, self._whole = (self._covered[0], self._covered[1] + 1), None

    def _everything(self) -> bytes:
        if self._whole is None:
            self._whole = _frame("all", self._with_names(self._state.whole()), self._covered)
        return self._whole

    def _with_names(self, shown: Json) -> Json:
        people = self._names.of(view.people(shown["releases"], shown["targets"]))
        return {**shown, "people": people, "now": view.millis(self._now())}

    async def _beat(self) -> None:
        """A sign of life while Redis answers: without it, the page says that what it shows is old."""
        beats = 0
        while True:
            await asyncio.sleep(BEAT)
            beats += 1
            try:
                await self._store.ping()
                targets = await self._state.recheck() if beats % RECHECK == 0 else []
            except StoreUnavailable as err:
                log.info("page_waits_for_redis", error=str(err))
                continue
            if self._state.shape() != self._shape:
                await self._renew()
            elif targets:
                await self._tell_aside(self._with_names({"releases": [], "targets": targets}))
            await self._readers.tell(_frame("beat", {"now": view.millis(self._now())}))

    async def _introduce(self) -> None:
        while True:
            await self._tell_aside({"people": await self._names.learn()})


def _frame(kind: str, data: Json, entry: Entry | None = None) -> bytes:
    """A server-sent event; JSON has no line breaks that could end it early."""
    name = f"id: {_text(entry)}\n" if entry else ""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{name}event: {kind}\ndata: {body}\n\n".encode()


def _entry(text: str) -> Entry | None:
    """`ms-number` as numbers; None for what isn't one."""
    first, _, second = text.partition("-")
    if not (first.isascii() and first.isdigit() and second.isascii() and second.isdigit() and len(text) < 40):
        return None
    return int(first), int(second)


def _text(entry: Entry) -> str:
    return f"{entry[0]}-{entry[1]}"
