"""Records of one kind by name: locks, freezes, delegations, preferences. Each change is one script with its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bot.domain.events import Event
from bot.errors import StaleVersion
from bot.store.client import Arg, Client, reaching
from bot.store.codec import dump_events, dump_record, load_record
from bot.store.keys import Keys

R = TypeVar("R")


class Records(Generic[R]):
    """Read plainly, changed by `amend`. `rules`: whether a claim must have seen the newest of them."""

    def __init__(self, client: Client, keys: Keys, kind: str, shape: type[R], *, rules: bool = False) -> None:
        self._client, self._keys, self._kind, self._shape, self._rules = client, keys, kind, shape, rules

    @property
    def key(self) -> str:
        """Where they are kept."""
        return self._keys.records(self._kind)

    async def all(self) -> dict[str, R]:
        """Every record, by its name."""
        async with reaching():
            return self.read(await self._client.redis.hgetall(self.key))

    async def get(self, name: str) -> R | None:
        """One record, or None."""
        async with reaching():
            body = await self._client.redis.hget(self.key, name)
        return load_record(self._shape, body) if body else None

    async def amend(
        self, name: str, decide: Callable[[R | None], tuple[R | None, Sequence[Event]]], entry: str = ""
    ) -> None:
        """Decide on the newest record, again when somebody else changed it in between; what it raises goes through."""
        while True:
            async with reaching():
                body = await self._client.redis.hget(self.key, name) or b""
            before = load_record(self._shape, body) if body else None
            after, events = decide(before)
            if after == before and not events and not entry:
                return
            try:
                await self._keep(name, body, after, events, entry)
            except StaleVersion:
                continue
            return

    def read(self, found: dict[bytes, bytes]) -> dict[str, R]:
        """The records of a hash."""
        return {name.decode(): load_record(self._shape, body) for name, body in found.items()}

    async def _keep(self, name: str, before: bytes, after: R | None, events: Sequence[Event], entry: str) -> None:
        keys = [self.key, self._keys.events, self._keys.inbox, self._keys.rules]
        body = dump_record(self._shape, after) if after is not None else b""
        args: list[Arg] = [name, before, body, dump_events(events), entry, "1" if self._rules else ""]
        if (await self._client.run("amend", keys, args))[0] == b"stale":
            raise StaleVersion(f"{self._kind} {name}")
