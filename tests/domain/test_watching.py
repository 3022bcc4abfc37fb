"""What becomes of a release when its driver sees something."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import gate, lifecycle, watching
from bot.domain.catalogue import Aws, Gate, LambdaTarget
from bot.domain.gate import Finding
from bot.domain.gate import Verdict as Word
from bot.domain.release import (
    TERMINAL,
    Advice,
    Cause,
    Deployment,
    Outcome,
    Plan,
    Progress,
    Reason,
    Release,
    Revision,
    Stage,
    StageStatus,
    Status,
    Verdict,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EXPIRES = timedelta(minutes=55)
TIMES: dict[Any, int] = {"before": 30, "always": 10}
SHIFTING = Stage("allow_traffic", StageStatus.RUNNING)


def see(release: Release, progress: Progress, at: datetime = NOON) -> tuple[Release, list[str]]:
    decision = watching.observe(release, progress, EXPIRES, at)
    return (decision[0], [event.kind for event in decision[1]]) if decision else (release, [])


def test_what_cannot_be_seen_changes_nothing(running: Release) -> None:
    assert watching.observe(running, Progress(Outcome.UNKNOWN), EXPIRES, NOON) is None


def test_a_word_that_nobody_knows_is_told_once_and_changes_nothing_else(running: Release) -> None:
    before, _ = see(running, Progress(Outcome.RUNNING, (SHIFTING,), 40))
    puzzling = Progress(Outcome.UNKNOWN, advice=(Advice("unknown_status", "Pondering"),))
    told, events = see(before, puzzling)
    assert events == ["ProgressSeen"]
    assert told.status is before.status
    assert told.deployment
    assert before.deployment
    assert told.deployment.progress == replace(before.deployment.progress, advice=puzzling.advice)
    assert see(told, puzzling) == (told, [])
    after, _ = see(told, Progress(Outcome.RUNNING, (SHIFTING,), 50))
    assert after.deployment
    assert not after.deployment.progress.advice


def test_the_way_of_a_healthy_release(running: Release) -> None:
    steps = [
        (Progress(Outcome.RUNNING, (Stage("install", StageStatus.RUNNING),), 0), Status.DEPLOYING, ["ProgressSeen"]),
        (Progress(Outcome.HOLDING, (), 0, hold="t"), Status.HOLDING, ["HoldReached"]),
        (Progress(Outcome.HOLDING, (), 0, hold="t"), Status.HOLDING, []),
        (Progress(Outcome.RUNNING, (SHIFTING,), 10), Status.SHIFTING, ["TrafficShifting"]),
        (Progress(Outcome.RUNNING, (SHIFTING,), 60), Status.SHIFTING, ["ProgressSeen"]),
        (Progress(Outcome.RUNNING, (), 100), Status.BAKING, ["ProgressSeen"]),
        (Progress(Outcome.SUCCEEDED, (), 100), Status.SUCCEEDED, ["ReleaseSucceeded"]),
        (Progress(Outcome.FAILED), Status.SUCCEEDED, []),
    ]
    for progress, status, kinds in steps:
        running, said = see(running, progress)
        assert (running.status, said) == (status, kinds)


def test_traffic_that_went_over_between_two_looks_is_told(running: Release) -> None:
    after, said = see(running, Progress(Outcome.RUNNING, (), 100))
    assert (after.status, said) == (Status.BAKING, ["TrafficShifting"])


def test_a_failure_waits_a_moment_for_the_rollback_that_aws_begins(running: Release) -> None:
    failed = Progress(Outcome.FAILED, reason=Reason(Cause.HEALTH_CHECK, "unhealthy"))
    seen, said = see(running, failed)
    assert (seen.status, said) == (Status.DEPLOYING, [])
    back, said = see(seen, Progress(Outcome.ROLLING_BACK, rollback="d-2"), NOON + timedelta(seconds=3))
    assert (back.status, said) == (Status.ROLLING_BACK, ["RollbackBegan"])
    ended, said = see(back, Progress(Outcome.ROLLED_BACK), NOON + timedelta(seconds=60))
    assert (ended.status, said) == (Status.ROLLED_BACK, ["ReleaseRolledBack"])
    assert ended.reason == Reason(Cause.HEALTH_CHECK, "unhealthy")


@pytest.mark.parametrize(("traffic", "end"), [(0, Status.ROLLED_BACK), (40, Status.FAILED), (None, Status.FAILED)])
def test_a_failure_that_nothing_takes_back_leaves_the_traffic_where_it_is(
    running: Release, traffic: int | None, end: Status
) -> None:
    failed = Progress(Outcome.FAILED, traffic=traffic, reason=Reason(Cause.OTHER, "no"))
    seen, _ = see(running, failed)
    still, said = see(seen, failed, NOON + timedelta(seconds=14))
    assert said == []
    ended, said = see(still, failed, NOON + timedelta(seconds=15))
    assert (ended.status, len(said)) == (end, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stop_by": "U1"}, Reason(Cause.STOPPED_HERE)),
        ({}, Reason(Cause.STOPPED_ELSEWHERE, "stopped")),
    ],
)
def test_what_a_person_decided_here_is_the_reason(running: Release, change: dict[str, str], reason: Reason) -> None:
    assert running.deployment
    release = replace(running, deployment=running.deployment.with_(**change))
    told = Progress(Outcome.ROLLED_BACK, reason=Reason(Cause.STOPPED_ELSEWHERE, "stopped"))
    ended, _ = see(release, told)
    assert ended.reason == reason


def test_a_hold_that_nobody_answered_is_told_as_such(running: Release) -> None:
    holding, _ = see(running, Progress(Outcome.HOLDING, hold="t"))
    decision = lifecycle.expire_hold(holding, NOON + EXPIRES)
    assert decision
    ended, _ = see(decision[0], Progress(Outcome.ROLLED_BACK, reason=Reason(Cause.HOOK_FAILED, "hook")))
    assert ended.reason == Reason(Cause.HOLD_EXPIRED)
    assert ended.hold
    assert ended.hold.verdict is Verdict.STOP


def test_a_hold_that_is_seen_again_can_still_be_answered(running: Release) -> None:
    holding, _ = see(running, Progress(Outcome.HOLDING, hold="t"))
    looked_away, _ = see(holding, Progress(Outcome.RUNNING, traffic=0))
    again, _ = see(looked_away, Progress(Outcome.HOLDING, hold="t"))
    assert (looked_away.status, again.status) == (Status.DEPLOYING, Status.HOLDING)


def test_what_is_being_taken_back_does_not_succeed(running: Release) -> None:
    """The first look after the stop may still be at the deployment that is over."""
    assert running.deployment
    stopped = replace(running, deployment=running.deployment.with_(stop_by="U1", stop_delivered=True, back="d-2"))
    after, said = see(stopped, Progress(Outcome.SUCCEEDED, (), 100))
    assert not after.ended
    assert said == ["ProgressSeen"]
    assert see(after, Progress(Outcome.ROLLED_BACK))[0].status is Status.ROLLED_BACK


def test_it_bakes_as_long_as_any_gate_must_pass_that_is_looked_at_then(running: Release) -> None:
    before, always = (
        Gate("prometheus", {}, when, lasting=timedelta(minutes=minutes)) for when, minutes in TIMES.items()
    )
    target = LambdaTarget(
        service_name="api", environment="production", aws=Aws("r"), function="f", alias="a", gates=(before, always)
    )
    release = replace(running, plan=replace(running.plan, settings=target))
    assert watching.bake_of(release) == timedelta(minutes=10)


def test_a_gate_passes_without_a_break_only_while_it_is_looked_at() -> None:
    def said(minutes: int, verdict: Word = Word.PASSING) -> Finding:
        return Finding("prometheus", verdict, NOON + timedelta(minutes=minutes), "said")

    once = gate.after(None, said(0))
    assert gate.after(once, said(1)).since == NOON
    assert gate.after(once, said(120)).since == NOON + timedelta(minutes=120)
    waits = gate.after(None, said(0, Word.PENDING))
    assert gate.after(waits, said(120, Word.PENDING)).since == NOON


progresses = st.builds(
    Progress,
    outcome=st.sampled_from(Outcome),
    stages=st.lists(st.builds(Stage, st.sampled_from(["install", "allow_traffic"]), st.sampled_from(StageStatus))).map(
        tuple
    ),
    traffic=st.none() | st.integers(0, 100),
    hold=st.none() | st.sampled_from(["t1", "t2"]),
    reason=st.none() | st.builds(Reason, st.sampled_from(Cause), st.text(max_size=5)),
)


@given(st.lists(st.tuples(progresses, st.integers(0, 40)), max_size=12))
def test_whatever_is_seen_in_whatever_order_it_ends_at_most_once(seen: list[tuple[Progress, int]]) -> None:
    plan = Plan("api/production", "codedeploy_ecs", Revision("v2"), "f")
    release = Release(
        id="r0",
        service="api",
        environment="production",
        requester="U1",
        plan=plan,
        status=Status.DEPLOYING,
        requested_at=NOON,
        deployment=Deployment(NOON, "d-1"),
    )
    at, ends = NOON, 0
    for progress, seconds in seen:
        at += timedelta(seconds=seconds)
        decision = watching.observe(release, progress, EXPIRES, at)
        if decision is None:
            continue
        assert decision[0].version > release.version
        release = decision[0]
        ends += release.status in TERMINAL
        assert (release.ended_at is not None) == (release.status in TERMINAL)
    assert ends <= 1
