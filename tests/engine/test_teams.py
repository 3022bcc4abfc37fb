"""Many people, one target: locks, freezes, windows, schedules, the queue, ways back, and a catalogue that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.catalogue import ApprovalRule, Catalogue, Environment, Freeze, Window
from bot.domain.commands import (
    ApproveRelease,
    AskAgain,
    BatchReleases,
    CancelRelease,
    ClearTarget,
    LiftFreeze,
    LiftLock,
    MakeFreeze,
    MoveInQueue,
    OverrideBarrier,
    RejectRelease,
    ReloadCatalogue,
    Reschedule,
    RollBackTarget,
    StandIn,
    StealLock,
    TakeLock,
    WithdrawApproval,
)
from bot.domain.events import (
    ApprovalReminded,
    BarrierOverridden,
    CatalogueReloaded,
    CommandAnswered,
    CommandTaken,
    LockExpired,
    LockNagged,
    LockStolen,
    ObstacleMet,
    QueueMoved,
    ScheduleMissed,
)
from bot.domain.release import Obstacle, Priority, Status, Verdict
from tests.engine.conftest import Bench, Replica

TARGET = "demo-backend/production"
PLACE = {"service": "demo-backend", "environment": "production"}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def production(**fields: object) -> Callable[[Catalogue], Catalogue]:
    def change(catalogue: Catalogue) -> Catalogue:
        environment: Environment = replace(catalogue.environments["production"], **fields)  # type: ignore[arg-type]
        return replace(catalogue, environments={**catalogue.environments, "production": environment})

    return change


async def held_by(bench: Bench, name: str, obstacle: Obstacle) -> None:
    await bench.happened(ObstacleMet, release=name, obstacle=obstacle.value)
    assert (await bench.until(name, Status.QUEUED)).deployment is None


async def test_somebody_elses_lock_holds_a_release_until_it_is_lifted(bench: Bench) -> None:
    await bench.do(TakeLock, "U0ALEX", scope=TARGET, reason="data move")
    await bench.happened(CommandAnswered, code="locked")
    name = await bench.ask()
    await bench.approve(name)
    await held_by(bench, name, Obstacle.LOCK)
    await bench.do(LiftLock, "U0ALEX", scope=TARGET)
    await bench.until(name, Status.HOLDING)


async def test_the_owner_of_a_lock_deploys_past_those_whom_it_holds(bench: Bench) -> None:
    held = await bench.ask("v3")
    await bench.do(TakeLock, "U0ALEX", scope=TARGET)
    await bench.happened(CommandAnswered, code="locked")
    await bench.approve(held)
    await held_by(bench, held, Obstacle.LOCK)
    own = await bench.ask("v2", by="U0ALEX")
    await bench.approve(own)
    await bench.until(own, Status.HOLDING)
    assert (await bench.until(held, Status.QUEUED)).started_at is None


async def test_an_admin_sets_a_lock_aside_with_a_reason(bench: Bench) -> None:
    await bench.do(TakeLock, "U0EUNHO", scope=TARGET)
    name = await bench.ask()
    await bench.approve(name)
    await held_by(bench, name, Obstacle.LOCK)
    wrong = await bench.do(OverrideBarrier, "U0MINA", release=name, barrier="lock", reason="please")
    assert await bench.refused(wrong) == "not_admin"
    silent = await bench.do(OverrideBarrier, "U0ALEX", release=name, barrier="lock", reason="")
    assert await bench.refused(silent) == "reason_missing"
    await bench.do(OverrideBarrier, "U0ALEX", release=name, barrier="lock", reason="outage")
    started = await bench.until(name, Status.HOLDING)
    assert [(it.barrier, it.by, it.reason) for it in started.overrides] == [(Obstacle.LOCK, "U0ALEX", "outage")]
    assert (await bench.happened(BarrierOverridden)).actor == "U0ALEX"


async def test_a_lock_is_stolen_with_a_reason_and_cleared_only_on_purpose(bench: Bench) -> None:
    lock = await bench.do(TakeLock, "U0MINA", scope=TARGET)
    await bench.happened(CommandAnswered, code="locked")
    assert await bench.refused(await bench.do(TakeLock, "U0EUNHO", scope=TARGET)) == "locked_by"
    assert await bench.refused(await bench.do(LiftLock, "U0EUNHO", scope=TARGET)) == "not_lock_owner"
    assert await bench.refused(await bench.do(LiftLock, "U0ALEX", scope=TARGET)) == "lift_unconfirmed"
    await bench.do(StealLock, "U0EUNHO", scope=TARGET, reason="outage")
    assert (await bench.happened(LockStolen)).owner == "U0MINA"
    await bench.do(LiftLock, "U0ALEX", scope=TARGET, lock=lock, reason="Eunho has left for the day")
    await bench.happened(CommandAnswered, code="unlocked")
    assert await bench.store.locks.all() == {}


async def test_a_lock_ends_by_itself_and_its_owner_is_asked_before(bench: Bench) -> None:
    await bench.do(TakeLock, "U0MINA", scope=TARGET, until=bench.clock.now() + HOUR)
    await bench.happened(CommandAnswered, code="locked")
    bench.clock.by = 51 * MINUTE
    await bench.happened(LockNagged, owner="U0MINA", orphaned=False)
    bench.clock.by = 61 * MINUTE
    await bench.happened(LockExpired, owner="U0MINA")
    assert await bench.store.locks.all() == {}


async def test_a_lock_whose_owner_is_gone_does_not_stay_unseen(bench: Bench) -> None:
    await bench.do(TakeLock, "U0MINA", scope=TARGET)
    await bench.happened(CommandAnswered, code="locked")
    bench.people.gone.add("U0MINA")
    assert (await bench.happened(LockNagged, orphaned=True)).owner == "U0MINA"


async def test_a_freeze_of_a_person_holds_everything_but_a_rollback(bench: Bench) -> None:
    await bench.succeed("v2")
    await bench.do(MakeFreeze, "U0ALEX", scope="*/production", end=bench.clock.now() + HOUR, reason="audit")
    await bench.happened(CommandAnswered, code="frozen")
    name = await bench.ask("v3")
    await bench.approve(name)
    await held_by(bench, name, Obstacle.FREEZE)
    back = await bench.do(RollBackTarget, **PLACE)
    release = await bench.until(back, Status.HOLDING)
    assert (release.priority, release.revision.name, release.need.required) == (Priority.ROLLBACK, "v1", 0)
    await bench.answer(back, Verdict.CONTINUE)
    await bench.until(back, Status.SUCCEEDED)
    await bench.do(LiftFreeze, "U0ALEX", scope="*/production")
    await bench.until(name, Status.HOLDING)


async def test_outside_its_windows_a_release_waits_and_then_starts_by_itself(bench: Bench) -> None:
    now = datetime.now(UTC)
    opens = (now + 2 * HOUR).time().replace(microsecond=0)
    closes = (now + 3 * HOUR).time().replace(microsecond=0)
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    bench.rewrite(production(windows=(Window(week, opens, closes, "UTC"),)))
    name = await bench.ask()
    await bench.approve(name)
    await held_by(bench, name, Obstacle.WINDOW)
    bench.clock.by = 2 * HOUR + MINUTE
    await bench.until(name, Status.HOLDING)


async def test_a_freeze_of_the_catalogue_is_set_aside_by_an_admin(bench: Bench) -> None:
    now = datetime.now(UTC)
    bench.rewrite(production(freezes=(Freeze(now - HOUR, now + DAY, "year end"),)))
    name = await bench.ask()
    await bench.approve(name)
    await held_by(bench, name, Obstacle.FREEZE)
    await bench.do(OverrideBarrier, "U0ALEX", release=name, barrier="freeze", reason="security fix")
    await bench.until(name, Status.HOLDING)


async def test_a_schedule_is_approved_now_and_starts_at_its_time_once(bench: Bench) -> None:
    before = len(await bench.deployments())
    name = await bench.ask(due=bench.clock.now() + HOUR)
    await bench.approve(name)
    assert (await bench.until(name, Status.SCHEDULED)).deployment is None
    bench.clock.by = HOUR + MINUTE
    await bench.until(name, Status.HOLDING)
    assert len(await bench.deployments()) == before + 1


async def test_a_schedule_fires_once_with_two_replicas_after_a_restart(replica: Replica) -> None:
    async with replica("replica-a") as first:
        before = len(await first.deployments())
        name = await first.ask(due=first.clock.now() + HOUR)
        await first.approve(name)
        await first.until(name, Status.SCHEDULED)
    async with replica("replica-b") as second, replica("replica-c") as third:
        second.clock.by = third.clock.by = HOUR + MINUTE
        await second.until(name, Status.HOLDING)
        assert len(await second.deployments()) == before + 1


async def test_a_schedule_that_was_missed_says_so_and_starts_when_told(replica: Replica) -> None:
    async with replica("replica-a") as first:
        name = await first.ask(due=first.clock.now() + HOUR)
        await first.approve(name)
        await first.until(name, Status.SCHEDULED)
    async with replica("replica-b") as second:
        second.clock.by = 3 * HOUR
        await second.happened(ScheduleMissed, release=name)
        await second.do(Reschedule, release=name)
        await second.until(name, Status.HOLDING)


async def test_the_next_window_is_a_schedule_too(bench: Bench) -> None:
    assert await bench.refused(await bench.ask(next_window=True)) == "no_windows"
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    soon = (datetime.now(UTC) + HOUR).replace(second=0, microsecond=0)
    bench.rewrite(production(windows=(Window(week, soon.time(), (soon + HOUR).time(), "UTC"),)))
    release = await bench.until(await bench.ask(next_window=True), Status.REQUESTED)
    assert release.due == soon


async def test_a_hotfix_goes_before_others_and_an_approver_moves_the_rest(bench: Bench) -> None:
    live = await bench.ask("v2")
    await bench.approve(live)
    await bench.until(live, Status.HOLDING)
    names = [await bench.ask(tag, by="U0ALEX") for tag in ("v3", "v1")]
    for name in names:
        await bench.approve(name)
        await bench.until(name, Status.QUEUED)
    hotfix = await bench.ask("v2-bad", hotfix="logins fail")
    await bench.approve(hotfix)
    await bench.until(hotfix, Status.QUEUED)
    queue = [it.id for it in await bench.store.releases.queue(TARGET)]
    assert queue == [hotfix, *names]
    assert await bench.refused(await bench.do(MoveInQueue, "U0MINA", release=names[1], place=1)) == "not_move"
    await bench.do(MoveInQueue, "U0EUNHO", release=names[1], place=1)
    await bench.happened(QueueMoved, release=names[1])
    queue = [it.id for it in await bench.store.releases.queue(TARGET)]
    assert queue == [hotfix, names[1], names[0]], "nothing normal moves before a hotfix"


async def test_a_rollback_stops_what_is_live(bench: Bench) -> None:
    live = await bench.ask("v2")
    await bench.approve(live)
    await bench.until(live, Status.HOLDING)
    back = await bench.do(RollBackTarget, **PLACE)
    ended = await bench.until(live, Status.ROLLED_BACK)
    assert ended.deployment
    assert ended.deployment.stop_by == "U0MINA"
    await bench.happened(CommandAnswered, code="rollback_stops")
    assert await bench.store.releases.get(back) is None
    assert await bench.refused(await bench.do(RollBackTarget, **PLACE)) == "nothing_before"


async def test_a_rollback_brings_back_what_stood_there_and_nothing_else(bench: Bench) -> None:
    await bench.succeed("v2")
    await bench.succeed("v3")
    assert await bench.refused(await bench.do(RollBackTarget, **PLACE, revision="v4-broken")) == "never_stood"
    back = await bench.do(RollBackTarget, **PLACE, revision="v1")
    assert (await bench.until(back, Status.HOLDING)).revision.name == "v1"
    await bench.answer(back, Verdict.CONTINUE)
    await bench.until(back, Status.SUCCEEDED)
    again = await bench.do(RollBackTarget, **PLACE)
    release = await bench.until(again, Status.HOLDING)
    assert release.revision.name == "v3"
    assert release.plan.artifact, "what it ran with is still there"


async def test_a_rollback_asks_before_it_goes_over_a_lock(bench: Bench) -> None:
    await bench.succeed("v2")
    lock = await bench.do(TakeLock, "U0ALEX", scope=TARGET, reason="looking into it")
    await bench.happened(CommandAnswered, code="locked")
    assert await bench.refused(await bench.do(RollBackTarget, **PLACE)) == "rollback_locked"
    back = await bench.do(RollBackTarget, **PLACE, over=(lock,))
    await bench.until(back, Status.HOLDING)


async def test_a_rollback_waits_for_approval_where_the_catalogue_says_so(bench: Bench) -> None:
    await bench.succeed("v2")
    rule = ApprovalRule(required=1, by=("U0EUNHO",), rollback=True)
    bench.rewrite(production(approval=rule))
    back = await bench.do(RollBackTarget, **PLACE)
    await bench.until(back, Status.REQUESTED)
    await bench.approve(back)
    await bench.until(back, Status.HOLDING)


async def test_a_failed_release_is_asked_for_again_by_its_digest(bench: Bench) -> None:
    name = await bench.ask("v2")
    first = await bench.until(name, Status.REQUESTED)
    assert await bench.refused(await bench.do(AskAgain, release=name)) == "nothing_to_retry"
    await bench.do(RejectRelease, "U0EUNHO", release=name, reason="not today")
    await bench.until(name, Status.REJECTED)
    again = await bench.until(await bench.do(AskAgain, release=name), Status.REQUESTED)
    assert (again.plan.fingerprint, again.revision, again.again_of) == (first.plan.fingerprint, first.revision, name)


async def test_a_yes_taken_back_takes_it_out_of_the_queue(bench: Bench) -> None:
    live = await bench.ask("v2")
    await bench.approve(live)
    await bench.until(live, Status.HOLDING)
    name = await bench.ask("v3")
    await bench.approve(name)
    await bench.until(name, Status.QUEUED)
    await bench.do(WithdrawApproval, "U0EUNHO", release=name)
    await bench.until(name, Status.REQUESTED)
    assert await bench.store.releases.queue(TARGET) == []


async def test_approvers_are_reminded_and_then_it_expires(bench: Bench) -> None:
    name = await bench.ask()
    await bench.until(name, Status.REQUESTED)
    bench.clock.by = 16 * MINUTE
    await bench.happened(ApprovalReminded, release=name)
    bench.clock.by = 31 * MINUTE
    await bench.until(name, Status.EXPIRED)


async def test_somebody_approves_in_an_absent_approvers_place(bench: Bench) -> None:
    name = await bench.ask(by="U0ALEX")
    seen = (await bench.until(name, Status.REQUESTED)).plan.fingerprint
    early = await bench.do(ApproveRelease, "U0MINA", release=name, fingerprint=seen)
    assert await bench.refused(early) == "not_approver"
    await bench.do(StandIn, "U0EUNHO", to="U0MINA", until=bench.clock.now() + DAY)
    await bench.happened(CommandAnswered, code="out")
    await bench.do(ApproveRelease, "U0MINA", release=name, fingerprint=seen)
    release = await bench.until(name, Status.HOLDING)
    assert [(it.by, it.in_place_of) for it in release.approvals] == [("U0MINA", "U0EUNHO")]


async def test_a_later_request_carries_an_earlier_one_and_takes_its_place(bench: Bench) -> None:
    live = await bench.ask("v2")
    await bench.approve(live)
    await bench.until(live, Status.HOLDING)
    names = [await bench.ask(tag, by=by) for tag, by in (("v3", "U0MINA"), ("v1", "U0ALEX"), ("v2-bad", "U0MINA"))]
    for name in names:
        await bench.approve(name)
        await bench.until(name, Status.QUEUED)
    first, other, last = names
    await bench.do(BatchReleases, "U0MINA", release=last, other=first)
    ended = await bench.until(first, Status.CANCELLED)
    assert ended.batched_into == last
    assert [it.id for it in await bench.store.releases.queue(TARGET)] == [last, other]
    assert await bench.refused(await bench.do(BatchReleases, "U0MINA", release=other, other=last)) == "not_batchable"


async def test_a_changed_catalogue_is_taken_in_and_what_waits_is_asked_for_anew(bench: Bench) -> None:
    name = await bench.ask()
    await bench.until(name, Status.REQUESTED)
    bench.rewrite(production(approval=ApprovalRule(required=2, by=("U0EUNHO", "S0PLATFORM"))))
    assert await bench.refused(await bench.do(ReloadCatalogue, "U0MINA")) == "not_admin"
    await bench.do(ReloadCatalogue, "U0ALEX")
    await bench.happened(CatalogueReloaded)
    release = await bench.when(name, lambda it: it.need.required == 2)
    assert release.status is Status.REQUESTED


async def test_only_a_target_that_aws_does_not_know_any_more_is_cleared(bench: Bench) -> None:
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    wrong = await bench.do(ClearTarget, "U0ALEX", release=name, reason="it hangs")
    assert await bench.refused(wrong) == "nothing_to_clear"


async def test_each_command_is_in_the_stream_before_anything_follows_from_it(bench: Bench) -> None:
    name = await bench.ask()
    await bench.until(name, Status.REQUESTED)
    taken = await bench.happened(CommandTaken)
    assert (taken.command, taken.actor) == ("RequestRelease", "U0MINA")
    assert '"revision":"v2"' in taken.body


@pytest.mark.parametrize("kind", [CancelRelease, WithdrawApproval, RejectRelease, Reschedule])
async def test_what_is_gone_is_said_to_be_gone(bench: Bench, kind: type[CancelRelease]) -> None:
    assert await bench.refused(await bench.do(kind, release="r00000000000000")) == "release_gone"
