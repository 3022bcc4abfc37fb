"""CodeDeploy's words in ours: lifecycle events as stages, task sets as traffic, errors as causes."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.release import Cause, Reason, Stage, StageStatus

HOLD_EVENT = "AfterAllowTestTraffic"
STATUS = {
    "Pending": StageStatus.PENDING,
    "InProgress": StageStatus.RUNNING,
    "Succeeded": StageStatus.SUCCEEDED,
    "Failed": StageStatus.FAILED,
    "Skipped": StageStatus.SKIPPED,
}
CAUSE = {
    "ALARM_ACTIVE": Cause.ALARM,
    "HEALTH_CONSTRAINTS": Cause.HEALTH_CHECK,
    "HOOK_EXECUTION_FAILURE": Cause.HOOK_FAILED,
    "MANUAL_STOP": Cause.STOPPED_ELSEWHERE,
    "TIMEOUT": Cause.TIMED_OUT,
}
# after these something that people wait for happens within seconds
EVENTFUL = frozenset({"AllowTestTraffic", HOLD_EVENT, "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"})
UNHEALTHY = re.compile(r"health ?check", re.IGNORECASE)
UNSTARTED = re.compile(r"CannotPull|CannotStart|CannotCreate|ResourceInitialization|Essential container|OutOfMemory")
TIMED_OUT = re.compile(r"time[d]?[ -]?out", re.IGNORECASE)


def stages_of(target: dict[str, Any]) -> tuple[Stage, ...]:
    """Each lifecycle event as a stage: `AfterAllowTestTraffic` → `after_allow_test_traffic`."""
    return tuple(
        Stage(
            name=snake(str(event.get("lifecycleEventName", ""))),
            status=STATUS.get(str(event.get("status")), StageStatus.UNKNOWN),
            started_at=event.get("startTime"),
            ended_at=event.get("endTime"),
        )
        for event in target.get("lifecycleEvents", [])
    )


def traffic_of(target: dict[str, Any]) -> int | None:
    """The share of production traffic on green, in percent; None when no task set shows it."""
    green = _green(target.get("taskSetsInfo", []))
    if green is None:
        return None
    return round(min(100.0, max(0.0, float(green.get("trafficWeight", 0.0)))))


def is_at_hold(target: dict[str, Any]) -> bool:
    """Whether the event with the hook is under way; also when no events can be seen."""
    events = target.get("lifecycleEvents")
    return not events or _status(target, HOLD_EVENT) == "InProgress"


def is_eventful(target: dict[str, Any]) -> bool:
    """Whether something that people wait for is about to happen."""
    return any(_status(target, event) == "InProgress" for event in EVENTFUL)


def green_of(target: dict[str, Any]) -> str | None:
    """The id of the task set that takes over; its tasks were started by it."""
    green = _green(target.get("taskSetsInfo", []))
    return green.get("identifer") if green else None  # AWS's own spelling


def reason_of(info: dict[str, Any], target: dict[str, Any], stopped_task: str) -> Reason:
    """Why a deployment ended: ECS's word on its tasks first, then CodeDeploy's on the event, then on the whole."""
    error = info.get("errorInformation", {})
    code, message = str(error.get("code", "")), str(error.get("message", ""))
    events = target.get("lifecycleEvents", [])
    failed: dict[str, Any] = next((event for event in events if event.get("status") == "Failed"), {})
    diagnosis = str(failed.get("diagnostics", {}).get("message", ""))
    cause = _cause_by_words(stopped_task) or _cause(code, f"{message} {diagnosis}", failed)
    return Reason(cause, stopped_task or message or diagnosis or str(failed.get("lifecycleEventName", "")))


def _cause(code: str, said: str, failed: dict[str, Any]) -> Cause:
    cause = CAUSE.get(code, Cause.OTHER)
    at_hold = failed.get("lifecycleEventName") == HOLD_EVENT
    if cause in (Cause.ALARM, Cause.STOPPED_ELSEWHERE, Cause.HEALTH_CHECK):
        return cause
    if cause is Cause.HOOK_FAILED or at_hold:
        return Cause.HOOK_TIMED_OUT if cause is Cause.TIMED_OUT or TIMED_OUT.search(said) else Cause.HOOK_FAILED
    return _cause_by_words(said) or cause


def _cause_by_words(said: str) -> Cause | None:
    if UNSTARTED.search(said):
        return Cause.TASK_CANNOT_START
    return Cause.HEALTH_CHECK if UNHEALTHY.search(said) else None


def _green(task_sets: list[dict[str, Any]]) -> dict[str, Any] | None:
    """By its label where there is one; else the one that isn't the only or the primary one."""
    labelled = [one for one in task_sets if one.get("taskSetLabel") == "Green"]
    others = [one for one in task_sets if one.get("status") != "PRIMARY" and not one.get("taskSetLabel")]
    return next(iter(labelled or others), None)


def _status(target: dict[str, Any], name: str) -> str | None:
    for event in target.get("lifecycleEvents", []):
        if event.get("lifecycleEventName") == name:
            return str(event.get("status"))
    return None


def snake(name: str) -> str:
    """`AllowTraffic` → `allow_traffic`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
