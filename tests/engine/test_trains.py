"""Trains: two services behind CodeDeploy, released as one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.domain import train
from bot.domain.carriage import Carriage, carriage_id
from bot.domain.catalogue import Catalogue, CodeDeployEcsTarget, Train
from bot.domain.commands import ApproveRelease, AskAgain, CancelRelease, RejectRelease, RequestRelease, TakeLock
from bot.domain.events import SUBAKU, PlanVoided, ReleaseRequested, TrainReturned
from bot.domain.release import Obstacle, Release, Status
from simulator.clock import Clock
from simulator.server import Server
from simulator.world import load
from tests.engine.conftest import Bench, Replica
from tests.stories.conftest import mirrored

FIRST, SECOND, WHERE = "demo-backend", "demo-web", "production"


@pytest.fixture
async def cloud(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A second service beside the demo's own, which fares as its test says."""
    async with Server(mirrored(load(), {SECOND: "healthy"}), Clock(200)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        yield server


@pytest.fixture
async def coupled(bench: Bench) -> Bench:
    """Both are one train, and nobody holds them."""
    bench.rewrite(couple)
    return bench


def couple(catalogue: Catalogue, *, changed_only: bool = False) -> Catalogue:
    row = catalogue.services[FIRST]
    target = row.targets[WHERE]
    assert isinstance(target, CodeDeployEcsTarget)
    first = replace(target, hold=None, hook_function=None, hook_table=None)
    second = replace(first, service_name=SECOND, application=SECOND, group=SECOND, service=SECOND)
    assert row.source
    java, web = replace(row.source, paths=("src/",)), replace(row.source, paths=("web/",))
    services = {
        FIRST: replace(row, source=java, targets={WHERE: first}),
        SECOND: replace(row, name=SECOND, source=web, targets={WHERE: second}),
    }
    return replace(catalogue, services=services, trains={"shop": Train("shop", (FIRST, SECOND), changed_only)})


async def depart(bench: Bench, revision: str = "v2") -> tuple[str, str]:
    """Ask for the train; returns both releases."""
    name = await bench.do(RequestRelease, service="shop", environment=WHERE, revision=revision)
    return name, carriage_id(name, 2)


async def fares(bench: Bench, service: str, scenario: str) -> None:
    body = {"service": service, "scenario": scenario}
    async with bench.http.post(f"{bench.cloud}/world/aws/scenario", json=body) as answer:
        assert answer.status == 200, await answer.text()


async def ended(bench: Bench, name: str) -> Release:
    return await bench.when(name, lambda release: release.ended)


async def backs(bench: Bench, head: str) -> list[Release]:
    ids = train.ids_of(await bench.until(head, *Status))
    return [one for one in await bench.store.releases.many(ids) if one.is_rollback]


async def test_a_train_goes_in_its_order_after_one_approval(coupled: Bench) -> None:
    head, second = await depart(coupled)
    asked = await coupled.until(head, Status.REQUESTED)
    behind = await coupled.when(second, lambda release: release.waits_for is Obstacle.TRAIN)
    assert (asked.train, behind.need.required) == (Carriage("shop", head, 1, 2), 0)
    assert asked.plan.parts[f"carriage.{SECOND}"] == behind.plan.fingerprint

    await coupled.approve(head)
    arrived = [await coupled.until(name, Status.SUCCEEDED) for name in (head, second)]
    assert arrived[0].ended_at
    assert arrived[1].started_at
    assert arrived[0].ended_at <= arrived[1].started_at
    assert await backs(coupled, head) == []


async def test_a_second_carriage_that_fails_takes_the_first_one_back(coupled: Bench) -> None:
    await fares(coupled, SECOND, "health_check_fails")
    head, second = await depart(coupled)
    await coupled.approve(head)
    assert (await ended(coupled, second)).status is Status.ROLLED_BACK
    back = await coupled.until(carriage_id(head, 1, back=True), Status.SUCCEEDED)
    assert (back.service, back.revision.name, back.requester) == (FIRST, "v1", "U0MINA")
    told = await coupled.happened(ReleaseRequested, release=back.id)
    assert told.actor == SUBAKU
    await coupled.happened(TrainReturned, release=head)
    assert train.of([await coupled.until(head, *Status), await coupled.until(second, *Status), back]).course == "back"
    assert await coupled.store.releases.trains() == []


async def test_a_no_to_the_head_is_one_to_the_whole_train_which_can_be_asked_for_again(coupled: Bench) -> None:
    head, second = await depart(coupled)
    await coupled.until(head, Status.REQUESTED)
    await coupled.do(RejectRelease, by="U0EUNHO", release=head)
    assert (await ended(coupled, head)).status is Status.REJECTED
    called_off = await ended(coupled, second)
    assert (called_off.status, called_off.ended_by) == (Status.CANCELLED, SUBAKU)
    assert await backs(coupled, head) == []

    again = await coupled.do(AskAgain, release=head)
    asked = await coupled.until(again, Status.REQUESTED)
    assert (asked.again_of, asked.train) == (head, Carriage("shop", again, 1, 2))


async def test_a_carriage_that_a_person_cancels_ends_the_train(coupled: Bench) -> None:
    head, second = await depart(coupled)
    await coupled.until(second, Status.QUEUED)
    await coupled.do(CancelRelease, release=second)
    assert (await ended(coupled, head)).status is Status.CANCELLED


async def test_what_something_else_has_replaced_is_not_taken_back(coupled: Bench) -> None:
    """The first carriage has arrived, somebody releases it anew, and only then the second one is cancelled."""
    await coupled.do(TakeLock, by="U0ALEX", scope=f"{SECOND}/{WHERE}")
    head, second = await depart(coupled)
    await coupled.approve(head)
    await coupled.until(head, Status.SUCCEEDED)
    newer = await coupled.ask("v3")
    await coupled.approve(newer)
    await coupled.until(newer, Status.SUCCEEDED)
    await coupled.do(CancelRelease, release=second)
    assert (await ended(coupled, second)).status is Status.CANCELLED
    await coupled.happened(TrainReturned, release=head)
    assert await backs(coupled, head) == []


async def test_a_way_back_that_a_lock_held_does_not_take_away_what_came_meanwhile(coupled: Bench) -> None:
    """Whoever locked the first service puts it right by hand while the second one fails."""
    await fares(coupled, SECOND, "health_check_fails")
    head, second = await depart(coupled)
    await coupled.approve(head)
    await coupled.until(head, Status.SUCCEEDED)
    await coupled.do(TakeLock, by="U0ALEX", scope=f"{FIRST}/{WHERE}")
    back = await coupled.when(carriage_id(head, 1, back=True), lambda release: release.waits_for is Obstacle.LOCK)
    newer = await coupled.ask("v3", by="U0ALEX")
    await coupled.approve(newer)
    await coupled.until(newer, Status.SUCCEEDED)
    assert (await ended(coupled, back.id)).status is Status.CANCELLED
    assert (await coupled.until(second, *Status)).status is Status.ROLLED_BACK
    await coupled.happened(TrainReturned, release=head)


async def test_whoever_comes_after_a_crash_takes_back_what_arrived_once(replica: Replica) -> None:
    async with replica("first") as one:
        one.rewrite(couple)
        await fares(one, SECOND, "health_check_fails")
        head, second = await depart(one)
        await one.approve(head)
        await one.until(second, Status.SHIFTING, Status.DEPLOYING)
    async with replica("second") as two, replica("third") as three:
        back = await two.until(carriage_id(head, 1, back=True), Status.SUCCEEDED)
        await two.happened(TrainReturned, release=head)
        for each in (two, three):
            await each.engine.conductor.conduct(head)
        assert [one.id for one in await backs(three, head)] == [back.id]
        deployments = [it for it in await two.deployments() if it["creator"] == "user"]
        assert len(deployments) == 3  # how it came up, the train's, and the way back


async def test_only_what_changed_goes_and_what_nobody_can_tell_goes_too(coupled: Bench) -> None:
    """Nobody knows the commit of what stood there first; after that GitHub tells which folders were touched."""
    coupled.rewrite(lambda catalogue: couple(catalogue, changed_only=True))
    head, second = await depart(coupled)
    asked = await coupled.until(head, Status.REQUESTED)
    assert asked.train == Carriage("shop", head, 1, 2, unsure=(FIRST, SECOND))
    await coupled.approve(head)
    await coupled.until(second, Status.SUCCEEDED)

    alone, _ = await depart(coupled, "v3")
    asked = await coupled.until(alone, Status.REQUESTED)
    assert asked.train == Carriage("shop", alone, 1, 1, left_out=(SECOND,))
    assert (asked.service, asked.plan.parts.get(f"carriage.{SECOND}")) == (FIRST, None)
    await coupled.approve(alone)
    await coupled.until(alone, Status.SUCCEEDED)

    again, _ = await depart(coupled, "v3")
    assert await coupled.refused(again) == "train_unchanged"


async def test_what_changes_before_the_approval_voids_it_for_the_whole_train(coupled: Bench) -> None:
    """The catalogue has other settings for the second service by the time that somebody approves."""
    head, second = await depart(coupled)
    before = await coupled.until(head, Status.REQUESTED)
    coupled.rewrite(_settings(alarms=("demo-backend-5xx",)))
    await coupled.approve(head)
    voided = await coupled.happened(PlanVoided, release=head)
    assert voided.changed == (f"carriage.{SECOND}",)
    again = await coupled.when(head, lambda release: release.plan.fingerprint != before.plan.fingerprint)
    assert (again.status, again.approvals) == (Status.REQUESTED, ())
    assert (await coupled.until(second, Status.QUEUED)).need.required == 0
    await coupled.do(ApproveRelease, by="U0EUNHO", release=head, fingerprint=again.plan.fingerprint)
    await coupled.until(second, Status.SUCCEEDED)


async def test_a_carriage_that_changed_since_the_approval_is_asked_about_on_its_own(coupled: Bench) -> None:
    head, second = await depart(coupled)
    await coupled.approve(head)
    await coupled.until(head, Status.DEPLOYING, Status.SHIFTING, Status.BAKING)
    coupled.rewrite(_settings(alarms=("demo-backend-5xx",)))
    asked = await coupled.until(second, Status.REQUESTED)
    assert (asked.need.required, asked.follows) == (1, head)
    await coupled.do(RejectRelease, by="U0EUNHO", release=second)
    back = await coupled.until(carriage_id(head, 1, back=True), Status.SUCCEEDED)
    assert back.revision.name == "v1"


def _settings(**fields: object) -> Callable[[Catalogue], Catalogue]:
    """Other settings of the second service."""

    def changed(catalogue: Catalogue) -> Catalogue:
        row = catalogue.services[SECOND]
        target = replace(row.targets[WHERE], **fields)  # type: ignore[arg-type]
        return replace(catalogue, services={**catalogue.services, SECOND: replace(row, targets={WHERE: target})})

    return changed
