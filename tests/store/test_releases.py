"""The contract of each script that changes a release, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import approval, lifecycle, train, watching
from bot.domain.carriage import Carriage
from bot.domain.catalogue import ApprovalRule, Catalogue, Environment, Workspace
from bot.domain.commands import RequestRelease
from bot.domain.events import Event, ReleaseRequested
from bot.domain.ids import release_id
from bot.domain.people import Person
from bot.domain.release import Outcome, Plan, Progress, Release, Revision, Status
from bot.errors import LeaseLost, StaleVersion
from bot.store import Change, Lease, Store

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
SOON = NOON + timedelta(seconds=4)
RULE = ApprovalRule(required=1, by=("U2",))
PLAN = Plan(target="api/production", driver="codedeploy_ecs", revision=Revision("v2", "sha256:2"), fingerprint="f")
CATALOGUE = Catalogue(Workspace(), {"production": Environment("production", "C1", approval=RULE)}, {})


async def requested(store: Store, noise: int = 1) -> Release:
    """A release that waits for its approval."""
    command = RequestRelease(
        id=release_id(NOON, noise),
        by="U1",
        at=NOON,
        channel="C1",
        service="api",
        environment="production",
        revision="v2",
    )
    release, events = lifecycle.request(command, PLAN, RULE, lifecycle.Wish(), NOON)
    assert await store.releases.request(release, events)
    return release


async def queued(store: Store, noise: int = 1) -> Release:
    """A release in the queue."""
    release = await requested(store, noise)
    after, events = approval.approve(release, Person("U2"), "f", NOON)
    await store.releases.decide(Change(release, after, events))
    return after


async def claimed(store: Store, noise: int = 1) -> tuple[Release, Lease]:
    """A release that holds its target."""
    release = await queued(store, noise)
    lease = await claim(store, release)
    assert lease
    kept = await store.releases.get(release.id)
    assert kept
    return kept, lease


async def claim(store: Store, release: Release, owner: str = "replica-1") -> Lease | None:
    after, events = lifecycle.start(release, NOON)
    return await store.releases.claim(Change(release, after, events), owner, NOON, SOON, rules=0)


async def kinds(store: Store) -> list[str]:
    """The kinds of all events so far, in order."""
    stream = store.stream
    entries = await stream._client.redis.xrange(stream._keys.events)
    return [fields[b"kind"].decode() for _, fields in entries]


async def test_request_keeps_the_release_and_its_event_once(store: Store) -> None:
    release = await requested(store)
    again = await store.releases.request(release, [ReleaseRequested(release=release.id, at=NOON)])
    assert not again
    assert await store.releases.get(release.id) == release
    assert await store.releases.open() == [release]
    assert await kinds(store) == ["ReleaseRequested"]


async def test_two_decisions_on_one_version_keep_one(store: Store) -> None:
    release = await requested(store)
    yes = approval.approve(release, Person("U2"), "f", NOON)
    no = approval.reject(release, Person("U2"), "", NOON)
    outcomes = await asyncio.gather(
        *(store.releases.decide(Change(release, *decision)) for decision in (yes, no)), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {type(None), StaleVersion}
    assert len([kind for kind in await kinds(store) if kind in ("ApprovalGiven", "ReleaseRejected")]) == 1


async def test_the_queue_is_in_order_of_approval(store: Store) -> None:
    first, second = await requested(store, 1), await requested(store, 2)
    for release in (second, first):
        after, events = approval.approve(release, Person("U2"), "f", NOON)
        await store.releases.decide(Change(release, after, events))
    assert [waiting.id for waiting in await store.releases.queue(first.target)] == [second.id, first.id]


async def test_only_the_head_takes_the_target_and_only_once(store: Store) -> None:
    first, second = await queued(store, 1), await queued(store, 2)
    assert await claim(store, second) is None
    leases = await asyncio.gather(claim(store, first, "a"), claim(store, first, "b"), return_exceptions=True)
    assert [isinstance(lease, Lease) for lease in leases].count(True) == 1
    assert await claim(store, second) is None
    assert await store.releases.live_on(first.target) == first.id


async def test_a_lost_lease_writes_nothing(store: Store) -> None:
    release, lease = await claimed(store)
    assert await store.leases.take(release.target, "replica-2", NOON, SOON) is None
    taken = await store.leases.take(release.target, "replica-2", SOON, SOON + timedelta(seconds=4))
    assert taken
    assert taken.fence == lease.fence + 1
    change = Change(release, *lifecycle.intend(release, SOON))
    with pytest.raises(LeaseLost):
        await store.releases.intend(change, lease, SOON)
    with pytest.raises(LeaseLost):
        await store.releases.advance(change, lease)
    assert await store.leases.renew([lease], "replica-1", SOON) == [lease]
    await store.releases.intend(change, taken, SOON)
    assert (await kinds(store)).count("DeploymentIntended") == 1


async def test_advance_refuses_a_stale_version(store: Store) -> None:
    release, lease = await claimed(store)
    change = Change(release, *lifecycle.intend(release, NOON))
    await store.releases.advance(change, lease)
    with pytest.raises(StaleVersion):
        await store.releases.advance(change, lease)


async def test_the_end_frees_the_target_for_the_next(store: Store) -> None:
    release, lease = await claimed(store, 1)
    waiting = await queued(store, 2)
    intended, events = lifecycle.intend(release, NOON)
    await store.releases.intend(Change(release, intended, events), lease, SOON)
    decision = watching.observe(intended, Progress(Outcome.SUCCEEDED), timedelta(minutes=55), NOON)
    assert decision
    await store.releases.advance(Change(intended, *decision), lease)
    assert await store.releases.live_on(release.target) is None
    assert [ended.status for ended in await store.releases.history(release.target)] == [Status.SUCCEEDED]
    assert [still.id for still in await store.releases.open()] == [waiting.id]
    next_lease = await claim(store, waiting)
    assert next_lease
    assert next_lease.fence > lease.fence


async def test_a_voided_plan_leaves_target_and_queue(store: Store) -> None:
    release, lease = await claimed(store)
    other = Plan(target=PLAN.target, driver=PLAN.driver, revision=PLAN.revision, fingerprint="g")
    await store.releases.advance(Change(release, *approval.void(release, other, RULE, NOON)), lease)
    assert await store.releases.live_on(release.target) is None
    assert await store.releases.queue(release.target) == []
    assert [kept.status for kept in await store.releases.open()] == [Status.REQUESTED]


async def test_a_cancelled_release_leaves_everything(store: Store) -> None:
    release = await queued(store)
    after, events = lifecycle.cancel(release, Person("U1"), CATALOGUE, NOON)
    await store.releases.decide(Change(release, after, events))
    assert await store.releases.queue(release.target) == []
    assert await store.releases.open() == []


async def test_what_waits_and_what_is_over_is_found_without_reading_everything(store: Store) -> None:
    release = await requested(store)
    due = release.acts_at
    assert due
    assert await store.releases.wanted() == []
    assert await store.releases.due(due - timedelta(seconds=1)) == []
    assert await store.releases.due(due) == [release]
    after, events = approval.approve(release, Person("U2"), "f", NOON)
    await store.releases.decide(Change(release, after, events))
    assert await store.releases.due(due) == []
    assert await store.releases.due(NOON + timedelta(days=7)) == [after]
    assert await store.releases.wanted() == [release.target]
    lease = await claim(store, after)
    assert lease
    assert await store.releases.wanted() == []


async def test_a_lease_handed_back_is_free_at_once(store: Store) -> None:
    _, lease = await claimed(store)
    await store.leases.hand_back(lease)
    taken = await store.leases.take(lease.target, "replica-2", NOON, SOON)
    assert taken
    assert taken.fence == lease.fence + 1


def of_two() -> tuple[RequestRelease, Sequence[tuple[Release, Sequence[Event]]]]:
    """A train, and who asks for it."""
    command = RequestRelease(
        id=release_id(NOON, 7),
        by="U1",
        at=NOON,
        channel="C1",
        service="shop",
        environment="production",
        revision="v2",
    )
    plans = [PLAN, replace(PLAN, target="web/production")]
    return command, train.depart(command, Carriage("shop", command.id, 1, 2), plans, RULE, lifecycle.Wish(), NOON)


async def taken(store: Store, command: RequestRelease) -> str:
    """The entry of a command that is being carried out."""
    assert await store.inbox.accept(command, [command.id], None)
    [(entry, _)] = await store.inbox.take()
    return entry


async def test_a_request_that_another_replica_has_refused_is_not_kept_any_more(store: Store) -> None:
    command, made = of_two()
    entry = await taken(store, command)
    await store.inbox.settle(entry, command.id, [])
    await store.releases.depart(made, entry)
    assert not await store.releases.request(*made[0], entry)
    assert await store.releases.many([release.id for release, _ in made]) == []
    assert "ReleaseRequested" not in await kinds(store)


async def test_a_train_that_is_carried_out_is_settled_as_a_whole(store: Store) -> None:
    command, made = of_two()
    entry = await taken(store, command)
    await store.releases.depart(made, entry)
    assert len(await store.releases.many([release.id for release, _ in made])) == 2
    assert await store.inbox.take_abandoned(0) == []


async def test_a_train_is_kept_whole_and_known_until_it_has_arrived(store: Store) -> None:
    """Asked for twice it is one train; its second release is known ahead of whoever stands in that queue."""
    _, made = of_two()
    for _ in range(2):
        await store.releases.depart(made)
    head, second = (release for release, _ in made)
    assert await store.releases.many(train.ids_of(head)) == [head, second]
    assert (await kinds(store)).count("ReleaseRequested") == 2
    assert (await store.surroundings.of(second.target)).ahead == {head.id: head}
    assert await store.releases.trains() == [head.id]
    await store.releases.arrived(head.id)
    assert await store.releases.trains() == []
