"""CodeDeploy's words on instances in ours: the lifecycle events of many as stages, scripts' ends as causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.release import Cause, Reason, Stage, StageStatus
from bot.drivers.codedeploy_words import CAUSE, STATUS, snake

Target = dict[str, Any]  # CodeDeploy's InstanceTarget
Event = dict[str, Any]

EVENTFUL = ("ValidateService", "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic", "BlockTraffic")
ENDED = (StageStatus.SUCCEEDED, StageStatus.SKIPPED)
SCRIPTS = {
    "ScriptMissing": Cause.STEP_FAILED,
    "ScriptNotExecutable": Cause.STEP_FAILED,
    "ScriptFailed": Cause.STEP_FAILED,
    "ScriptTimedOut": Cause.TIMED_OUT,
}
MISCONFIGURED = (
    "AGENT_ISSUE",
    "AUTO_SCALING_CONFIGURATION",
    "AUTO_SCALING_IAM_ROLE_PERMISSIONS",
    "ELB_INVALID_INSTANCE",
    "IAM_ROLE_MISSING",
    "IAM_ROLE_PERMISSIONS",
    "INVALID_ELB_CONFIGURATION",
    "INVALID_REVISION",
    "NO_INSTANCES",
    "REVISION_MISSING",
)
CODES = CAUSE | dict.fromkeys(MISCONFIGURED, Cause.MISCONFIGURED)
BY_WHOM = (Cause.ALARM, Cause.STOPPED_ELSEWHERE)
SHOWN = 3  # instances that failed
LAST_LINES = 20


def stages_of(targets: Sequence[Target]) -> tuple[Stage, ...]:
    """Each lifecycle event over all instances that have it.

    Below one that is under way stands on how many instances it is done (`3/4`), below one that failed, where.
    """
    told = sorted(targets, key=lambda target: target.get("instanceLabel") == "Blue")  # blue is blocked at the end
    names = dict.fromkeys(str(event.get("lifecycleEventName", "")) for target in told for event in _events(target))
    return tuple(stage for name in names for stage in _told(name, told))


def traffic_of(targets: Sequence[Target]) -> int | None:
    """The share of instances behind the load balancer that run the new bundle, in percent; None without one."""
    new = sum(_is_done(target, "AllowTraffic") for target in targets)
    blues = [target for target in targets if target.get("instanceLabel") == "Blue"]
    gets = [target for target in targets if target not in blues]
    if not any(_event(target, "AllowTraffic") for target in gets):
        return None
    old = [target for target in blues if not _is_done(target, "BlockTraffic")]
    left = len(old) if blues else len(gets) - new
    return round(100 * new / (new + left)) if new + left else 0


def is_eventful(targets: Sequence[Target]) -> bool:
    """Whether something that people wait for is about to happen."""
    return any(_status(_event(target, name)) is StageStatus.RUNNING for target in targets for name in EVENTFUL)


def reason_of(info: dict[str, Any], targets: Sequence[Target]) -> Reason:
    """Why it ended: who stopped it, else the script that failed and where, else CodeDeploy's word on the whole."""
    error = info.get("errorInformation", {})
    cause = CODES.get(str(error.get("code", "")), Cause.OTHER)
    said = str(error.get("message", "")) or str(error.get("code", "")) or str(info.get("status", ""))
    target, event = _failed(targets)
    if cause in BY_WHOM or not event:
        return Reason(cause, said)
    found = event.get("diagnostics", {})
    words = (target.get("targetId"), event.get("lifecycleEventName"), found.get("message") or said)
    return Reason(SCRIPTS.get(str(found.get("errorCode")), cause), ": ".join(str(word) for word in words if word))


def log_of(targets: Sequence[Target]) -> tuple[str, ...]:
    """The last lines of the script that failed."""
    _, event = _failed(targets)
    return tuple(str(event.get("diagnostics", {}).get("logTail", "")).splitlines()[-LAST_LINES:])


def _told(name: str, targets: Sequence[Target]) -> Iterable[Stage]:
    found = [(str(target.get("targetId", "")), event) for target in targets if (event := _event(target, name))]
    states = [_status(event) for _, event in found]
    status = _together(states)
    begun = [event["startTime"] for _, event in found if "startTime" in event]
    ended = [event["endTime"] for _, event in found if "endTime" in event]
    is_over = status in (*ENDED, StageStatus.FAILED)
    yield Stage(snake(name), status, min(begun, default=None), max(ended, default=None) if is_over else None)
    if status is StageStatus.RUNNING and len(found) > 1:
        done = sum(state in ENDED for state in states)
        yield Stage("instances", StageStatus.RUNNING, title=f"{done}/{len(found)}", depth=1)
    failed = [instance for (instance, _), state in zip(found, states, strict=True) if state is StageStatus.FAILED]
    for instance in failed[:SHOWN]:
        yield Stage("instances", StageStatus.FAILED, title=f"{instance} ({len(failed)}/{len(found)})", depth=1)


def _together(states: Sequence[StageStatus]) -> StageStatus:
    """One state for all: a failure counts for all, and what is done on some is under way."""
    for status in (StageStatus.FAILED, StageStatus.RUNNING, StageStatus.UNKNOWN):
        if status in states:
            return status
    told = set(states)
    if told <= {StageStatus.SKIPPED}:
        return StageStatus.SKIPPED
    if told <= set(ENDED):
        return StageStatus.SUCCEEDED
    return StageStatus.PENDING if told <= {StageStatus.PENDING} else StageStatus.RUNNING


def _failed(targets: Sequence[Target]) -> tuple[Target, Event]:
    """The first event that failed and the instance; one with a script's log before one without."""
    found = [(target, event) for target in targets for event in _events(target) if event.get("status") == "Failed"]
    found.sort(key=lambda one: not one[1].get("diagnostics", {}).get("logTail"))
    return found[0] if found else ({}, {})


def _events(target: Target) -> list[Event]:
    events: list[Event] = target.get("lifecycleEvents", [])
    return events


def _event(target: Target, name: str) -> Event | None:
    return next((event for event in _events(target) if event.get("lifecycleEventName") == name), None)


def _status(event: Event | None) -> StageStatus:
    return STATUS.get(str(event.get("status")), StageStatus.UNKNOWN) if event else StageStatus.UNKNOWN


def _is_done(target: Target, name: str) -> bool:
    return _status(_event(target, name)) is StageStatus.SUCCEEDED
