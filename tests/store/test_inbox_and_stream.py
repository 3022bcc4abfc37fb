"""Commands are kept once, events are told at least once and in order, and what was said is remembered."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.domain.commands import CancelRelease, Reply
from bot.domain.events import CommandRefused, Event
from bot.errors import StoreUnavailable
from bot.store import Place, Store
from simulator.redis import RedisServer

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")


def command(number: int = 1) -> CancelRelease:
    return CancelRelease(id=f"c{number}", by="U1", at=NOON, channel="C1", release="r1", reply=f"c{number}")


def refusal(code: str = "not_cancel") -> CommandRefused:
    return CommandRefused(release="r1", at=NOON, actor="U1", code=code, reply="c1", channel="C1", facts={"a": "b"})


async def test_an_envelope_is_taken_once_by_any_of_its_keys(store: Store) -> None:
    assert await store.inbox.accept(command(), ["envelope-1", "trigger-1"], Reply("U1", "C1", "http://x"))
    assert not await store.inbox.accept(command(2), ["envelope-1", "trigger-2"], None)
    assert not await store.inbox.accept(command(3), ["envelope-3", "trigger-1"], None)
    assert [taken for _, taken in await store.inbox.take()] == [command()]
    assert await store.replies.get("c1") == Reply("U1", "C1", "http://x")


async def test_a_command_that_a_dead_replica_took_is_taken_over_until_it_is_settled(store: Store) -> None:
    await store.inbox.accept(command(), ["e1"], None)
    [(entry, _)] = await store.inbox.take()
    assert [abandoned for abandoned, _ in await store.inbox.take_abandoned(idle=0)] == [entry]
    await store.inbox.settle(entry, "r1", [refusal()])
    await store.inbox.settle(entry, "r1", [refusal()])
    assert await store.inbox.take_abandoned(idle=0) == []
    assert [event async for event in first(store, 1)] == [refusal()]


async def first(store: Store, count: int, group: str = "test") -> asyncio.Queue[Event]:  # type: ignore[misc]
    async for entry, event in store.stream.follow(group, kinds=[CommandRefused]):
        await store.stream.done(group, entry)
        yield event
        count -= 1
        if not count:
            return


async def test_a_follower_gets_again_what_it_had_not_done(store: Store) -> None:
    for number, code in ((1, "one"), (2, "two")):
        await store.inbox.accept(command(number), [code], None)
    entries = await store.inbox.take()
    for (entry, _), code in zip(entries, ("one", "two"), strict=True):
        await store.inbox.settle(entry, "r1", [refusal(code)])
    async for _, event in store.stream.follow("g", kinds=[CommandRefused]):
        assert event == refusal("one")
        break
    assert [event async for event in first(store, 2, "g")] == [refusal("one"), refusal("two")]


async def test_what_was_said_is_remembered_and_what_was_begun_too(store: Store) -> None:
    assert await store.threads.place("r1") is None
    said = await store.threads.begin("r1", "root")
    assert (said.ts, said.interrupted) == (None, False)
    assert (await store.threads.begin("r1", "root")).interrupted
    await store.threads.finish("r1", "root", "C1", "1.2")
    assert (await store.threads.begin("r1", "root")).ts == "1.2"
    assert await store.threads.place("r1") == Place("C1", "1.2")


async def test_redis_away_is_said_so() -> None:
    server = RedisServer()
    away = Store(server.url, "T1", "replica-1")
    with pytest.raises(StoreUnavailable):
        await away.inbox.accept(command(), ["e1"], None)
    await away.close()
    server.close()


async def test_what_was_kept_survives_a_restart_of_redis() -> None:
    server = RedisServer()
    server.start()
    store = Store(server.url, "T1", "replica-1")
    await store.inbox.open()
    await store.inbox.accept(command(), ["e1"], None)
    server.stop()
    with pytest.raises(StoreUnavailable):
        await store.ping()
    server.start()
    assert [taken for _, taken in await store.inbox.take()] == [command()]
    await store.close()
    server.close()
