"""Events of AWS make the next look come at once; late, doubled, reordered and forged ones change nothing."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aioboto3
import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.domain.catalogue import Catalogue, CodeDeployEcsTarget
from bot.domain.events import Nudged, ReleaseSucceeded
from bot.domain.release import Release, Status, Verdict
from bot.drivers.pushed import Pushed, Pushes
from bot.engine.pushed import Ear, concerned
from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load
from tests.engine.conftest import LIMIT, Bench

NEVER = 3600.0  # seconds
QUEUE = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/subaku-events"


@pytest.fixture
async def cloud(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """The demo's world, with EventBridge."""
    world = load(DEMO)
    world = replace(world, aws=replace(world.aws, events_queue="subaku-events"))
    async with Server(world, Clock(120)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        yield server


@asynccontextmanager
async def hearing(bench: Bench, queue: str = QUEUE) -> AsyncIterator[list[str]]:
    """While the leader listens at the queue; the repositories in which something changed."""
    pushes, engine = Pushes(queue), bench.engine
    heard: list[str] = []

    async def image(repository: str) -> None:
        heard.append(repository)

    ear = asyncio.create_task(Ear(engine.world, pushes, engine.poller.hears_nothing, image).run())
    try:
        yield heard
    finally:
        ear.cancel()
        await asyncio.gather(ear, return_exceptions=True)
        await pushes.close()


async def push(bench: Bench, **asked: object) -> None:
    async with bench.http.post(f"{bench.cloud}/world/aws/events", json=asked) as answer:
        assert answer.status == 200, await answer.text()


def without_hold(catalogue: Catalogue) -> Catalogue:
    service = catalogue.services["demo-backend"]
    target = service.targets["production"]
    assert isinstance(target, CodeDeployEcsTarget)
    bare = replace(target, hold=None, hook_function=None, hook_table=None)
    return replace(catalogue, services={"demo-backend": replace(service, targets={"production": bare})})


def changed(deployment: str, state: str) -> dict[str, Any]:
    kind = "CodeDeploy Deployment State-change Notification"
    return {"source": "aws.codedeploy", "detail-type": kind, "detail": {"deploymentId": deployment, "state": state}}


async def test_nothing_but_events_takes_a_release_through_its_hold(bench: Bench) -> None:
    bench.engine.poller.slow = NEVER
    async with hearing(bench):
        name = await bench.ask()
        await bench.approve(name)
        await bench.until(name, Status.HOLDING)
        assert await bench.happened(Nudged, release=name)


async def test_while_events_come_polling_only_confirms(bench: Bench) -> None:
    """Each look that isn't near something would be the last, if no event came."""
    bench.rewrite(without_hold)
    bench.engine.poller.confirm, bench.engine.poller.lag = NEVER, 1.0
    bench.engine.poller.nudge("another")
    async with hearing(bench):
        name = await bench.ask()
        await bench.approve(name)
        live = await bench.when(name, lambda it: it.deployment is not None and it.deployment.reference is not None)
        await bench.until(name, Status.BAKING, Status.SUCCEEDED)
    assert live.deployment
    assert _names(live, f"{live.deployment.reference}", "service/demo/demo-backend")
    assert not _names(live, "d-000000000", "service/demo/other", "service/other/demo-backend", "pipeline/demo-backend")


@pytest.mark.slow
async def test_late_doubled_reordered_and_forged_events_change_nothing(bench: Bench) -> None:
    async with hearing(bench):
        before = await bench.succeed("v2")
        ended = await bench.store.releases.get(before)
        assert ended
        assert ended.deployment
        name = await bench.ask("v3")
        await bench.approve(name)
        held = await bench.until(name, Status.HOLDING)
        assert held.deployment
        reference = str(held.deployment.reference)
        ours = [changed(reference, state) for state in ("SUCCESS", "START", "FAILURE", "STOP", "FAILURE")]
        theirs = [changed(str(ended.deployment.reference), "FAILURE"), changed("d-000000000", "FAILURE")]
        events = [*ours, *theirs] * 4
        random.Random(4).shuffle(events)  # noqa: S311  a test's dice
        await push(bench, events=events)
        await bench.happened(Nudged, release=name)
        await _empty(bench)
        assert await bench.store.releases.get(name) == held
        assert await bench.store.releases.get(before) == ended
        await bench.answer(name, Verdict.CONTINUE)
        await bench.until(name, Status.SUCCEEDED)
    ends = [release async for release in _ends(bench, 2)]
    assert sorted(ends) == sorted([before, name])


async def test_what_cannot_be_read_is_taken_off_counted_and_told_once(bench: Bench) -> None:
    counted = REGISTRY.get_sample_value("subaku_pushed_unreadable_total") or 0.0
    with capture_logs() as logs:
        for body in ("", "no event", "[]", json.dumps({"source": "aws.codedeploy", "detail": []})):
            await push(bench, body=body)
        async with hearing(bench):
            await _empty(bench)
    assert (REGISTRY.get_sample_value("subaku_pushed_unreadable_total") or 0.0) - counted == 4
    told = [line["kind"] for line in logs if line["event"] == "message_unreadable"]
    assert sorted(told) == ["no_event", "no_json"]


async def test_a_new_image_is_looked_for_at_once(bench: Bench) -> None:
    detail = {"repository-name": "team/backend", "action-type": "PUSH", "result": "SUCCESS", "image-tag": "v4"}
    pushed = {"source": "aws.ecr", "detail-type": "ECR Image Action", "detail": detail}
    await push(bench, events=[pushed, pushed])
    async with hearing(bench) as heard:
        await _empty(bench)
    assert heard == ["team/backend"]


async def test_without_its_queue_everything_is_polled_and_one_line_says_so(bench: Bench) -> None:
    bench.rewrite(without_hold)
    bench.engine.poller.confirm, bench.engine.poller.lag = NEVER, 0.0
    bench.engine.poller.nudge("another")
    with capture_logs() as logs:
        async with hearing(bench, QUEUE + "-gone"):
            name = await bench.ask()
            await bench.approve(name)
            await bench.until(name, Status.BAKING, Status.SUCCEEDED)
    [line] = [line for line in logs if line["event"] == "events_unheard"]
    assert "NonExistentQueue" in line["error"]


def _names(release: Release, *references: str) -> bool:
    """Whether any of these is about it, each by itself."""
    found = [list(concerned([release], [Pushed("x", reference)])) for reference in references]
    assert all(found) or not any(found), found
    return any(found)


async def _empty(bench: Bench) -> None:
    """Until nothing is left in the queue."""
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    session = aioboto3.Session(region_name="ap-northeast-2")
    async with session.client("sqs") as client, asyncio.timeout(LIMIT):
        while True:
            told = (await client.get_queue_attributes(QueueUrl=QUEUE, AttributeNames=names))["Attributes"]
            if set(told.values()) == {"0"}:
                return
            await asyncio.sleep(0.05)


async def _ends(bench: Bench, count: int) -> AsyncIterator[str]:
    async with asyncio.timeout(LIMIT):
        async for _, event in bench.store.stream.tail("0", kinds=[ReleaseSucceeded]):
            yield event.release
            count -= 1
            if not count:
                return
