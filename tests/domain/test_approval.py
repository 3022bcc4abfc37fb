"""Approvals: in somebody's place, taken back, reminded of, too old, asked for anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import approval, clock, lifecycle
from bot.domain.catalogue import ApprovalRule
from bot.domain.people import Person
from bot.domain.release import MISSED_LIFE, Release, Status
from bot.errors import Refused
from tests.domain.conftest import NOON, RULE

EUNHO, ALEX = Person("U0EUNHO"), Person("U0ALEX", frozenset({"S0PLATFORM"}))
BORA, MINA = Person("U0BORA"), Person("U0MINA", frozenset({"S0PLATFORM"}))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def kinds(decision: lifecycle.Decision | None) -> list[str]:
    assert decision
    return [event.kind for event in decision[1]]


def test_somebody_stands_in_for_an_approver_and_it_is_known_for_whom(requested: Release) -> None:
    given, _ = approval.approve(requested, BORA, "f", NOON, [EUNHO])
    assert [(it.by, it.in_place_of) for it in given.approvals] == [("U0BORA", "U0EUNHO")]


def test_one_right_counts_once_whoever_uses_it(requested: Release) -> None:
    given, _ = approval.approve(requested, BORA, "f", NOON, [EUNHO])
    with pytest.raises(Refused, match="approved_before"):
        approval.approve(given, EUNHO, "f", NOON)
    assert approval.approve(given, ALEX, "f", NOON)[0].status is Status.QUEUED


def test_nobody_stands_in_for_the_requester(requested: Release) -> None:
    """`own: false` means a second pair of eyes: the requester's right can't be lent to somebody for it."""
    with pytest.raises(Refused, match="not_approver"):
        approval.approve(requested, BORA, "f", NOON, [MINA])


def test_the_requester_does_not_approve_in_anybodys_place(requested: Release) -> None:
    with pytest.raises(Refused, match="own_approval"):
        approval.approve(requested, Person("U0MINA"), "f", NOON, [EUNHO])


def test_a_guest_stands_in_for_nobody(requested: Release) -> None:
    with pytest.raises(Refused, match="not_approver"):
        approval.approve(requested, Person("U0GUEST", full_member=False), "f", NOON, [EUNHO])


def test_an_absent_approver_who_lost_the_right_lends_nothing(requested: Release) -> None:
    gone = replace(ALEX, groups=frozenset())
    with pytest.raises(Refused, match="not_approver"):
        approval.approve(requested, BORA, "f", NOON, [gone])


def test_a_yes_taken_back_leaves_the_queue(queued: Release) -> None:
    back = approval.withdraw(queued, EUNHO, RULE, NOON + MINUTE)
    assert back[0].status is Status.REQUESTED
    assert back[0].need.expires_at == NOON + MINUTE + RULE.expires
    assert [it.by for it in back[0].approvals] == ["U0ALEX"]
    assert kinds(back) == ["ApprovalWithdrawn"]
    assert approval.approve(back[0], EUNHO, "f", NOON)[0].status is Status.QUEUED


def test_the_absent_one_may_take_back_what_was_given_in_their_place(requested: Release) -> None:
    given, _ = approval.approve(requested, BORA, "f", NOON, [EUNHO])
    assert approval.withdraw(given, EUNHO, RULE, NOON)[0].approvals == ()


def test_what_runs_is_not_withdrawn(running: Release) -> None:
    with pytest.raises(Refused, match="too_late_to_withdraw"):
        approval.withdraw(running, EUNHO, RULE, NOON)


def test_nobody_withdraws_what_they_did_not_give(queued: Release) -> None:
    with pytest.raises(Refused, match="nothing_to_withdraw"):
        approval.withdraw(queued, MINA, RULE, NOON)


def test_one_reminder_at_half_time_then_the_end(requested: Release) -> None:
    half = NOON + RULE.expires / 2
    assert requested.acts_at == half
    assert clock.tick(requested, RULE, half - MINUTE) is None
    reminded = clock.tick(requested, RULE, half)
    assert kinds(reminded) == ["ApprovalReminded"]
    assert reminded
    assert reminded[0].acts_at == requested.need.expires_at
    assert clock.tick(reminded[0], RULE, half + MINUTE) is None
    assert kinds(clock.tick(reminded[0], RULE, NOON + RULE.expires)) == ["ReleaseExpired"]


def test_after_a_week_people_are_asked_anew(queued: Release) -> None:
    week = NOON + timedelta(days=7)
    assert queued.acts_at == week
    assert clock.tick(queued, RULE, week - MINUTE) is None
    lapsed = clock.tick(queued, RULE, week)
    assert kinds(lapsed) == ["ApprovalLapsed"]
    assert lapsed
    assert (lapsed[0].status, lapsed[0].approvals) == (Status.REQUESTED, ())
    assert lapsed[0].need.expires_at == week + RULE.expires


def scheduled(queued: Release, due: datetime) -> Release:
    return lifecycle.ready(replace(queued, due=due), NOON, "U0ALEX")[0]


def test_a_schedule_waits_and_fires_once(queued: Release) -> None:
    release = scheduled(queued, NOON + HOUR)
    assert (release.status, release.acts_at) == (Status.SCHEDULED, NOON + HOUR)
    assert clock.tick(release, RULE, NOON + HOUR - MINUTE) is None
    fired = clock.tick(release, RULE, NOON + HOUR)
    assert kinds(fired) == ["ReleaseQueued"]
    assert fired
    assert clock.tick(fired[0], RULE, NOON + HOUR) is None


def test_a_schedule_that_was_missed_is_told_and_waits_for_a_person(queued: Release) -> None:
    release, late = scheduled(queued, NOON + HOUR), NOON + HOUR + clock.GRACE + MINUTE
    missed = clock.tick(release, RULE, late)
    assert kinds(missed) == ["ScheduleMissed"]
    assert missed
    assert clock.tick(missed[0], RULE, late + HOUR) is None
    assert kinds(clock.tick(missed[0], RULE, NOON + HOUR + MISSED_LIFE)) == ["ReleaseExpired"]


def test_a_missed_schedule_starts_when_a_person_says_so(queued: Release, catalogue: lifecycle.Catalogue) -> None:
    missed, _ = clock.tick(scheduled(queued, NOON + HOUR), RULE, NOON + 2 * HOUR) or pytest.fail("not missed")
    now, events = lifecycle.reschedule(missed, Person("U0MINA"), None, catalogue, NOON + 3 * HOUR)
    assert (now.status, now.missed, now.due) == (Status.QUEUED, False, None)
    assert [event.kind for event in events] == ["ReleaseQueued"]


def test_a_request_for_later_may_be_decided_until_then(requested: Release) -> None:
    need = lifecycle.need_of(RULE, NOON, NOON + DAY)
    assert need.expires_at == NOON + DAY
    assert lifecycle.need_of(RULE, NOON, NOON + MINUTE).expires_at == NOON + RULE.expires


def test_another_rule_asks_for_what_is_missing(queued: Release) -> None:
    stricter = replace(RULE, required=3)
    renewed = approval.renew_rule(queued, stricter, NOON)
    assert kinds(renewed) == ["ApprovalRuleChanged"]
    assert renewed
    assert (renewed[0].status, len(renewed[0].approvals)) == (Status.REQUESTED, 2)
    assert approval.renew_rule(queued, RULE, NOON) is None


def test_a_rule_that_asks_for_less_lets_it_go_on(requested: Release) -> None:
    given, _ = approval.approve(requested, EUNHO, "f", NOON)
    renewed = approval.renew_rule(given, ApprovalRule(required=1, by=RULE.by), NOON)
    assert kinds(renewed) == ["ApprovalRuleChanged", "ReleaseQueued"]
