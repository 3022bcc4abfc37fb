"""Releases from asking to their end, against the simulated cloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.catalogue import Catalogue
from bot.domain.commands import LiftLock, StopRelease, TakeLock
from bot.domain.release import Cause, Obstacle, Status, Verdict
from tests.engine.conftest import Bench, Replica


def without_approvals(catalogue: Catalogue) -> Catalogue:
    environments = {name: replace(it, approval=None) for name, it in catalogue.environments.items()}
    return replace(catalogue, environments=environments)


async def test_a_healthy_release_goes_green_after_its_approval_and_its_hold(bench: Bench) -> None:
    before = len(await bench.deployments())
    name = await bench.ask()
    await bench.approve(name)
    held = await bench.until(name, Status.HOLDING)
    assert held.hold
    assert held.plan.live == "v1"
    await bench.answer(name, Verdict.CONTINUE)
    ended = await bench.until(name, Status.SUCCEEDED)
    assert ended.deployment
    assert ended.deployment.progress.traffic == 100
    assert [stage.status for stage in ended.deployment.progress.stages] == ["succeeded"] * 8
    assert len(await bench.deployments()) == before + 1


async def test_a_release_stopped_at_its_hold_leaves_blue_where_it_was(bench: Bench) -> None:
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    await bench.answer(name, Verdict.STOP)
    ended = await bench.until(name, Status.ROLLED_BACK, Status.FAILED)
    assert ended.status is Status.ROLLED_BACK
    assert ended.reason
    assert ended.reason.cause is Cause.HOLD_REJECTED


async def test_a_failing_health_check_is_rolled_back_and_told(bench: Bench) -> None:
    await bench.scenario("health_check_fails")
    name = await bench.ask()
    await bench.approve(name)
    ended = await bench.until(name, Status.ROLLED_BACK, Status.FAILED)
    assert ended.status is Status.ROLLED_BACK
    assert ended.reason
    assert ended.reason.cause is Cause.HEALTH_CHECK
    assert ended.reason.detail


async def test_two_releases_on_one_target_run_one_after_the_other(bench: Bench) -> None:
    before = len(await bench.deployments())
    names = [await bench.ask("v2"), await bench.ask("v3", by="U0ALEX")]
    for name in names:
        await bench.approve(name)
    first, second = names
    await bench.until(first, Status.HOLDING)
    assert (await bench.until(second, Status.QUEUED)).deployment is None
    await bench.answer(first, Verdict.CONTINUE)
    done = await bench.until(first, Status.SUCCEEDED)
    await bench.until(second, Status.HOLDING)
    await bench.answer(second, Verdict.CONTINUE)
    after = await bench.until(second, Status.SUCCEEDED)
    assert done.ended_at
    assert after.started_at
    assert done.ended_at <= after.started_at
    assert len(await bench.deployments()) == before + 2


async def test_the_first_approval_is_the_first_in_the_queue_however_slow_slack_is_about_its_giver(bench: Bench) -> None:
    first, second = await bench.ask("v2"), await bench.ask("v3", by="U0ALEX")
    for name in (first, second):
        await bench.until(name, Status.REQUESTED)
    bench.people.slow = [0.5]
    await bench.approve(first)
    await bench.approve(second)
    assert (await bench.until(second, Status.QUEUED)).deployment is None
    await bench.until(first, Status.HOLDING)
    assert (await bench.until(second, Status.QUEUED)).deployment is None


async def test_an_approval_that_fails_holds_up_nobody_behind_it(bench: Bench) -> None:
    first, second = await bench.ask("v2"), await bench.ask("v3", by="U0ALEX")
    for name in (first, second):
        await bench.until(name, Status.REQUESTED)
    bench.people.slow = [0.2]
    await bench.approve(first, by="U0STRANGER")
    await bench.approve(second)
    await bench.until(second, Status.HOLDING)
    assert (await bench.until(first, Status.REQUESTED)).deployment is None


async def test_requests_that_need_no_approval_queue_as_they_came(bench: Bench) -> None:
    bench.rewrite(without_approvals)
    bench.people.slow = [0.5]
    first, second = await bench.ask("v2"), await bench.ask("v3")
    assert (await bench.until(second, Status.QUEUED)).deployment is None
    await bench.until(first, Status.HOLDING)
    assert (await bench.until(second, Status.QUEUED)).deployment is None


async def test_what_is_stopped_while_its_plan_is_checked_ends_and_frees_its_target(bench: Bench) -> None:
    before = len(await bench.deployments())
    await bench.do(TakeLock, "U0ALEX", scope="demo-backend/production", reason="not yet")
    name = await bench.ask()
    await bench.approve(name)
    await bench.when(name, lambda it: it.waits_for is Obstacle.LOCK)
    bench.clock.by = timedelta(minutes=1)  # long ago enough that the plan is checked again
    await bench.throttle(60)
    await bench.do(LiftLock, "U0ALEX", scope="demo-backend/production")
    claimed = await bench.when(name, lambda it: it.waits_for is Obstacle.AWS_THROTTLED)
    assert (claimed.status, claimed.deployment) == (Status.DEPLOYING, None)
    await bench.do(StopRelease, release=name)
    await bench.until(name, Status.CANCELLED)
    await bench.throttle(0)
    await bench.succeed("v3")
    assert len(await bench.deployments()) == before + 1


async def test_another_replica_adopts_what_a_dead_one_left_and_makes_nothing_twice(replica: Replica) -> None:
    async with replica("replica-a") as first:
        before = len(await first.deployments())
        name = await first.ask()
        await first.approve(name)
        live = await first.when(name, lambda r: r.deployment is not None and r.deployment.reference is not None)
    async with replica("replica-b") as second:
        held = await second.until(name, Status.HOLDING)
        assert held.deployment
        assert live.deployment
        assert held.deployment.reference == live.deployment.reference
        await second.answer(name, Verdict.CONTINUE)
        await second.until(name, Status.SUCCEEDED)
        assert len(await second.deployments()) == before + 1
