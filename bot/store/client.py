"""The connections to Redis, with time limits of our own, and the scripts.

Three clients: one for commands (1.5 s, and no retries: a command whose answer was lost may have run), one for what
is kept before an ack, which must not stand in line behind all else, and one that waits on streams.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.driver_info import DriverInfo
from redis.exceptions import BusyLoadingError, ConnectionError, ReadOnlyError, TimeoutError  # noqa: A004

from bot.errors import StoreUnavailable

COMMAND_LIMIT = 1.5  # seconds; people wait for the ack
CONNECTIONS = 32  # of each client; Redis does one thing at a time, so that more would only wait there
WAIT = 5.0  # seconds that a read of a stream waits for something new
TOLD_AGAIN = 0.05  # seconds until a read that was cancelled, and goes on, is cancelled once more
GATHER = 0.1  # seconds in which what happens is left to be read together: followers woken by each event delay acks
CHANGES = frozenset({"request", "decide", "claim", "intend", "advance"})  # the scripts that change a release
COMMANDS = CHANGES | {"amend", "move", "settle"}  # those that carry out a command, or a part of one
DRIVER = DriverInfo()  # once: each connection would look for its version among the files of all packages
AWAY = (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OSError)

Arg = str | bytes | int | float
T = TypeVar("T")


class Client:
    """Redis as the store uses it. Raises `StoreUnavailable` when it doesn't answer in time."""

    def __init__(self, url: str) -> None:
        # Any: the library types each answer as a union of all that any protocol or setting could give
        self.redis: Any = _connect(url, COMMAND_LIMIT)
        self.door: Any = _connect(url, COMMAND_LIMIT)
        self.waiting: Any = _connect(url, WAIT + COMMAND_LIMIT)
        self._scripts: dict[str, AsyncScript] = {}

    async def run(self, name: str, keys: Sequence[str], args: Sequence[Arg], *, door: bool = False) -> list[Any]:
        """One script, by the name of its file; all that it does happens at once or not at all."""
        client = self.door if door else self.redis
        async with reaching():
            return await self._script(name)(keys=keys, args=args, client=client)  # type: ignore[no-any-return]

    async def add(self, pipe: Any, name: str, keys: Sequence[str], args: Sequence[Arg]) -> None:
        """One script as a part of a transaction."""
        await self._script(name)(keys=keys, args=args, client=pipe)

    async def ping(self) -> None:
        """Raises `StoreUnavailable` when Redis can't be reached."""
        async with reaching():
            await self.redis.ping()

    async def news(self, stream: str, after: str, most: int) -> Any:
        """What was added to a stream after an entry, waiting for it up to `WAIT` seconds."""
        return await attentively(self.waiting.xread({stream: after}, count=most, block=int(WAIT * 1000)))

    async def close(self) -> None:
        """Close all clients."""
        for client in (self.redis, self.door, self.waiting):
            await client.aclose()

    def _script(self, name: str) -> AsyncScript:
        if name not in self._scripts:
            self._scripts[name] = self.redis.register_script(source(name))
        return self._scripts[name]


def source(name: str) -> str:
    """A script's text, behind what it shares with others."""
    folder = files("bot.store") / "lua"
    parts = ["_command"] * (name in COMMANDS) + ["_common"] * (name in CHANGES) + [name]
    return "".join((folder / f"{part}.lua").read_text() for part in parts)


async def attentively(reading: Awaitable[T]) -> T:
    """A read that may wait for long, and ends when it is cancelled: the client loses that, and has to be told again."""
    task = asyncio.ensure_future(reading)
    try:
        return await asyncio.shield(task)
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=TOLD_AGAIN)
        if not task.cancelled():
            task.exception()  # nobody else asks for it, where we were cancelled


@asynccontextmanager
async def reaching() -> AsyncIterator[None]:
    """Turn the client's errors into ours, and hold on to cancellations: the client loses about one in five."""
    try:
        yield
    except AWAY as err:
        _end_if_cancelled()
        raise StoreUnavailable(f"Redis did not answer: {type(err).__name__}") from err
    _end_if_cancelled()


def _end_if_cancelled() -> None:
    if (task := asyncio.current_task()) and task.cancelling():
        raise asyncio.CancelledError


def _connect(url: str, limit: float) -> Redis:
    pool = BlockingConnectionPool.from_url(  # the other kind of pool refuses whoever comes when all are in use
        url,
        max_connections=CONNECTIONS,
        timeout=COMMAND_LIMIT,
        socket_timeout=limit,
        socket_connect_timeout=COMMAND_LIMIT,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
        protocol=2,
        driver_info=DRIVER,
    )
    return Redis.from_pool(pool)
