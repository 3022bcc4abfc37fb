"""What surrounds a target, read at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.domain.around import Around
from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.release import Release
from bot.store.client import Client, reaching
from bot.store.keys import Keys
from bot.store.records import Records
from bot.store.releases import Releases

BEFORE = 30  # releases of the environment before that are looked through
QUEUE = 200  # of a queue; nobody reads further, and the head decides


class Surroundings:
    """Reads `Around`s."""

    def __init__(
        self, client: Client, keys: Keys, releases: Releases, locks: Records[Lock], freezes: Records[MadeFreeze]
    ) -> None:
        self._client, self._keys, self._releases = client, keys, releases
        self._locks, self._freezes = locks, freezes

    async def of(self, target: str, before: str | None = None) -> Around:
        """All that matters on a target; `before`: the target that must come first."""
        live, queue, locks, freezes, rules = await self._look(target)
        ids = [one.decode() for one in [*([live] if live else []), *queue]]
        found = await self._found(ids)
        waiting = _of(found, queue)
        return Around(
            target=target,
            live=found.get(live.decode()) if live else None,
            queue=tuple(waiting),
            locks=tuple(self._locks.read(locks).values()),
            freezes=tuple(self._freezes.read(freezes).values()),
            before=tuple(await self._releases.history(before, BEFORE)) if before else (),
            past=tuple(await self._releases.history(target, BEFORE)) if any(one.undoes for one in waiting) else (),
            ahead=await self._found(one.follows for one in waiting if one.follows),
            rules=int(rules or 0),
        )

    async def _found(self, ids: Iterable[str]) -> dict[str, Release]:
        return {release.id: release for release in await self._releases.many(ids)}

    async def _look(self, target: str) -> Any:
        """In one transaction, so that the version belongs to the locks and freezes."""
        async with reaching(), self._client.redis.pipeline(transaction=True) as pipe:
            pipe.hget(self._keys.live, target)
            pipe.zrange(self._keys.queue(target), 0, QUEUE - 1)
            pipe.hgetall(self._locks.key)
            pipe.hgetall(self._freezes.key)
            pipe.get(self._keys.rules)
            return await pipe.execute()


def _of(found: dict[str, Release], ids: list[bytes]) -> list[Release]:
    return [found[one.decode()] for one in ids if one.decode() in found]
