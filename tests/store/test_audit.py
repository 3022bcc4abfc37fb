"""The chain in the store: it only grows at its head, and no event goes before all have done with it."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.domain.chain import Anchor, Fact, Record, follow, verify, write
from bot.errors import StoreUnavailable
from bot.store import Store
from bot.store.audit import Audit, teams
from bot.store.client import Client
from bot.store.keys import Keys
from simulator.redis import RedisServer

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")


@pytest.fixture
def audit(store: Store) -> Audit:
    return store.audit


def records(count: int, before: Anchor | None = None) -> list[Record]:
    made: list[Record] = []
    for number in range(count):
        fact = Fact(entry=f"{number + 1}-0", at=NOON, kind="K", actor="U1", body={"number": number})
        made.append(follow(made[-1].place if made else before or Anchor(), fact))
    return made


async def happen(audit: Audit, *entries: str) -> None:
    for entry in entries:
        fields = {"kind": "K", "release": "r1", "body": "{}"}
        await audit._client.redis.xadd(audit._keys.events, fields, id=entry)


async def kept(audit: Audit) -> list[bytes]:
    return [line async for line in audit.lines(0)]


async def test_records_join_the_chain_behind_its_head(audit: Audit) -> None:
    head = await audit.head()
    assert (head.place, head.entry, head.anchor) == (Anchor(), "0-0", Anchor())
    three = records(3)
    assert await audit.append(head, "7-0", three)
    head = await audit.head()
    assert (head.place, head.entry) == (three[-1].place, "7-0")
    more = records(450, head.place)
    assert await audit.append(head, "8-0", more)
    lines = await kept(audit)
    assert lines == [write(record) for record in (*three, *more)]
    assert verify(lines, Anchor(), (await audit.head()).place).fault is None
    assert [line async for line in audit.lines(3, until=5)] == lines[3:5]
    assert await audit.page(450, 10) == lines[450:]


async def test_only_one_of_two_joins_behind_the_same_head(audit: Audit) -> None:
    head = await audit.head()
    both = await asyncio.gather(audit.append(head, "7-0", records(2)), audit.append(head, "7-0", records(2)))
    assert sorted(both) == [False, True]
    assert len(await kept(audit)) == 2


async def test_the_head_moves_past_events_that_leave_no_record(audit: Audit) -> None:
    assert await audit.append(await audit.head(), "9-0", [])
    head = await audit.head()
    assert (head.place, head.entry) == (Anchor(), "9-0")
    assert await kept(audit) == []


async def test_news_are_what_was_written_whatever_it_is(audit: Audit) -> None:
    events, redis = audit._keys.events, audit._client.redis
    await redis.xadd(events, {"kind": "Later", "release": "r1", "body": '{"x": 1}'}, id="1-0")
    await redis.xadd(events, {"kind": "Odd", "release": "", "body": b"\xff no json"}, id="2-0")
    await redis.xadd(events, {"kind": "List", "release": "", "body": "[1]"}, id="3-0")
    news = await audit.news("0-0")
    assert [(one.entry, one.kind, one.release) for one in news] == [
        ("1-0", "Later", "r1"),
        ("2-0", "Odd", ""),
        ("3-0", "List", ""),
    ]
    assert [one.body for one in news] == [{"x": 1}, {"text": "\ufffd no json"}, {"text": "[1]"}]
    assert [one.entry for one in await audit.news("2-0")] == ["3-0"]


async def test_what_is_retired_leaves_its_hash_as_the_anchor(audit: Audit) -> None:
    made = records(5)
    await audit.append(await audit.head(), "5-0", made)
    assert await audit.retire(Anchor(), made[2].place)
    assert not await audit.retire(Anchor(), made[2].place)
    head = await audit.head()
    assert (head.anchor, head.place) == (made[2].place, made[4].place)
    assert verify(await kept(audit), head.anchor, head.place).fault is None
    assert await audit.retire(head.anchor, made[4].place)
    head = await audit.head()
    assert await audit.append(head, "6-0", records(1, head.place))
    assert len(await kept(audit)) == 1


async def events_left(audit: Audit) -> int:
    return int(await audit._client.redis.xlen(audit._keys.events))


async def test_events_go_only_when_the_audit_has_seen_them(audit: Audit) -> None:
    await happen(audit, *(f"{number}-0" for number in range(1, 1001)))
    assert await audit.trim_events(keep=100) == 0
    await audit.append(await audit.head(), "550-0", [])
    gone = await audit.trim_events(keep=100)
    assert 300 < gone <= 550
    assert (await audit.news("550-0"))[0].entry == "551-0"
    await audit.append(await audit.head(), "1000-0", [])
    await audit.trim_events(keep=100)
    assert 100 <= await events_left(audit) < 300


async def test_events_go_only_when_every_group_has_done_with_them(audit: Audit) -> None:
    redis, events = audit._client.redis, audit._keys.events
    await happen(audit, *(f"{number}-0" for number in range(1, 1001)))
    await audit.append(await audit.head(), "1000-0", [])
    await redis.xgroup_create(events, "thread", id="0")
    assert await audit.trim_events(keep=100) == 0  # it has read nothing
    await redis.xreadgroup("thread", "one", {events: ">"}, count=900)
    assert await audit.trim_events(keep=100) == 0  # it has done nothing
    await redis.xack(events, "thread", *(f"{number}-0" for number in range(1, 501)))
    assert 300 < await audit.trim_events(keep=100) <= 500  # 501 waits still
    assert (await redis.xrange(events, "501-0", count=1))[0][0] == b"501-0"
    await redis.xack(events, "thread", *(f"{number}-0" for number in range(501, 901)))
    await audit.trim_events(keep=50)
    assert (await redis.xrange(events, "901-0", count=1))[0][0] == b"901-0"


async def test_few_events_stay(audit: Audit) -> None:
    assert await audit.trim_events() == 0
    await happen(audit, "1-0", "2-0")
    await audit.append(await audit.head(), "2-0", [])
    assert await audit.trim_events() == 0
    assert await events_left(audit) == 2


async def test_the_workspaces_with_an_audit_are_found() -> None:
    server = RedisServer()
    server.start()
    client = Client(server.url)
    assert await teams(client) == []
    for team in ("T2", "T1"):
        await Audit(client, Keys(team)).append(await Audit(client, Keys(team)).head(), "1-0", [])
    await client.redis.set(Keys("T3").events, "x")
    assert await teams(client) == ["T1", "T2"]
    server.stop()
    with pytest.raises(StoreUnavailable):
        await teams(client)
    await client.close()
    server.close()
