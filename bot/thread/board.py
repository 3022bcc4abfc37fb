"""The live messages: each is redrawn from the newest state, most urgent first, never faster than Slack allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.domain.release import Release, Status
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.store import Place
from bot.thread.blocks import Block, Draw, Message, no_pictures
from bot.thread.pace import EDITS_AT_ONCE, KEPT, Agenda, Bucket, Line, Urgency, backoff
from bot.thread.story import BLOCKS_WRONG, GONE, Story
from bot.thread.talk import SaidNo, SlowDown, Talk

WORKERS = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the board needs to redraw a live message."""

    release: Release
    place: Place
    draw: Draw
    pictured: Message


Fetch = Callable[[str], Awaitable[Sheet | None]]


def urgency_of(release: Release) -> Urgency:
    """How much a state matters to those who look."""
    if release.ended:
        return Urgency.FINAL
    asks = release.status in (Status.REQUESTED, Status.HOLDING) or release.missed
    return Urgency.PERSON if asks else Urgency.PROGRESS


class Board:
    """Keeps which messages are out of date; `run` redraws them."""

    def __init__(self, fetch: Fetch, talk: Talk, story: Story) -> None:
        self._fetch, self._talk, self._story = fetch, talk, story
        self._bucket = Bucket(talk.pace.edits, EDITS_AT_ONCE)
        self._agenda = Agenda(self._bucket, talk.pace.spacing)
        self._others = Line(self._bucket, KEPT[Urgency.PERSON])  # final states go first here too
        self._drawn: dict[str, list[Block]] = {}
        self._failures: dict[str, int] = {}
        lock = asyncio.Lock()
        self._marked, self._done = asyncio.Condition(lock), asyncio.Condition(lock)

    async def mark(self, release_id: str, urgency: Urgency) -> None:
        """The message is out of date."""
        async with self._marked:
            self._agenda.mark(release_id, urgency)
            self._marked.notify()

    async def stands(self, release_id: str) -> None:
        """Return when the newest state stands in Slack, or never will."""
        async with self._done:
            await self._done.wait_for(lambda: not self._agenda.pending(release_id))

    def forget(self, release_id: str) -> None:
        """It will not be drawn again."""
        self._drawn.pop(release_id, None)

    def drew(self, release_id: str, message: Message) -> None:
        """The message was just posted like this."""
        self._drawn[release_id] = _content(message)

    async def edit(self, place: Place, message: Message) -> None:
        """Redraw another message than a live one, when there is room. Raises `SlackUnavailable`."""
        await self._others.turn(Urgency.PERSON)
        try:
            await self._talk.edit(place.channel, place.ts, message)
        except SlowDown as err:
            self._others.hold_off(err.seconds)
            raise
        except SaidNo as err:
            log.warning("edit_refused", error=str(err))

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            name, urgency = await self._next()
            again = None
            try:
                again = await self._redraw(name)
            finally:
                async with self._done:
                    if again is not None:
                        self._agenda.mark(name, urgency)
                    self._agenda.done(name, clock(), again)
                    self._done.notify_all()

    async def _next(self) -> tuple[str, Urgency]:
        clock = asyncio.get_running_loop().time
        async with self._marked:
            while (found := self._agenda.next(clock())) is None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._agenda.wait(clock())):
                        await self._marked.wait()
            self._marked.notify()  # whoever waits looks whether there is more, and for how long to wait
        return found

    async def _redraw(self, name: str) -> float | None:
        """Edit one message; returns None, or after how many seconds to try again."""
        try:
            await self._edit(name)
        except SlowDown as err:
            self._agenda.hold_off(asyncio.get_running_loop().time(), err.seconds)
            return 0.0  # nothing was drawn, and the bucket waits: progress must not slip past it
        except (SlackUnavailable, StoreUnavailable) as err:
            return self._again(name, err)
        except SaidNo as err:
            log.warning("live_message_refused", release=name, error=str(err))
        except Exception:
            log.exception("live_message_failed", release=name)
        self._failures.pop(name, None)
        return None

    async def _edit(self, name: str) -> None:
        sheet = await self._fetch(name)
        if sheet is None:
            self._bucket.give_back()
            return
        message: Message | None = sheet.pictured
        if self._drawn.get(name) == _content(sheet.pictured):
            self._bucket.give_back()
            message = None
        while message is not None:
            try:
                await self._talk.edit(sheet.place.channel, sheet.place.ts, message)
            except SaidNo as err:
                message = await self._mend(err, sheet, message)
            else:
                self.drew(name, message)
                message = None

    async def _mend(self, err: SaidNo, sheet: Sheet, message: Message) -> Message | None:
        if err.code in GONE:
            if await self._story.root_again(sheet.release, sheet.place, sheet.draw, no_pictures):
                self.drew(sheet.release.id, message)
            return None
        simpler = self._story.simpler(err, message, sheet.draw) if err.code in BLOCKS_WRONG else None
        if simpler is None:
            raise err
        return simpler

    def _again(self, name: str, err: Exception) -> float:
        tries = self._failures[name] = self._failures.get(name, 0) + 1
        log.warning("live_message_waits", release=name, error=str(err), attempt=tries)
        return max(self._talk.pace.spacing, backoff(tries))


def _content(message: Message) -> list[Block]:
    """What people see of a message: the blocks without their names."""
    return [{key: part for key, part in block.items() if key != "block_id"} for block in message.blocks]
