"""`subaku audit`, as an auditor types it, on a server of its own."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.audit import COLUMNS
from bot.cli import main
from bot.domain.chain import Anchor, Fact, follow, read
from bot.store.audit import Audit
from bot.store.client import Client
from bot.store.keys import Keys
from simulator.redis import RedisServer

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    made = RedisServer()
    made.start()
    monkeypatch.setenv("REDIS_URL", made.url)
    yield made
    made.close()


@pytest.fixture
async def audit(server: RedisServer) -> AsyncIterator[Audit]:
    """A workspace with twelve records, a minute from one to the next."""
    client = Client(server.url)
    made = Audit(client, Keys("T1"))
    await fill(made, 12)
    yield made
    await client.close()


async def fill(audit: Audit, count: int) -> None:
    head = await audit.head()
    records, before = [], head.place
    for number in range(count):
        made = Fact(
            entry=f"{number + 1}-0",
            at=NOON + timedelta(minutes=number),
            kind="ApprovalGiven",
            actor="U1",
            release=f"r{number % 3}",
            revision="=cmd()|1",
            body={"reason": "-1, 안녕\n둘"},
        )
        records.append(follow(before, made))
        before = records[-1].place
    assert await audit.append(head, f"{count}-0", records)


@dataclass
class Done:
    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Type = Callable[..., Awaitable[Done]]


@pytest.fixture
def subaku(capfdbinary: pytest.CaptureFixture[bytes]) -> Type:
    """The command as a person types it, beside the event loop of the test."""

    async def typed(*words: str) -> Done:
        status = await asyncio.to_thread(main, ["audit", *words])
        seen = capfdbinary.readouterr()
        return Done(status, seen.out, seen.err.decode())

    return typed


async def test_verify_says_how_many_from_when_to_when_and_the_head(audit: Audit, subaku: Type) -> None:
    head = (await audit.head()).place
    done = await subaku("verify")
    assert done.status == 0, done
    assert done.text.splitlines() == [
        "12 records",
        "from 2026-03-02T12:00:00.000000+00:00 to 2026-03-02T12:11:00.000000+00:00",
        f"behind 0:{Anchor().hash}",
        f"good; head 12:{head.hash}",
    ]
    assert (await subaku("verify", "--head", f"12:{head.hash}")).status == 0


async def test_verify_names_the_first_bad_record(audit: Audit, subaku: Type) -> None:
    redis, key = audit._client.redis, audit._keys.audit
    await redis.xdel(key, "7-0")
    done = await subaku("verify")
    assert done.status == 1
    assert "BROKEN at record 8: it stands where record 7 should" in done.text


async def test_verify_finds_a_changed_a_cut_and_a_longer_chain_in_redis(audit: Audit, subaku: Type) -> None:
    redis, key = audit._client.redis, audit._keys.audit
    [last] = await audit.page(11, 1)
    await redis.xdel(key, "12-0")
    assert "BROKEN at record 12: it is missing" in (await subaku("verify")).text
    await redis.xadd(key, {"record": last.replace(b"U1", b"U2")}, id="12-1")
    assert "BROKEN at record 12: its content was changed" in (await subaku("verify")).text
    await redis.xdel(key, "12-1")
    await redis.xadd(key, {"record": last}, id="12-2")
    assert (await subaku("verify")).status == 0
    await redis.xadd(key, {"record": last}, id="13-0")
    assert "BROKEN at record 12: it stands behind record 12" in (await subaku("verify")).text


async def test_a_chain_that_was_written_anew_is_found_by_its_noted_head(audit: Audit, subaku: Type) -> None:
    noted = (await audit.head()).place
    await audit._client.redis.delete(audit._keys.audit, audit._keys.audit_head)
    await fill(audit, 11)
    await fill(audit, 2)
    assert (await subaku("verify")).status == 0
    done = await subaku("verify", "--head", f"12:{noted.hash}")
    assert done.status == 1
    assert "BROKEN at record 12: it isn't the record whose hash was noted" in done.text


async def test_an_export_is_verified_without_redis(
    audit: Audit, server: RedisServer, subaku: Type, tmp_path: Path
) -> None:
    path = tmp_path / "audit.jsonl"
    done = await subaku("export", "--output", str(path))
    assert (done.status, done.out) == (0, b"")
    assert path.read_bytes().splitlines() == await audit.page(0, 100)
    server.stop()
    assert "good; head 12:" in (await subaku("verify", str(path))).text
    lines = path.read_bytes().splitlines(keepends=True)
    halves = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    halves[0].write_bytes(b"".join(lines[:5]))
    halves[1].write_bytes(b"".join(lines[5:]))
    assert "12 records" in (await subaku("verify", *map(str, halves))).text
    second = await subaku("verify", str(halves[1]))
    assert (second.status, f"behind 5:{read(lines[4].strip()).hash}" in second.text) == (0, True)
    noted = await subaku("verify", str(halves[1]), "--head", f"2:{read(lines[1].strip()).hash}")
    assert "record 2, which was noted, isn't among these" in noted.text
    assert (await subaku("verify", *map(str, reversed(halves)))).status == 1
    path.write_bytes(b"".join(lines).replace(b"U1", b"U2", 1))
    assert "BROKEN at record 1: its content was changed" in (await subaku("verify", str(path))).text


async def test_the_tool_on_the_page_verifies_an_export_and_finds_a_changed_byte(audit: Audit, subaku: Type) -> None:
    found = re.search(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    exported = (await subaku("export")).out

    def run(lines: bytes) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", found[1]]
        return subprocess.run(command, input=lines, capture_output=True, timeout=30, check=False)  # noqa: S603

    good = await asyncio.to_thread(run, exported)
    assert good.stdout.decode().split() == [f"12:{(await audit.head()).place.hash}"]
    bad = await asyncio.to_thread(run, exported.replace(b"12:07:00", b"12:07:01"))
    assert bad.returncode == 1
    assert b"record 8" in bad.stderr


def test_the_record_on_the_page_is_one() -> None:
    found = re.search(r'^(\{"actor".*\})$', PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    record = read(found[1].encode())
    body = {name: getattr(record, name) for name in Fact.__dataclass_fields__}
    assert follow(Anchor(record.seq - 1, record.prev), Fact(**body)) == record


async def test_export_takes_a_part_by_time_and_release(audit: Audit, subaku: Type) -> None:
    done = await subaku("export", "--from", "2026-03-02T21:02:00+09:00", "--until", "2026-03-02T12:06")
    assert [json.loads(line)["seq"] for line in done.out.splitlines()] == [3, 4, 5, 6]
    done = await subaku("export", "--release", "r1")
    assert [json.loads(line)["seq"] for line in done.out.splitlines()] == [2, 5, 8, 11]


async def test_csv_is_safe_to_open(audit: Audit, subaku: Type) -> None:
    rows = list(csv.DictReader(io.StringIO((await subaku("export", "--format", "csv")).text)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 12
    assert rows[0]["revision"] == "'=cmd()|1"
    assert json.loads(rows[0]["body"]) == {"reason": "-1, 안녕\n둘"}
    assert rows[1]["at"] == "2026-03-02T12:01:00.000000+00:00"


async def test_an_unreadable_record_ends_a_table_and_says_so(audit: Audit, subaku: Type) -> None:
    await audit._client.redis.xadd(audit._keys.audit, {"record": "?"}, id="13-0")
    done = await subaku("export", "--format", "csv")
    assert done.status == 1
    assert "behind record 12 can't be read" in done.err
    assert done.text.count("ApprovalGiven") == 12
    assert (await subaku("export")).out.endswith(b"\n?\n")


async def test_the_workspace_has_to_be_named_where_there_are_several(audit: Audit, subaku: Type) -> None:
    await fill(Audit(audit._client, Keys("T2")), 1)
    done = await subaku("verify")
    assert done.status == 2
    assert "T1, T2" in done.err
    assert "1 records" in (await subaku("verify", "--team", "T2")).text


async def test_what_a_person_has_to_mend_is_said(server: RedisServer, subaku: Type, tmp_path: Path) -> None:
    expected = {
        ("verify",): "no audit is kept there",
        ("verify", "nowhere.jsonl"): "nowhere.jsonl: No such file",
        ("verify", "--head", "12"): "--head: '12' can't be read",
        ("export", "--from", "yesterday"): "--from: 'yesterday' can't be read",
    }
    for words, said in expected.items():
        done = await subaku(*words)
        assert (done.status, said in done.err) == (2, True), (words, done)
    server.stop()
    done = await subaku("export")
    assert done.status == 2
    assert "REDIS_URL: Redis did not answer" in done.err
