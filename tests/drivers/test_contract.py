"""What every driver must do: start, start twice, progress, fail, throttle, hold, stop, be adopted after a crash."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import Aws, CodeDeployEcsTarget
from bot.domain.release import Cause, Outcome, StageStatus, Verdict
from bot.drivers.base import Look
from bot.errors import (
    DriverUnavailable,
    RegistryUnavailable,
    RevisionNotFound,
    TargetBusy,
    TargetMisconfigured,
    Throttled,
)
from tests.drivers.conftest import Walk, after, created

BAD_ENDS = (Outcome.ROLLED_BACK,)
STOPPED = (Outcome.ROLLED_BACK, Outcome.FAILED)  # before it began there is nothing to take back


async def test_a_plan_pins_the_revision_and_is_the_same_twice(walk: Walk) -> None:
    first, second = await walk.planned(), await walk.planned()
    assert first.plan == second.plan
    assert first.plan.image
    assert first.plan.revision.digest
    assert first.plan.image.endswith("@" + first.plan.revision.digest)
    by_digest = await walk.planned(first.plan.revision.digest)
    assert by_digest.plan.fingerprint == first.plan.fingerprint
    other = await walk.planned("v3")
    assert {part for part in other.plan.parts if other.plan.parts[part] != first.plan.parts[part]} == {"image"}


async def test_what_is_not_there_is_said_with_what_is_near(walk: Walk) -> None:
    with pytest.raises(RevisionNotFound) as missing:
        await walk.planned("v22")
    assert "v2" in missing.value.nearest


async def test_a_healthy_deployment_holds_goes_over_and_ends(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    assert held.hold
    assert held.traffic == 0
    release = after(release, held)
    await walk.driver.resume(release, held.hold, Verdict.CONTINUE)
    await walk.driver.resume(release, held.hold, Verdict.CONTINUE)  # answering twice changes nothing
    done = await walk.until(release, Outcome.SUCCEEDED)
    assert done.traffic == 100
    assert {stage.status for stage in done.stages} == {StageStatus.SUCCEEDED}
    await walk.driver.stop(release)  # stopping what has ended changes nothing
    assert (await walk.look(release)).outcome is Outcome.SUCCEEDED


async def test_a_second_start_finds_the_first_by_its_marker(walk: Walk) -> None:
    release = await walk.planned()
    assert await walk.driver.find(release) is None
    reference = await walk.driver.start(release, again=False)
    assert await walk.driver.find(release) == reference
    with pytest.raises(TargetBusy):
        await walk.driver.start(release, again=True)
    other = await walk.planned("v3")
    assert await walk.driver.find(other) is None
    with pytest.raises(TargetBusy):
        await walk.driver.start(other, again=False)


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


@pytest.mark.parametrize(
    ("scenario", "cause"),
    [
        ("task_cannot_start", Cause.TASK_CANNOT_START),
        ("health_check_fails", Cause.HEALTH_CHECK),
        ("hook_fails", Cause.HOOK_FAILED),
        ("hook_times_out", Cause.HOOK_TIMED_OUT),
    ],
)
async def test_each_way_to_fail_has_its_name_and_is_taken_back(walk: Walk, scenario: str, cause: Cause) -> None:
    await walk.scenario(scenario)
    release = await walk.started()
    ended = await walk.until(release, *BAD_ENDS)
    assert ended.reason
    assert (ended.reason.cause, ended.rollback is not None) == (cause, True)
    assert ended.reason.detail


async def test_an_alarm_after_the_traffic_went_over_is_told(walk: Walk) -> None:
    await walk.scenario("alarm")
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    await walk.driver.resume(after(release, held), str(held.hold), Verdict.CONTINUE)
    ended = await walk.until(release, *BAD_ENDS)
    assert ended.reason
    assert ended.reason.cause is Cause.ALARM


async def test_a_hold_that_is_answered_no_leaves_blue(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    release = after(release, held)
    await walk.driver.resume(release, str(held.hold), Verdict.STOP)
    ended = await walk.until(release, *BAD_ENDS)
    assert ended.traffic == 0


async def test_stop_takes_it_back(walk: Walk) -> None:
    release = await walk.started()
    await walk.until(release, Outcome.HOLDING)
    await walk.driver.stop(release)
    ended = await walk.until(release, *BAD_ENDS)
    assert ended.reason
    assert ended.reason.cause is Cause.STOPPED_ELSEWHERE  # the release itself knows who stopped it


async def test_throttling_is_throttling_wherever_it_happens(walk: Walk) -> None:
    release = await walk.planned()
    await walk.throttle(60)
    calls = (
        walk.driver.start(release, again=True),
        walk.driver.find(release),
        walk.look(created(release, "d-ABCDEFGHI")),
    )
    for call in calls:
        with pytest.raises(Throttled):
            await call


async def test_many_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    before = await walk.calls("BatchGetDeployments")
    looks = [replace(release, id=f"r{number}") for number in range(25)]
    reference = release.deployment.reference if release.deployment else None
    seen = await walk.driver.observe_many([Look(one, str(reference), closely=False) for one in looks])
    assert len(seen) == 25
    assert await walk.calls("BatchGetDeployments") == before + 1


async def test_what_aws_does_not_know_is_left_out_not_failed(walk: Walk) -> None:
    release = created(await walk.planned(), "d-ABCDEFGHI")
    assert await walk.driver.observe_many([Look(release, "d-ABCDEFGHI")]) in ({}, {release.id: None})


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
