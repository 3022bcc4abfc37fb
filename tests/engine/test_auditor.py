"""The auditor: everything that happened, once and in order, and what becomes of it when it is old."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from moto.server import ThreadedMotoServer

from bot.domain.catalogue import Catalogue, Workspace
from bot.domain.chain import Anchor, Record, read, verify
from bot.domain.commands import RejectRelease, Reply
from bot.domain.events import ApprovalGiven, Event, LockTaken, ProgressSeen, ReleaseRequested
from bot.domain.release import Plan, Release, Revision, Status
from bot.drivers.archive import Archive
from bot.engine.auditor import Auditor
from bot.engine.world import World
from bot.store import Store
from simulator.redis import RedisServer

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
DAY = timedelta(days=1)
PLACE = "s3://records/subaku/"
PLAN = Plan(target="api/production", driver="codedeploy_ecs", revision=Revision("v2", "sha256:22"), fingerprint="f1")
RELEASE = Release(
    id="r1",
    service="api",
    environment="production",
    requester="U1",
    plan=PLAN,
    status=Status.REQUESTED,
    requested_at=NOON,
)
LOCK = LockTaken(release="", at=NOON, actor="U1", scope="api/*", lock="l1", reason="점검", until=None)


@dataclass
class Bench:
    """An auditor, the catalogue that it reads, and its clock."""

    store: Store
    archive: Archive
    workspace: Workspace = field(default_factory=Workspace)
    now: datetime = NOON

    def auditor(self) -> Auditor:
        world = World(self.store, {}, lambda: Catalogue(self.workspace, {}, {}), lambda: self.now, "replica-1")
        return Auditor(world, self.archive)

    async def happen(self, *events: Event) -> None:
        await self.store.stream.append(events)

    async def on_days(self, *days: int, each: int = 2) -> None:
        """Recorded events that were kept on these days of March 2026."""
        redis, events = self.store.audit._client.redis, self.store.audit._keys.events
        for day in days:
            millis = int(datetime(2026, 3, day, 18, tzinfo=UTC).timestamp() * 1000)
            for number in range(each):
                fields = {"kind": "Told", "release": "", "body": json.dumps({"day": day})}
                await redis.xadd(events, fields, id=f"{millis + number}-0")
        await self.auditor().record()

    async def records(self) -> list[Record]:
        """What is kept, once it is found to be whole."""
        head = await self.store.audit.head()
        lines = [line async for line in self.store.audit.lines(0)]
        assert verify(lines, head.anchor, head.place).fault is None
        return [read(line) for line in lines]

    async def days(self) -> list[int]:
        return [record.body["day"] for record in await self.records()]


@pytest.fixture
async def bench(store: Store) -> AsyncIterator[Bench]:
    archive = Archive()
    yield Bench(store, archive)
    await archive.close()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An S3 of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
    yield
    server.stop()


async def objects(bench: Bench) -> dict[str, bytes]:
    """What the bucket holds of this workspace."""
    client = await bench.archive._open()
    listed = await client.list_objects_v2(Bucket="records", Prefix=f"subaku/audit/{bench.store.audit.team}/")
    found = {}
    for one in listed.get("Contents", []):
        answer = await client.get_object(Bucket="records", Key=one["Key"])
        found[one["Key"]] = await answer["Body"].read()
    return found


async def test_a_record_says_who_when_and_of_which_plan(bench: Bench) -> None:
    await bench.store.releases.request(RELEASE, [ReleaseRequested(release="r1", at=NOON, actor="U1")])
    await bench.happen(ApprovalGiven(release="r1", at=NOON + timedelta(seconds=1), actor="U2", missing=0), LOCK)
    await bench.auditor().record()
    asked, approved, locked = await bench.records()
    assert [record.kind for record in (asked, approved, locked)] == ["ReleaseRequested", "ApprovalGiven", "LockTaken"]
    assert (approved.actor, approved.at, approved.release) == ("U2", NOON + timedelta(seconds=1), "r1")
    assert (approved.target, approved.revision, approved.plan) == ("api/production", "v2@sha256:22", "f1")
    assert approved.body == {"missing": 0, "in_place_of": None}
    assert (locked.release, locked.target, locked.plan) == ("", "", "")
    assert locked.body == {"scope": "api/*", "lock": "l1", "reason": "점검", "until": None}


async def test_progress_leaves_no_record_and_is_not_read_again(bench: Bench) -> None:
    await bench.happen(*[ProgressSeen(release="r1", at=NOON, traffic=10)] * 3)
    await bench.auditor().record()
    assert await bench.records() == []
    last = (await bench.store.audit.head()).entry
    await bench.happen(LOCK)
    [news] = await bench.store.audit.news(last)
    assert news.kind == "LockTaken"


async def test_a_command_is_recorded_as_it_was_kept_without_where_its_answer_goes_and_without_tokens(
    bench: Bench,
) -> None:
    token = "xoxb-1234-" + "abcd" * 5
    command = RejectRelease(
        id="c1", by="U2", at=NOON, channel="C1", reply="c1", release="r1", reason=f"{token} leaked, 안 돼요"
    )
    await bench.store.inbox.accept(command, ["e1"], Reply("U2", "C1", "https://hooks.slack.test/response_url/1"))
    await bench.auditor().record()
    [record] = await bench.records()
    assert (record.kind, record.actor, record.release) == ("CommandTaken", "U2", "r1")
    assert record.body["command"] == "RejectRelease"
    assert record.body["body"]["reason"] == "[redacted] leaked, 안 돼요"
    [line] = await bench.store.audit.page(0, 10)
    for secret in (b"response_url", b"hooks.slack", b"xoxb"):
        assert secret not in line


async def test_what_a_later_version_wrote_or_nobody_can_read_is_recorded_all_the_same(bench: Bench) -> None:
    redis, events = bench.store.audit._client.redis, bench.store.audit._keys.events
    millis = int(NOON.timestamp() * 1000)
    fields = {"kind": "DroneSent", "release": "r9", "body": '{"actor":"U7","at":"soon","load":[{"kg":3}]}'}
    await redis.xadd(events, fields, id=f"{millis}-0")
    await redis.xadd(events, {"kind": "CommandTaken", "release": "", "body": '{"body":"no json"}'}, id=f"{millis}-1")
    await bench.auditor().record()
    drone, odd = await bench.records()
    assert (drone.kind, drone.actor, drone.at, drone.body) == ("DroneSent", "U7", NOON, {"load": [{"kg": 3}]})
    assert odd.body == {"body": "no json"}


@asynccontextmanager
async def running(*auditors: Auditor) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(auditor.run()) for auditor in auditors]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended


async def recorded(bench: Bench, count: int) -> list[Record]:
    """Once so many records stand in the chain."""
    redis, key = bench.store.audit._client.waiting, bench.store.audit._keys.audit
    async with asyncio.timeout(60):
        while not await redis.xread({key: f"{count - 1}-0"}, block=5_000):
            pass
    return await bench.records()


async def test_two_auditors_at_once_record_everything_once_and_in_order(bench: Bench) -> None:
    async with running(bench.auditor(), bench.auditor(), bench.auditor()):
        for number in range(10):
            await bench.happen(*(replace(LOCK, reason=str(number * 100 + one)) for one in range(100)))
        records = await recorded(bench, 1_000)
    assert [record.body["reason"] for record in records] == [str(number) for number in range(1_000)]


async def test_a_thousand_events_are_recorded_without_much_ado(bench: Bench) -> None:
    await bench.happen(*(replace(LOCK, reason=str(number)) for number in range(1_000)))
    began = time.process_time()
    async with running(bench.auditor()):
        assert len(await recorded(bench, 1_000)) == 1_000
    assert time.process_time() - began < 10  # of a slow processor; it takes a third of a second


@pytest.fixture
def own_server() -> Iterator[RedisServer]:
    """A server that can be stopped."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


@asynccontextmanager
async def connected(server: RedisServer) -> AsyncIterator[Bench]:
    store = Store(server.url, "T1", "replica-1")
    try:
        yield Bench(store, Archive())
    finally:
        await store.close()


async def test_the_auditor_goes_on_after_redis_was_away(own_server: RedisServer) -> None:
    async with connected(own_server) as audited, running(audited.auditor()):
        async with connected(own_server) as people:
            await people.happen(LOCK)
            await recorded(people, 1)
        own_server.stop()
        own_server.start()
        async with connected(own_server) as people:
            await people.happen(replace(LOCK, reason="again"))
            assert [record.body["reason"] for record in await recorded(people, 2)] == ["점검", "again"]


async def test_records_stay_for_ever_unless_a_retention_is_set(bench: Bench) -> None:
    await bench.on_days(2, 3)
    bench.now = NOON + 9999 * DAY
    await bench.auditor().keep_house()
    assert await bench.days() == [2, 2, 3, 3]


async def test_without_an_archive_old_records_go_and_leave_the_anchor(bench: Bench) -> None:
    await bench.on_days(2, 3, 4)
    bench.workspace = replace(bench.workspace, retention=7 * DAY)
    bench.now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    await bench.auditor().keep_house()
    assert await bench.days() == [3, 3, 4, 4]
    bench.now += 99 * DAY
    await bench.auditor().keep_house()
    assert await bench.days() == [4, 4]  # more may have been kept on the last day
    assert (await bench.store.audit.head()).anchor.seq == 4


async def test_with_an_archive_old_records_are_there_before_they_go(bench: Bench, s3: None) -> None:
    await (await bench.archive._open()).create_bucket(Bucket="records")
    await bench.on_days(2, 3, 4)
    before = [line async for line in bench.store.audit.lines(0)]
    bench.workspace = replace(bench.workspace, retention=7 * DAY, archive=PLACE)
    bench.now = NOON + 99 * DAY
    await bench.auditor().keep_house()
    assert await bench.days() == [4, 4]
    kept = await objects(bench)
    folder = f"subaku/audit/{bench.store.audit.team}"
    ends = [read(before[1]).hash, read(before[3]).hash]
    assert sorted(kept) == [
        f"{folder}/000000000001-000000000002-{ends[0]}.jsonl",
        f"{folder}/000000000003-000000000004-{ends[1]}.jsonl",
    ]
    lines = b"".join(kept[name] for name in sorted(kept)).splitlines()
    assert lines == before[:4]
    assert verify(lines, Anchor(), (await bench.store.audit.head()).anchor).fault is None


class Dying(Archive):
    """Keeps what it is given, and that is the last that it does."""

    async def keep(self, place: str, name: str, body: bytes) -> None:
        await super().keep(place, name, body)
        raise asyncio.CancelledError


async def test_a_crash_between_archiving_and_letting_go_gives_the_same_object_again(bench: Bench, s3: None) -> None:
    await (await bench.archive._open()).create_bucket(Bucket="records")
    await bench.on_days(2, 3)
    bench.workspace = replace(bench.workspace, retention=7 * DAY, archive=PLACE)
    bench.now = NOON + 8 * DAY
    dying = Dying()
    with pytest.raises(asyncio.CancelledError):
        await replace(bench, archive=dying).auditor().keep_house()
    await dying.close()
    first = await objects(bench)
    assert len(first) == 1
    assert await bench.days() == [2, 2, 3, 3]
    await bench.on_days(4, 5)
    bench.now += timedelta(hours=3)
    await bench.auditor().keep_house()
    assert await objects(bench) == first
    assert await bench.days() == [3, 3, 4, 4, 5, 5]


async def test_while_s3_is_away_nothing_goes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
    await bench.on_days(2, 3)
    bench.workspace = replace(bench.workspace, retention=DAY, archive=PLACE)
    bench.now = NOON + 99 * DAY
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        await bench.auditor().keep_house()
    assert await bench.days() == [2, 2, 3, 3]
    assert (await bench.store.audit.head()).anchor == Anchor()


async def test_a_broken_chain_stays_as_it_is(bench: Bench) -> None:
    await bench.on_days(2, 3, each=3)
    bench.workspace = replace(bench.workspace, retention=DAY)
    bench.now = NOON + 99 * DAY
    audit = bench.store.audit
    await audit._client.redis.xdel(audit._keys.audit, "2-0")
    await bench.auditor().keep_house()
    assert len(await audit.page(0, 10)) == 5
    assert (await audit.head()).anchor == Anchor()
