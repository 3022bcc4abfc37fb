"""CodePipeline: what it does beyond the contract of all drivers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config import load as load_catalogue
from bot.domain.catalogue import Aws, PipelineTarget, Service
from bot.domain.release import Advice, Cause, Hold, Outcome, Release, StageStatus, Verdict
from bot.drivers.aws import Clients
from bot.drivers.base import Look
from bot.drivers.codepipeline import CALLS, CodePipeline
from bot.drivers.codepipeline_eyes import ABANDON
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from bot.errors import DriverUnavailable, RegistryUnavailable, TargetBusy, TargetMisconfigured
from tests.drivers.conftest import ENDED, Walk, after, created
from tests.drivers.sides.codepipeline import CATALOGUE

ONLY = "codepipeline"
GOOD = "37c1b5aecdebc556cac238caff5740fa81e6e4ae"
OTHER = "6fa2d192c9ed4c421a6d02eb9a7c32a20da79287"
STOOD = "0e9d8c7"

Alter = Callable[[str, dict[str, Any]], dict[str, Any]]


async def test_a_plan_is_the_commit_and_the_pipeline(walk: Walk) -> None:
    release, other = await walk.planned(), await walk.planned(OTHER)
    assert (release.revision.name, release.revision.digest) == ("37c1b5a", GOOD)
    assert other.revision.name == "6fa2d19"
    assert release.plan.live == STOOD
    parts = release.plan.parts
    assert {part for part in parts if parts[part] != other.plan.parts[part]} == {"commit"}
    assert not walk.clients.writes


async def test_a_branch_or_nothing_means_its_newest_commit(walk: Walk) -> None:
    for asked in ("", "main", "6fa2d19", OTHER):
        plan = await walk.driver.plan(walk.service, walk.target, asked)
        assert (plan.revision.name, plan.revision.digest) == ("6fa2d19", OTHER)


async def test_choices_are_the_newest_commits_of_the_branch(walk: Walk) -> None:
    choices = await walk.driver.revisions(walk.service, walk.target, "", 2)
    assert [one.name for one in choices] == ["6fa2d19", "37c1b5a"]
    assert all(one.created for one in choices)
    assert [one.name for one in await walk.driver.revisions(walk.service, walk.target, "37c", 5)] == ["37c1b5a"]


async def test_the_difference_names_the_files(walk: Walk) -> None:
    release = await walk.planned(walk.side.other)
    changes = await walk.driver.diff(walk.service, walk.target, release.plan)
    assert (changes[0].path, changes[0].before, changes[0].after) == ("commit", STOOD, "6fa2d19")
    assert "files.helm/values.yaml" in [change.path for change in changes]


async def test_a_target_that_does_not_fit_is_refused_with_what_is_there(walk: Walk) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"pipeline": "nowhere"}, "nowhere"),
        ({"source_action": "Svn"}, "GitHub"),
        ({"variables": {"TAG": "{sha}"}}, "RELEASE"),
    ]
    for settings, said in wrong:
        with pytest.raises(TargetMisconfigured, match=said):
            await walk.driver.plan(walk.service, replace(walk.target, **settings), "main")


async def test_a_pipeline_of_another_repository_is_refused(walk: Walk) -> None:
    assert walk.service.source
    strange = replace(walk.service, source=replace(walk.service.source, github="tradingpt/api"))
    with pytest.raises(TargetMisconfigured, match="sss654654/erp-microservices"):
        await walk.driver.plan(strange, walk.target, "main")
    with pytest.raises(TargetMisconfigured, match="source"):
        await walk.driver.plan(replace(walk.service, source=None), walk.target, "main")


async def test_the_phases_of_a_build_are_steps_with_their_times(walk: Walk, plain: Walk) -> None:
    done = await plain.until(await plain.started(), Outcome.SUCCEEDED)
    assert [(stage.title, stage.depth) for stage in done.stages if stage.depth < 2] == [
        ("Source", 0),
        ("GitHub", 1),
        ("Build", 0),
        ("BuildAndDeploy", 1),
    ]
    phases = [stage for stage in done.stages if stage.depth == 2]
    assert [phase.name for phase in phases][1:8] == [
        "build_queued",
        "build_provisioning",
        "build_download_source",
        "build_install",
        "build_pre_build",
        "build_build",
        "build_post_build",
    ]
    assert all(phase.started_at and phase.ended_at for phase in phases)
    ended = [phase.ended_at for phase in phases if phase.ended_at]
    assert ended == sorted(ended)
    assert "erp-unified-pipeline/executions/" in done.link


async def test_the_log_of_a_failed_build_is_told_without_its_colours(walk: Walk, plain: Walk) -> None:
    await plain.scenario("build_fails")
    ended = await plain.until(await plain.started(), Outcome.FAILED)
    assert ended.reason
    assert "exit status 1" in ended.reason.detail
    assert len(ended.log) == 20
    assert "NotificationServiceTest > sends one mail for each approval FAILED" in ended.log
    failed = [stage.name for stage in ended.stages if stage.status is StageStatus.FAILED]
    assert failed == ["pipeline_stage", "pipeline_action", "build_build"]


async def test_an_execution_that_a_push_began_is_adopted(walk: Walk, plain: Walk) -> None:
    for each in (walk, plain):
        release = await each.planned()
        pushed = await push(each, GOOD)
        await read(each, pushed)
        assert await each.driver.start(release, again=False) == pushed
        assert await each.another().driver.find(release) == pushed
    assert not await walk.creations()


async def test_a_push_of_another_commit_is_waited_for(walk: Walk) -> None:
    release = await walk.planned()
    pushed = await push(walk, OTHER)
    for again in (False, True):
        with pytest.raises(TargetBusy, match=pushed):
            await walk.driver.start(release, again=again)
    assert not walk.clients.writes


async def test_variables_are_filled_in_and_a_run_without_them_is_not_adopted(walk: Walk) -> None:
    given: Any = {"variables": {"RELEASE": "{tag} {sha}"}}
    walk = replace(walk, target=replace(walk.target, **given))
    release = await walk.started()
    async with console(walk) as client:
        reference = release.deployment.reference if release.deployment else None
        told = await client.get_pipeline_execution(
            pipelineName="erp-release-pipeline", pipelineExecutionId=str(reference)
        )
    assert told["pipelineExecution"]["variables"] == [{"name": "RELEASE", "resolvedValue": f"37c1b5a {GOOD}"}]
    await walk.stopped(release)
    await read(walk, await push(walk, GOOD))
    with pytest.raises(TargetBusy):
        await walk.driver.start(await walk.planned(), again=False)


async def test_the_same_token_never_starts_a_second_one(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a role and before a source was read nothing shows whose it is: then the token alone protects."""
    release = await walk.planned()
    first = await walk.driver.start(release, again=False)

    def hide(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        return {"pipelineExecutionSummaries": []} if operation == "ListPipelineExecutions" else answer

    async with elsewhere(walk, release, monkeypatch, hide) as far:
        assert await walk.driver.find(far) is None
        assert await walk.driver.start(far, again=True) == first


async def test_an_answer_names_who_gave_it_and_the_second_changes_nothing(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    release = after(release, held)
    assert held.hold_expires
    assert release.deployment
    assert isinstance(release.hold, Hold)
    answered = replace(release, deployment=release.deployment.with_(hold=release.hold.with_(by="U0EUNHO")))
    await walk.driver.resume(answered, str(held.hold), Verdict.CONTINUE)
    await walk.until(release, Outcome.SUCCEEDED)
    await walk.driver.resume(answered, str(held.hold), Verdict.STOP)
    stage, action, _ = str(held.hold).split("/")
    await walk.driver.resume(answered, f"{stage}/{action}/00000000-0000-4000-8000-000000000000", Verdict.STOP)
    async with console(walk) as client:
        state = await client.get_pipeline_state(name="erp-release-pipeline")
    [latest, _] = state["stageStates"][-1]["actionStates"]
    assert "Approved by U0EUNHO" in latest["latestExecution"]["summary"]
    outcomes = [write.outcome for write in walk.told("PutApprovalResult")]
    assert outcomes == ["ok", "ApprovalAlreadyCompletedException", "InvalidApprovalTokenException"]


async def test_what_is_stopped_while_it_builds_ends_its_step_and_goes_back(walk: Walk, plain: Walk) -> None:
    await pace(plain, 60)
    release = await plain.started()
    await until_stage(plain, release, "Build")
    assert await plain.driver.stop(release) is None
    seen = await plain.look(release)
    assert (seen.outcome, seen.advice) == (Outcome.ROLLING_BACK, (Advice("pipeline_stopping"),))
    await pace(plain, 400)
    ended = await plain.until(release, Outcome.ROLLED_BACK)
    assert ended.rollback
    assert (await plain.planned()).plan.live == STOOD


async def test_what_does_not_end_is_abandoned(walk: Walk, plain: Walk) -> None:
    await pace(plain, 30)
    release = await plain.started()
    await until_stage(plain, release, "Build")
    await plain.driver.stop(release)
    await plain.driver.resume(release, ABANDON, Verdict.CONTINUE)
    seen = await plain.look(release)
    assert seen.outcome is Outcome.ROLLING_BACK
    assert StageStatus.UNKNOWN in {stage.status for stage in seen.stages}


async def test_where_a_stage_cannot_go_back_the_pipeline_runs_again(
    walk: Walk, plain: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await plain.succeeded()
    release = await plain.succeeded(plain.side.other)

    def refuse(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        error = {"__type": "PipelineExecutionOutdatedException", "message": "the pipeline was changed"}
        return error if operation == "RollbackStage" else answer

    async with elsewhere(plain, release, monkeypatch, refuse) as far:
        back = await plain.driver.stop(far)
        assert await plain.driver.stop(far) == back
    assert back
    assert release.deployment
    await plain.until(replace(release, deployment=release.deployment.with_(back=back)), Outcome.ROLLED_BACK)
    assert (await plain.planned()).plan.live == first.revision.name


async def test_going_back_needs_no_github(walk: Walk) -> None:
    earlier = await walk.succeeded()
    nobody = GitHub(walk.http, "http://127.0.0.1:9")
    alone = replace(walk, driver=CodePipeline(Means(walk.clients, walk.http, Registry(walk.http), nobody, walk.ledger)))
    release = await alone.going_back(earlier)
    with pytest.raises(RegistryUnavailable):
        await alone.planned()
    assert earlier.deployment
    assert release.plan.artifact == earlier.deployment.reference
    assert [one.definition for one in await walk.remains(earlier, "v0")] == [True, None]


async def test_a_stop_in_the_console_is_told_as_that(walk: Walk) -> None:
    release = await walk.started()
    await walk.until(release, Outcome.HOLDING)
    async with console(walk) as client:
        await client.stop_pipeline_execution(
            pipelineName="erp-release-pipeline",
            pipelineExecutionId=str(await walk.driver.find(release)),
            abandon=True,
            reason="lunch",
        )
    ended = await walk.until(release, *ENDED)
    assert ended.reason
    assert (ended.outcome, ended.traffic) == (Outcome.FAILED, 0)
    assert (ended.reason.cause, ended.reason.detail) == (Cause.STOPPED_ELSEWHERE, "lunch")


async def test_what_somebody_takes_back_in_the_console_is_followed(walk: Walk, plain: Walk) -> None:
    await plain.scenario("build_fails")
    release = await plain.started()
    await plain.until(release, Outcome.FAILED)
    await plain.scenario("healthy")
    async with console(plain) as client:
        listed = await client.list_pipeline_executions(pipelineName="erp-unified-pipeline")
        [_, before] = [one["pipelineExecutionId"] for one in listed["pipelineExecutionSummaries"]]
        made = await client.rollback_stage(
            pipelineName="erp-unified-pipeline", stageName="Build", targetPipelineExecutionId=before
        )
    ended = await plain.until(release, Outcome.ROLLED_BACK)
    assert ended.rollback == made["pipelineExecutionId"]
    assert ended.log


async def test_a_newer_run_is_named(walk: Walk) -> None:
    await walk.scenario("superseded")
    ended = await walk.until(await walk.started(), Outcome.FAILED)
    [advice] = ended.advice
    assert advice.code == "pipeline_superseded"
    assert len(advice.detail) == 7


@pytest.mark.parametrize("role", [True, False])
async def test_a_retry_runs_the_failed_stage_alone(walk: Walk, plain: Walk, role: bool) -> None:
    one = walk if role else plain
    release = await asked_again(one)
    assert await one.driver.find(release) is None
    made = await one.creations()
    reference = await one.driver.start(release, again=False)
    assert await one.another().driver.start(release, again=True) == reference
    assert (await one.creations(), await one.calls("RetryStageExecution")) == (made, 1)
    await one.carried(created(release, reference))
    assert await one.another().driver.find(release) == reference


async def test_another_commit_or_a_later_execution_is_no_retry(walk: Walk, plain: Walk) -> None:
    release = await asked_again(plain)
    later = replace(await plain.planned(plain.side.other), again_of=release.again_of)
    await plain.carried(created(later, await plain.driver.start(later, again=False)))
    await plain.carried(created(release, await plain.driver.start(release, again=False)))
    assert await plain.creations() == 3
    assert not plain.told("RetryStageExecution")


async def test_a_stage_that_codepipeline_does_not_retry_is_no_end(
    walk: Walk, plain: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = await asked_again(plain)

    def refuse(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        error = {"__type": "StageNotRetryableException", "message": "the pipeline was changed"}
        return error if operation == "RetryStageExecution" else answer

    async with elsewhere(plain, release, monkeypatch, refuse) as far:
        started = await plain.driver.start(far, again=False)
    assert [write.outcome for write in plain.told("RetryStageExecution")] == ["StageNotRetryableException"]
    await plain.carried(created(release, started))


async def test_an_execution_with_other_variables_is_not_retried(
    walk: Walk, plain: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = replace(walk, target=replace(walk.target, variables={"RELEASE": "{sha}"}))  # type: ignore[call-arg]
    release = await asked_again(walk)

    def other(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        for each in answer.get("pipelineExecution", {}).get("variables", []):
            each["resolvedValue"] = "something else"
        return answer

    async with elsewhere(walk, release, monkeypatch, other) as far:
        await walk.driver.start(far, again=False)
    assert not walk.told("RetryStageExecution")


async def test_many_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    before = len(walk.clients.calls)
    reference = str(release.deployment and release.deployment.reference)
    looks = [Look(replace(release, id=f"r{number}"), reference, closely=False) for number in range(25)]
    seen = await walk.driver.observe_many(looks)
    assert {one.outcome for one in seen.values()} == {Outcome.RUNNING}
    assert walk.clients.calls[before:] == ["ListPipelineExecutions"]


async def test_a_pipeline_that_is_gone_is_left_out(walk: Walk) -> None:
    release = await walk.started()
    settings: Any = replace(release.plan.settings, pipeline="gone")  # type: ignore[type-var]
    gone = replace(release, id="r1", plan=replace(release.plan, settings=settings))
    reference = str(release.deployment and release.deployment.reference)
    seen = await walk.driver.observe_many([Look(gone, reference), Look(release, reference)])
    assert seen.keys() == {release.id}


async def test_what_is_not_known_is_unknown_and_not_failed(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    release = await walk.succeeded()

    def strange(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        words = {"ListActionExecutions": ("Succeeded", "Dreaming"), "BatchGetBuilds": ("SUCCEEDED", "DREAMING")}
        old, new = words.get(operation, ("", ""))
        said: dict[str, Any] = json.loads(json.dumps(answer).replace(f'"{old}"', f'"{new}"')) if old else answer
        return said

    async with elsewhere(walk, release, monkeypatch, strange) as far:
        seen = await walk.look(far)
    assert {stage.status for stage in seen.stages} == {StageStatus.UNKNOWN}

    def stranger(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        for each in answer.get("pipelineExecutionSummaries", []):
            each["status"] = "Dreaming"
        return answer

    async with elsewhere(walk, release, monkeypatch, stranger, region="eu-west-2") as far:
        seen = await walk.look(far)
        assert (seen.outcome, seen.advice) == (Outcome.UNKNOWN, (Advice("unknown_status", "Dreaming"),))


async def test_a_run_of_another_commit_than_the_approved_one_is_told(walk: Walk) -> None:
    release = await walk.started()
    await walk.until(release, Outcome.HOLDING)
    other = replace(release, plan=(await walk.planned(walk.side.other)).plan)
    assert (await walk.look(other)).advice == (Advice("pipeline_other_commit", "37c1b5a"),)


async def test_an_answer_that_is_none_is_unavailable_not_empty(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    release = created(await walk.planned(), walk.side.unknown)
    nonsense = cycle([(200, "<html>"), (200, "{}"), (502, "<html>")])

    async def garbage(_: web.Request) -> web.Response:
        status, body = next(nonsense)
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", garbage)
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.make_url("/")))
        far = at(release, "eu-west-1")
        assert isinstance(far.plan.settings, PipelineTarget)
        for call in (
            walk.driver.plan(walk.service, far.plan.settings, "main"),
            walk.driver.start(far, again=True),
            walk.driver.stop(far),
            walk.look(far),
        ):
            with pytest.raises(DriverUnavailable):
                await call


@pytest.fixture
def plain(walk: Walk, tmp_path: Any) -> Walk:
    """The same on erp's own pipeline: no approval, and no role to assume."""
    path = tmp_path / "plain.yaml"
    path.write_text(CATALOGUE, encoding="utf-8")
    service: Service = load_catalogue(path).services["erp"]
    side = replace(walk.side, staged="erp-unified-pipeline", holds=False)
    return replace(walk, side=side, service=service, target=service.targets["production"])


async def asked_again(walk: Walk) -> Release:
    """A release that asks again for one whose build failed; by now it would go well."""
    await walk.scenario("build_fails")
    failed = await walk.started()
    while (seen := await walk.until(failed, Outcome.HOLDING, Outcome.FAILED)).outcome is Outcome.HOLDING:
        await walk.driver.resume(after(failed, seen), str(seen.hold), Verdict.CONTINUE)
    await walk.scenario("healthy")
    return replace(await walk.planned(), again_of=failed.id)


def at(release: Release, region: str) -> Release:
    """The same release as planned for another region, without a role."""
    assert isinstance(release.plan.settings, PipelineTarget)
    far = replace(release.plan.settings, aws=Aws(region))
    return replace(release, plan=replace(release.plan, settings=far))


@asynccontextmanager
async def elsewhere(
    walk: Walk, release: Release, monkeypatch: pytest.MonkeyPatch, alter: Alter, region: str = "eu-west-1"
) -> AsyncIterator[Release]:
    """The release at the end of another line to AWS, on which answers are altered."""

    async def carry(request: web.Request) -> web.Response:
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        sent = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        asked = await request.read()
        if "__type" in (error := alter(operation, {})):
            return web.json_response(error, status=400)
        async with walk.http.post(f"{walk.cloud}/aws", data=asked, headers=sent) as answer:
            told = alter(operation, json.loads(await answer.read()))
            return web.json_response(told, status=answer.status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", carry)
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.make_url("/")))
        yield at(release, region)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{walk.cloud}/aws")


@asynccontextmanager
async def console(walk: Walk) -> AsyncIterator[Any]:
    """Somebody else's hands."""
    clients = Clients()
    clients.declare(CALLS)
    yield await clients.get("codepipeline", Aws("ap-northeast-2"))
    await clients.close()


async def push(walk: Walk, commit: str) -> str:
    pipeline = walk.side.staged
    async with walk.http.post(f"{walk.cloud}/world/aws/push", json={"pipeline": pipeline, "commit": commit}) as answer:
        return str((await answer.json())["execution"])


async def pace(walk: Walk, speed: float) -> None:
    async with walk.http.post(f"{walk.cloud}/world/clock", json={"speed": speed}) as answer:
        assert answer.status == 200


async def read(walk: Walk, execution: str) -> None:
    """Until its source was read: before that nothing shows its commit."""
    async with asyncio.timeout(30), console(walk) as client:
        while True:
            listed = await client.list_pipeline_executions(pipelineName=walk.side.staged)
            shown = {one["pipelineExecutionId"]: one["sourceRevisions"] for one in listed["pipelineExecutionSummaries"]}
            if shown[execution]:
                return
            await asyncio.sleep(0.02)


async def until_stage(walk: Walk, release: Release, title: str) -> None:
    async with asyncio.timeout(30):
        while True:
            stages = (await walk.look(release)).stages
            if any(stage.title == title and stage.status is StageStatus.RUNNING for stage in stages):
                return
            await asyncio.sleep(0.02)
