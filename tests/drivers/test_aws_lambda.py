"""Lambda: what it does beyond the contract of all drivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aioboto3
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import Aws, Gate, LambdaGroup, LambdaTarget, Shift
from bot.domain.gate import Verdict as Passed
from bot.domain.release import Cause, Outcome, Release, StageStatus, Verdict
from bot.drivers.base import Look
from bot.drivers.ecr import EcrLogins
from bot.drivers.github import GitHub
from bot.drivers.lambda_words import Mark, mark_in
from bot.drivers.means import Means
from bot.drivers.registry import Registry, Repository
from bot.errors import (
    DriverUnavailable,
    EffectRefused,
    RegistryRefused,
    RevisionNotFound,
    TargetBusy,
    TargetMisconfigured,
)
from bot.gates.base import Subject
from bot.gates.cloudwatch_alarms import CloudwatchAlarms
from tests.drivers.conftest import Walk, after, created

ONLY = "aws_lambda"
FUNCTION = "erp-dev-employee-service"
ALIAS: dict[str, Any] = {"FunctionName": FUNCTION, "Name": "live"}
GROUP = LambdaGroup("erp-functions", "employee", "CodeDeployDefault.LambdaAllAtOnce")
SLOWLY = LambdaGroup("erp-functions", "employee", "CodeDeployDefault.LambdaCanary10Percent30Minutes")


@pytest.fixture
async def console(walk: Walk) -> AsyncIterator[Any]:
    """Somebody else at Lambda, who knows nothing of Subaku."""
    async with aioboto3.Session().client("lambda", region_name="ap-northeast-2") as client:
        yield client


def aimed(walk: Walk, **changed: Any) -> Walk:
    """The same walk with other settings of its target."""
    return replace(walk, target=replace(walk.target, **changed))


def zipped(walk: Walk) -> Walk:
    """The function whose code is a bundle."""
    other = aimed(walk, function="erp-dev-report", bundle="s3://erp-bundles/report/{sha}.zip", shift=None)
    return replace(other, service=replace(walk.service, image=None))


async def test_what_changes_is_the_image_and_what_was_changed_of_the_function(walk: Walk) -> None:
    first, other = await walk.planned(), await walk.planned("v3")
    assert {part for part in other.plan.parts if other.plan.parts[part] != first.plan.parts[part]} == {"image"}
    [change] = await walk.driver.diff(walk.service, walk.target, other.plan)
    assert (change.path, change.after) == ("image", other.plan.image)
    assert change.before.endswith(":v1")
    assert first.plan.live == "v1"


async def test_the_traffic_goes_over_step_by_step_and_each_step_is_taken_once(walk: Walk) -> None:
    walk = aimed(walk, shift=Shift(timedelta(milliseconds=1), linear=40.0))
    release, seen = await walk.started(), []
    while True:
        progress = await walk.look(release)
        release = after(release, progress)
        if progress.outcome is Outcome.SUCCEEDED:
            break
        seen.append(progress.traffic)
        if progress.step:
            await walk.driver.resume(release, progress.step, Verdict.CONTINUE)
            await walk.driver.resume(release, progress.step, Verdict.CONTINUE)
    assert list(dict.fromkeys(seen)) == [0, 40, 80]
    assert [stage.name for stage in progress.stages if not stage.depth] == [
        "update_code",
        "publish_version",
        "allow_traffic",
    ]
    assert [stage.title for stage in progress.stages if stage.depth] == ["40 %", "80 %"]
    assert all(stage.started_at and stage.ended_at for stage in progress.stages)
    assert await walk.calls("UpdateAlias") == 4  # the claim, 40, 80, 100
    assert await walk.calls("PublishVersion") == 1


async def test_a_step_is_not_due_before_its_time(walk: Walk) -> None:
    walk = aimed(walk, shift=Shift(timedelta(hours=1), canary=10.0))
    release = await walk.started()
    while not (progress := await walk.look(release)).traffic:
        release = after(release, progress)
        if progress.step:
            await walk.driver.resume(release, progress.step, Verdict.CONTINUE)
    release = after(release, progress)
    again = await walk.look(release)
    assert (again.step, again.traffic, again.stages) == (None, 10, progress.stages)
    [waiting] = [stage for stage in again.stages if stage.depth]
    assert waiting.started_at
    assert waiting.until == waiting.started_at + timedelta(hours=1)
    # who comes later and remembers nothing counts from what was seen
    assert (await walk.another().look(release)).stages == progress.stages


async def test_all_at_once_takes_one_move(walk: Walk) -> None:
    walk = aimed(walk, shift=None)
    await walk.succeeded()
    assert await walk.calls("UpdateAlias") == 2  # the claim, and the move


async def test_the_same_code_again_is_no_new_version(walk: Walk) -> None:
    await walk.succeeded()
    again = await walk.succeeded()
    assert again.deployment
    assert again.deployment.progress.traffic == 100
    assert await walk.calls("PublishVersion") == 2
    assert {it["version"] for it in (await _function(walk))["versions"]} == {"7", "8"}


async def test_a_rollback_moves_the_alias_and_nothing_else(walk: Walk) -> None:
    earlier = await walk.succeeded()
    await walk.succeeded("v3")
    release = await walk.going_back(earlier)
    assert release.plan.artifact == "8"
    [change] = await walk.driver.diff(walk.service, walk.target, release.plan)
    assert change.after == release.plan.image
    before = await walk.creations()
    release = created(release, await walk.driver.start(release, again=False))
    done = await walk.look(release)
    assert done.outcome is Outcome.SUCCEEDED
    assert {stage.status for stage in done.stages} == {StageStatus.SKIPPED, StageStatus.SUCCEEDED}
    assert await walk.creations() == before


async def test_what_remains_is_told_of_each(walk: Walk) -> None:
    first, second = await walk.succeeded(), await walk.started("v3")
    await _until_shifting(walk, second)
    one, before = await walk.remains(first, "v1")
    assert (one.image, one.definition, one.running) == (True, True, True)
    assert (before.image, before.definition) == (True, None)
    await walk.clean_away("v2")
    [gone] = await walk.another().remains(first)
    assert (gone.image, gone.definition) == (False, True)


async def test_a_start_that_died_after_its_claim_goes_on(walk: Walk, console: Any) -> None:
    release = await walk.planned()
    seen = (await console.get_function_configuration(FunctionName=FUNCTION))["RevisionId"]
    await console.update_alias(**ALIAS, Description=f"subaku:{release.id} v2 from 7 at {seen}")
    adopted = walk.another()
    reference = await adopted.driver.find(release)
    assert reference
    assert (await adopted.look(created(release, reference))).step == "update"
    await adopted.carried(created(release, reference))
    assert await walk.calls("UpdateFunctionCode") == 1


async def test_a_claim_that_came_to_nothing_is_in_nobodys_way(walk: Walk, console: Any) -> None:
    await console.update_alias(**ALIAS, Description="subaku:r0000000000abc v9 from 7 at 123")
    await walk.scenario("update_fails")
    await walk.until(await walk.started("v3"), Outcome.FAILED)
    await walk.scenario("healthy")
    await walk.succeeded()


async def test_what_lambda_refuses_leaves_the_alias_as_it_was(walk: Walk, console: Any) -> None:
    await console.update_alias(**ALIAS, Description="the employees' door")
    release = await walk.planned()
    await walk.clean_away("v2")
    with pytest.raises(EffectRefused, match="does not exist"):
        await walk.driver.start(release, again=False)
    assert (await console.get_alias(**ALIAS))["Description"] == "the employees' door"
    assert [write.outcome for write in walk.ledger.writes] == ["ok", "InvalidParameterValueException", "ok"]


async def test_what_others_do_is_never_overwritten(walk: Walk, console: Any) -> None:
    release = await walk.planned()
    await _pause(walk, True)
    await console.update_function_code(FunctionName=FUNCTION, ImageUri=f"{walk.service.image}:v3")
    with pytest.raises(TargetBusy):
        await walk.driver.start(release, again=False)
    await _pause(walk, False)
    await _updated(console)
    version = (await console.publish_version(FunctionName=FUNCTION))["Version"]
    theirs = await console.update_alias(**ALIAS, RoutingConfig={"AdditionalVersionWeights": {version: 0.25}})
    with pytest.raises(TargetBusy):
        await walk.driver.start(release, again=False)
    assert (await console.get_alias(**ALIAS))["RevisionId"] == theirs["RevisionId"]
    assert not walk.clients.writes


async def test_an_alias_that_others_moved_is_theirs(walk: Walk, console: Any) -> None:
    walk = aimed(walk, shift=Shift(timedelta(hours=1), canary=10.0))
    release = await _until_shifting(walk, await walk.started())
    await console.update_alias(**ALIAS, RoutingConfig={"AdditionalVersionWeights": {}}, Description="mine")
    seen = await walk.look(release)
    assert (seen.outcome, seen.reason and seen.reason.cause) == (Outcome.FAILED, Cause.STOPPED_ELSEWHERE)
    assert [one.code for one in seen.advice] == ["lambda_moved"]
    await walk.driver.resume(release, "weight:100", Verdict.CONTINUE)
    assert await walk.driver.stop(release) is None
    assert (await console.get_alias(**ALIAS))["Description"] == "mine"


async def test_a_weight_that_is_none_of_ours_is_not_gone_on_from(walk: Walk, console: Any) -> None:
    release = await _until_shifting(walk, await walk.started())
    await console.update_alias(**ALIAS, RoutingConfig={"AdditionalVersionWeights": {"8": 0.5}})
    seen = await walk.look(release)
    assert (seen.outcome, seen.reason and seen.reason.detail) == (Outcome.FAILED, f"{FUNCTION}:live → 7, 50 % → 8")


async def test_code_that_others_put_there_is_not_published(walk: Walk, console: Any) -> None:
    release = await walk.started()
    await _updated(console)
    await console.update_function_code(FunctionName=FUNCTION, ImageUri=f"{walk.service.image}:v3")
    await _updated(console)
    seen = await walk.look(release)
    assert (seen.outcome, seen.reason and seen.reason.cause) == (Outcome.FAILED, Cause.STOPPED_ELSEWHERE)
    with pytest.raises(TargetBusy):
        await walk.driver.resume(release, "publish", Verdict.CONTINUE)
    assert await walk.calls("PublishVersion") == 0


async def test_an_update_that_fails_says_what_helps(walk: Walk) -> None:
    await walk.scenario("update_fails")
    failed = await walk.until(await walk.started(), Outcome.FAILED)
    assert [one.code for one in failed.advice] == ["lambda_image"]
    assert (failed.traffic, failed.stages[0].status) == (0, StageStatus.FAILED)


async def test_an_alarm_takes_it_back_by_its_name(walk: Walk) -> None:
    walk = aimed(walk, shift=Shift(timedelta(hours=1), canary=10.0))
    release = await _until_shifting(walk, await walk.started())
    await walk._post("/world/aws/alarm-state", {"name": "erp-employee-errors", "state": "ALARM"})
    back = await walk.until(release, Outcome.ROLLED_BACK)
    assert back.reason
    assert (back.reason.cause, back.reason.detail, back.traffic) == (Cause.ALARM, "erp-employee-errors", 0)
    assert (await _function(walk))["aliases"][0]["weights"] == {}


async def test_function_errors_are_a_gate_while_it_bakes(walk: Walk) -> None:
    """An alarm on `AWS/Lambda Errors` says no where the target is, and the way back is one call."""
    walk.clients.declare(CloudwatchAlarms.calls)
    github = GitHub(walk.http, f"{walk.cloud}/github")
    alarms = CloudwatchAlarms(Means(walk.clients, walk.http, Registry(walk.http), github, walk.ledger))
    errors = Gate("cloudwatch_alarms", {"names": ("erp-employee-errors",)}, when="bake", lasting=timedelta(minutes=10))
    release = await walk.succeeded()
    subject = Subject(release, walk.service, datetime.now(UTC))
    assert (await alarms.look(errors, subject)).verdict is Passed.PASSING
    await walk._post("/world/aws/alarm-state", {"name": "erp-employee-errors", "state": "ALARM"})
    word = await alarms.look(errors, subject)
    assert (word.verdict, word.facts) == (Passed.FAILING, {"names": "erp-employee-errors"})
    await walk.driver.stop(release)
    assert (await walk.look(release)).outcome is Outcome.ROLLED_BACK
    assert (await walk.planned()).plan.live == "v1"


async def test_codedeploy_moves_the_alias(walk: Walk) -> None:
    walk = aimed(walk, shift=None, codedeploy=GROUP)
    release = await walk.succeeded()
    assert release.deployment
    names = [stage.name for stage in release.deployment.progress.stages]
    assert names == ["update_code", "publish_version", "before_allow_traffic", "allow_traffic", "after_allow_traffic"]
    assert await walk.calls("CreateDeployment") == 1
    assert await walk.driver.stop(release) is None  # over: we move the alias back ourselves
    assert (await walk.look(release)).outcome is Outcome.ROLLED_BACK
    assert (await walk.planned()).plan.live == "v1"


async def test_codedeploy_takes_back_what_is_stopped(walk: Walk) -> None:
    walk = aimed(walk, shift=None, codedeploy=SLOWLY)
    release = await _until_shifting(walk, await walk.started())
    await _pause(walk, True)
    other = await walk.planned("v3")
    with pytest.raises(TargetBusy):
        await walk.driver.start(other, again=False)
    await walk.another().driver.stop(release)
    await _pause(walk, False)
    ended = await walk.until(release, Outcome.ROLLED_BACK)
    assert ended.rollback
    assert ended.rollback.startswith("d-")
    assert (await _function(walk))["aliases"][0]["version"] == "7"


async def test_codedeploy_takes_back_at_an_alarm(walk: Walk) -> None:
    walk = aimed(walk, shift=None, codedeploy=SLOWLY)
    await walk.scenario("errors")
    ended = await walk.until(await walk.started(), Outcome.ROLLED_BACK)
    assert ended.reason
    assert ended.reason.cause is Cause.ALARM
    assert "erp-employee-errors" in ended.reason.detail


async def test_a_deployment_that_could_not_be_made_is_made_later(walk: Walk, console: Any) -> None:
    """What died, or was refused, between the version and CodeDeploy goes on there."""
    walk = aimed(walk, shift=None, codedeploy=GROUP)
    release = await walk.started()
    await _updated(console)
    version = (await console.publish_version(FunctionName=FUNCTION, Description=f"subaku:{release.id} v2"))["Version"]
    await console.update_alias(**ALIAS, Description=f"subaku:{release.id} v2 from 7 to {version}")
    assert (await walk.look(release)).step == "deploy"
    await walk.driver.resume(release, "deploy", Verdict.CONTINUE)
    await walk.another().driver.resume(release, "deploy", Verdict.CONTINUE)
    await walk.carried(release)
    assert await walk.calls("CreateDeployment") == 1


async def test_a_bundle_is_published_and_stays_when_it_is_gone(walk: Walk) -> None:
    walk = zipped(walk)
    for sha in ("37c1b5a", "6fa2d19"):
        await walk._post("/world/aws/object", {"bucket": "erp-bundles", "key": f"report/{sha}.zip", "body": sha})
    first = await walk.succeeded("37c1b5a")
    assert first.plan.parts["commit"] == "37c1b5a"
    assert first.plan.artifact
    assert first.plan.artifact.startswith("s3://erp-bundles/report/37c1b5a.zip")
    await walk.succeeded("6fa2d19")
    assert (await walk.planned("37c1b5a")).plan.live == "6fa2d19"
    back = await walk.going_back(first)
    assert (back.plan.artifact, back.plan.revision) == ("2", first.plan.revision)
    [left] = await walk.remains(first)
    assert left.possible
    assert left.definition
    assert {one.name for one in await walk.driver.revisions(walk.service, walk.target, "6", 5)} == {"6fa2d19"}
    with pytest.raises(RevisionNotFound):
        await walk.planned("badc0de")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"function": "nobody"}, "no function nobody"),
        ({"alias": "dead"}, "create-alias"),
        ({"function": "erp-dev-report"}, "Zip.*bundle: s3://"),
        ({"bundle": "s3://erp-bundles/report/{sha}.zip"}, "Image.*bundle"),
        ({"alarms": ("erp-employee-errors", "quiet")}, "no alarm quiet"),
        ({"codedeploy": LambdaGroup("erp-functions", "nobody")}, "nobody"),
    ],
)
async def test_what_does_not_fit_is_refused_before_anything_is_written(
    walk: Walk, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(TargetMisconfigured, match=said):
        await aimed(walk, **changed).planned()
    assert not walk.clients.writes


async def test_a_group_of_another_platform_is_refused(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"deploymentGroupInfo": {"computePlatform": "ECS"}})

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CODEDEPLOY", str(server.make_url("/")))
        with pytest.raises(TargetMisconfigured, match="of the platform ECS; here belongs one of Lambda"):
            await aimed(walk, codedeploy=GROUP).planned()


async def test_an_alias_on_the_latest_code_is_refused(walk: Walk, console: Any) -> None:
    await console.update_alias(**ALIAS, FunctionVersion="$LATEST")
    with pytest.raises(TargetMisconfigured, match=r"on \$LATEST"):
        await walk.planned()


async def test_ecr_is_asked_once_for_a_login(walk: Walk) -> None:
    await walk.planned()
    await walk.planned("v3")
    assert await walk.calls("GetAuthorizationToken") == 1


async def test_a_role_that_ecr_lets_not_in_is_named(walk: Walk) -> None:
    host, role = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com", "arn:aws:iam::111122223333:role/nobody"
    logins = EcrLogins(walk.clients)
    with pytest.raises(RegistryRefused, match=f"{host}.*AccessDenied"):
        await logins.login(Repository.of(f"{host}/erp/anything", {}, role))
    assert await logins.login(Repository.of("ghcr.io/team/api", {})) is None


@pytest.mark.parametrize(
    "mark",
    [
        Mark("r1", "v2", "7", seen="5f0c-11"),
        Mark("r1", "sha256:0123456789ab", "7", to="8"),
        Mark("r1", "v2", "7", to="8", back=True, alarm="5xx: more than 10 a minute"),
    ],
)
def test_a_mark_reads_as_it_was_written(mark: Mark) -> None:
    assert mark_in(str(mark)) == mark
    assert mark_in(f"{mark} and more") != mark


def test_a_mark_stays_readable_whatever_its_revision_is_called() -> None:
    written = str(Mark("r1", "a very\nlong name" * 99, "7", to="8"))
    assert len(written) <= 256
    assert (read := mark_in(written))
    assert (read.release, read.before, read.to) == ("r1", "7", "8")
    assert mark_in("subaku is a watermelon") is None


async def test_a_distant_look_costs_one_call(walk: Walk) -> None:
    release = await walk.started()
    before = len(walk.clients.calls)
    assert release.deployment
    await walk.driver.observe_many([Look(release, str(release.deployment.reference), closely=False)])
    assert walk.clients.calls[before:] == ["GetAlias"]


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, ""), (200, "[]"), (502, "<html>"), (500, "")])
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
        assert isinstance(release.plan.settings, LambdaTarget)
        elsewhere = replace(release.plan.settings, aws=Aws("eu-west-1"))
        lost = replace(release, plan=replace(release.plan, settings=elsewhere))
        for call in (
            walk.driver.plan(walk.service, elsewhere, "v2"),
            walk.driver.start(lost, again=True),
            walk.look(lost),
        ):
            with pytest.raises(DriverUnavailable):
                await call


async def _until_shifting(walk: Walk, release: Release) -> Release:
    """Until a share of the traffic is on the new version; steps that are due are taken."""
    async with asyncio.timeout(30):
        while True:
            seen = await walk.look(release)
            release = after(release, seen)
            if seen.traffic:
                return release
            if seen.step:
                await walk.driver.resume(release, seen.step, Verdict.CONTINUE)
            await asyncio.sleep(0.02)


async def _pause(walk: Walk, paused: bool) -> None:
    """Let the cloud's minutes stand still, or go on."""
    await walk._post("/world/clock", {"paused": paused})


async def _updated(console: Any) -> None:
    """Once the code that was put there last can be published."""
    async with asyncio.timeout(30):
        function = {"LastUpdateStatus": "InProgress"}
        while function["LastUpdateStatus"] == "InProgress":  # Lambda is asked, it doesn't tell
            await asyncio.sleep(0.02)
            function = await console.get_function_configuration(FunctionName=FUNCTION)


async def _function(walk: Walk) -> dict[str, Any]:
    async with walk.http.get(f"{walk.cloud}/world/aws") as answer:
        shown: list[dict[str, Any]] = (await answer.json())["functions"]
    return next(one for one in shown if one["name"] == FUNCTION)
