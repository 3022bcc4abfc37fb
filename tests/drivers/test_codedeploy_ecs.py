"""CodeDeploy on ECS: what it does beyond the contract of all drivers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import Aws, CodeDeployEcsTarget
from bot.domain.release import Cause, Outcome, Verdict
from bot.drivers.base import Look
from bot.errors import DriverUnavailable, RegistryUnavailable, TargetBusy, TargetMisconfigured
from tests.drivers.conftest import STOPPED, Walk, after, created

ONLY = "codedeploy_ecs"


async def test_a_plan_pins_the_image(walk: Walk) -> None:
    first, other = await walk.planned(), await walk.planned("v3")
    assert first.plan.image
    assert first.plan.image.endswith(f"@{first.plan.revision.digest}")
    assert {part for part in other.plan.parts if other.plan.parts[part] != first.plan.parts[part]} == {"image"}
    [change] = await walk.driver.diff(walk.service, walk.target, other.plan)
    assert (change.path, change.after) == ("containers.demo-backend.image", other.plan.image)


async def test_a_start_that_died_before_the_deployment_registers_nothing_twice(walk: Walk) -> None:
    release = await walk.planned()
    blocker = await walk.planned("v3")
    await walk.driver.start(blocker, again=False)
    with pytest.raises(TargetBusy):
        await walk.driver.start(release, again=False)
    before = await walk.calls("RegisterTaskDefinition")
    await walk.driver.stop(created(blocker, str(await walk.driver.find(blocker))))
    await walk.until(created(blocker, str(await walk.driver.find(blocker))), *STOPPED)
    assert await walk.driver.find(release) is None
    first = await walk.driver.start(release, again=True)
    await walk.driver.stop(created(release, first))
    await walk.until(created(release, first), *STOPPED)
    await walk.driver.start(release, again=True)
    assert await walk.calls("RegisterTaskDefinition") == before + 1


async def test_an_alarm_after_the_traffic_went_over_is_told(walk: Walk) -> None:
    await walk.scenario("alarm")
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    await walk.driver.resume(after(release, held), str(held.hold), Verdict.CONTINUE)
    ended = await walk.until(release, Outcome.ROLLED_BACK)
    assert ended.reason
    assert ended.reason.cause is Cause.ALARM


async def test_many_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    before = await walk.calls("BatchGetDeployments")
    looks = [replace(release, id=f"r{number}") for number in range(25)]
    reference = release.deployment.reference if release.deployment else None
    seen = await walk.driver.observe_many([Look(one, str(reference), closely=False) for one in looks])
    assert len(seen) == 25
    assert await walk.calls("BatchGetDeployments") == before + 1


async def test_a_target_that_is_not_there_is_misconfigured_not_broken(walk: Walk) -> None:
    target = replace(walk.target, service="nowhere")  # type: ignore[call-arg]
    with pytest.raises(TargetMisconfigured, match="nowhere"):
        await walk.driver.plan(walk.service, target, "v2")
    target = replace(walk.target, container="sidecar")  # type: ignore[call-arg]
    with pytest.raises(TargetMisconfigured, match="demo-backend"):
        await walk.driver.plan(walk.service, target, "v2")


async def test_nobody_there_is_unavailable(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    release = created(await walk.planned(), "d-ABCDEFGHI")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    elsewhere = replace(release.plan.settings, aws=replace(release.plan.settings.aws, region="eu-west-1"))  # type: ignore[type-var,union-attr]
    lost = replace(release, plan=replace(release.plan, settings=elsewhere))
    with pytest.raises(DriverUnavailable):
        async with asyncio.timeout(20):
            await walk.look(lost)


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, ""), (200, "[]"), (502, "<html>"), (500, "")])
async def test_an_answer_that_is_none_is_unavailable_not_empty(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, status: int, body: str
) -> None:
    release = created(await walk.planned(), "d-ABCDEFGHI")

    async def garbage(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", garbage)
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.make_url("/")))
        assert isinstance(release.plan.settings, CodeDeployEcsTarget)
        elsewhere = replace(release.plan.settings, aws=Aws("eu-west-1"))
        lost = replace(release, plan=replace(release.plan, settings=elsewhere))
        for call in (
            walk.driver.plan(walk.service, elsewhere, "v2"),
            walk.driver.start(lost, again=True),
            walk.look(lost),
        ):
            with pytest.raises(DriverUnavailable):
                await call


async def test_a_registry_that_cannot_be_asked_is_not_a_missing_tag(walk: Walk) -> None:
    service = replace(walk.service, image="127.0.0.1:9/nothing")
    with pytest.raises(RegistryUnavailable):
        await walk.driver.plan(service, walk.target, "v2")


async def test_a_hold_that_nobody_answers_is_taken_back_by_aws(walk: Walk) -> None:
    await walk.scenario("hook_times_out")
    release = await walk.started()
    ended = await walk.until(release, Outcome.ROLLED_BACK)
    assert ended.reason
    assert (ended.reason.cause, ended.rollback is not None) == (Cause.HOOK_TIMED_OUT, True)
