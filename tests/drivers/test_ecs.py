"""ECS's own deployments: what the driver does beyond the contract of all drivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config import load as load_catalogue
from bot.domain.catalogue import Aws, EcsTarget
from bot.domain.release import Advice, Cause, Outcome, Progress, Release, StageStatus, Verdict
from bot.drivers import ecs_words as words
from bot.drivers import every
from bot.drivers.aws import Clients
from bot.drivers.base import Look
from bot.drivers.ecr import EcrLogins
from bot.drivers.ecs import CALLS, Ecs
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from bot.engine.poller import look_apart
from bot.errors import DriverUnavailable, EffectRefused, TargetBusy, TargetMisconfigured
from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load
from tests.drivers.conftest import LOOKS, Kept, Walk, after, created
from tests.drivers.sides.ecs import SIDE

ONLY = "ecs"

PAUSE = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}
FUNCTION = {
    "hookTargetArn": "arn:aws:lambda:ap-northeast-2:111122223333:function:subaku-hook",
    "roleArn": "arn:aws:iam::111122223333:role/ecs-invokes",
    "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
}
BY_FUNCTION = {"hook_function": "subaku-hook", "hook_table": "subaku-hooks"}
ROLLING = {"strategy": "ROLLING", "lifecycleHooks": [], "bakeTimeInMinutes": 0}
LINEAR = {"stepPercent": 20.0, "stepBakeTimeInMinutes": 2}
CANARY = {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 5}


@asynccontextmanager
async def by_hand(walk: Walk) -> AsyncIterator[Any]:
    """ECS as people use it in the console: past our ledger."""
    clients = Clients()
    clients.declare(CALLS)
    try:
        yield await clients.get("ecs", settings_of(walk).aws)
    finally:
        await clients.close()


def settings_of(walk: Walk) -> EcsTarget:
    assert isinstance(walk.target, EcsTarget)
    return walk.target


async def configured(walk: Walk, configuration: dict[str, Any], **settings: Any) -> Walk:
    """The service deploys so from now on, and the catalogue says so, too."""
    target = settings_of(walk)
    async with by_hand(walk) as ecs:
        await ecs.update_service(cluster=target.cluster, service=target.service, deploymentConfiguration=configuration)
    return replace(walk, target=replace(target, **settings))


async def rolling(walk: Walk) -> Walk:
    return await configured(walk, ROLLING, strategy="rolling", hold=None)


async def followed(walk: Walk, release: Release) -> list[Progress]:
    """All that is seen of it until its end, let on at every hold."""
    seen: list[Progress] = []
    async with asyncio.timeout(50):
        while not seen or seen[-1].outcome in (Outcome.RUNNING, Outcome.HOLDING, Outcome.ROLLING_BACK):
            seen.append(await walk.look(release))
            release = after(release, seen[-1])
            if seen[-1].hold:
                await walk.driver.resume(release, seen[-1].hold, Verdict.CONTINUE)
            await asyncio.sleep(LOOKS / 5)
    return seen


def running(seen: list[Progress]) -> list[str]:
    """The stages that were seen at work, in order."""
    names = [stage.name for one in seen for stage in one.stages if stage.status is StageStatus.RUNNING]
    return list(dict.fromkeys(names))


async def test_every_stage_is_followed_and_the_bake_counts_down(walk: Walk) -> None:
    seen = await followed(walk, await walk.started())
    assert [stage.name.upper() for stage in seen[-1].stages] == list(words.STAGES)
    assert running(seen) == sorted(running(seen), key=[name.lower() for name in words.STAGES].index)
    assert {"post_test_traffic_shift", "bake_time"} <= set(running(seen))
    untils = {stage.until for one in seen for stage in one.stages if stage.until}
    [until] = untils  # what was first seen stays
    assert abs(until - datetime.now(UTC) - timedelta(minutes=5)) < timedelta(minutes=1)
    assert {one.traffic for one in seen if one.outcome is Outcome.RUNNING} <= {0, 100}


async def test_rolling_shows_tasks_coming_and_going(walk: Walk) -> None:
    walk = await rolling(walk)
    seen = await followed(walk, await walk.started())
    assert seen[-1].outcome is Outcome.SUCCEEDED
    assert running(seen)[0] == "scale_up"
    assert set(running(seen)) <= {"scale_up", "clean_up"}
    assert {one.traffic for one in seen[:-1]} == {None}  # ECS moves none by weights
    assert seen[-1].traffic == 100


@pytest.mark.parametrize(
    ("strategy", "given", "weights"),
    [
        ("linear", {"linearConfiguration": LINEAR}, {20, 40, 60, 80, 100}),
        ("canary", {"canaryConfiguration": CANARY}, {10, 100}),
    ],
)
async def test_weights_are_told(walk: Walk, strategy: str, given: dict[str, Any], weights: set[int]) -> None:
    configuration = {"strategy": strategy.upper(), "lifecycleHooks": [], **given}
    walk = await configured(walk, configuration, strategy=strategy, hold=None)
    seen = await followed(walk, await walk.started())
    shares = [one.traffic for one in seen if one.traffic]
    assert shares == sorted(shares)
    assert set(shares) <= weights
    assert min(shares) < 100
    assert shares[-1] == 100


async def test_the_circuit_breaker_is_told_as_such(walk: Walk) -> None:
    walk = await rolling(walk)
    await walk.scenario("task_cannot_start")
    ended = (await followed(walk, await walk.started()))[-1]
    assert (ended.outcome, ended.traffic) == (Outcome.ROLLED_BACK, 0)
    assert ended.reason
    assert ended.reason.cause is Cause.TASK_CANNOT_START
    assert "CannotPullContainerError" in ended.reason.detail
    assert "circuit breaker" in ended.reason.detail
    assert [advice.code for advice in ended.advice] == ["circuit-breaker", "image-not-found"]
    assert [stage.status for stage in ended.stages] == [StageStatus.FAILED, StageStatus.SKIPPED]


async def test_an_alarm_is_told_by_its_name(walk: Walk) -> None:
    await walk.scenario("alarm")
    ended = (await followed(walk, await walk.started()))[-1]
    assert ended.reason
    assert (ended.reason.cause, ended.reason.detail) == (Cause.ALARM, "ci-cd-demo-5xx-alarm")
    failed = [stage.name for stage in ended.stages if stage.status is StageStatus.FAILED]
    assert failed == ["bake_time"]


async def test_what_keeps_tasks_from_starting_is_told_while_it_lasts(walk: Walk) -> None:
    await walk.scenario("stuck")
    assert isinstance(walk.driver, Ecs)
    walk.driver.troubles.every = 0
    release = await walk.started()
    seen = await walk.look(release)
    async with asyncio.timeout(20):
        while not seen.advice:
            await asyncio.sleep(LOOKS)
            seen = await walk.look(release)
    assert [advice.code for advice in seen.advice] == ["no-capacity"]
    assert "Capacity is unavailable" in seen.advice[0].detail
    await walk.stopped(release)


async def test_a_pause_says_when_ecs_gives_it_up(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    assert held.hold_expires
    assert held.hold_expires > datetime.now(UTC)
    await walk.stopped(release)


async def test_a_pause_that_nobody_answers_is_taken_back_by_ecs(walk: Walk) -> None:
    soon = {**PAUSE, "timeoutConfiguration": {"timeoutInMinutes": 1, "action": "ROLLBACK"}}
    walk = await configured(walk, {"lifecycleHooks": [soon]})
    ended = await walk.until(await walk.started(), Outcome.ROLLED_BACK)
    assert ended.reason
    assert ended.reason.cause is Cause.HOOK_TIMED_OUT


@pytest.mark.parametrize(
    ("verdict", "outcome"), [(Verdict.CONTINUE, Outcome.SUCCEEDED), (Verdict.STOP, Outcome.ROLLED_BACK)]
)
async def test_a_function_holds_where_pauses_are_unknown(walk: Walk, verdict: Verdict, outcome: Outcome) -> None:
    walk = await configured(walk, {"lifecycleHooks": [FUNCTION]}, **BY_FUNCTION)
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    release = after(release, held)
    await walk.driver.resume(release, str(held.hold), verdict)
    await walk.driver.resume(release, str(held.hold), Verdict.CONTINUE)  # answered already, which is an answer
    told = [write.outcome for write in walk.told("UpdateItem")]
    assert told == ["ok", "ConditionalCheckFailedException"]
    ended = await walk.until(release, outcome)
    assert not ended.reason or ended.reason.cause is Cause.HOOK_FAILED


async def test_a_function_s_hold_takes_a_closer_look(walk: Walk) -> None:
    walk = await configured(walk, {"lifecycleHooks": [FUNCTION]}, **BY_FUNCTION)
    release = await walk.started()
    release = after(release, await walk.until(release, Outcome.HOLDING))
    look = Look(release, str(release.deployment and release.deployment.reference), closely=False)
    seen = await walk.driver.observe_many([look])
    assert seen[release.id].outcome is Outcome.UNKNOWN  # which changes nothing
    await walk.stopped(release)


@pytest.mark.parametrize(("hook", "settings", "asked"), [(PAUSE, {}, 2), (FUNCTION, BY_FUNCTION, 1)])
async def test_a_hold_before_each_step_of_the_traffic(
    walk: Walk, hook: dict[str, Any], settings: dict[str, Any], asked: int
) -> None:
    hooks = [{**hook, "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"]}]
    canary = {"strategy": "CANARY", "canaryConfiguration": CANARY, "lifecycleHooks": hooks}
    walk = await configured(walk, canary, strategy="canary", hold="pre_production_traffic_shift", **settings)
    seen = await followed(walk, await walk.started())
    held = {one.hold: one.traffic for one in seen if one.hold}
    assert list(held.values()) == [0, 10][:asked]
    assert seen[-1].outcome is Outcome.SUCCEEDED


async def test_a_table_that_cannot_be_read_hides_no_other_deployment(walk: Walk) -> None:
    walk = await configured(walk, {"lifecycleHooks": [FUNCTION]}, **{**BY_FUNCTION, "hook_table": "nowhere"})
    release = await walk.started()
    look = Look(release, str(release.deployment and release.deployment.reference))
    async with asyncio.timeout(20):
        with pytest.raises(EffectRefused):  # noqa: PT012 - it is refused once the deployment is where it may hold
            while await walk.driver.observe_many([look]):  # noqa: ASYNC110 - AWS is asked, it does not tell
                await asyncio.sleep(LOOKS)
    other = replace(release, id="other", plan=replace(release.plan, settings=replace(settings_of(walk), hold=None)))
    seen = await look_apart(walk.driver, [look, Look(other, look.reference)])
    assert isinstance(seen["other"], Progress)
    assert isinstance(seen[release.id], EffectRefused)
    await walk.driver.stop(release)


async def test_tasks_are_asked_about_no_oftener_than_it_is_worth(walk: Walk) -> None:
    await walk.scenario("stuck")
    release = await walk.started()
    async with asyncio.timeout(20):
        while "ListTasks" not in walk.clients.calls:
            await walk.look(release)
            await asyncio.sleep(LOOKS)
    before = len(walk.clients.calls)
    for _ in range(5):
        await walk.look(release)
    assert walk.clients.calls[before:] == ["DescribeServiceDeployments"] * 5
    await walk.stopped(release)


async def test_the_same_revision_once_more_is_a_new_deployment(walk: Walk) -> None:
    first = await walk.succeeded()
    release = await walk.planned()
    assert release.plan.artifact
    assert release.plan.live == "v2"
    assert not await walk.driver.diff(walk.service, walk.target, release.plan)
    assert await walk.driver.find(release) is None
    reference = await walk.driver.start(release, again=False)
    assert reference != (first.deployment and first.deployment.reference)
    assert await walk.another().driver.find(release) == reference
    assert len(walk.told("RegisterTaskDefinition")) == 1
    await walk.carried(created(release, reference))


async def test_a_definition_that_is_gone_is_registered_anew(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    intended = await walk.going_back(earlier)
    assert intended.plan.artifact == walk.told("RegisterTaskDefinition")[0].resource
    await walk.deregister(str(intended.plan.artifact))
    release = await walk.going_back(earlier)
    assert release.plan.artifact is None
    assert release.plan.image == earlier.plan.image


async def test_a_start_that_died_halfway_registers_nothing_twice(walk: Walk) -> None:
    release = await walk.planned()
    first = created(release, await walk.driver.start(release, again=False))
    await walk.stopped(first)
    await walk.driver.start(release, again=True)
    assert len(walk.told("RegisterTaskDefinition")) == 1


async def test_what_ecs_took_and_does_not_list_yet_is_waited_for(walk: Walk) -> None:
    walk = await rolling(walk)
    release = await walk.planned()
    await walk.carried(created(release, await walk.driver.start(release, again=False)))
    with pytest.raises(DriverUnavailable, match="doesn't list"):
        await walk.driver.start(release, again=True)
    assert await walk.creations() == 2  # the other one made it roll
    assert len(walk.told("UpdateService")) == 1


async def test_what_goes_back_to_an_earlier_definition_is_waited_for_too(walk: Walk) -> None:
    walk = await rolling(walk)
    await walk.carried(await walk.started())
    release = await walk.planned()
    assert release.plan.artifact
    await walk.carried(created(release, await walk.driver.start(release, again=False)))
    with pytest.raises(DriverUnavailable, match="doesn't list"):
        await walk.driver.start(release, again=True)
    assert len(walk.told("UpdateService")) == 2
    assert release.deployment
    later = release.deployment.with_(intended_at=release.deployment.intended_at + timedelta(minutes=5))
    assert await walk.driver.start(replace(release, deployment=later), again=True)  # what stands there is older


async def test_of_two_that_are_ours_the_later_one_is_followed(walk: Walk) -> None:
    walk, target = await rolling(walk), settings_of(walk)
    release = await walk.planned()
    first = await walk.driver.start(release, again=False)
    async with by_hand(walk) as ecs:
        await ecs.update_service(cluster=target.cluster, service=target.service, forceNewDeployment=True)
    assert await walk.driver.find(release) not in (None, first)


async def test_what_remains_is_told_of_each(walk: Walk) -> None:
    earlier = await walk.succeeded()
    live = await walk.started("v3")
    await walk.until(live, Outcome.HOLDING)
    kept = await walk.another().remains(earlier, live, "v1", "v0")
    assert [(one.image, one.definition, one.running) for one in kept] == [
        (True, True, True),
        (True, True, False),
        (True, None, False),
        (False, None, False),
    ]
    await walk.deregister(walk.told("RegisterTaskDefinition")[0].resource)
    assert (await walk.remains(earlier))[0].definition is False
    await walk.stopped(live)


async def test_somebody_else_s_deployment_is_left_alone(walk: Walk) -> None:
    release, target = await walk.planned(), settings_of(walk)
    async with by_hand(walk) as ecs:
        await ecs.update_service(cluster=target.cluster, service=target.service, forceNewDeployment=True)
    with pytest.raises(TargetBusy, match="service-deployment"):
        await walk.driver.start(release, again=True)
    assert await walk.driver.find(release) is None
    assert not walk.clients.writes


async def test_a_stop_in_the_console_is_told_as_what_it_is(walk: Walk) -> None:
    release = await walk.started()
    await walk.until(release, Outcome.HOLDING)
    assert release.deployment
    async with by_hand(walk) as ecs:
        await ecs.stop_service_deployment(serviceDeploymentArn=release.deployment.reference)
    ended = await walk.until(release, Outcome.ROLLED_BACK)
    assert ended.reason
    assert ended.reason.cause is Cause.STOPPED_ELSEWHERE


async def test_what_is_replaced_elsewhere_is_neither_followed_nor_taken_back(walk: Walk) -> None:
    walk, target = await rolling(walk), settings_of(walk)
    done = await walk.succeeded()
    await walk.scenario("stuck")  # it can't be through before it is replaced
    live = await walk.started("v3")
    async with by_hand(walk) as ecs:
        await ecs.update_service(cluster=target.cluster, service=target.service, forceNewDeployment=True)
    ended = await walk.until(live, Outcome.FAILED)
    assert ended.reason
    assert ended.reason.cause is Cause.STOPPED_ELSEWHERE
    writes = len(walk.told("UpdateService"))
    assert await walk.driver.stop(done) is None
    assert len(walk.told("UpdateService")) == writes


async def test_a_service_that_is_not_as_the_catalogue_says_is_refused_before_anything_is_written(walk: Walk) -> None:
    release = await walk.planned()
    elsewhere = replace(settings_of(walk), service="nowhere")
    with pytest.raises(TargetMisconfigured, match="no active service nowhere"):
        await walk.driver.plan(walk.service, elsewhere, "v2")
    with pytest.raises(TargetMisconfigured, match="no container sidecar; it has: app"):
        await walk.driver.plan(walk.service, replace(settings_of(walk), container="sidecar"), "v2")
    await configured(walk, {"lifecycleHooks": []})
    with pytest.raises(TargetMisconfigured, match="nothing holds it at POST_TEST_TRAFFIC_SHIFT"):
        await walk.driver.start(release, again=False)
    assert not walk.clients.writes


async def test_many_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    references = [f"{walk.side.unknown[:-2]}{number:02}" for number in range(49)]
    own = str(release.deployment and release.deployment.reference)
    looks = [Look(replace(release, id=reference), reference, closely=False) for reference in [*references, own]]
    before = len(walk.clients.calls)
    seen = await walk.driver.observe_many(looks)
    assert list(seen) == [own]
    assert walk.clients.calls[before:] == ["DescribeServiceDeployments"] * 3
    await walk.stopped(release)


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, "[]"), (502, "")])
async def test_an_answer_that_is_none_is_unavailable_not_empty(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, status: int, body: str
) -> None:
    release = created(await walk.planned(), walk.side.unknown)

    async def garbage(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", garbage)
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.make_url("/")))
        elsewhere = replace(settings_of(walk), aws=Aws("eu-west-1"))
        lost = replace(release, plan=replace(release.plan, settings=elsewhere))
        for call in (
            walk.driver.plan(walk.service, elsewhere, "v2"),
            walk.driver.start(lost, again=True),
            walk.driver.find(lost),
            walk.look(lost),
        ):
            with pytest.raises(DriverUnavailable):
                await call


def test_what_is_not_known_yet_is_unknown_not_failed() -> None:
    before = Progress(Outcome.UNKNOWN)
    puzzling = Progress(Outcome.UNKNOWN, advice=(Advice("unknown_status", "PONDERING"),))
    assert words.progress_of({"status": "PONDERING"}, before) == puzzling
    assert words.progress_of({}, before) == Progress(Outcome.UNKNOWN)
    info = {"status": "IN_PROGRESS", "startedAt": datetime.now(UTC), "lifecycleStage": "TEA_TIME"}
    seen = words.progress_of(info, before)
    assert seen.outcome is Outcome.RUNNING
    assert {stage.status for stage in seen.stages} == {StageStatus.UNKNOWN}


@pytest.mark.parametrize(
    ("info", "cause"),
    [
        ({"status": "STOPPED"}, Cause.STOPPED_ELSEWHERE),
        ({"status": "ROLLBACK_REQUESTED"}, Cause.STOPPED_ELSEWHERE),
        ({"statusReason": "Service deployment rolled back because of an alarm."}, Cause.ALARM),
        ({"statusReason": "… PRE_SCALE_UP lifecycle hook(s) failed. … returned FAILED status."}, Cause.HOOK_FAILED),
        ({"lifecycleHookDetails": [{"status": "TIMED_OUT"}]}, Cause.HOOK_TIMED_OUT),
        ({"statusReason": "… because the circuit breaker threshold was exceeded."}, Cause.TASK_CANNOT_START),
        ({"statusReason": "… because of invalid networking configuration."}, Cause.OTHER),
    ],
)
def test_reasons_are_told_as_causes(info: dict[str, Any], cause: Cause) -> None:
    assert words.reason_of({"status": "ROLLBACK_SUCCESSFUL", **info}, []).cause is cause


def test_a_rollback_that_failed_is_said() -> None:
    info = {"status": "ROLLBACK_FAILED", "statusReason": "No rollback candidate was found to run the rollback."}
    assert words.progress_of(info, Progress(Outcome.UNKNOWN)).outcome is Outcome.FAILED
    assert words.advice_of(info, None) == (Advice("rollback-failed", info["statusReason"]),)


@pytest.mark.parametrize("name", ["ci-cd-demo", "planitai"])
async def test_the_examples_fit_their_worlds(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clients = Clients()
    async with Server(load(DEMO.with_name(f"{name}.yaml")), Clock(400)) as server, aiohttp.ClientSession() as http:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        catalogue = load_catalogue(SIDE.catalogue(server.address, tmp_path / "subaku.yaml"))
        registry = Registry(http, logins=EcrLogins(clients))
        means = Means(clients, http, registry, GitHub(http, ""), Kept(), lambda: catalogue.workspace)
        driver = every(means)["ecs"]
        services = [service for service in catalogue.services.values() if service.name.startswith(name)]
        for service in services:
            for target in service.targets.values():
                [newest, *_] = await driver.revisions(service, target, "", 10)
                plan = await driver.plan(service, target, newest.name)
                assert (plan.target, plan.artifact) == (target.key, None)
        await clients.close()
    assert services
