"""CodeDeploy on EC2: bundles, instances, and the situations that it knows by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aioboto3
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import Aws, CodeDeployEc2Target
from bot.domain.release import Advice, Cause, Outcome, Progress, Release, StageStatus, Verdict
from bot.drivers.base import Look
from bot.drivers.codedeploy_ec2_advice import Advisor
from bot.drivers.codedeploy_ec2_reads import InstanceReads
from bot.drivers.codedeploy_ec2_words import stages_of, traffic_of
from bot.errors import DriverUnavailable, RevisionNotFound, TargetBusy, TargetMisconfigured
from tests.drivers.conftest import LOOKS, STOPPED, Walk, after, created

ONLY = "codedeploy_ec2"
FIRST = "1d0fa7c3b29e48561f70a2d3c4b5968778695a4b"
SECOND = "5e81c0d94a7b3f2615e8d9c0b1a2f3e4d5c6b7a8"
THIRD = "5e81fb20c6d7e8f9a0b1c2d3e4f5061728394a5b"
BUCKET = "tpt-prod-deployments"


def on(walk: Walk, **changed: Any) -> Walk:
    """The same on another target."""
    assert isinstance(walk.target, CodeDeployEc2Target)
    return replace(walk, target=replace(walk.target, **changed))


@asynccontextmanager
async def client(name: Any) -> AsyncIterator[Any]:
    """Somebody else's hands at AWS."""
    async with aioboto3.Session().client(name, region_name="ap-northeast-2") as opened:
        yield opened


async def put(revision: str, body: bytes) -> None:
    async with client("s3") as s3:
        await s3.put_object(Bucket=BUCKET, Key=f"prod/deploy-{revision}.zip", Body=body)


async def info_of(reference: str) -> Any:
    async with client("codedeploy") as codedeploy:
        return (await codedeploy.get_deployment(deploymentId=reference))["deploymentInfo"]


async def game_master(walk: Walk, path: str, **asked: object) -> Any:
    async with walk.http.post(f"{walk.cloud}{path}", json=asked) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


def codes(progress: Progress) -> set[str]:
    return {one.code for one in progress.advice}


async def until_told(walk: Walk, release: Release, code: str) -> str:
    """What an advice says, once it is given."""
    async with asyncio.timeout(50):
        while True:
            seen = await walk.look(release)
            if found := [one.detail for one in seen.advice if one.code == code]:
                return found[0]
            assert seen.outcome not in (*STOPPED, Outcome.SUCCEEDED), seen
            await asyncio.sleep(LOOKS)


async def test_a_short_commit_is_completed_where_it_is_that_of_one_bundle(walk: Walk) -> None:
    plan = (await walk.planned("5e81c0d9")).plan
    assert (plan.revision.name, plan.revision.digest, plan.revision.commit) == (SECOND[:7], SECOND, SECOND)
    assert plan.live == FIRST[:7]
    with pytest.raises(RevisionNotFound) as several:
        await walk.planned("5e81c0d"[:4] + "000")
    assert several.value.nearest
    await put(SECOND[:39] + "0", b"its twin")
    with pytest.raises(RevisionNotFound) as twins:
        await walk.planned(SECOND[:10])
    assert set(twins.value.nearest) == {SECOND, SECOND[:39] + "0"}


@pytest.mark.parametrize("revision", ["", "latest"])
async def test_nothing_means_the_newest(walk: Walk, revision: str) -> None:
    await put("00c0ffee00000000000000000000000000000000", b"the newest")
    release = await walk.planned(SECOND)
    plan = await walk.driver.plan(walk.service, walk.target, revision)
    assert plan.revision.name == "00c0ffe"
    assert plan.fingerprint != release.plan.fingerprint
    choices = await walk.driver.revisions(walk.service, walk.target, "", 3)
    assert (choices[0].name, len(choices)) == ("00c0ffe", 3)
    assert [one.digest for one in await walk.driver.revisions(walk.service, walk.target, THIRD[:9], 3)] == [THIRD]


@pytest.mark.parametrize(
    "revision", ["../../etc/passwd", "5e81c0d/../x", "deploy-*", "5e81c0d?versionId=1", "가" * 300]
)
async def test_words_lead_nowhere_else(walk: Walk, revision: str) -> None:
    with pytest.raises(RevisionNotFound):
        await walk.planned(revision)


async def test_a_bundle_that_is_uploaded_again_is_another_plan(walk: Walk) -> None:
    first = await walk.planned(SECOND)
    await put(SECOND, b"built once more")
    second = await walk.planned(SECOND)
    assert {part for part in second.plan.parts if second.plan.parts[part] != first.plan.parts[part]} == {"bundle"}
    going_back = await walk.going_back(first)  # the commit counts: what it was built into then is gone
    assert going_back.plan.fingerprint == second.plan.fingerprint


async def test_tags_are_pinned_by_what_is_in_the_bundle(walk: Walk) -> None:
    async with client("s3") as s3:
        await s3.put_object(Bucket=BUCKET, Key="prod/v1.tar.gz", Body=b"one")
    tagged = on(walk, bundle=f"s3://{BUCKET}/prod/{{tag}}.tar.gz")
    plan = (await tagged.planned("v1")).plan
    assert (plan.revision.name, plan.revision.commit) == ("v1", None)
    assert (await tagged.planned(plan.revision.digest)).plan == plan
    async with client("s3") as s3:
        await s3.put_object(Bucket=BUCKET, Key="prod/v1.tar.gz", Body=b"another")
    with pytest.raises(RevisionNotFound):  # going back, another bundle under the same name isn't the same
        await tagged.planned(plan.revision.digest)


async def test_what_is_asked_of_codedeploy(walk: Walk) -> None:
    made = on(walk, file_exists="overwrite", alarms=("tpt-high-cpu",), rollback_on=("failure", "alarm"))
    release = await made.started()
    info = await info_of(str(release.deployment and release.deployment.reference))
    assert info["fileExistsBehavior"] == "OVERWRITE"
    assert info["overrideAlarmConfiguration"]["alarms"] == [{"name": "tpt-high-cpu"}]
    assert info["autoRollbackConfiguration"]["events"] == ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
    assert info["deploymentConfigName"] == "CodeDeployDefault.AllAtOnce"
    assert info["revision"]["s3Location"].keys() == {"bucket", "key", "bundleType", "eTag"}


async def test_without_an_alarm_nothing_is_rolled_back_at_one(walk: Walk) -> None:
    release = await on(walk, group="Production-Reviewed").started()
    info = await info_of(str(release.deployment and release.deployment.reference))
    assert info["autoRollbackConfiguration"]["events"] == ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"]


async def test_a_script_that_fails_is_told_with_its_instance_and_its_last_lines(walk: Walk) -> None:
    await walk.scenario("script_fails")
    ended = await walk.until(await walk.started(), Outcome.ROLLED_BACK)
    assert ended.reason
    instance, _, rest = ended.reason.detail.partition(": ")
    assert instance.startswith("i-")
    assert rest.startswith("ValidateService: Script at specified location: scripts/validate_service.sh")
    assert ended.log[-1] == "[stderr]the application is not healthy after 30 tries"
    failed = [stage for stage in ended.stages if stage.status is StageStatus.FAILED]
    assert [stage.name for stage in failed] == ["validate_service", *["instances"] * 3]
    assert f"{instance} (4/4)" in [stage.title for stage in failed]
    assert ended.traffic == 0


async def test_two_target_groups_are_named_while_it_hangs_and_refused_from_then_on(walk: Walk) -> None:
    await walk.scenario("stuck_in_allow_traffic")
    release = await walk.started()
    assert await until_told(walk, release, "ec2_two_target_groups") == "tpt-server-tg, tpt-server-tg-2"
    ended = await walk.until(release, *STOPPED)
    assert ended.reason
    assert ended.reason.cause is Cause.TIMED_OUT
    written = list(walk.clients.writes)
    for refused in (walk.planned(), walk.driver.start(release, again=True)):
        with pytest.raises(TargetMisconfigured, match=r"tpt-server-tg, tpt-server-tg-2.* where one belongs"):
            await refused
    assert walk.clients.writes == written


async def test_traffic_that_takes_very_long_is_told_without_a_known_cause_too(walk: Walk) -> None:
    release = await walk.started()
    info, begun = await info_of(str(release.deployment and release.deployment.reference)), datetime.now(UTC)
    event = {"lifecycleEventName": "AllowTraffic", "status": "InProgress", "startTime": begun}
    advisor, settings = Advisor(InstanceReads(walk.clients)), walk.target
    assert isinstance(settings, CodeDeployEc2Target)
    for minutes, told in ((9, []), (11, [Advice("ec2_traffic_slow", "tpt-server-tg")])):
        now = begun + timedelta(minutes=minutes)
        found = await advisor.advice(settings, info, [{"lifecycleEvents": [event]}], now)
        assert [one for one in found if one.code == "ec2_traffic_slow"] == told


async def test_instances_that_flap_are_named(walk: Walk) -> None:
    await walk.scenario("flapping")
    release = await walk.started()
    assert "(ELB, 0 s)" in await until_told(walk, release, "ec2_flapping")
    ended = await walk.until(release, *STOPPED)
    assert "ec2_flapping" in codes(ended)
    await walk.scenario("healthy")  # what happened before isn't this one's
    assert "ec2_flapping" not in codes(await walk.until(await walk.started(), Outcome.SUCCEEDED))


async def test_pending_wait_is_normal_first_and_a_leftover_then(walk: Walk) -> None:
    await walk.scenario("pending_wait")
    release = await walk.started()
    assert (await until_told(walk, release, "ec2_pending_wait")).startswith("i-")
    done = await walk.until(release, Outcome.SUCCEEDED)
    assert "ec2_pending_wait_left" in codes(done)
    assert "ec2_pending_wait" not in codes(done)


async def test_the_group_is_followed_when_codedeploy_replaces_it(walk: Walk) -> None:
    for revision in (SECOND, THIRD):
        release = await walk.started(revision)
        done = await walk.until(release, Outcome.SUCCEEDED)
        [told] = [one for one in done.advice if one.code == "ec2_group_replaced"]
        assert told.detail == f"CodeDeploy_Production-BlueGreen_{release.deployment and release.deployment.reference}"
    assert (await walk.planned()).plan.live == THIRD[:7]


async def test_an_auto_scaling_group_that_is_gone_is_refused(walk: Walk) -> None:
    answers = {
        "GetDeploymentGroup": {
            "deploymentGroupInfo": {"computePlatform": "Server", "autoScalingGroups": [{"name": "tpt-gone"}]}
        },
    }
    async with instead(walk, answers) as elsewhere:
        with pytest.raises(TargetMisconfigured, match="tpt-gone, which isn't there"):
            await elsewhere.driver.plan(walk.service, elsewhere.target, SECOND)


@pytest.mark.parametrize(
    ("changed", "revision", "said"),
    [
        ({"group": "nowhere"}, SECOND, "nowhere"),
        ({"application": "nothing"}, SECOND, "nothing"),
        ({"bundle": "s3://no-such-bucket/deploy-{sha}.zip"}, "0000000", "no-such-bucket.*s3:ListBucket"),
    ],
)
async def test_a_target_that_is_not_there_is_misconfigured_not_broken(
    walk: Walk, changed: dict[str, Any], revision: str, said: str
) -> None:
    with pytest.raises(TargetMisconfigured, match=said):
        await on(walk, **changed).planned(revision)
    assert not walk.clients.writes


async def test_a_group_of_another_platform_is_refused(walk: Walk) -> None:
    async with instead(walk, {"GetDeploymentGroup": {"deploymentGroupInfo": {"computePlatform": "ECS"}}}) as elsewhere:
        with pytest.raises(TargetMisconfigured, match="platform ECS"):
            await elsewhere.planned()


async def test_green_waits_for_a_person_where_the_group_is_made_so(walk: Walk) -> None:
    reviewed = on(walk, group="Production-Reviewed")
    release = await reviewed.started()
    held = await reviewed.until(release, Outcome.HOLDING)
    assert (held.hold, held.traffic) == ("READY_WAIT", 0)
    release = after(release, held)
    await walk.driver.resume(release, str(held.hold), Verdict.CONTINUE)
    await reviewed.until(release, Outcome.RUNNING, Outcome.SUCCEEDED)
    await walk.driver.resume(release, str(held.hold), Verdict.CONTINUE)  # answered before
    assert (await reviewed.until(release, Outcome.SUCCEEDED)).traffic == 100
    stopped = await reviewed.started(THIRD)
    held = await reviewed.until(stopped, Outcome.HOLDING)
    await walk.driver.resume(after(stopped, held), str(held.hold), Verdict.STOP)
    assert (await reviewed.until(stopped, *STOPPED)).outcome is Outcome.ROLLED_BACK


async def test_nobody_is_asked_when_it_is_taken_back(walk: Walk) -> None:
    reviewed = on(walk, group="Production-Reviewed")
    release = await reviewed.succeeded()
    back = await walk.driver.stop(release)
    assert release.deployment
    back_there = replace(release, deployment=release.deployment.with_(back=back, stop_by="U0MINA"))
    await reviewed.until(back_there, Outcome.ROLLED_BACK)
    assert [write.resource for write in walk.told("ContinueDeployment")][-1] == back
    assert (await reviewed.planned()).plan.live == FIRST[:7]


async def test_in_place_each_instance_counts(walk: Walk) -> None:
    batch = on(walk, group="Batch-InPlace", config=None)
    release = await batch.started()
    shares = set()
    async with asyncio.timeout(50):
        while (seen := await walk.look(release)).outcome is not Outcome.SUCCEEDED:
            shares |= {stage.title for stage in seen.stages if stage.depth}
            await asyncio.sleep(0)
    assert shares & {"0/3", "1/3", "2/3"}
    assert seen.stages[0].name == "application_stop"
    assert not any(stage.depth for stage in seen.stages)


async def test_what_auto_scaling_began_is_told_as_that(walk: Walk) -> None:
    release = await walk.planned()
    await game_master(walk, "/world/clock", paused=True)
    reference = (await game_master(walk, "/world/aws/scale", service=walk.service.name))["deployment"]
    with pytest.raises(TargetBusy) as busy:
        await walk.driver.start(release, again=False)
    assert busy.value.reference == f"{reference} (autoscaling)"


async def test_who_stopped_it_elsewhere_is_told(walk: Walk) -> None:
    release = await walk.started()
    async with client("codedeploy") as codedeploy:
        await codedeploy.stop_deployment(deploymentId=release.deployment and release.deployment.reference)
    ended = await walk.until(release, *STOPPED)
    assert ended.reason
    assert ended.reason.cause is Cause.STOPPED_ELSEWHERE


async def test_what_is_left_of_earlier_bundles_is_told(walk: Walk) -> None:
    earlier = await walk.planned(SECOND)
    left = await walk.remains(earlier, FIRST[:7], "0000000")
    assert [one.possible for one in left] == [True, True, False]
    assert {one.running for one in left} == {False}
    release = await walk.started(THIRD)
    await walk.until(release, Outcome.RUNNING)
    assert [one.running for one in await walk.remains(earlier, FIRST[:7])] == [False, True]
    nowhere = on(walk, bundle="s3://no-such-bucket/deploy-{sha}.zip")
    assert [one.image for one in await nowhere.remains(earlier)] == [None]


async def test_many_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    reference = str(release.deployment and release.deployment.reference)
    before = len(walk.clients.calls)
    looks = [Look(replace(release, id=f"r{number}"), reference, closely=False) for number in range(25)]
    assert len(await walk.driver.observe_many(looks)) == 25
    assert walk.clients.calls[before:] == ["BatchGetDeployments"]


async def test_an_unknown_status_is_unknown(walk: Walk) -> None:
    release = created(await walk.planned(), "d-ABCDEFGHI")
    answers = {"BatchGetDeployments": {"deploymentsInfo": [{"deploymentId": "d-ABCDEFGHI", "status": "Dreaming"}]}}
    async with instead(walk, answers) as elsewhere:
        lost = replace(release, plan=replace(release.plan, settings=elsewhere.target))  # type: ignore[arg-type]
        assert (await elsewhere.look(lost)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, ""), (200, "[]"), (502, "<html>"), (500, "")])
async def test_an_answer_that_is_none_is_unavailable_not_empty(walk: Walk, status: int, body: str) -> None:
    release = created(await walk.planned(), "d-ABCDEFGHI")
    async with instead(walk, {}, status, body) as elsewhere:
        lost = replace(release, plan=replace(release.plan, settings=elsewhere.target))  # type: ignore[arg-type]
        for call in (elsewhere.planned(), walk.driver.start(lost, again=True), elsewhere.look(lost)):
            with pytest.raises(DriverUnavailable):
                await call


def test_instances_are_told_together() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)

    def target(number: int, label: str, **events: str) -> dict[str, Any]:
        told = [
            {"lifecycleEventName": name, "status": status, "startTime": at, "endTime": at + timedelta(seconds=number)}
            for name, status in events.items()
        ]
        return {"targetId": f"i-{number}", "instanceLabel": label, "lifecycleEvents": told}

    targets = [
        target(0, "Blue", BlockTraffic="Succeeded"),
        target(1, "Blue", BlockTraffic="Pending"),
        target(2, "Green", Install="Succeeded", AllowTraffic="Succeeded", End="Wondering"),
        target(3, "Green", Install="Skipped", AllowTraffic="InProgress", End="Pending"),
    ]
    told = [(stage.name, stage.status, stage.title) for stage in stages_of(targets)]
    assert told == [
        ("install", StageStatus.SUCCEEDED, ""),
        ("allow_traffic", StageStatus.RUNNING, ""),
        ("instances", StageStatus.RUNNING, "1/2"),
        ("end", StageStatus.UNKNOWN, ""),
        ("block_traffic", StageStatus.RUNNING, ""),
        ("instances", StageStatus.RUNNING, "1/2"),
    ]
    assert stages_of(targets)[0].ended_at == at + timedelta(seconds=3)
    assert traffic_of(targets) == 50  # one new instance beside one old one
    assert traffic_of([]) is None


@asynccontextmanager
async def instead(walk: Walk, answers: dict[str, Any], status: int = 200, otherwise: str = "{}") -> AsyncIterator[Walk]:
    """A target whose AWS answers this to an operation, and `otherwise` to all others."""

    async def answer(request: web.Request) -> web.Response:
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if operation in answers:
            return web.json_response(answers[operation])
        if not answers:
            return web.Response(status=status, text=otherwise)
        if "autoscaling" in request.headers.get("Authorization", ""):
            empty = "<R><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></R>"
            return web.Response(text=empty, content_type="text/xml")
        return web.Response(headers={"ETag": '"0"', "Last-Modified": "Sat, 21 Nov 2026 00:00:00 GMT"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    with pytest.MonkeyPatch.context() as patched:
        async with TestServer(app) as server:
            patched.setenv("AWS_ENDPOINT_URL", str(server.make_url("/")))
            yield on(walk, aws=Aws("eu-west-1"))
