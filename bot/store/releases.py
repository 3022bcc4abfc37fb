"""Releases as they are kept: their state, their queues, and the scripts that change them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Event
from bot.domain.release import LIVE, TERMINAL, Release, Status
from bot.errors import LeaseLost, StaleVersion
from bot.store.client import Arg, Client, reaching
from bot.store.codec import dump_events, dump_release, load_release
from bot.store.keys import Keys
from bot.store.leases import Lease, millis

WIDTH = 2**40  # places of one priority in a queue's scores; far below what a double tells apart
FORGOTTEN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A release before and after, and what happened: what one script keeps."""

    before: Release
    after: Release
    events: Sequence[Event]


class Releases:
    """Reads are plain; each change is one script, guarded by the version it was decided on."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    async def get(self, release_id: str) -> Release | None:
        """One release, or None when there is none of that id (any more)."""
        found = await self.many([release_id])
        return found[0] if found else None

    async def many(self, ids: Iterable[str]) -> list[Release]:
        """Several releases in one round trip, in that order; those that are gone are left out."""
        keys = [self._keys.release(release_id) for release_id in ids]
        found = await self._client.run("bodies", keys, []) if keys else []
        return [load_release(body) for body in found if body]

    async def open(self) -> list[Release]:
        """All that haven't ended, the oldest first."""
        async with reaching():
            ids = await self._client.redis.zrange(self._keys.open, 0, -1)
        return await self.many(_texts(ids))

    async def queue(self, target: str) -> list[Release]:
        """Those that wait for a target, in their order."""
        async with reaching():
            ids = await self._client.redis.zrange(self._keys.queue(target), 0, -1)
        return await self.many(_texts(ids))

    async def wanted(self) -> list[str]:
        """The targets that something waits for."""
        async with reaching():
            return _texts(await self._client.redis.smembers(self._keys.queues))

    async def due(self, now: datetime, limit: int = 100) -> list[Release]:
        """Those to which the clock does something by now, the longest first."""
        async with reaching():
            ids = await self._client.redis.zrangebyscore(self._keys.due, 0, millis(now), start=0, num=limit)
        return await self.many(_texts(ids))

    async def live_on(self, target: str) -> str | None:
        """The id of the release that holds a target."""
        async with reaching():
            held = await self._client.redis.hget(self._keys.live, target)
        return held.decode() if held else None

    async def live(self) -> list[Release]:
        """All that hold a target."""
        async with reaching():
            ids = await self._client.redis.hvals(self._keys.live)
        return await self.many(_texts(ids))

    async def history(self, target: str, limit: int = 20) -> list[Release]:
        """The newest that ended on a target, the newest first."""
        async with reaching():
            ids = await self._client.redis.zrevrange(self._keys.history(target), 0, limit - 1)
        return await self.many(_texts(ids))

    async def forget(self, target: str, before: datetime, keep: int) -> int:
        """Drop what ended on a target before an instant, but never the newest `keep`. How many went."""
        history = self._keys.history(target)
        async with reaching():
            spared = await self._client.redis.zcard(history) - keep
            most = min(spared, FORGOTTEN_AT_ONCE)
            if most <= 0:
                return 0
            old = await self._client.redis.zrangebyscore(history, 0, millis(before), start=0, num=most)
            if old:
                await self._client.redis.delete(*(self._keys.release(one) for one in _texts(old)))
                await self._client.redis.zrem(history, *old)
        return len(old)

    async def move(self, release: Release, place: int, events: Sequence[Event], entry: str = "") -> bool:
        """Another place in its queue, as far as its priority allows; False when it isn't in there any more."""
        answer = await self._client.run(
            "move",
            [self._keys.queue(release.target), self._keys.events, self._keys.inbox],
            [release.id, place, WIDTH, dump_events(events), entry],
        )
        return bool(answer[0] != b"gone")

    async def request(self, release: Release, events: Sequence[Event], entry: str = "") -> bool:
        """Keep a new release; False when it is there already, or was refused (its command was handled twice)."""
        answer = await self._run("request", Change(release, release, events), entry=entry)
        return answer[0] == b"ok"

    async def depart(self, made: Sequence[tuple[Release, Sequence[Event]]], entry: str = "") -> None:
        """Keep all releases of a train, or none; again it changes nothing. The first is its head."""
        async with reaching(), self._client.redis.pipeline(transaction=True) as pipe:
            pipe.sadd(self._keys.trains, made[0][0].id)
            for release, events in made:
                more = "more" if release is not made[-1][0] else ""
                args = [*_args(Change(release, release, events), entry, None, None), more]
                await self._client.add(pipe, "request", self._key_list(release), args)
            await pipe.execute()

    async def trains(self) -> list[str]:
        """The heads of trains that haven't arrived."""
        async with reaching():
            return _texts(await self._client.redis.smembers(self._keys.trains))

    async def arrived(self, head: str) -> None:
        """Nothing follows from this train any more."""
        async with reaching():
            await self._client.redis.srem(self._keys.trains, head)

    async def decide(self, change: Change, entry: str = "") -> None:
        """Keep a decision, once for its command. Raises `StaleVersion` when the release changed in between."""
        await self._run("decide", change, entry=entry)

    async def claim(
        self, change: Change, owner: str, now: datetime, until: datetime, *, rules: int, held: Sequence[str] = ()
    ) -> Lease | None:
        """Take the target; None when somebody else was quicker, or stands before it and isn't among `held`.

        `rules`: the version of locks and freezes that were seen. Raises `StaleVersion` when there are newer ones.
        """
        lease = Lease(change.before.target, owner, 0)
        more: list[Arg] = [millis(until), rules, json.dumps(list(held))]
        answer = await self._run("claim", change, lease=lease, now=now, more=more)
        return None if answer[0] == b"taken" else Lease(lease.target, owner, int(answer[1]))

    async def intend(self, change: Change, lease: Lease, until: datetime) -> None:
        """Keep that AWS is about to be asked, and the lease until then. Raises `LeaseLost`, `StaleVersion`."""
        await self._run("intend", change, lease=lease, more=[millis(until)])

    async def advance(self, change: Change, lease: Lease) -> None:
        """Keep what the driver did or saw. Raises `LeaseLost`, `StaleVersion`."""
        await self._run("advance", change, lease=lease)

    async def _run(
        self,
        script: str,
        change: Change,
        *,
        entry: str = "",
        lease: Lease | None = None,
        now: datetime | None = None,
        more: Sequence[Arg] = (),
    ) -> list[bytes]:
        keys = [*self._key_list(change.after), *([self._keys.rules] if script == "claim" else [])]
        answer = await self._client.run(script, keys, [*_args(change, entry, lease, now), *more])
        match answer[0]:
            case b"stale":
                raise StaleVersion(change.before.id)
            case b"lost":
                raise LeaseLost(change.before.target)
        return answer

    def _key_list(self, release: Release) -> list[str]:
        keys, target = self._keys, release.target
        return [
            keys.release(release.id),
            keys.events,
            keys.open,
            keys.queue(target),
            keys.live,
            keys.inbox,
            keys.lease(target),
            keys.history(target),
            keys.sequence,
            keys.due,
            keys.queues,
        ]


def _args(change: Change, entry: str, lease: Lease | None, now: datetime | None) -> list[Arg]:
    after = change.after
    at = now or after.ended_at or after.requested_at
    return [
        after.id,
        after.target,
        change.before.version,
        after.version,
        _place(after.status),
        dump_release(after),
        dump_events(change.events),
        millis(at),
        entry,
        lease.owner if lease else "",
        lease.fence if lease else "",
        millis(after.acts_at) if after.acts_at else "",
        after.priority * WIDTH,
        after.revision.pinned,
        after.plan.fingerprint,
    ]


def _place(status: Status) -> str:
    if status in TERMINAL:
        return "ended"
    if status in LIVE:
        return "live"
    return "queued" if status is Status.QUEUED else "open"


def _texts(ids: Iterable[bytes]) -> list[str]:
    return [item.decode() for item in ids]
