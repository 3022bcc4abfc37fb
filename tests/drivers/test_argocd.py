"""Argo CD: what the driver does beyond the contract of all drivers."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import ArgoCdTarget, Workspace
from bot.domain.release import Advice, Cause, Outcome, Release, StageStatus
from bot.drivers.argocd import ArgoCd
from bot.drivers.argocd_sight import Reference, seen
from bot.drivers.argocd_words import drift_of, is_automated, operation_of
from bot.drivers.base import Difference, Look
from bot.drivers.means import Means
from bot.errors import DriverUnavailable, EffectRefused, RevisionNotFound, TargetBusy, TargetMisconfigured
from tests.drivers.conftest import LOOKS, STOPPED, Walk, created

ONLY = "argocd"


async def synced_by_hand(walk: Walk, revision: str, application: str = "cgv-prod") -> None:
    """As somebody does it in Argo CD's own pages."""
    await walk._post("/world/argocd/sync", {"application": application, "revision": revision})


async def automated(walk: Walk, *, on: bool) -> None:
    await walk._post("/world/argocd/automated", {"application": "cgv-prod", "automated": on})


async def application(walk: Walk, name: str = "cgv-prod") -> dict[str, Any]:
    url = f"{walk.cloud}/argocd/api/v1/applications/{name}"
    async with walk.http.get(url, headers={"Authorization": "Bearer somebody"}) as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def idle(walk: Walk) -> None:
    """Until no sync is under way."""

    async def is_over() -> bool:
        return "operation" not in await application(walk)

    await until(is_over)


async def until(seen: Callable[[], Awaitable[object]]) -> None:
    """Look until it is so; the simulated server has no event for us."""
    async with asyncio.timeout(20):
        while True:
            if await seen():
                return
            await asyncio.sleep(LOOKS)


def stopping(release: Release, back: str | None = None) -> Release:
    assert release.deployment
    return replace(release, deployment=release.deployment.with_(stop_by="U0MINA", stop_delivered=True, back=back))


async def test_a_sync_is_told_by_its_resources_and_its_health(walk: Walk) -> None:
    release = await walk.succeeded()
    seen = await walk.look(release)
    assert [(stage.name, stage.title) for stage in seen.stages] == [
        ("sync", ""),
        ("resource", "ConfigMap/cgv-prod/booking"),
        ("resource", "Service/cgv-prod/booking"),
        ("resource", "Deployment/cgv-prod/booking"),
        ("become_healthy", ""),
    ]
    assert seen.link == "https://argocd.cgv.internal/applications/argocd/cgv-prod"
    assert release.deployment
    assert release.deployment.reference == f"cgv-prod@{str(release.revision.digest)[:12]}#1"


async def test_the_sync_carries_the_release_and_the_commit(walk: Walk) -> None:
    release = await walk.started()
    operation = operation_of(await application(walk))
    assert operation
    assert (operation.mark, operation.revision) == (release.id, release.revision.digest)


async def test_what_is_degraded_is_named(walk: Walk) -> None:
    await walk.scenario("degraded")
    seen = await walk.until(await walk.started(), Outcome.FAILED)
    assert seen.reason
    assert seen.reason.detail == 'Deployment/cgv-prod/booking: Deployment "web" exceeded its progress deadline'
    assert seen.stages[-1].title == "Deployment/cgv-prod/booking"
    assert seen.stages[-1].status is StageStatus.FAILED


async def test_a_manifest_that_is_refused_is_named(walk: Walk) -> None:
    await walk.scenario("sync_fails")
    seen = await walk.until(await walk.started(), Outcome.FAILED)
    assert seen.reason
    assert "admission webhook" in seen.reason.detail
    assert seen.advice == (Advice("sync_not_undone"),)


async def test_drift_is_a_list(walk: Walk) -> None:
    await walk.scenario("drift")
    release = await walk.succeeded(walk.side.other)
    seen = await walk.look(release)
    assert seen.advice == (Advice("drift", "Deployment/cgv-prod/booking"),)
    [drift] = await walk.driver.diff(walk.service, walk.target, release.plan)
    assert drift == Difference("Deployment/cgv-prod/booking", "OutOfSync", "Synced")


async def test_a_health_that_waits_for_somebody_is_said_and_no_failure(walk: Walk) -> None:
    await walk.scenario("suspended")
    release = await walk.started()

    async def is_told() -> bool:
        return bool((await walk.look(release)).advice)

    await until(is_told)
    seen = await walk.look(release)
    assert (seen.outcome, seen.advice[0].code) == (Outcome.RUNNING, "app_suspended")


async def test_an_unknown_health_is_unknown(walk: Walk) -> None:
    await walk.scenario("unknown_health")
    seen = await walk.until(await walk.started(), Outcome.UNKNOWN)
    assert seen.stages[-2].status is StageStatus.UNKNOWN
    assert seen.advice == (Advice("unknown_status", "Unknown"),)


async def test_a_sync_that_is_stopped_half_way_is_taken_back_when_it_has_ended(walk: Walk) -> None:
    first = await walk.succeeded()
    await walk.scenario("sync_hangs")
    release = await walk.started(walk.side.other)

    async def is_half_way() -> bool:
        return any(stage.depth for stage in (await walk.look(release)).stages)

    await until(is_half_way)
    await walk.scenario("healthy")
    assert await walk.driver.stop(release) is None
    ended = await walk.until(stopping(release), *STOPPED)
    assert ended.outcome is Outcome.ROLLED_BACK
    assert (await walk.planned(walk.side.other)).plan.live == first.plan.revision.name
    writes = [write.operation for write in walk.ledger.writes]
    assert writes == ["SyncApplication", "SyncApplication", "TerminateOperation", "RollbackApplication"]
    assert walk.ledger.writes[-1].actor == "U0MINA"


async def test_a_rollback_is_argo_cds_own_to_a_line_of_its_history(walk: Walk) -> None:
    earlier = await walk.succeeded()
    await walk.succeeded(walk.side.other)
    release = await walk.going_back(earlier)
    assert release.plan.artifact == "1"
    release = created(release, await walk.driver.start(release, again=False))
    assert release.deployment
    assert await walk.another().driver.find(release) == release.deployment.reference
    assert await walk.another().driver.start(release, again=True) == release.deployment.reference
    await walk.until(release, Outcome.SUCCEEDED)
    assert await walk.calls("RollbackApplication") == 1


async def test_an_application_that_syncs_by_itself_is_followed_or_refused(walk: Walk) -> None:
    earlier = await walk.succeeded()
    waiting = await walk.planned(walk.side.other)
    await automated(walk, on=True)
    with pytest.raises(TargetMisconfigured, match="follow_only"):
        await walk.planned()
    with pytest.raises(TargetMisconfigured, match=r"syncPolicy\.automated"):
        await walk.driver.start(waiting, again=False)
    following = replace(walk, target=replace(walk.target, follow_only=True))  # type: ignore[call-arg]
    with pytest.raises(TargetMisconfigured, match="revert the commit in git"):
        await following.going_back(earlier)
    release = await following.started("main")
    with pytest.raises(EffectRefused, match=r"only follows it.*/applications/argocd/.*revert the commit in git"):
        await following.driver.stop(release)
    assert [write.operation for write in walk.ledger.writes] == ["SyncApplication"]


async def test_following_waits_until_argo_cd_has_it(walk: Walk) -> None:
    following = replace(walk, target=replace(walk.target, follow_only=True))  # type: ignore[call-arg]
    release = await following.started("main")
    seen = await following.look(release)
    assert (seen.outcome, seen.stages[0].name) == (Outcome.RUNNING, "wait_for_sync")
    assert await following.driver.find(release) is None
    await automated(walk, on=True)
    await following.until(release, Outcome.SUCCEEDED)
    assert not await walk.writes()
    again = await following.started("main")  # it stands there already
    assert (await following.look(again)).outcome is Outcome.SUCCEEDED


async def test_what_another_syncs_while_ours_is_watched_is_told(walk: Walk) -> None:
    release = await walk.succeeded()
    await synced_by_hand(walk, walk.side.other)
    seen = await walk.until(release, Outcome.FAILED)
    assert seen.reason
    assert seen.reason.cause is Cause.STOPPED_ELSEWHERE
    assert seen.reason.detail == f"{walk.side.other} was synced by admin"
    await idle(walk)
    assert await walk.driver.stop(release) is None  # what they did is theirs


async def test_a_sync_that_is_not_ours_is_waited_for(walk: Walk) -> None:
    release = await walk.planned()
    await walk.scenario("sync_hangs")
    await synced_by_hand(walk, walk.side.other)
    with pytest.raises(TargetBusy, match="by admin"):
        await walk.driver.start(release, again=True)
    assert not walk.ledger.writes


async def test_what_does_not_fit_is_refused_with_what_was_found(walk: Walk) -> None:
    for fields, found in (
        ({"application": "nothing"}, "'nothing'"),
        ({"namespace": "elsewhere"}, "in the namespace elsewhere"),
    ):
        with pytest.raises(TargetMisconfigured, match=found):
            await walk.driver.plan(walk.service, replace(walk.target, **fields), "main")  # type: ignore[arg-type]
    with pytest.raises(EffectRefused, match="ARGOCD_TOKEN_OTHER"):
        await walk.driver.plan(walk.service, replace(walk.target, token="other"), "main")  # type: ignore[call-arg]
    assert not await walk.writes()


async def test_many_applications_are_seen_in_one_call(walk: Walk) -> None:
    release = await walk.started()
    assert release.deployment
    dev = replace(walk.target, application="cgv-dev", environment="staging")  # type: ignore[call-arg]
    other = replace(release, id="r2", plan=replace(release.plan, settings=dev))  # type: ignore[type-var]
    reference = str(release.deployment.reference)
    seen = await walk.driver.observe_many([Look(release, reference), Look(other, "cgv-dev@0123#9")])
    assert release.id in seen
    assert await walk.calls("ListApplications") == 1


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (401, '{"error": "no session information"}', EffectRefused, "ARGOCD_TOKEN"),
        (403, '{"message": "permission denied"}', EffectRefused, "permission denied"),
        (502, "<html>", DriverUnavailable, "Argo CD"),
        (307, "", DriverUnavailable, "Argo CD"),
        (200, "<html>", DriverUnavailable, "Argo CD"),
        (200, "[]", DriverUnavailable, "Argo CD"),
        (200, "{}", DriverUnavailable, "Argo CD"),
        (200, '{"spec": {}, "status": {"history": [{"id": "one", "revision": "x"}]}}', DriverUnavailable, "Argo CD"),
    ],
)
async def test_answers_that_are_none_and_doors_that_are_shut(
    walk: Walk, status: int, body: str, error: type[Exception], said: str
) -> None:
    release = created(await walk.planned(), "cgv-prod@0123456789ab#1")

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        there = Workspace(addresses={"https://argocd.cgv.internal": str(server.make_url("/")).rstrip("/")})
        means = replace(walk.driver._argo._means, http=http, workspace=lambda: there)  # type: ignore[attr-defined]
        driver = ArgoCd(means)
        assert isinstance(means, Means)
        for call in (lambda: driver.find(release), lambda: driver.start(release, again=False)):
            with pytest.raises(error, match=said):
                await call()


async def test_a_repository_elsewhere_is_resolved_by_argo_cd(walk: Walk) -> None:
    driver = walk.driver
    assert isinstance(driver, ArgoCd)
    assert isinstance(walk.target, ArgoCdTarget)
    app = await application(walk)
    app["spec"]["source"]["repoURL"] = "https://git.cgv.internal/gitops.git"
    found = await driver._pinned(walk.target, app, "main")
    assert found.digest
    assert found.name == "b5c9d04"
    assert (await driver._pinned(walk.target, app, found.digest)).digest == found.digest
    with pytest.raises(RevisionNotFound):
        await driver._pinned(walk.target, app, "nowhere")


def app_of(**status: Any) -> dict[str, Any]:
    return {"spec": {"source": {}}, "status": {"health": {"status": "Healthy"}, **status}}


async def test_health_of_before_the_sync_does_not_count(walk: Walk) -> None:
    release = created(await walk.planned(), "cgv-prod@0123#2")
    commit = str(release.revision.digest)
    operation = {"sync": {"revision": commit}, "info": [{"name": "subaku", "value": release.id}]}
    app = app_of(
        reconciledAt="2026-11-20T10:00:00Z",
        history=[{"id": 2, "revision": commit}],
        operationState={"operation": operation, "phase": "Succeeded", "finishedAt": "2026-11-20T10:00:05Z"},
    )
    early, late = app, copy.deepcopy(app)
    late["status"]["reconciledAt"] = "2026-11-20T10:00:06Z"
    reference = Reference(commit[:12], 2)
    outcomes = [
        progress and progress.outcome for progress in (seen(release, reference, each) for each in (early, late))
    ]
    assert outcomes == [Outcome.RUNNING, Outcome.SUCCEEDED]


async def test_ours_that_another_sync_has_replaced_before_it_was_done(walk: Walk) -> None:
    release = created(await walk.planned(), "cgv-prod@0123#2")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    other = {"operation": {"sync": {"revision": "f" * 40}, "initiatedBy": {"username": "haru"}}, "phase": "Running"}
    app = app_of(history=[{"id": 1, "revision": "e" * 40}], operationState={**other, "startedAt": now})
    found = seen(release, Reference(str(release.revision.digest)[:12], 2), app)
    assert found
    assert found.reason
    assert found.reason.cause is Cause.STOPPED_ELSEWHERE
    older = app_of(operationState={**other, "startedAt": "2026-01-01T00:00:00Z"})
    assert seen(release, Reference("0123", 2), older) is None


def test_an_operation_that_was_asked_for_is_pending_though_the_last_one_is_over() -> None:
    old = {"operation": {"sync": {"revision": "old"}}, "phase": "Succeeded"}
    app = {**app_of(operationState=old), "operation": {"sync": {"revision": "new"}, "initiatedBy": {"automated": True}}}
    found = operation_of(app)
    assert found
    assert (found.revision, found.phase, found.by) == ("new", "Pending", "Argo CD")


def test_what_would_be_pruned_is_drift_only_where_we_prune() -> None:
    app = app_of(resources=[{"kind": "Job", "name": "old", "status": "OutOfSync", "requiresPruning": True}])
    assert drift_of(app, prune=False) == ()
    assert drift_of(app, prune=True) == (Difference("Job/old", "OutOfSync", ""),)


@pytest.mark.parametrize(
    ("policy", "on"),
    [(None, False), ({}, False), ({"automated": {}}, True), ({"automated": {"enabled": False}}, False)],
)
def test_whether_it_syncs_by_itself(policy: dict[str, Any] | None, on: bool) -> None:
    assert is_automated({"spec": {"syncPolicy": policy}}) is on
