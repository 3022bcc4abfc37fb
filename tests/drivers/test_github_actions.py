"""GitHub Actions: what the driver does beyond the contract of all drivers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import GithubActionsTarget
from bot.domain.release import Advice, Cause, Outcome, Progress, Release, Revision, StageStatus, Verdict
from bot.drivers.base import Look
from bot.drivers.bodies import LINE
from bot.drivers.github import GitHub
from bot.drivers.github_actions import GithubActions
from bot.drivers.github_actions_marks import Mark, filled
from bot.drivers.github_actions_runs import LISTED_WITHIN
from bot.drivers.github_actions_words import last_lines, outcome_of, stages_of
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from bot.errors import DriverUnavailable, EffectRefused, RevisionNotFound, TargetBusy, TargetMisconfigured
from tests.drivers.conftest import Walk, after, created

ONLY = "github_actions"
HERE = "softbank-hackathon-watermelon/chiikawa-web"
UNMARKED = """
name: CD
on:
  workflow_dispatch:
    inputs:
      tag: {required: true, type: string}
      environment: {required: true, type: string}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps: [{name: Roll out, run: ./ci/deploy.sh}]
"""


async def change(walk: Walk, **how: Any) -> None:
    await walk._post("/world/github/change", {"repository": HERE, **how})


async def workflow(walk: Walk, text: str, **more: Any) -> None:
    await change(walk, workflows={"cd.yml": {"file": text, **more}})


async def dispatch_by_hand(walk: Walk, tag: str = "v1") -> None:
    """As somebody does it who presses the button on GitHub."""
    inputs = {"tag": tag, "environment": "production"}
    await walk._post("/world/github/dispatch", {"repository": HERE, "workflow": "cd.yml", "inputs": inputs})


def held(release: Release, progress: Progress) -> Release:
    """The release at its hold, which mina answers."""
    at_hold = after(release, progress)
    assert at_hold.deployment
    assert at_hold.deployment.hold
    hold = at_hold.deployment.hold.with_(by="U0MINA")
    return replace(at_hold, deployment=at_hold.deployment.with_(hold=hold))


async def test_jobs_are_stages_with_their_steps_and_a_link(walk: Walk) -> None:
    release = await walk.succeeded()
    seen = await walk.look(release)
    assert [(stage.title, stage.depth) for stage in seen.stages] == [
        ("Prepare", 0),
        ("Check out", 1),
        ("Look up the image", 1),
        ("Deploy", 0),
        ("Log in", 1),
        ("Roll out", 1),
        ("Wait for the rollout", 1),
        ("Wait for the smoke test", 1),
    ]
    assert all(stage.started_at and stage.ended_at for stage in seen.stages)
    assert "/job/" in seen.stages[0].link
    assert seen.link.endswith(f"/actions/runs/{release.deployment and release.deployment.reference}")


async def test_a_failed_job_is_told_with_its_step_and_its_last_lines(walk: Walk) -> None:
    await walk.scenario("job_fails")
    release = await walk.started()
    seen = await walk.until(release, Outcome.HOLDING)
    await walk.driver.resume(held(release, seen), str(seen.hold), Verdict.CONTINUE)
    seen = await walk.until(release, Outcome.FAILED)
    assert seen.reason
    assert seen.reason.detail == "Deploy / Wait for the smoke test"
    assert seen.log[-1] == "Process completed with exit code 1."
    assert seen.log[-2].startswith("Error: the new pods")
    assert not any("\x1b" in line or "##[" in line for line in seen.log)
    assert "/job/" in seen.link
    assert seen.advice == (Advice("run_not_undone"),)


async def test_a_review_says_who_decided(walk: Walk) -> None:
    release = await walk.started()
    seen = await walk.until(release, Outcome.HOLDING)
    await walk.driver.resume(held(release, seen), str(seen.hold), Verdict.STOP)
    ended = await walk.until(release, Outcome.FAILED)
    assert ended.reason
    assert ended.reason.cause is Cause.HOLD_REJECTED
    assert "U0MINA" in ended.reason.detail
    assert ended.traffic == 0
    assert walk.told("ReviewPendingDeploymentsForRun")[0].actor == "U0MINA"


async def test_who_may_not_review_is_told_and_no_hold(walk: Walk) -> None:
    release = await walk.started()
    seen = await walk.until(release, Outcome.HOLDING)
    await change(walk, environments={"production": {"reviewers": ["subaku-bot"], "self_review": False}})
    with pytest.raises(EffectRefused, match="self-review"):
        await walk.driver.resume(held(release, seen), str(seen.hold), Verdict.CONTINUE)
    await change(walk, environments={"production": {"reviewers": ["eunho", "haru"]}})
    seen = await walk.look(release)
    assert (seen.outcome, seen.hold) == (Outcome.RUNNING, None)
    assert seen.advice == (Advice("review_elsewhere", "production: eunho, haru"),)


async def test_what_the_workflow_does_not_take_is_refused_before_anything_is_written(walk: Walk) -> None:
    for inputs, found in (
        ({"tag": "{tag}", "environment": "production", "force": True}, "no input 'force'.*tag, environment"),
        ({"tag": "{tag}"}, "wants the input 'environment'"),
        ({"tag": "{tag}", "environment": "moon"}, "staging, production as 'environment', not 'moon'"),
    ):
        with pytest.raises(TargetMisconfigured, match=found):
            await walk.driver.plan(walk.service, replace(walk.target, inputs=inputs), "v2")  # type: ignore[call-arg]
    for fields, found in (
        ({"workflow": "release.yml"}, "release.yml"),
        ({"ref": "nowhere"}, "'nowhere'"),
        ({"repository": "nobody/nothing"}, "nobody/nothing"),
    ):
        with pytest.raises(TargetMisconfigured, match=found):
            await walk.driver.plan(walk.service, replace(walk.target, **fields), "v2")  # type: ignore[arg-type]
    await workflow(walk, UNMARKED.replace("workflow_dispatch", "push"))
    with pytest.raises(TargetMisconfigured, match="on: workflow_dispatch"):
        await walk.planned()
    await workflow(walk, UNMARKED, disabled=True)
    with pytest.raises(TargetMisconfigured, match="disabled_manually"):
        await walk.planned()
    assert not await walk.writes()


async def test_a_run_that_somebody_started_is_waited_for(walk: Walk) -> None:
    release = await walk.planned()
    await dispatch_by_hand(walk)
    with pytest.raises(TargetBusy, match="actions/runs/"):
        await walk.driver.start(release, again=False)
    assert not walk.ledger.writes


async def test_a_run_for_another_target_is_not_in_the_way(walk: Walk) -> None:
    await walk.started()
    elsewhere = replace(walk.target, environment="staging", inputs={"tag": "{tag}", "environment": "staging"})  # type: ignore[call-arg]
    there = replace(walk, target=elsewhere)
    await there.succeeded()
    assert (await walk.planned()).plan.live is None


@pytest.mark.parametrize("old", [True, "strict"])
async def test_an_older_server_is_asked_for_its_runs(walk: Walk, old: bool | str) -> None:
    await change(walk, old=old)
    release = await walk.started()
    assert release.deployment
    assert await walk.another().driver.find(release) == release.deployment.reference
    assert (await walk.creations()) == 1


async def test_what_may_have_been_dispatched_is_waited_for(walk: Walk) -> None:
    release = await walk.planned()
    assert release.deployment
    with pytest.raises(DriverUnavailable, match="waiting 30 s"):
        await walk.driver.start(release, again=True)
    assert not await walk.writes()
    earlier = release.deployment.with_(intended_at=release.deployment.intended_at - LISTED_WITHIN)
    release = replace(release, deployment=earlier)
    assert await walk.driver.start(release, again=True) == await walk.driver.find(release)


async def test_what_may_have_been_taken_back_is_waited_for(walk: Walk) -> None:
    await walk.succeeded()
    release = await walk.succeeded(walk.side.other)
    assert release.deployment
    made, now = await walk.creations(), datetime.now(UTC)
    tried = replace(release, deployment=release.deployment.with_(stop_by="U0ALEX", stop_tried_at=now))
    with pytest.raises(DriverUnavailable, match="waiting 30 s"):
        await walk.driver.stop(tried)
    assert await walk.creations() == made
    earlier = replace(tried, deployment=release.deployment.with_(stop_by="U0ALEX", stop_tried_at=now - LISTED_WITHIN))
    back = await walk.driver.stop(earlier)
    assert back
    assert await walk.another().driver.stop(tried) == back
    assert await walk.creations() == made + 1


async def test_a_workflow_without_a_mark_is_followed_and_not_taken_back_blindly(walk: Walk) -> None:
    await workflow(walk, UNMARKED)
    await change(walk, old=True)
    release = await walk.succeeded()
    assert release.deployment
    assert await walk.another().driver.find(release) == release.deployment.reference
    assert (await walk.planned()).plan.live is None
    with pytest.raises(EffectRefused, match="by hand"):
        await walk.driver.stop(release)
    await dispatch_by_hand(walk)
    with pytest.raises(EffectRefused, match="subaku_release"):
        await walk.another().driver.find(release)


async def test_a_tag_that_moved_after_the_approval_is_not_run(walk: Walk) -> None:
    release = await walk.planned()
    await walk._post("/world/images", {"repository": walk.service.image, "tag": "v2", "commit": "abcdef0"})
    with pytest.raises(EffectRefused, match=r"v2 means sha256:\w{12} by now"):
        await walk.driver.start(release, again=False)
    assert not walk.ledger.writes


async def test_what_was_asked_for_by_digest_cannot_be_handed_over_as_a_tag(walk: Walk) -> None:
    digest = (await walk.planned()).plan.revision.digest
    release = await walk.planned(digest)
    with pytest.raises(EffectRefused, match="by its tag"):
        await walk.driver.start(release, again=False)


async def test_a_service_without_an_image_is_deployed_by_commit(walk: Walk) -> None:
    walk = replace(walk, service=replace(walk.service, image=None))
    release = await walk.succeeded("1f6b3c8")
    assert release.revision.commit
    assert release.revision.commit.startswith("1f6b3c8")
    assert release.plan.image is None
    assert (await walk.planned("main")).plan.live == "1f6b3c8"
    with pytest.raises(RevisionNotFound):
        await walk.planned("0000000")
    assert [one.definition for one in await walk.remains(release, "v9")] == [True, False]
    await walk.succeeded("main")
    back = await walk.driver.stop(release)
    assert back is None  # something else stands there by now


async def test_a_retry_runs_the_failed_jobs_alone(walk: Walk) -> None:
    await walk.scenario("job_fails")
    failed = await walk.started()
    seen = await walk.until(failed, Outcome.HOLDING)
    await walk.driver.resume(held(failed, seen), str(seen.hold), Verdict.CONTINUE)
    await walk.until(failed, Outcome.FAILED)
    await walk.scenario("healthy")
    release = replace(await walk.planned(), again_of=failed.id)
    release = created(release, await walk.driver.start(release, again=False))
    assert release.deployment
    assert failed.deployment
    assert release.deployment.reference == failed.deployment.reference
    assert await walk.another().driver.find(release) == release.deployment.reference
    assert (await walk.creations(), await walk.calls("ReRunWorkflowFailedJobs")) == (1, 1)
    release = await walk.carried(release)
    assert (await walk.planned()).plan.live == "v2"


async def test_another_revision_or_workflow_is_no_retry(walk: Walk) -> None:
    await walk.scenario("cancelled_elsewhere")
    failed = await walk.started()
    seen = await walk.until(failed, Outcome.HOLDING)
    await walk.driver.resume(held(failed, seen), str(seen.hold), Verdict.CONTINUE)
    await walk.until(failed, Outcome.FAILED)
    release = replace(await walk.planned("v3"), again_of=failed.id)
    await walk.driver.start(release, again=False)
    assert (await walk.creations(), await walk.calls("ReRunWorkflowFailedJobs")) == (2, 0)


async def test_a_workflow_that_is_not_told_the_commit_runs_another(walk: Walk) -> None:
    await workflow(walk, UNMARKED.replace("      tag: {required: true, type: string}\n", ""))
    inputs = {"environment": "production"}
    walk = replace(walk, service=replace(walk.service, image=None), target=replace(walk.target, inputs=inputs))  # type: ignore[call-arg]
    approved, newest = await walk.started("1f6b3c8"), (await walk.planned("main")).revision
    [advice] = (await walk.look(approved)).advice
    assert advice == Advice("run_other_commit", newest.name)


async def test_a_workflow_that_was_changed_after_the_approval_is_told(walk: Walk) -> None:
    release = await walk.planned()
    await workflow(walk, UNMARKED)
    release = created(release, await walk.driver.start(release, again=False))
    seen = await walk.look(release)
    assert [advice.code for advice in seen.advice] == ["workflow_changed"]
    assert seen.advice[0].detail.startswith("cd.yml@")
    reads = await walk.calls("GetContent")
    far = await walk.driver.observe_many(
        [Look(release, str(release.deployment and release.deployment.reference), closely=False)]
    )
    assert far[release.id].advice == seen.advice
    assert await walk.calls("GetContent") == reads


async def test_a_run_outlives_its_workflow_s_file(walk: Walk) -> None:
    release = await walk.started()
    gone = replace(release.plan.settings, workflow="gone.yml")  # type: ignore[type-var]
    for _ in range(2):
        seen = await walk.look(replace(release, plan=replace(release.plan, settings=gone)))
        assert not seen.advice
    asked = [call for call in await walk._log() if call["operation"] == "GetContent" and not call["ok"]]
    assert len(asked) == 1
    await workflow(walk, UNMARKED.replace("workflow_dispatch", "push"))
    seen = await walk.another().look(release)
    assert [advice.code for advice in seen.advice] == ["workflow_changed"]


async def test_many_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    assert release.deployment
    reference = str(release.deployment.reference)
    looks = [Look(replace(release, id=f"r{number}"), reference, closely=False) for number in range(30)]
    looks.append(Look(replace(release, id="lost"), "123", closely=False))
    seen = await walk.driver.observe_many(looks)
    assert len(seen) == 30
    assert await walk.calls("ListWorkflowRuns") == 3  # the plan's, the start's, and this
    assert await walk.calls("ListJobsForWorkflowRun") == 0


@pytest.mark.parametrize(
    ("status", "conclusion", "outcome"),
    [
        ("completed", "success", Outcome.SUCCEEDED),
        ("completed", "action_required", Outcome.UNKNOWN),
        ("completed", None, Outcome.UNKNOWN),
        ("of_next_year", None, Outcome.UNKNOWN),
        ("requested", None, Outcome.RUNNING),
        ("completed", "stale", Outcome.FAILED),
    ],
)
def test_words_that_we_do_not_know_are_unknown(status: str, conclusion: str | None, outcome: Outcome) -> None:
    assert outcome_of({"status": status, "conclusion": conclusion}) is outcome


def test_steps_are_left_out_when_there_are_too_many_and_never_those_that_failed() -> None:
    def job(name: str, conclusion: str) -> dict[str, Any]:
        steps = [{"name": f"step {n}", "status": "completed", "conclusion": "success"} for n in range(30)]
        steps.append({"name": "Post cache", "status": "completed", "conclusion": conclusion})
        return {"name": name, "status": "completed", "conclusion": conclusion, "steps": steps}

    stages = stages_of([job("one", "success"), job("two", "failure")], ())
    assert [stage.title for stage in stages if stage.depth == 0] == ["one", "two"]
    assert len(stages) == 2 + 31
    assert stages[-1].status is StageStatus.FAILED


def test_an_environment_that_waits_by_itself_has_a_countdown() -> None:
    pending = [{"wait_timer": 30, "wait_timer_started_at": "2026-11-20T10:00:00Z"}]
    [stage] = stages_of([{"name": "Deploy", "status": "waiting", "conclusion": None, "steps": []}], pending)
    assert stage.until == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def test_the_last_lines_of_a_log_are_what_the_job_said() -> None:
    log = "\ufeff2026-11-20T10:00:00.1234567Z ##[group]Run it\n2026-11-20T10:00:01.0Z \x1b[31mno\x1b[0m\n\n"
    assert last_lines(log + "2026-11-20T10:00:02.0Z ##[error]exit 1\n") == ("no", "exit 1")
    assert last_lines("x" * 5000) == ("x" * LINE,)


def test_a_mark_is_read_as_it_was_written() -> None:
    mark = Mark("r7", "demo-web/production", "v2@x", "abcdef012345", back=True)
    assert Mark.within(f"Deploy v2 <{mark}>".replace(">", " ")) == mark
    assert Mark.within("Deploy v2") is None


def test_inputs_are_filled_in_as_text() -> None:
    target = GithubActionsTarget(
        service_name="a",
        environment="b",
        workflow="w",
        inputs={"ref": "{sha}", "image": "web@{digest}", "dry": False, "count": 2},
    )
    digest = f"sha256:{'a' * 64}"
    given = filled(target, Revision("v2", digest, "c0ffee1"))
    assert given == {"ref": "c0ffee1", "image": f"web@{digest}", "dry": "false", "count": "2"}


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html>"), (200, "[]"), (200, "{}"), (200, '{"id": 1}'), (502, ""), (302, "")]
)
async def test_an_answer_that_is_none_is_unavailable_not_empty(walk: Walk, status: int, body: str) -> None:
    release = created(await walk.planned(), "17")

    async def garbage(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", garbage)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        github = GitHub(http, str(server.make_url("/")), "demo")
        driver = GithubActions(Means(walk.clients, http, Registry(http), github, walk.ledger))
        for call in (driver.observe_many([Look(release, "17")]), driver.find(release)):
            with pytest.raises(DriverUnavailable):
                await call
