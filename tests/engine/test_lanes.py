"""A lane asks no more than its budget in any minute, those first whom it matters to, and backs off."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.domain.release import Deployment, Outcome, Plan, Progress, Release, Revision, Status
from bot.drivers import DRIVERS
from bot.drivers.base import Allowance
from bot.engine.lanes import AT_ONCE, CLOSELY, WORST, Budget, Lane
from bot.engine.tasks import monotonic

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def live(name: str, *, soon: bool = False) -> Release:
    plan = Plan(f"{name}/production", "ecs", Revision("v2"), "f")
    deployment = Deployment(NOW, f"d-{name}", Progress(Outcome.RUNNING, soon=soon))
    return Release(
        id=name,
        service=name,
        environment="production",
        requester="U0MINA",
        plan=plan,
        status=Status.DEPLOYING,
        requested_at=NOW,
        deployment=deployment,
    )


@pytest.mark.parametrize("driver", DRIVERS)
def test_no_budget_is_used_up_by_what_goes_at_once(driver: str) -> None:
    allowance = DRIVERS[driver].allowance
    assert allowance.calls > AT_ONCE
    assert allowance.details > CLOSELY


@pytest.mark.parametrize(("driver", "most"), [("codedeploy_ecs", 60), ("codedeploy_ec2", 60), ("ecs", 110)])
def test_a_thousand_cost_no_more_than_was_promised(driver: str, most: int) -> None:
    assert DRIVERS[driver].allowance.calls <= most


async def test_no_minute_sees_more_than_the_budget() -> None:
    haste = 600.0  # a minute is a tenth of a second
    budget, began, taken = Budget(60, 5, haste), monotonic(), 0
    while monotonic() < began + 0.2:
        taken += budget.take(3)
        await asyncio.sleep(0)
    minutes = (monotonic() - began) * haste / 60
    assert 5 < taken <= 5 + 55 * minutes


async def test_a_budget_says_when_there_is_more() -> None:
    budget = Budget(60, 5, 100.0)
    assert budget.take(7) == 5
    assert budget.take(1) == 0
    assert 0 < budget.wait <= budget.interval
    await asyncio.sleep(budget.interval)
    assert budget.take(1) == 1


async def test_the_hurried_come_first_then_the_near_then_who_waited_longest() -> None:
    lane = Lane(Allowance(batch=2, calls=60, details=60))
    releases = [live("a"), live("b"), live("near", soon=True), live("hurried")]
    first = lane.admit(releases, ())
    assert [it.id for it in first] == ["near", "a", "b", "hurried"]
    few = Lane(Allowance(batch=1, calls=AT_ONCE + 1, details=60))
    assert [it.id for it in few.admit(releases * 2, {"hurried"})][:3] == ["hurried", "hurried", "near"]
    lane.forget({"near"})
    assert [it.id for it in lane.admit([live("a"), live("near")], ())] == ["a", "near"]


async def test_closer_looks_take_turns_within_their_budget() -> None:
    lane = Lane(Allowance(batch=100, calls=60, details=CLOSELY + 1))
    releases = [live(f"r-{number:02}") for number in range(30)] + [live("near", soon=True)]
    first = lane.closely(releases)
    assert "near" in first
    assert len(first) == CLOSELY
    assert lane.closely(releases) == set()


async def test_who_throttles_is_left_alone_longer_each_time_until_it_answers() -> None:
    lane = Lane(Allowance(batch=25, calls=60))
    pauses = [lane.shut(1.0) for _ in range(8)]
    assert 1.4 <= pauses[0] <= 2.0
    assert 2.8 <= pauses[1] <= 4.0
    assert 0.7 * WORST <= pauses[-1] <= WORST
    assert lane.admit([live("a")], {"a"}) == []
    assert 0 < lane.wait <= WORST
    lane.answered()
    assert [it.id for it in lane.admit([live("a")], ())] == ["a"]
    assert lane.strikes == 0
