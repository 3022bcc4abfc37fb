"""What people may do to a release, and what they may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import approval, lifecycle, watching
from bot.domain.catalogue import ApprovalRule, Aws, Catalogue, EcsTarget
from bot.domain.people import Person, is_deployer
from bot.domain.release import Need, Obstacle, Outcome, Progress, Release, Status, Verdict
from bot.errors import Refused

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EUNHO, ALEX = Person("U0EUNHO"), Person("U0ALEX", frozenset({"S0PLATFORM"}))
MINA = Person("U0MINA", frozenset({"S0DEVELOPERS"}))
HOUR = timedelta(hours=1)
LIMITED = EcsTarget(
    service_name="api",
    environment="production",
    aws=Aws("ap-northeast-2"),
    cluster="c",
    service="s",
    container="app",
    timeout=HOUR,
)


def kinds(decision: lifecycle.Decision | None) -> list[str]:
    assert decision
    return [event.kind for event in decision[1]]


def test_the_last_approval_needed_puts_it_in_the_queue(requested: Release) -> None:
    once = approval.approve(requested, EUNHO, "f", NOON)
    assert once[0].status is Status.REQUESTED
    twice = approval.approve(once[0], ALEX, "f", NOON)
    assert twice[0].status is Status.QUEUED
    assert kinds(once) + kinds(twice) == ["ApprovalGiven", "ApprovalGiven", "ReleaseQueued"]


@pytest.mark.parametrize(
    ("person", "fingerprint", "code"),
    [
        (Person("U0NOBODY"), "f", "not_approver"),
        (Person("U0GUEST", frozenset({"S0PLATFORM"}), full_member=False), "f", "not_approver"),
        (Person("U0MINA", frozenset({"S0PLATFORM"})), "f", "own_approval"),
        (EUNHO, "g", "plan_changed"),
    ],
)
def test_an_approval_that_does_not_count_says_why(
    requested: Release, person: Person, fingerprint: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        approval.approve(requested, person, fingerprint, NOON)
    assert refused.value.code == code


def test_one_person_approves_once(requested: Release) -> None:
    once, _ = approval.approve(requested, EUNHO, "f", NOON)
    with pytest.raises(Refused, match="approved_before"):
        approval.approve(once, EUNHO, "f", NOON)


def test_own_approval_counts_where_the_environment_allows_it(requested: Release) -> None:
    own = replace(requested, need=replace(requested.need, own=True, by=("U0MINA",)))
    assert approval.approve(own, MINA, "f", NOON)[0].approvals


def test_what_is_decided_stays_decided(requested: Release, queued: Release) -> None:
    rejected, _ = approval.reject(requested, ALEX, "not today", NOON)
    for decided in (rejected, queued):
        with pytest.raises(Refused, match="already_decided"):
            approval.approve(decided, EUNHO, "f", NOON)
        with pytest.raises(Refused, match="already_decided"):
            approval.reject(decided, EUNHO, "", NOON)


def test_a_plan_that_changed_is_asked_again_and_names_what_differs(queued: Release) -> None:
    plan = replace(queued.plan, fingerprint="g", parts={"image": "2", "target": "b", "gates": "c"})
    asked, events = approval.void(queued, plan, ApprovalRule(required=1, by=("U0EUNHO",)), NOON)
    assert (asked.status, asked.approvals, asked.queued_at) == (Status.REQUESTED, (), None)
    assert getattr(events[0], "changed", None) == ("gates", "target")
    with pytest.raises(Refused, match="plan_changed"):
        approval.approve(asked, EUNHO, "f", NOON)


def test_a_request_ends_when_nobody_decides_in_time(requested: Release, queued: Release) -> None:
    due = requested.need.expires_at
    assert due == NOON + timedelta(minutes=30)
    assert approval.expire(requested, due - timedelta(seconds=1)) is None
    assert kinds(approval.expire(requested, due)) == ["ReleaseExpired"]
    assert approval.expire(queued, due + HOUR) is None


@pytest.mark.parametrize("person", [MINA, ALEX, Person("U0ADMIN")])
def test_requester_approver_and_admin_may_cancel_until_aws_is_asked(
    queued: Release, running: Release, catalogue: Catalogue, person: Person
) -> None:
    assert lifecycle.cancel(queued, person, catalogue, NOON)[0].status is Status.CANCELLED
    with pytest.raises(Refused, match="too_late_to_cancel"):
        lifecycle.cancel(running, person, catalogue, NOON)
    with pytest.raises(Refused, match="not_cancel"):
        lifecycle.cancel(queued, Person("U0OTHER", frozenset({"S0DEVELOPERS"})), catalogue, NOON)


def held(running: Release) -> Release:
    decision = watching.observe(running, Progress(Outcome.HOLDING, hold="token"), timedelta(minutes=55), NOON)
    assert decision
    return decision[0]


def test_a_hold_is_answered_once_by_those_who_may(running: Release, catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="not_holding"):
        lifecycle.answer_hold(running, MINA, Verdict.CONTINUE, catalogue, NOON)
    holding = held(running)
    with pytest.raises(Refused, match="not_hold_approver"):
        lifecycle.answer_hold(holding, Person("U0OTHER"), Verdict.CONTINUE, catalogue, NOON)
    answered, _ = lifecycle.answer_hold(holding, MINA, Verdict.CONTINUE, catalogue, NOON)
    assert answered.owes_answer
    with pytest.raises(Refused, match="hold_answered"):
        lifecycle.answer_hold(answered, ALEX, Verdict.STOP, catalogue, NOON)
    told, _ = lifecycle.delivered(answered, answered)
    assert not told.owes_answer


def test_a_stop_that_comes_while_an_answer_is_given_is_still_owed(running: Release, catalogue: Catalogue) -> None:
    answered, _ = lifecycle.answer_hold(held(running), MINA, Verdict.CONTINUE, catalogue, NOON)
    stopped, _ = lifecycle.stop(answered, MINA, catalogue, NOON)
    told, _ = lifecycle.delivered(stopped, answered)
    assert told.hold
    assert told.hold.delivered
    assert told.owes_answer
    assert not lifecycle.delivered(told, stopped)[0].owes_answer


def test_a_try_to_stop_is_kept_and_the_next_that_may_make_something_comes_later(
    running: Release, catalogue: Catalogue
) -> None:
    stopped, _ = lifecycle.stop(running, MINA, catalogue, NOON)

    def tried(release: Release, at: datetime) -> tuple[Release, datetime | None]:
        after, events = lifecycle.try_to_stop(release, at)
        assert not events
        return after, after.deployment and after.deployment.stop_tried_at

    first, at = tried(stopped, NOON)
    assert at == NOON
    again, at = tried(first, NOON + lifecycle.TRY_APART - timedelta(seconds=1))
    assert at == NOON
    assert tried(again, NOON + lifecycle.TRY_APART)[1] == NOON + lifecycle.TRY_APART


def test_what_is_being_stopped_does_not_go_on(running: Release, catalogue: Catalogue) -> None:
    stopped, _ = lifecycle.stop(held(running), MINA, catalogue, NOON)
    with pytest.raises(Refused, match="stopped_before"):
        lifecycle.answer_hold(stopped, MINA, Verdict.CONTINUE, catalogue, NOON)
    assert lifecycle.expire_hold(stopped, NOON + timedelta(hours=2)) is None


def test_a_hold_that_was_answered_elsewhere_is_neither_reminded_of_nor_stopped(running: Release) -> None:
    decision = watching.observe(held(running), Progress(Outcome.RUNNING, traffic=30), timedelta(minutes=55), NOON)
    assert decision
    late = NOON + timedelta(hours=2)
    assert lifecycle.expire_hold(decision[0], late) is None
    assert lifecycle.remind_of_hold(decision[0], late) is None


def test_no_time_runs_out_while_a_person_is_waited_for(running: Release) -> None:
    limited = replace(running, plan=replace(running.plan, settings=LIMITED))
    over = NOON + timedelta(minutes=50)
    decision = watching.observe(held(limited), Progress(Outcome.RUNNING, traffic=30), timedelta(minutes=55), over)
    assert decision
    assert lifecycle.time_out(decision[0], NOON + timedelta(minutes=109)) is None
    assert lifecycle.time_out(decision[0], NOON + timedelta(minutes=110))


def test_an_admin_lets_go_of_what_aws_refuses_to_take_back(running: Release, catalogue: Catalogue) -> None:
    stopped, _ = lifecycle.stop(running, MINA, catalogue, NOON)
    refused = lifecycle.meet(stopped, Obstacle.AWS_REFUSED, "nothing stood there before", NOON)
    looked_away = lifecycle.meet(running, Obstacle.AWS_REFUSED, "", NOON)
    assert refused
    assert looked_away
    admin = Person("U0ADMIN")
    assert lifecycle.clear_target(refused[0], admin, "looked at it", catalogue, NOON)[0].status is Status.FAILED
    with pytest.raises(Refused, match="nothing_to_clear"):
        lifecycle.clear_target(looked_away[0], admin, "looked at it", catalogue, NOON)


def test_nobody_answers_a_hold_it_reminds_twice_and_stops(running: Release) -> None:
    holding, minutes, said = held(running), 0, []
    while not (holding.hold and holding.hold.verdict):
        minutes += 1
        now = NOON + timedelta(minutes=minutes)
        decision = lifecycle.expire_hold(holding, now) or lifecycle.remind_of_hold(holding, now)
        if decision:
            holding, events = decision
            said += [(minutes, event.kind) for event in events]
    assert said == [(28, "HoldReminded"), (50, "HoldReminded"), (55, "HoldAnswered")]
    assert holding.hold.verdict is Verdict.STOP
    assert holding.hold.expired


def test_a_live_release_is_stopped_once(running: Release, queued: Release, catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="nothing_to_stop"):
        lifecycle.stop(queued, MINA, catalogue, NOON)
    stopped, _ = lifecycle.stop(running, MINA, catalogue, NOON)
    assert stopped.owes_answer
    with pytest.raises(Refused, match="stopped_before"):
        lifecycle.stop(stopped, ALEX, catalogue, NOON)


def test_what_is_stopped_before_anything_was_asked_of_aws_just_ends(queued: Release, catalogue: Catalogue) -> None:
    claimed, _ = lifecycle.start(queued, NOON)
    stopped, (event,) = lifecycle.stop(claimed, MINA, catalogue, NOON)
    assert (stopped.status, stopped.ended_at) == (Status.CANCELLED, NOON)
    assert (event.kind, event.actor) == ("ReleaseCancelled", MINA.id)


def test_an_obstacle_is_told_once_and_cleared_once(running: Release) -> None:
    met = lifecycle.meet(running, Obstacle.AWS_THROTTLED, "", NOON)
    assert met
    assert lifecycle.meet(met[0], Obstacle.AWS_THROTTLED, "", NOON) is None
    cleared = lifecycle.clear(met[0], NOON)
    assert kinds(cleared) == ["ObstacleCleared"]
    assert cleared
    assert lifecycle.clear(cleared[0], NOON) is None


def test_no_deployers_named_means_every_full_member(catalogue: Catalogue) -> None:
    everybody = replace(catalogue, workspace=replace(catalogue.workspace, deployers=None))
    assert is_deployer(Person("U0ANY"), everybody)
    assert not is_deployer(Person("U0GUEST", full_member=False), everybody)
    assert not is_deployer(Person("U0ANY"), catalogue)


def test_a_target_without_approvals_is_queued_at_once(requested: Release) -> None:
    asked, events = approval.void(requested, requested.plan, None, NOON)
    assert asked.need == Need()
    assert [event.kind for event in events] == ["PlanVoided", "ReleaseQueued"]
