"""ECS's words in ours: lifecycle stages, weights as traffic, statuses as outcomes, reasons as causes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.release import Advice, Cause, Outcome, Progress, Reason, Stage, StageStatus
from bot.drivers.base import unheard_of
from bot.drivers.stopped_tasks import advice_on, cause_of

OUTCOMES = {
    "PENDING": Outcome.RUNNING,
    "IN_PROGRESS": Outcome.RUNNING,
    "STOP_REQUESTED": Outcome.RUNNING,
    "SUCCESSFUL": Outcome.SUCCEEDED,
    "STOPPED": Outcome.FAILED,
    "ROLLBACK_REQUESTED": Outcome.ROLLING_BACK,
    "ROLLBACK_IN_PROGRESS": Outcome.ROLLING_BACK,
    "ROLLBACK_SUCCESSFUL": Outcome.ROLLED_BACK,
    "ROLLBACK_FAILED": Outcome.FAILED,
}
BAD = (Outcome.FAILED, Outcome.ROLLING_BACK, Outcome.ROLLED_BACK)
STAGES = (
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
    "BAKE_TIME",
    "CLEAN_UP",
)
ROLLING = ("SCALE_UP", "CLEAN_UP")  # ECS tells no stages of these: tasks come, then tasks go
CALM = ("RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "BAKE_TIME", "CLEAN_UP")
BETWEEN = {
    "PRE_PRODUCTION_TRAFFIC_SHIFT": ("POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")
}  # no stage of its own
HOOKS_FAILED = re.compile(r"lifecycle hook", re.IGNORECASE)
TIMED_OUT = re.compile(r"time[d]?[ -]?out", re.IGNORECASE)
BREAKER = re.compile(r"circuit breaker", re.IGNORECASE)
ALARM = re.compile(r"\balarm", re.IGNORECASE)
BY_HAND = re.compile(r"\buser\b|manual|StopServiceDeployment|newer|request", re.IGNORECASE)


def progress_of(info: dict[str, Any], before: Progress) -> Progress:
    """All that one answer of DescribeServiceDeployments tells. `before`: what was seen last."""
    outcome = OUTCOMES.get(str(info.get("status")), Outcome.UNKNOWN)
    if outcome is Outcome.UNKNOWN:
        return unheard_of(info.get("status"))
    stages = _ended_badly(info, before.stages) if outcome in BAD else _stages(info, outcome, before.stages)
    traffic = {Outcome.SUCCEEDED: 100, Outcome.ROLLED_BACK: 0}.get(outcome, traffic_of(info))
    stage = info.get("lifecycleStage")
    soon = outcome is not Outcome.RUNNING or (stage is not None and stage not in CALM) or "startedAt" not in info
    return Progress(outcome, stages, traffic, soon=soon)


def traffic_of(info: dict[str, Any]) -> int | None:
    """The new revision's share of production traffic, in percent; None where ECS moves none by weights."""
    weight = info.get("targetServiceRevision", {}).get("requestedProductionTrafficWeight")
    return None if weight is None else round(min(100.0, max(0.0, float(weight))))


def pause_of(info: dict[str, Any]) -> tuple[str, datetime | None] | None:
    """The pause that waits for an answer: its hook's id, and when ECS gives it up."""
    for hook in info.get("lifecycleHookDetails", []):
        if (hook.get("targetType"), hook.get("status")) == ("PAUSE", "AWAITING_ACTION") and "hookId" in hook:
            return str(hook["hookId"]), hook.get("expiresAt")
    return None


def may_hold_at(hold: str, info: dict[str, Any]) -> bool:
    """Whether a function may be asked at this hold now: at its stage, or beside it where ECS tells none for it."""
    return info.get("lifecycleStage") in BETWEEN.get(hold.upper(), (hold.upper(),))


def is_starting(info: dict[str, Any]) -> bool:
    """Whether not all of the new revision's tasks run yet."""
    target = info.get("targetServiceRevision", {})
    at_start = info.get("lifecycleStage") in (None, "SCALE_UP")
    return at_start and target.get("runningTaskCount", 0) < target.get("requestedTaskCount", 0)


def reason_of(info: dict[str, Any], words: list[str]) -> Reason:
    """Why it went no further. `words`: what ECS said of tasks that it stopped or couldn't start."""
    said = str(info.get("statusReason") or info.get("rollback", {}).get("reason") or "")
    alarms = info.get("alarms", {}).get("triggeredAlarmNames", [])
    if alarms or (ALARM.search(said) and not BREAKER.search(said)):
        return Reason(Cause.ALARM, ", ".join(alarms) or said)
    if (cause := _hook_cause(info, said)) is not None:
        return Reason(cause, said)
    if is_tripped(info):
        detail = " ".join((*words[:1], said))
        return Reason(cause_of(detail) or Cause.TASK_CANNOT_START, detail)
    if BY_HAND.search(said) or info.get("status") in ("STOP_REQUESTED", "ROLLBACK_REQUESTED"):
        return Reason(Cause.STOPPED_ELSEWHERE, said)
    detail = " ".join((*words[:1], said)).strip()
    return Reason(
        cause_of(detail) or (Cause.OTHER if said else Cause.STOPPED_ELSEWHERE), detail or str(info.get("status"))
    )


def is_tripped(info: dict[str, Any]) -> bool:
    """Whether the circuit breaker ended it."""
    said = str(info.get("statusReason", ""))
    return info.get("deploymentCircuitBreaker", {}).get("status") == "TRIGGERED" or bool(BREAKER.search(said))


def advice_of(info: dict[str, Any], reason: Reason | None) -> tuple[Advice, ...]:
    """What is known about how it ended."""
    advice = advice_on([reason.detail] if reason else [])
    if is_tripped(info):
        breaker = info.get("deploymentCircuitBreaker", {})
        count = f"{breaker.get('failureCount', '?')}/{breaker.get('threshold', '?')}"
        advice = (Advice("circuit-breaker", count), *advice)
    if info.get("status") == "ROLLBACK_FAILED":
        advice = (Advice("rollback-failed", str(info.get("statusReason", ""))), *advice)
    return advice


def _hook_cause(info: dict[str, Any], said: str) -> Cause | None:
    ended = {hook.get("status") for hook in info.get("lifecycleHookDetails", [])}
    if "TIMED_OUT" in ended:
        return Cause.HOOK_TIMED_OUT
    if HOOKS_FAILED.search(said):
        return Cause.HOOK_TIMED_OUT if TIMED_OUT.search(said) else Cause.HOOK_FAILED
    return None


def _stages(info: dict[str, Any], outcome: Outcome, before: tuple[Stage, ...]) -> tuple[Stage, ...]:
    names = _names(info)
    if outcome is Outcome.SUCCEEDED:
        return tuple(_stage(info, name, StageStatus.SUCCEEDED) for name in names)
    here = _current(info, names)
    if here is None:  # a stage that this bot doesn't know yet
        return tuple(Stage(name.lower(), StageStatus.UNKNOWN) for name in names)
    shown = []
    for place, name in enumerate(names):
        status = StageStatus.SUCCEEDED if place < here else StageStatus.PENDING
        stage = _stage(info, name, StageStatus.RUNNING if place == here else status)
        shown.append(replace(stage, until=_until(info, before)) if (name, place) == ("BAKE_TIME", here) else stage)
    return tuple(shown)


def _ended_badly(info: dict[str, Any], before: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """As they were seen on the way: while it goes back ECS tells the stages of the way back."""
    seen = before or _stages(info, Outcome.RUNNING, ())
    failed = {StageStatus.RUNNING: StageStatus.FAILED, StageStatus.PENDING: StageStatus.SKIPPED}
    return tuple(replace(stage, status=failed.get(stage.status, stage.status), until=None) for stage in seen)


def _stage(info: dict[str, Any], name: str, status: StageStatus) -> Stage:
    """ECS reconciles only what has more than one revision when it begins."""
    alone = name == "RECONCILE_SERVICE" and len(info.get("sourceServiceRevisions", [])) < 2
    return Stage(name.lower(), StageStatus.SKIPPED if alone else status)


def _names(info: dict[str, Any]) -> tuple[str, ...]:
    strategy = info.get("deploymentConfiguration", {}).get("strategy", "ROLLING")
    return STAGES if "lifecycleStage" in info or strategy != "ROLLING" else ROLLING


def _current(info: dict[str, Any], names: tuple[str, ...]) -> int | None:
    """The place of the stage that it is at; -1 before the first one."""
    if "startedAt" not in info:
        return -1
    if names == ROLLING:
        target = info.get("targetServiceRevision", {})
        requested = target.get("requestedTaskCount", 0)
        return 1 if requested and target.get("runningTaskCount", 0) >= requested else 0
    stage = info.get("lifecycleStage", names[0])
    return names.index(stage) if stage in names else None


def _until(info: dict[str, Any], before: tuple[Stage, ...]) -> datetime | None:
    """When the bake ends. ECS doesn't tell when it began: when that was first seen to be so stays."""
    for stage in before:
        if stage.name == "bake_time" and stage.status is StageStatus.RUNNING and stage.until:
            return stage.until
    began: datetime | None = info.get("updatedAt")
    minutes = info.get("deploymentConfiguration", {}).get("bakeTimeInMinutes", 0)
    return began + timedelta(minutes=minutes) if began and minutes else None
