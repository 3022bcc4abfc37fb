"""The way back with CodeDeploy on ECS: what an earlier release left is used again, and what is left of it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.catalogue import CodeDeployEcsTarget
from bot.domain.release import Outcome, Release, Revision
from bot.domain.standing import Stood
from bot.drivers.aws import Clients
from bot.drivers.base import Remains
from bot.drivers.codedeploy_ecs import CALLS
from bot.drivers.codedeploy_writes import deployment_request
from bot.drivers.task_definitions import beside
from bot.errors import RevisionNotFound, Throttled
from tests.drivers.conftest import Walk, created

NOWHERE = {"ghcr.io": "http://127.0.0.1:9"}

ONLY = "codedeploy_ecs"


async def test_a_rollback_runs_what_the_earlier_release_left(walk: Walk) -> None:
    earlier, _ = await walk.succeeded("v2"), await walk.succeeded("v3")
    [left, _] = [write.resource for write in walk.told("RegisterTaskDefinition")]
    release = await walk.going_back(earlier)
    assert (release.plan.artifact, release.plan.image) == (left, earlier.plan.image)
    assert release.plan.live == "v3"
    release = created(release, await walk.driver.start(release, again=False))
    assert await walk.driver.find(release) == (release.deployment and release.deployment.reference)
    assert len(walk.told("RegisterTaskDefinition")) == 2
    assert (await walk.until(release, Outcome.HOLDING)).traffic == 0


async def test_a_replica_that_remembers_nothing_makes_the_same_plan(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    first, second = await walk.going_back(earlier), await walk.another().going_back(earlier)
    assert first.plan == second.plan
    assert second.plan.artifact
    third = await walk.another().going_back(second)  # a rollback can be gone back to as well
    assert third.plan == second.plan


async def test_the_start_of_a_rollback_asks_for_no_more_than_it_needs(walk: Walk) -> None:
    release = await walk.going_back(await walk.stopped(await walk.started()))
    before = len(walk.clients.calls)
    await walk.driver.start(release, again=False)
    assert sorted(walk.clients.calls[before:]) == ["CreateDeployment", "GetDeploymentGroup", "ListDeployments"]


async def test_a_definition_that_is_gone_is_registered_anew(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    intended = await walk.going_back(earlier)
    await walk.deregister(str(intended.plan.artifact))
    release = await walk.going_back(earlier)
    assert release.plan.artifact is None
    assert release.plan.image == earlier.plan.image
    changed = {part for part in release.plan.parts if release.plan.parts[part] != intended.plan.parts[part]}
    assert changed == {"task_definition"}
    await walk.driver.start(release, again=False)
    assert len(walk.told("RegisterTaskDefinition")) == 2


async def test_a_definition_elsewhere_is_none_for_here(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    assert isinstance(earlier.plan.settings, CodeDeployEcsTarget)
    moved = replace(earlier.plan.settings, aws=replace(earlier.plan.settings.aws, region="eu-west-1"))
    there = replace(earlier, plan=replace(earlier.plan, settings=moved))
    assert (await walk.going_back(there)).plan.artifact is None


async def test_a_definition_of_another_image_is_not_what_is_wanted(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    release = await walk.planned("v3", earlier)
    assert release.plan.artifact is None
    assert release.plan.revision.name == "v3"


async def test_an_image_that_is_gone_is_said(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    await walk.clean_away("v2")
    with pytest.raises(RevisionNotFound, match=r"v2@sha256:\w{12}'"):
        await walk.going_back(earlier)


async def test_a_rollback_does_not_wait_for_a_registry_that_is_away(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    with_it, without = await walk.going_back(earlier), await walk.another(NOWHERE).going_back(earlier)
    assert with_it.plan == without.plan


async def test_throttling_is_no_reason_to_plan_something_else(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    await walk.throttle(3000)
    with pytest.raises(Throttled):
        await walk.another().going_back(earlier)


async def test_what_remains_is_told_of_each(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    other = await walk.stopped(await walk.started("v3"))
    assert await walk.another().remains(earlier, "v1") == [Remains(True, True, False), Remains(True, None, False)]
    await walk.deregister(walk.told("RegisterTaskDefinition")[0].resource)
    await walk.clean_away("v3")
    await walk.clean_away("latest")
    left = await walk.another().remains(earlier, other, "v0")
    assert left == [Remains(True, False, False), Remains(False, True, False), Remains(False, None, False)]
    assert [one.possible for one in left] == [True, False, False]


async def test_blue_remains_while_our_deployment_is_live(walk: Walk) -> None:
    live = await walk.started()
    await walk.until(live, Outcome.HOLDING)
    assert [one.running for one in await walk.remains("v1", live, "v3")] == [True, False, False]
    await walk.stopped(live)
    assert [one.running for one in await walk.remains("v1", live)] == [False, False]


async def test_a_deployment_that_is_not_ours_is_no_way_back(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    await deploy_by_hand(earlier, walk.told("RegisterTaskDefinition")[0].resource)
    assert [one.running for one in await walk.remains("v1")] == [False]


async def test_what_cannot_be_told_is_no_error(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    unknown = created(earlier, "d-ABCDEFGHI")
    assert await walk.another(NOWHERE).remains(unknown) == [Remains(None, None, False)]
    await walk.throttle(3000)
    assert await walk.another().remains(earlier) == [Remains(True, None, None)]


async def test_many_are_told_with_few_calls(walk: Walk) -> None:
    earlier = await walk.stopped(await walk.started())
    stood = [Stood(earlier.revision, None, None, replace(earlier, id=f"r{number}")) for number in range(10)]
    before = len(walk.clients.calls)
    await walk.another().driver.remains(walk.service, walk.target, [*stood, Stood(Revision("v1"), None, None)])
    calls = walk.clients.calls[before:]
    assert (calls.count("BatchGetDeployments"), calls.count("DescribeServices")) == (1, 1)
    assert len(calls) <= 3 + 2 * 10


@pytest.mark.parametrize(
    ("sets", "found"),
    [
        ([("green", "ACTIVE", 2, "g"), ("blue", "PRIMARY", 2, "b")], "b"),  # nobody has seen green yet
        ([("green", "PRIMARY", 2, "g"), ("blue", "ACTIVE", 2, "b")], "b"),  # the traffic went over
        ([("green", "PRIMARY", 2, "g"), ("blue", "DRAINING", 2, "b")], None),
        ([("green", "PRIMARY", 2, "g"), ("blue", "ACTIVE", 0, "b")], None),
        ([("left", "ACTIVE", 2, "x"), ("blue", "PRIMARY", 2, "b")], "b"),
        ([("green", "PRIMARY", 2, "g")], None),
        ([], None),
    ],
)
def test_blue_is_what_runs_beside(sets: list[tuple[str, str, int, str]], found: str | None) -> None:
    keys = ("externalId", "status", "runningCount", "taskDefinition")
    services: list[dict[str, Any]] = [{"taskSets": [dict(zip(keys, one, strict=True)) for one in sets]}]
    assert beside(services, "green") == found


async def deploy_by_hand(release: Release, definition: str) -> None:
    """As another tool does it: without our marker, and past our ledger."""
    assert isinstance(release.plan.settings, CodeDeployEcsTarget)
    request = deployment_request(release.plan.settings, release, definition, alarmed=False)
    clients = Clients()
    clients.declare(CALLS)
    codedeploy = await clients.get("codedeploy", release.plan.settings.aws)
    await codedeploy.create_deployment(**{**request, "description": f"by hand, {datetime.now(UTC)}"})
    await clients.close()
