"""Says each thing once: an intent before, a look into Slack after a crash, the place afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.errors import SlackUnavailable, SubakuError
from bot.store import Place, Said
from bot.thread.blocks import Draw, Look, Message, no_pictures, pictures
from bot.thread.pace import Urgency, backoff
from bot.thread.talk import SaidNo, Talk

ROOT = "root"
SECOND_ROOT = "root-again"
EARLIER = timedelta(minutes=1)  # clocks differ
CLOSED = {
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_read_only_channel",
    "cannot_reply_to_message", "not_allowed_token_type", "missing_scope", "no_permission", "team_access_not_granted",
}  # fmt: skip
GONE = {"thread_not_found", "message_not_found", "cant_update_message"}
BLOCKS_WRONG = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments"}

log = structlog.get_logger()


class ChannelUnreachable(SubakuError):
    """The bot can't write into the environment's channel: somebody must invite it."""

    def __init__(self, channel: str, code: str) -> None:
        super().__init__(f"can't write into {channel}: {code}")
        self.channel = channel


class Threads(Protocol):
    """The memory of what was said, and where."""

    async def place(self, release_id: str) -> Place | None:
        """The root message."""
        ...

    async def begin(self, release_id: str, name: str) -> Said:
        """Keep the intent to say `name`."""
        ...

    async def finish(self, release_id: str, name: str, channel: str, ts: str, thread: str = "") -> None:
        """It stands in Slack."""
        ...


class Subject(Protocol):
    """What something is said of: a release, or anything else with a name of its own in the memory."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def requested_at(self) -> datetime:
        """Since when something may have been said of it."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """A subject that isn't a release."""

    id: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands; `message` when it was posted just now."""

    ts: str
    message: Message | None = None


class Story:
    """Puts messages into Slack, each exactly once."""

    def __init__(self, threads: Threads, talk: Talk, distrust: Callable[[Message], None]) -> None:
        self._threads, self._talk, self._distrust = threads, talk, distrust
        self._joined: set[str] = set()
        self._mending = asyncio.Lock()

    async def root(self, release: Subject, at: Place, draw: Draw, look: Look) -> Posted:
        """Post the live message in a channel or a thread of it, unless it stands. Raises `ChannelUnreachable`."""
        return await self.once(release, ROOT, at, draw, look, Urgency.PERSON)

    async def root_again(self, release: Subject, lost: Place, draw: Draw, look: Look) -> Place | None:
        """A new root where somebody deleted the old one; once, then None."""
        async with self._mending:
            place = await self._threads.place(release.id)
            if place is not None and place != lost:
                return place
            if (await self._threads.begin(release.id, SECOND_ROOT)).ts:
                return None
            log.info("root_gone", release=release.id, channel=lost.channel)
            said = await self.once(release, SECOND_ROOT, Place(lost.channel, lost.thread), draw, look, Urgency.PERSON)
            await self._threads.finish(release.id, ROOT, lost.channel, said.ts, lost.thread)
            return Place(lost.channel, said.ts, lost.thread)

    async def once(self, subject: Subject, name: str, at: Place, draw: Draw, look: Look, urgency: Urgency) -> Posted:
        """A message in a channel, or in a thread of it, once for each name. Raises `SaidNo`, `ChannelUnreachable`."""
        before = await self._threads.begin(subject.id, name)
        if before.ts:
            return Posted(before.ts)
        about, since = {"release": subject.id, "name": name}, subject.requested_at
        found = await self._find(at, since, about) if before.interrupted else None
        posted = Posted(found) if found else await self._post(at, since, about, draw, look, urgency)
        await self._threads.finish(subject.id, name, at.channel, posted.ts, at.ts)
        return posted

    async def said(self, subject: Subject, name: str) -> str | None:
        """The `ts` of what was said under a name, or None."""
        return (await self._threads.begin(subject.id, name)).ts

    async def _post(
        self, at: Place, since: datetime, about: dict[str, str], draw: Draw, look: Look, urgency: Urgency
    ) -> Posted:
        """Post until it stands or Slack says no for good."""
        message, attempt = draw(look), 0
        while True:
            try:
                return Posted(await self._talk.post(at.channel, message, urgency, at.ts or None, about), message)
            except SlackUnavailable as err:
                attempt += 1
                log.warning("slack_unavailable", error=str(err), attempt=attempt, **about)
                await asyncio.sleep(backoff(attempt))
                if (ts := await self._find(at, since, about)) is not None:
                    return Posted(ts)
            except SaidNo as err:
                message = await self._yield(err, at, message, draw)

    async def _yield(self, err: SaidNo, at: Place, message: Message, draw: Draw) -> Message:
        """What to say instead of what Slack refused. Raises what can't be helped."""
        if err.code in CLOSED:
            if at.channel not in self._joined:
                self._joined.add(at.channel)
                if err.code != "is_archived" and await self._talk.join(at.channel):
                    return message
            raise ChannelUnreachable(at.channel, err.code) from err
        simpler = self.simpler(err, message, draw) if err.code in BLOCKS_WRONG else None
        if simpler is None:
            raise err
        return simpler

    def simpler(self, err: SaidNo, message: Message, draw: Draw) -> Message | None:
        """The same without pictures, then without blocks; None when there is nothing left to leave out."""
        if pictures(message):
            self._distrust(message)
            return draw(no_pictures)
        if message.blocks:
            log.error("blocks_refused", code=err.code, details=err.details)
            return Message(message.text, [])
        return None

    async def _find(self, at: Place, since: datetime, about: dict[str, str]) -> str | None:
        """What was said about this before, looked for until Slack answers."""
        attempt = 0
        while True:
            try:
                return await self._talk.find(at.channel, at.ts or None, since - EARLIER, about)
            except SlackUnavailable as err:
                attempt += 1
                log.info("slack_unavailable", error=str(err), attempt=attempt, **about)
                await asyncio.sleep(backoff(attempt))
