"""The ledger of writes: whoever changes something at AWS is known afterwards, however it went.

That no write is forgotten, whichever test makes it, is checked where each walk ends (`conftest.walk`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from botocore.exceptions import ClientError, NoCredentialsError, ReadTimeoutError

from bot.domain.catalogue import CodeDeployEcsTarget
from bot.domain.events import SUBAKU
from bot.domain.release import Hold, Outcome, Release, Verdict
from bot.drivers.aws import writing
from bot.drivers.ledger import UNKNOWN, Write
from bot.errors import DriverError, DriverUnavailable, TargetBusy, Throttled
from tests.drivers.conftest import Kept, Walk, after

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

ONLY = "codedeploy_ecs"


async def test_each_write_is_told_with_who_caused_it(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    release = answered(after(release, held), by="U0EUNHO")
    await walk.driver.resume(release, str(held.hold), Verdict.CONTINUE)
    await walk.driver.stop(stopped(release, by="U0HARU"))
    told = [(write.system, write.operation, write.actor, write.outcome) for write in walk.ledger.writes]
    assert told == [
        ("ecs", "RegisterTaskDefinition", "U0MINA", "ok"),
        ("codedeploy", "CreateDeployment", "U0MINA", "ok"),
        ("codedeploy", "PutLifecycleEventHookExecutionStatus", "U0EUNHO", "ok"),
        ("codedeploy", "StopDeployment", "U0HARU", "ok"),
    ]
    assert {write.release for write in walk.ledger.writes} == {release.id}
    definition, *deployments = [write.resource for write in walk.ledger.writes]
    assert ":task-definition/demo-backend:" in definition
    assert set(deployments) == {release.deployment and release.deployment.reference}


async def test_what_nobody_decided_was_subaku(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    await walk.driver.resume(after(release, held), str(held.hold), Verdict.STOP)
    assert walk.ledger.writes[-1].actor == SUBAKU


async def test_a_refused_write_is_told_in_the_words_of_aws(walk: Walk) -> None:
    release = await walk.stopped(await walk.started())
    await walk.driver.stop(release)
    assert walk.ledger.writes[-1].outcome == "DeploymentAlreadyCompletedException"
    await walk.throttle(3000)
    with pytest.raises(Throttled):
        await walk.driver.stop(release)
    assert walk.ledger.writes[-1].outcome == "ThrottlingException"


async def test_a_group_that_others_took_is_told(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    release, other = await walk.planned(), await walk.planned("v3")
    assert await walk.driver.find(other) is None  # its own line is open from here on

    async def meanwhile(_: web.Request) -> None:
        await walk.driver.start(other, again=False)

    async with line(walk, release, monkeypatch, "CreateDeployment", before=meanwhile) as far:
        with pytest.raises(TargetBusy):
            await walk.driver.start(far, again=False)
    assert walk.told("CreateDeployment")[-1].outcome == "DeploymentLimitExceededException"


async def test_a_lost_answer_is_unknown_and_found_by_its_marker(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    release = await walk.planned()
    async with line(walk, release, monkeypatch, "CreateDeployment", lose=True) as far:
        with pytest.raises(DriverUnavailable):
            await walk.driver.start(far, again=False)
    assert [(write.outcome, write.resource) for write in walk.told("CreateDeployment")] == [
        (UNKNOWN, "demo-backend/demo-backend-bluegreen")
    ]
    assert await walk.driver.find(release)


async def test_a_write_that_was_given_up_is_unknown(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, never = asyncio.Event(), asyncio.Event()

    async def hang(_: web.Request) -> None:
        asked.set()
        await never.wait()

    release = await walk.planned()
    async with line(walk, release, monkeypatch, "CreateDeployment", before=hang) as far:
        start = asyncio.create_task(walk.driver.start(far, again=False))
        await asked.wait()
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        never.set()
    assert [write.outcome for write in walk.told("CreateDeployment")] == [UNKNOWN]


@pytest.mark.parametrize(
    ("err", "outcome"),
    [
        (NoCredentialsError(), "NoCredentialsError"),
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "X"), "AccessDeniedException"),
        (ClientError({"Error": {"Code": "502"}, "ResponseMetadata": {"HTTPStatusCode": 502}}, "X"), UNKNOWN),
        (ReadTimeoutError(endpoint_url="http://aws"), UNKNOWN),
        (KeyError("deploymentId"), UNKNOWN),
    ],
)
async def test_only_what_surely_failed_is_told_as_failed(err: Exception, outcome: str) -> None:
    ledger, write = Kept(), Write("r1", "U0MINA", "codedeploy", "CreateDeployment", "group")
    with pytest.raises(DriverError):
        async with writing(ledger, write):
            raise err
    assert ledger.writes == [replace(write, outcome=outcome)]


@asynccontextmanager
async def line(
    walk: Walk,
    release: Release,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    *,
    before: Callable[[web.Request], Awaitable[None]] | None = None,
    lose: bool = False,
) -> AsyncIterator[Release]:
    """The release as it is planned at the end of another line to AWS, on which one operation meets something."""

    async def carry(request: web.Request) -> web.StreamResponse:
        it = request.headers.get("X-Amz-Target", "").endswith(f".{operation}")
        if it and before:
            await before(request)
        sent = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        async with walk.http.post(f"{walk.cloud}/aws", data=await request.read(), headers=sent) as answer:
            body = await answer.read()
        if it and lose and request.transport:
            request.transport.abort()
        kept = {"Content-Type": answer.headers["Content-Type"]}
        return web.Response(body=body, status=answer.status, headers=kept)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", carry)
    assert isinstance(release.plan.settings, CodeDeployEcsTarget)
    far: Any = replace(release.plan.settings, aws=replace(release.plan.settings.aws, region="eu-west-1"))
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.make_url("/")))
        yield replace(release, plan=replace(release.plan, settings=far))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{walk.cloud}/aws")


def answered(release: Release, by: str) -> Release:
    """Once somebody said that the hold may go on."""
    assert release.deployment
    hold = release.hold
    assert isinstance(hold, Hold)
    return replace(release, deployment=release.deployment.with_(hold=hold.with_(verdict=Verdict.CONTINUE, by=by)))


def stopped(release: Release, by: str) -> Release:
    """Once somebody wanted it stopped."""
    assert release.deployment
    return replace(release, deployment=release.deployment.with_(stop_by=by))
