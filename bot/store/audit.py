"""The audit as it is kept: a stream of records whose ids are their numbers, and beside it the chain's head.

The head knows the last event that was looked at, so the chain is its own place in the event stream: what is appended
and how far one has come change together, and no crash and no second leader can double, lose or fork anything.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.chain import GENESIS, Anchor, Record, write
from bot.store.client import GATHER, Arg, Client, reaching
from bot.store.keys import Keys

BATCH = 200  # a few milliseconds' work between two acks
MOST_EVENTS = 100_000  # that stay in the stream when all have been followed


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends, the last event that it looked at, and behind which record it begins."""

    place: Anchor
    entry: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as it was written, also one of a kind that only a later version knows.

    `target`, `revision` and `plan` (its fingerprint) are as the release had them at that moment; '' without one.
    """

    entry: str
    kind: str
    release: str
    body: dict[str, Any]
    target: str = ""
    revision: str = ""
    plan: str = ""


class Audit:
    """The chain of one workspace. All raise `StoreUnavailable`."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    @property
    def team(self) -> str:
        """Whose chain it is."""
        return self._keys.team

    async def head(self) -> Head:
        """Where it ends by now."""
        names = ("seq", "hash", "entry", "anchor_seq", "anchor_hash")
        async with reaching():
            found = await self._client.redis.hmget(self._keys.audit_head, names)
        seq, end, entry, anchor_seq, anchor_hash = (value.decode() if value else "" for value in found)
        return Head(
            Anchor(int(seq or 0), end or GENESIS),
            entry or "0-0",
            Anchor(int(anchor_seq or 0), anchor_hash or GENESIS),
        )

    async def news(self, after: str) -> list[Happening]:
        """What happened after an entry of the event stream, waiting for it up to five seconds."""
        await asyncio.sleep(GATHER)
        async with reaching():
            found = await self._client.news(self._keys.events, after, BATCH)
        return [_happening(entry.decode(), fields) for entry, fields in (found[0][1] if found else [])]

    async def append(self, head: Head, entry: str, records: Sequence[Record]) -> bool:
        """Put records behind the head, having looked at events up to `entry`; False when the head is another by now."""
        end = records[-1].place if records else head.place
        args: list[Arg] = [head.entry, entry, end.seq, end.hash, *map(write, records)]
        answer = await self._client.run("audit", [self._keys.audit, self._keys.audit_head], args)
        return bool(answer[0] == b"ok")

    async def page(self, after: int, count: int) -> list[bytes]:
        """The lines of the records behind a number, as they are kept."""
        return [line for _, line in await self._page(f"{after}-0", count)]

    async def lines(self, after: int, until: int | None = None) -> AsyncIterator[bytes]:
        """The lines from behind one number up to another (None: to the end), page by page."""
        place, end = f"{after}-0", "+" if until is None else f"{until}-0"
        while page := await self._page(place, BATCH, end):
            for place, line in page:  # noqa: B007  where the next page begins
                yield line

    async def retire(self, anchor: Anchor, last: Anchor) -> bool:
        """Let go of all up to `last`; False when somebody else has moved the anchor."""
        args: list[Arg] = [anchor.seq, last.seq, last.hash]
        answer = await self._client.run("audit_retire", [self._keys.audit, self._keys.audit_head], args)
        return bool(answer[0] == b"ok")

    async def trim_events(self, keep: int = MOST_EVENTS) -> int:
        """Let go of the oldest events beyond `keep` that nobody needs any more. How many went."""
        async with reaching():
            excess = await self._client.redis.xlen(self._keys.events) - keep
        if excess <= 0:
            return 0
        floor = await self._oldest_needed()
        async with reaching():
            gone = await self._client.redis.execute_command(
                "XTRIM", self._keys.events, "MINID", "~", floor, "LIMIT", excess
            )
        return int(gone)

    async def _page(self, after: str, count: int, end: str = "+") -> list[tuple[str, bytes]]:
        async with reaching():
            found = await self._client.redis.xrange(self._keys.audit, f"({after}", end, count=count)
        return [(entry.decode(), fields.get(b"record", b"")) for entry, fields in found]

    async def _oldest_needed(self) -> str:
        """The first event that the audit, or a group that follows, hasn't done with."""
        needed = [_next((await self.head()).entry)]
        async with reaching():
            for group in await self._client.redis.xinfo_groups(self._keys.events):
                pending = await self._client.redis.xpending(self._keys.events, group["name"])
                needed.append(_parts(pending["min"]) if pending["pending"] else _next(group["last-delivered-id"]))
        return "{}-{}".format(*min(needed))


async def teams(client: Client) -> list[str]:
    """The workspaces that have an audit on this server."""
    pattern = Keys("*").audit_head
    front, back = pattern.split("*")
    async with reaching():
        found = {key.decode() async for key in client.redis.scan_iter(match=pattern, count=1_000)}
    return sorted(key[len(front) : -len(back)] for key in found)


def _happening(entry: str, fields: dict[bytes, bytes]) -> Happening:
    text = {name.decode(): value.decode(errors="replace") for name, value in fields.items()}
    about = (text.get(name, "") for name in ("target", "revision", "plan"))
    return Happening(entry, text.get("kind", ""), text.get("release", ""), _body(text.get("body", "")), *about)


def _body(text: str) -> dict[str, Any]:
    """What can't be read is kept as it is: nothing may stop the audit, or slip through it."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"text": text}


def _parts(entry: bytes | str) -> tuple[int, int]:
    front, _, back = (entry.decode() if isinstance(entry, bytes) else entry).partition("-")
    return int(front), int(back)


def _next(entry: bytes | str) -> tuple[int, int]:
    front, back = _parts(entry)
    return front, back + 1
