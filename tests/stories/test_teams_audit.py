"""The audit of a whole story, as an auditor reads it: who, when, of which plan; and one changed byte is found."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.chain import read
from bot.store import Store
from simulator.client import LIMIT
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, EUNHO, GUEST, HARU, MINA, Stage
from tests.stories.teams import Json, Shop, Town, open_town, typed

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOPS: dict[str, Json] = {"audited": {"approval": {"required": 1, "by": [EUNHO]}, "hold": True}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A shop whose story is looked through afterwards."""
    async with open_town(redis_server, tmp_path_factory.mktemp("audit"), SHOPS) as made:
        yield made


async def test_everything_that_people_and_aws_did_is_in_the_chain(town: Town) -> None:
    """Commands, clicks, decisions, the override and each write: verified, exported, and one byte changed."""
    shop = town["audited"]
    release = await _story(shop)
    async with _kept(town.stage) as store:
        await _recorded(store, "ReleaseSucceeded")
        status, said = await _audit(town.stage, "verify")
        assert (status, said.splitlines()[-1].partition(";")[0]) == (0, "good")
        records = [json.loads(line) for line in (await _audit(town.stage, "export"))[1].splitlines()]
        _tell_the_story(records, release)
        rows = list(csv.DictReader(io.StringIO((await _audit(town.stage, "export", "--format", "csv"))[1])))
        assert [row["hash"] for row in rows] == [record["hash"] for record in records]
        assert rows[0].keys() == records[0].keys()

        broken = await _one_byte(store, next(it["seq"] for it in records if it["kind"] == "ApprovalGiven"))
        status, said = await _audit(town.stage, "verify")
        assert status == 1
        assert f"BROKEN at record {broken}:" in said


async def _story(shop: Shop) -> str:
    """Refused, frozen, approved, set aside, tested, released; returns the release's id."""
    root = await shop.ask("v2", by=HARU)
    await shop.refused(GUEST, root, "release.approve")
    await shop.told(ALEX, f"freeze {shop.environment} for 2h because audit week")
    await shop.presses(EUNHO, root, "release.approve")
    held = await shop.stage.offers(root, "release.override")
    answer = await shop.fills(ALEX, held, "release.override", reason=typed("security fix"))
    assert (answer.ok, answer.errors) == (True, {})
    await shop.presses(HARU, root, "hold.continue")
    await shop.stage.replied(root, "🎉")
    await shop.told(MINA, "why audited")
    return root.about["release"]


def _tell_the_story(records: list[Json], release: str) -> None:
    """Each with the person who did it, a time, and the plan that it was about."""
    told = [(it["kind"], it["actor"]) for it in records]
    commands = [(it["body"]["command"], it["actor"]) for it in records if it["kind"] == "CommandTaken"]
    assert commands == [
        ("RequestRelease", HARU), ("ApproveRelease", GUEST), ("MakeFreeze", ALEX), ("ApproveRelease", EUNHO),
        ("OverrideBarrier", ALEX), ("AnswerHold", HARU), ("NoteQuestion", MINA),
    ]  # fmt: skip
    for happened in (
        ("ReleaseRequested", HARU), ("CommandRefused", GUEST), ("FreezeMade", ALEX), ("ApprovalGiven", EUNHO),
        ("BarrierOverridden", ALEX), ("HoldAnswered", HARU),
    ):  # fmt: skip
        assert happened in told
    [override] = [it for it in records if it["kind"] == "BarrierOverridden"]
    assert (override["body"]["barrier"], override["body"]["reason"]) == ("freeze", "security fix")

    written = [it["body"]["operation"] for it in records if it["kind"] == "EffectWritten"]
    assert written == ["RegisterTaskDefinition", "CreateDeployment", "PutLifecycleEventHookExecutionStatus"]
    [plan] = {it["plan"] for it in records if it["release"] == release and it["plan"]}
    decisive = [it for it in records if it["kind"] in {"ApprovalGiven", "BarrierOverridden", "EffectWritten"}]
    for record in decisive:
        assert (record["plan"], record["target"]) == (plan, "audited/of-audited")
        assert record["revision"].startswith("v2@sha256:")
    times = [datetime.fromisoformat(it["at"]) for it in records]
    assert all(at.tzinfo for at in times)


async def _audit(stage: Stage, *words: str) -> tuple[int, str]:
    """`subaku audit …` as a process; its exit status and what it wrote."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "audit", *words, "--team", stage.server.world.team.id,
        env={"REDIS_URL": stage.redis.url, "PATH": os.defpath}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


@asynccontextmanager
async def _kept(stage: Stage) -> AsyncIterator[Store]:
    store = Store(stage.redis.url, stage.server.world.team.id, "auditor")
    yield store
    await store.close()


async def _recorded(store: Store, kind: str) -> None:
    """Wait until something of this kind is in the chain, which follows a moment after people saw it."""
    redis, key, last = store.audit._client.waiting, store.audit._keys.audit, "0"
    async with asyncio.timeout(LIMIT):
        while True:
            [(_, entries)] = await redis.xread({key: last}, block=5_000) or [(key, [])]
            if any(read(fields[b"record"]).kind == kind for _, fields in entries):
                return
            last = entries[-1][0] if entries else last


async def _one_byte(store: Store, number: int) -> int:
    """Somebody with Redis in their hands makes it somebody else's approval; returns the record's number."""
    redis, key = store.audit._client.redis, store.audit._keys.audit
    entries: list[tuple[bytes, dict[Any, Any]]] = await redis.xrange(key)
    await redis.delete(key)
    for name, fields in entries:
        line = fields[b"record"]
        theirs = int(name.partition(b"-")[0]) == number
        await redis.xadd(key, {"record": line.replace(b"U0EUNHO", b"U0EUNHA", 1) if theirs else line}, id=name)
    return number
