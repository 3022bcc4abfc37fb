"""The stream: everything at first, then what changes; resumed where it stopped, on any replica."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.domain.events import CatalogueReloaded, FreezeMade, LockTaken, QueueMoved
from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.release import Deployment, Outcome, Progress, Status
from bot.domain.scope import Scope
from bot.store import Store
from bot.web import feed, page, readers
from simulator.redis import RedisServer
from tests.web.conftest import (
    CATALOGUE,
    Frame,
    Serve,
    Served,
    change,
    frames,
    hear,
    keep,
    now,
    release,
    service,
    shows,
    stages,
)
from tests.web.test_door import ready


@pytest.fixture
async def listening(http: aiohttp.ClientSession, page: Served) -> AsyncIterator[AsyncIterator[Frame]]:
    """A reader who has come for the first time."""
    await ready(http, page.url)
    async with aclosing(frames(http, page.url)) as found:
        yield found


async def test_first_everything_then_what_changes(store: Store, listening: AsyncIterator[Frame]) -> None:
    first = await hear(listening, lambda frame: frame.kind == "all")
    assert first.data["services"] == ["demo-backend", "tradingpt"]
    assert first.data["environments"] == ["staging", "production"]
    assert [one["key"] for one in first.data["targets"]][:2] == ["demo-backend/staging", "demo-backend/production"]
    one = await keep(store, release(Status.REQUESTED))
    await hear(listening, shows(one, Status.REQUESTED))
    moving = await change(store, one, Status.SHIFTING, traffic=40)
    frame = await hear(listening, shows(one, Status.SHIFTING))
    [shown] = frame.data["releases"]
    assert (shown["traffic"], shown["version"], shown["by"]) == (40, moving.version, "U0MINA")


async def test_what_nobody_may_see_is_not_sent(http: aiohttp.ClientSession, store: Store, serve: Serve) -> None:
    await keep(store, release(Status.HOLDING, reply="reply-that-is-a-right"))
    async with serve() as served:
        await ready(http, served.url)
        async with aclosing(frames(http, served.url)) as found:
            frame = await hear(found, lambda frame: frame.kind == "all")
    text = json.dumps(frame.data)
    assert "secret-token-of-the-hold" not in text
    assert "reply-that-is-a-right" not in text
    assert frame.data["releases"][0]["hold"]["verdict"] is None


async def test_what_succeeded_stands_there(store: Store, listening: AsyncIterator[Frame]) -> None:
    one = await keep(store, release(Status.SHIFTING))
    await hear(listening, shows(one, Status.SHIFTING))
    await change(store, one, Status.SUCCEEDED)
    frame = await hear(listening, shows(one, Status.SUCCEEDED))
    [there] = frame.data["targets"]
    assert (there["key"], there["stands"]["revision"]) == ("demo-backend/production", "v2")
    assert (there["stands"]["by"], there["stands"]["release"]) == ("U0MINA", one.id)
    assert there["usual"] > 0


async def test_names_follow_when_they_are_known(store: Store, listening: AsyncIterator[Frame]) -> None:
    await keep(store, release(Status.REQUESTED))
    frame = await hear(listening, lambda frame: "U0MINA" in frame.data.get("people", {}))
    assert frame.data["people"]["U0MINA"] == "민아"


async def test_whoever_comes_again_gets_what_was_missed_and_no_more(
    http: aiohttp.ClientSession, store: Store, serve: Serve
) -> None:
    async with serve(names=nobody) as served:
        await ready(http, served.url)
        one, other = await keep(store, release(Status.REQUESTED)), await keep(store, release(Status.QUEUED))
        async with aclosing(frames(http, served.url)) as found:
            await hear(found, lambda frame: frame.kind == "all")
            moved = await change(store, one, Status.DEPLOYING)
            newest = await last_entry(store)
            seen = await hear(found, lambda frame: frame.id == newest)  # an earlier frame may show later states
        await change(store, moved, Status.SHIFTING, traffic=10)
        async with aclosing(frames(http, served.url, seen.id)) as found:
            missed = await hear(found, lambda frame: frame.kind != "beat")
    assert missed.kind == "change"
    assert [(each["id"], each["status"]) for each in missed.data["releases"]] == [(one.id, "shifting")]
    assert other.id not in json.dumps(missed.data)


async def test_another_replica_goes_on_where_the_first_one_stopped(
    http: aiohttp.ClientSession, store: Store, serve: Serve
) -> None:
    one = await keep(store, release(Status.REQUESTED))
    async with serve(names=nobody) as first, serve(names=nobody) as second:
        await ready(http, first.url)
        await ready(http, second.url)
        async with aclosing(frames(http, first.url)) as found:
            moved = await change(store, one, Status.DEPLOYING)
            seen = await hear(found, lambda frame: bool(frame.id) and shows(one, Status.DEPLOYING)(frame))
        await change(store, moved, Status.SHIFTING)
        async with aclosing(frames(http, second.url, seen.id)) as found:
            missed = await hear(found, lambda frame: frame.kind != "beat")
            assert missed.kind == "change"
            if not shows(one, Status.SHIFTING)(missed):
                await hear(found, shows(one, Status.SHIFTING))


@pytest.mark.parametrize("last", ["1-0", "never", "-", "9" * 60, "1-0\u00b2"])
async def test_a_place_that_is_too_old_or_none_gives_everything(
    http: aiohttp.ClientSession, page: Served, last: str
) -> None:
    await ready(http, page.url)
    async with http.get(f"{page.url}/events", params={"after": last}) as answer:
        lines = (await answer.content.readuntil(b"data: ")).decode()
    assert "event: all" in lines


async def test_a_lock_and_a_freeze_show_where_they_close(store: Store, listening: AsyncIterator[Frame]) -> None:
    await hear(listening, lambda frame: frame.kind == "all")
    at, until = now(), now() + timedelta(hours=1)
    lock = Lock("r00000000000001", Scope("tradingpt", "production"), "U0ALEX", at, "month end", until)
    taken = LockTaken(release="", at=at, actor="U0ALEX", scope=lock.scope.key, lock=lock.id, reason="", until=until)
    await store.locks.amend(lock.scope.key, lambda _: (lock, [taken]))
    frame = await hear(listening, lambda frame: bool(frame.data.get("targets")))
    [there] = frame.data["targets"]
    assert there["key"] == "tradingpt/production"
    assert [(each["kind"], each["whose"], each["detail"]) for each in there["closed"]] == [
        ("lock", ["U0ALEX"], "month end")
    ]
    freeze = MadeFreeze(Scope(None, "staging"), at, until, "holiday", "U0ALEX")
    made = FreezeMade(release="", at=at, actor="U0ALEX", scope="*/staging", start=at, end=until, reason="holiday")
    await store.freezes.amend("*/staging", lambda _: (freeze, [made]))
    frame = await hear(listening, lambda frame: bool(frame.data.get("targets")))
    assert [(one["key"], one["closed"][0]["kind"]) for one in frame.data["targets"]] == [
        ("demo-backend/staging", "freeze")
    ]


async def test_places_in_line_are_told_and_told_again(store: Store, listening: AsyncIterator[Frame]) -> None:
    await hear(listening, lambda frame: frame.kind == "all")
    first, second = [await keep(store, release(Status.QUEUED, revision=name)) for name in ("v3", "v4")]

    def places(frame: Frame) -> dict[str, int]:
        return {one["id"]: one["place"] for one in frame.data.get("releases", []) if one["place"]}

    await hear(listening, lambda frame: places(frame).get(second.id) == 2)
    moved = QueueMoved(release=second.id, at=now(), place=1)
    assert await store.releases.move(second, 1, [moved])
    frame = await hear(listening, lambda frame: second.id in places(frame))
    assert places(frame) == {second.id: 1, first.id: 2}
    await change(store, second, Status.DEPLOYING)
    frame = await hear(listening, shows(second, Status.DEPLOYING))
    assert places(frame) == {first.id: 1}


async def test_another_catalogue_gives_everything_anew(
    store: Store, page: Served, listening: AsyncIterator[Frame]
) -> None:
    await hear(listening, lambda frame: frame.kind == "all")
    added = service("erp", "production")
    page.catalogue[0] = replace(CATALOGUE, services={**CATALOGUE.services, "erp": added})
    await store.stream.append([CatalogueReloaded(release="", at=now(), fingerprint="f", services=3, targets=4)])
    frame = await hear(listening, lambda frame: frame.kind == "all")
    assert frame.data["services"] == ["demo-backend", "tradingpt", "erp"]


async def test_two_hundred_readers_are_told_the_same_at_once(
    http: aiohttp.ClientSession, store: Store, page: Served
) -> None:
    await ready(http, page.url)
    one = await keep(store, release(Status.REQUESTED))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as many:
        crowd = [frames(many, page.url) for _ in range(200)]
        await asyncio.gather(*(hear(each, lambda frame: frame.kind == "all", 30) for each in crowd))
        assert len(page.feed) == 200
        await change(store, one, Status.SHIFTING, traffic=70)
        heard = await asyncio.gather(*(hear(each, shows(one, Status.SHIFTING), 30) for each in crowd))
        assert len({frame.id for frame in heard}) == 1
        for each in crowd:
            await each.aclose()


async def test_one_who_reads_nothing_is_let_go_and_the_others_don_t_wait(
    store: Store, serve: Serve, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "WRITE_LIMIT", 0.2)
    one = await keep(store, release(Status.SHIFTING))
    for _ in range(60):  # more than what the system keeps between the two ends of a connection
        seen = Progress(Outcome.RUNNING, stages(1, now()) * 300)
        await keep(store, release(Status.DEPLOYING, deployment=Deployment(now(), progress=seen)))
    async with serve(names=nobody) as served:
        await ready(http, served.url)
        with socket.socket() as idle:
            idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            idle.connect(("127.0.0.1", int(served.url.rpartition(":")[2])))
            idle.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            async with aclosing(frames(http, served.url)) as found:
                await hear(found, lambda frame: frame.kind == "all")
                for traffic in range(1, 5):
                    one = await change(store, one, Status.SHIFTING, traffic=traffic)
                    await hear(found, shows(one, Status.SHIFTING))
                assert len(served.feed) == 1


def test_a_reader_that_is_too_far_behind_ends() -> None:
    crowd = readers.Readers()
    with crowd.joined(b"first") as slow:
        for _ in range(readers.BEHIND - 1):
            assert slow.tell(b"more")
        assert not slow.tell(b"too much")


async def test_who_is_let_go_reads_the_end_next() -> None:
    crowd = readers.Readers()
    with crowd.joined(b"first") as slow:
        for _ in range(readers.BEHIND):
            await crowd.tell(b"more")
        assert len(crowd) == 0
        assert await slow.next() is None


async def test_only_so_many_may_look_on(
    http: aiohttp.ClientSession, page: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ready(http, page.url)
    monkeypatch.setattr(readers, "MOST", 1)
    async with aclosing(frames(http, page.url)) as found:
        await hear(found, lambda frame: frame.kind == "all")
        async with http.get(f"{page.url}/events") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")


async def test_there_is_no_sign_of_life_while_redis_is_away(
    http: aiohttp.ClientSession, serve: Serve, monkeypatch: pytest.MonkeyPatch, redis_server: RedisServer
) -> None:
    monkeypatch.setattr(feed, "BEAT", 0.05)
    own = RedisServer()
    own.start()
    away = Store(own.url, "T0AWAY", "replica-1")
    try:
        async with serve(store=away) as served:
            await ready(http, served.url)
            async with aclosing(frames(http, served.url)) as found:
                await hear(found, lambda frame: frame.kind == "beat")
                await asyncio.to_thread(own.close)
                assert await beats(found) == 0
    finally:
        await away.close()
        own.close()


async def test_before_there_is_anything_to_show_it_says_so(http: aiohttp.ClientSession, serve: Serve) -> None:
    async with serve(shown=False) as served:
        async with http.get(f"{served.url}/events") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        async with http.get(f"{served.url}/") as answer:
            assert answer.status == 200


async def test_the_server_ends_at_once_although_somebody_looks_on(http: aiohttp.ClientSession, serve: Serve) -> None:
    async with serve() as served:
        await ready(http, served.url)
        found = frames(http, served.url)
        await hear(found, lambda frame: frame.kind == "all")
        closing = asyncio.create_task(served.server.close())
        async for _ in found:  # its stream is ended, not cut off when the server has waited long enough
            pass
        await closing


async def test_history_and_one_release(http: aiohttp.ClientSession, store: Store, page: Served) -> None:
    await ready(http, page.url)
    good = await keep(store, release(Status.SUCCEEDED))
    bad = await keep(store, release(Status.FAILED, "tradingpt/production"))
    async with http.get(f"{page.url}/data/history") as answer:
        assert {one["id"] for one in (await answer.json())["releases"]} == {good.id, bad.id}
    async with http.get(f"{page.url}/data/history?service=tradingpt&environment=production") as answer:
        assert [one["cause"] for one in (await answer.json())["releases"]] == ["health_check"]
    async with http.get(f"{page.url}/data/release/{good.id}") as answer:
        assert (await answer.json())["releases"][0]["status"] == "succeeded"
    for name in ("r00000000000000", "../../x", "*"):
        async with http.get(f"{page.url}/data/release/{name}") as answer:
            assert answer.status == 404


async def last_entry(store: Store) -> str:
    """Where the stream of events ends."""
    [(entry, _)] = await store.stream._client.redis.xrevrange(store.stream._keys.events, count=1)
    return str(entry.decode())


async def beats(found: AsyncIterator[Frame]) -> int:
    """How many signs of life still come within a second, once those have come that were on their way for one."""
    clock, count = asyncio.get_running_loop().time, 0
    since = clock() + 1
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            async for frame in found:
                count += frame.kind == "beat" and clock() > since
    return count


async def nobody(_: str) -> None:
    """Knows no names."""
