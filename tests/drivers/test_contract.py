"""What every driver must do: start, start twice, progress, fail, throttle, hold, stop, be adopted after a crash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.release import Outcome, Progress, Release, StageStatus, Status, Verdict
from bot.drivers.base import Look
from bot.errors import DriverError, RevisionNotFound, Throttled
from tests.drivers.conftest import ENDED, STOPPED, Walk, after, created


async def test_a_plan_pins_the_revision_and_is_the_same_twice(walk: Walk) -> None:
    first, second = await walk.planned(), await walk.planned()
    assert first.plan == second.plan
    assert first.plan.revision.digest
    again = await walk.planned(first.plan.revision.digest)
    assert again.plan.fingerprint == first.plan.fingerprint
    assert (await walk.planned(walk.side.other)).plan.fingerprint != first.plan.fingerprint


async def test_what_would_change_is_told_and_nothing_is_written(walk: Walk) -> None:
    release = await walk.planned()
    assert await walk.driver.diff(walk.service, walk.target, release.plan)
    assert not await walk.writes()


async def test_what_is_not_there_is_said_with_what_is_near(walk: Walk) -> None:
    with pytest.raises(RevisionNotFound) as missing:
        await walk.planned(walk.side.missing)
    if walk.side.near:
        assert walk.side.near in missing.value.nearest


async def test_a_healthy_deployment_goes_all_the_way(walk: Walk) -> None:
    release = await walk.started()
    if walk.side.holds:
        held = await walk.until(release, Outcome.HOLDING)
        assert held.hold
        assert not held.traffic
        release = after(release, held)
        await walk.driver.resume(release, held.hold, Verdict.CONTINUE)
        await walk.driver.resume(release, held.hold, Verdict.CONTINUE)  # answering twice changes nothing
    done = await walk.until(release, Outcome.SUCCEEDED)
    assert done.traffic in (100, None)
    assert {stage.status for stage in done.stages} <= {StageStatus.SUCCEEDED, StageStatus.SKIPPED}
    assert done.stages


async def test_a_second_start_finds_the_first_by_its_marker(walk: Walk) -> None:
    release = await walk.planned()
    assert await walk.driver.find(release) is None
    reference = await walk.driver.start(release, again=False)
    assert await walk.another().driver.find(release) == reference
    made = await walk.creations()
    await _start_in_vain(walk, release)
    other = await walk.planned(walk.side.other)
    assert await walk.driver.find(other) is None
    await _start_in_vain(walk, other)
    assert await walk.creations() == made


async def _start_in_vain(walk: Walk, release: Release) -> None:
    """While one is live, another start makes nothing: it is refused, or answers the one that is there."""
    try:
        reference = await walk.driver.start(release, again=True)
    except DriverError:
        return
    assert reference == await walk.driver.find(release)


async def test_what_a_start_left_is_found_after_its_answer_was_lost(walk: Walk) -> None:
    """Adopted by another replica, at each step on the way: the same deployment, and no second one."""
    release = await walk.planned()
    await walk.driver.start(release, again=False)
    made = await walk.creations()
    adopted = walk.another()
    reference = await adopted.driver.find(release)
    assert reference
    assert await adopted.creations() == made
    await adopted.driver.stop(created(release, reference))
    await adopted.until(created(release, reference), *STOPPED)
    assert await adopted.driver.find(release) == reference


async def test_each_way_to_fail_has_its_name_and_is_taken_back(walk: Walk) -> None:
    for scenario, cause in walk.side.fails.items():
        await walk.scenario(scenario)
        release = await walk.started(walk.side.other)
        ended = await _ends_badly(walk, release)
        assert ended.reason, scenario
        assert (scenario, ended.reason.cause) == (scenario, cause)
        assert ended.reason.detail, scenario
        await walk.scenario("healthy")


async def _ends_badly(walk: Walk, release: Release) -> Progress:
    """To its end, let on at every hold."""
    while True:
        seen = await walk.until(release, Outcome.HOLDING, *ENDED)
        if seen.outcome in ENDED:
            return seen
        release = after(release, seen)
        await walk.driver.resume(release, str(seen.hold), Verdict.CONTINUE)
        await walk.until(release, *(set(Outcome) - {Outcome.HOLDING}))


@pytest.mark.holds
async def test_a_hold_that_is_answered_no_leaves_what_stood_there(walk: Walk) -> None:
    release = await walk.started()
    held = await walk.until(release, Outcome.HOLDING)
    release = after(release, held)
    await walk.driver.resume(release, str(held.hold), Verdict.STOP)
    ended = await walk.until(release, *STOPPED)
    assert not ended.traffic


@pytest.mark.holds
async def test_a_look_from_afar_ends_no_hold(walk: Walk) -> None:
    """It costs no call for each deployment, so it may not know; then it changes nothing."""
    release = await walk.started()
    release = after(release, await walk.until(release, Outcome.HOLDING))
    assert release.deployment
    far = await walk.driver.observe_many([Look(release, str(release.deployment.reference), closely=False)])
    assert after(release, far[release.id]).status is Status.HOLDING
    near = await walk.look(after(release, far[release.id]))
    assert near.hold == release.deployment.progress.hold


async def test_stop_takes_it_back(walk: Walk) -> None:
    release = await walk.started()
    await walk.until(release, Outcome.HOLDING if walk.side.holds else Outcome.RUNNING)
    back = await walk.driver.stop(release)
    assert await walk.driver.stop(release) == back  # stopping twice changes nothing
    ended = await walk.until(taken_back(release, back), *STOPPED)
    assert ended.outcome is Outcome.ROLLED_BACK or not ended.traffic


async def test_what_is_over_is_taken_back_once(walk: Walk) -> None:
    """While it bakes: what stood before stands again, and a second stop finds what the first one made."""
    first = await walk.succeeded()
    release = await walk.succeeded(walk.side.other)
    back = await walk.driver.stop(release)
    assert await walk.another().driver.stop(release) == back
    await walk.until(taken_back(release, back), Outcome.ROLLED_BACK)
    assert (await walk.planned(walk.side.other)).plan.live == first.plan.revision.name


def taken_back(release: Release, back: str | None) -> Release:
    assert release.deployment
    return replace(release, deployment=release.deployment.with_(back=back, stop_by="U0MINA", stop_delivered=True))


async def test_a_rollback_brings_back_what_stood_there(walk: Walk) -> None:
    earlier = await walk.succeeded()
    await walk.succeeded(walk.side.other)
    release = await walk.going_back(earlier)
    release = created(release, await walk.driver.start(release, again=False))
    await walk.carried(release)
    assert (await walk.planned(walk.side.other)).plan.live == earlier.plan.revision.name


async def test_throttling_is_throttling_wherever_it_happens(walk: Walk) -> None:
    release = await walk.planned()
    await walk.throttle(60)
    for call in (
        lambda: walk.driver.start(release, again=True),
        lambda: walk.driver.find(release),
        lambda: walk.look(created(release, walk.side.unknown)),
    ):
        with pytest.raises(Throttled):
            await call()


async def test_what_the_other_side_does_not_know_is_left_out_not_failed(walk: Walk) -> None:
    release = created(await walk.planned(), walk.side.unknown)
    assert await walk.driver.observe_many([Look(release, walk.side.unknown)]) == {}
