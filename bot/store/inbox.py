"""Commands between their acknowledgement and the desk: kept once, however often they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import structlog
from redis.exceptions import ResponseError

from bot.domain.commands import AskAgain, Command, PromoteService, Reply, RequestRelease, RollBackTarget
from bot.domain.events import CommandTaken, Event
from bot.errors import StoreUnavailable
from bot.store.client import Arg, Client, reaching
from bot.store.codec import dump, dump_events, dump_reply, load_command, load_reply
from bot.store.keys import Keys

DEDUPE = 15 * 60  # seconds; Slack repeats for up to six minutes
REPLY_LIFE = 30 * 60  # seconds; as long as a response_url lasts
MOST_WAITING = 10_000
ABANDONED = 5_000  # milliseconds after which another replica takes over a command
GROUP = "desk"

log = structlog.get_logger()


class Inbox:
    """A stream with one consumer group. What a dead replica was about to do is taken over by another."""

    def __init__(self, client: Client, keys: Keys, consumer: str) -> None:
        self._client, self._keys, self._consumer = client, keys, consumer

    async def accept(self, command: Command, seen: Sequence[str], reply: Reply | None) -> bool:
        """Keep a command; False when one of `seen` was here before. Raises `StoreUnavailable`, also when full."""
        where, body = dump_reply(reply) if reply else b"", dump(command)
        taken = _taken(command, body)
        keys = [self._keys.inbox, self._keys.reply(command.reply or command.id), self._keys.events]
        args: list[Arg] = [DEDUPE, command.kind, body, where, REPLY_LIFE, MOST_WAITING]
        answer = await self._client.run(
            "accept",
            [*keys, *map(self._keys.seen, seen)],
            [*args, taken.kind, dump(taken), taken.release],
            door=True,
        )
        if answer[0] == b"full":
            raise StoreUnavailable("more commands wait than can be carried out: try again in a minute")
        return bool(answer[0] == b"ok")

    async def settle(self, entry: str, release_id: str, events: Sequence[Event]) -> None:
        """A command that changes nothing: its answer goes into the stream."""
        args: list[Arg] = [entry, dump_events(events), release_id]
        await self._client.run("settle", [self._keys.inbox, self._keys.events], args)

    async def take(self) -> list[tuple[str, Command]]:
        """What is new. Entry ids and commands."""
        async with reaching():
            found = await self._client.redis.xreadgroup(GROUP, self._consumer, {self._keys.inbox: ">"}, count=64)
        return [one async for one in self._readable(found[0][1] if found else [])]

    async def take_abandoned(self, idle: int = ABANDONED) -> list[tuple[str, Command]]:
        """What another replica took and never finished."""
        async with reaching():
            found = await self._client.redis.xautoclaim(
                self._keys.inbox, GROUP, self._consumer, min_idle_time=idle, start_id="0-0", count=64
            )
        return [one async for one in self._readable(found[1])]

    async def open(self) -> None:
        """Make the consumer group, once."""
        async with reaching():
            try:
                await self._client.redis.xgroup_create(self._keys.inbox, GROUP, id="0", mkstream=True)
            except ResponseError as err:
                if "BUSYGROUP" not in str(err):
                    raise

    async def _readable(
        self, entries: Sequence[tuple[bytes, dict[bytes, bytes]]]
    ) -> AsyncIterator[tuple[str, Command]]:
        for entry, fields in entries:
            if not fields:
                continue
            try:
                yield entry.decode(), load_command(fields[b"kind"].decode(), fields[b"body"])
            except (KeyError, ValueError) as err:
                log.warning("command_unreadable", entry=entry.decode(), error=repr(err))
                await self.settle(entry.decode(), "", ())


def _taken(command: Command, body: bytes) -> CommandTaken:
    makes_release = isinstance(command, RequestRelease | AskAgain | PromoteService | RollBackTarget)
    about = command.id if makes_release else getattr(command, "release", "")
    return CommandTaken(release=about, at=command.at, actor=command.by, command=command.kind, body=body.decode())


class Replies:
    """Where answers go, for half an hour."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    async def get(self, reply_id: str) -> Reply | None:
        """None when it is too late."""
        async with reaching():
            body = await self._client.redis.get(self._keys.reply(reply_id))
        return load_reply(body) if body else None
