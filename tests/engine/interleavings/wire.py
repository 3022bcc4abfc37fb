"""A replica's connection to the real server: each call passes a gate, may be cut off, and is witnessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from types import TracebackType
from typing import Any, Protocol, TypeVar

from redis import Redis
from redis.exceptions import ConnectionError as Cut

from bot.store import Store
from bot.store.client import source
from tests.engine.interleavings.quiet import Gates, QuietLoop

T = TypeVar("T")
SCRIPTS = sorted(one.name.removesuffix(".lua") for one in (files("bot.store") / "lua").iterdir())


class Witness(Protocol):
    """Sees each script at the moment at which it runs."""

    def before(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> None: ...

    def script(self, replica: str, name: str, keys: Sequence[str], args: Sequence[Any], answer: list[Any]) -> None: ...

    def looked(self, keys: Sequence[str]) -> None: ...


@dataclass
class Server:
    """The real server, one call at a time. `change` puts another text in a script's place, as an old bug would."""

    redis: Any
    loop: QuietLoop
    change: Callable[[str], str] = lambda text: text
    delivered: dict[bytes, float] = field(default_factory=dict)  # inbox entry → when somebody took it
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, url: str, loop: QuietLoop) -> Server:
        """In a database of its own, empty."""
        made = cls(Redis.from_url(url, db=5, protocol=2), loop)
        made.redis.flushdb()
        return made

    def load(self) -> None:
        """All scripts, as they are to be."""
        self.digests = {name: self.redis.script_load(self.change(source(name))) for name in SCRIPTS}

    def call(self, name: str, args: Sequence[Any], named: dict[str, Any]) -> Any:
        """Any plain command. Nobody waits for news; idle times are told by our clock."""
        named.pop("block", None)
        if name == "xautoclaim":
            return self._take_over(*args, **named)
        answer = getattr(self.redis, name)(*args, **named)
        if name == "xreadgroup":
            self._deliver(answer[0][1] if answer else [])
        return sorted(answer) if isinstance(answer, set) else answer  # a set's order would change from run to run

    def _take_over(self, key: str, group: str, consumer: str, *, min_idle_time: int, **_: Any) -> list[Any]:
        pending = self.redis.xpending_range(key, group, "-", "+", 64)
        latest = self.loop.clock - min_idle_time / 1000
        idle = [one["message_id"] for one in pending if self.delivered.get(one["message_id"], 0.0) <= latest]
        found = self.redis.xclaim(key, group, consumer, 0, idle) if idle else []
        self._deliver(found)
        return [b"0-0", found, []]

    def _deliver(self, entries: Sequence[tuple[bytes, Any]]) -> None:
        self.delivered |= {entry: self.loop.clock for entry, _ in entries}


class Wire:
    """Stands where the store has its Redis clients."""

    def __init__(self, replica: str, server: Server, gates: Gates, witness: Witness, apart: Callable[[], bool]) -> None:
        self.replica, self.server, self.gates, self.witness, self.apart = replica, server, gates, witness, apart

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*args: Any, **named: Any) -> Any:
            return await self.through(name, lambda: self.server.call(name, args, named))

        return call

    def pipeline(self, *, transaction: bool) -> Pipe:
        """Commands at once; without a transaction others may come in between."""
        return Pipe(self, self.server.redis, transaction)

    def script(self, name: str) -> Callable[..., Any]:
        """One of ours; its answer may be lost on the way back."""

        async def call(keys: Sequence[str], args: Sequence[Any], client: Any) -> Any:
            answer = await self.through(name, lambda: self._run(name, keys, args))
            await self._pass(f"{name} answered")
            return answer

        return call

    async def through(self, label: str, work: Callable[[], T]) -> T:
        """One call, when its turn has come."""
        await self._pass(label)
        return work()

    async def _pass(self, label: str) -> None:
        if not await self.gates.turn(self.replica, label):
            raise Cut(f"cut off at {label}")

    def _run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> Any:
        self.witness.before(name, keys, args)
        answer = self.server.redis.evalsha(self.server.digests[name], len(keys), *keys, *args)
        self.witness.script(self.replica, name, keys, args, answer)
        return answer

    async def aclose(self) -> None:
        """Nothing of its own is open."""


class Pipe:
    """Commands that are sent together."""

    def __init__(self, wire: Wire, redis: Any, transaction: bool) -> None:
        self._wire, self._redis, self._transaction = wire, redis, transaction
        self._calls: list[tuple[str, tuple[Any, ...]]] = []

    async def __aenter__(self) -> Pipe:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._calls.clear()

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args: self._calls.append((name, args))

    async def execute(self) -> list[Any]:
        """All answers."""
        if not self._transaction and self._wire.apart():
            return [await self._wire.through("part", lambda: self._one(name, args)) for name, args in self._calls]  # noqa: B023
        return await self._wire.through("look" if self._transaction else "read", self._all)

    def _all(self) -> list[Any]:
        if self._transaction:
            self._wire.witness.looked([args[0] for _, args in self._calls])
        return [self._one(name, args) for name, args in self._calls]

    def _one(self, name: str, args: tuple[Any, ...]) -> Any:
        return getattr(self._redis, name)(*args)


def wired(team: str, replica: str, wire: Wire) -> Store:
    """A store whose calls go over a wire."""
    store = Store("unix:///nowhere", team, replica)
    client: Any = store._client
    client.redis = client.door = client.waiting = wire
    client._scripts = {name: wire.script(name) for name in SCRIPTS}
    return store
