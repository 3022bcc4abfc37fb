"""CodePipeline's and CodeBuild's words in ours: stages, actions and phases; why one failed; its log. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.release import Cause, Reason, Stage, StageStatus
from bot.drivers.bodies import plain
from bot.drivers.codepipeline_shape import Action, Declaration, category_of

Builds = Mapping[str, Mapping[str, Any]]
"""CodeBuild's builds by their ids."""

STATUS = {
    "InProgress": StageStatus.RUNNING,
    "Succeeded": StageStatus.SUCCEEDED,
    "Failed": StageStatus.FAILED,
    "Abandoned": StageStatus.UNKNOWN,  # it goes on unwatched
}
PHASE = {
    None: StageStatus.RUNNING,
    "IN_PROGRESS": StageStatus.RUNNING,
    "SUCCEEDED": StageStatus.SUCCEEDED,
    "FAILED": StageStatus.FAILED,
    "FAULT": StageStatus.FAILED,
    "TIMED_OUT": StageStatus.FAILED,
    "STOPPED": StageStatus.FAILED,
}
BEFORE = ("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE")
WORK = ("INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD", "UPLOAD_ARTIFACTS", "FINALIZING")
CAUSE = {"TIMED_OUT": Cause.TIMED_OUT, "STOPPED": Cause.STOPPED_ELSEWHERE}
LINES = 20


def latest(actions: Iterable[Action]) -> list[Action]:
    """Each action once, as it was run last, in the order in which they began; CodePipeline lists the newest first."""
    found: dict[tuple[object, object], Action] = {}
    for action in actions:
        found.setdefault((action.get("stageName"), action.get("actionName")), action)
    return list(reversed(found.values()))


def stages_of(
    actions: Sequence[Action], builds: Builds, declaration: Declaration | None, *, live: bool
) -> tuple[Stage, ...]:
    """Stages, their actions below them, and below those the phases of a build.

    `declaration` adds stages that haven't begun; None for an execution that goes through one stage alone.
    """
    begun: dict[str, list[Action]] = {}
    for action in actions:
        begun.setdefault(str(action.get("stageName")), []).append(action)
    declared = {str(each["name"]): len(each["actions"]) for each in declaration["stages"]} if declaration else {}
    stages: list[Stage] = []
    for name in dict.fromkeys((*declared, *begun)):
        ran = begun.get(name, [])
        stages.append(_stage(name, ran, declared.get(name, len(ran)), live=live))
        for action in ran:
            stages += (_action(action), *_phases(builds.get(external_id(action), {})))
    return tuple(stages)


def external_id(action: Action) -> str:
    """The build, or whatever else carries an action out; '' before it is known."""
    return str(_result(action).get("externalExecutionId", ""))


def waiting(actions: Iterable[Action]) -> Action | None:
    """The approval that waits for a person."""
    return next((each for each in actions if category_of(each) == "Approval" and is_running(each)), None)


def failed(actions: Iterable[Action]) -> Action | None:
    """The action that failed."""
    return next((action for action in actions if action.get("status") == "Failed"), None)


def is_running(action: Action) -> bool:
    """Whether an action is under way."""
    return action.get("status") == "InProgress"


def reason_of(action: Action | None, build: Mapping[str, Any], otherwise: str) -> Reason:
    """Why an execution failed: the action's own error, else its summary, else what the pipeline says."""
    if action is None:
        return Reason(Cause.OTHER, otherwise)
    result = _result(action)
    error = str(result.get("errorDetails", {}).get("message", ""))
    said = error or str(result.get("externalExecutionSummary", "")) or otherwise
    detail = ": ".join(filter(None, (f"{action.get('stageName')}/{action.get('actionName')}", said)))
    if category_of(action) == "Approval":
        return Reason(Cause.HOLD_EXPIRED if error else Cause.HOLD_REJECTED, detail)
    return Reason(CAUSE.get(str(build.get("buildStatus")), Cause.STEP_FAILED), detail)


def tail(messages: Iterable[str]) -> tuple[str, ...]:
    """The last lines of a log, without what a terminal would make of them."""
    lines = [plain(line) for message in messages for line in message.splitlines()]
    return tuple([line for line in lines if line][-LINES:])


def _result(action: Action) -> Mapping[str, Any]:
    result: Mapping[str, Any] = action.get("output", {}).get("executionResult", {})
    return result


def _stage(name: str, actions: Sequence[Action], declared: int, *, live: bool) -> Stage:
    status = _together([STATUS.get(str(each.get("status")), StageStatus.UNKNOWN) for each in actions], declared, live)
    ended = status not in (StageStatus.PENDING, StageStatus.RUNNING)
    starts = [each["startTime"] for each in actions if "startTime" in each]
    ends = [each["lastUpdateTime"] for each in actions if "lastUpdateTime" in each and ended]
    return Stage("pipeline_stage", status, min(starts, default=None), max(ends, default=None), title=name)


def _together(statuses: Sequence[StageStatus], declared: int, live: bool) -> StageStatus:
    if not statuses:
        return StageStatus.PENDING if live else StageStatus.SKIPPED
    for status in (StageStatus.FAILED, StageStatus.RUNNING, StageStatus.UNKNOWN):
        if status in statuses:
            return status
    return StageStatus.RUNNING if live and len(statuses) < declared else StageStatus.SUCCEEDED


def _action(action: Action) -> Stage:
    status = STATUS.get(str(action.get("status")), StageStatus.UNKNOWN)
    ended: datetime | None = None if status is StageStatus.RUNNING else action.get("lastUpdateTime")
    return Stage(
        "pipeline_approval" if category_of(action) == "Approval" else "pipeline_action",
        status,
        action.get("startTime"),
        ended,
        title=str(action.get("actionName")),
        depth=1,
        link=str(_result(action).get("externalExecutionUrl", "")),
    )


def _phases(build: Mapping[str, Any]) -> Iterator[Stage]:
    for phase in build.get("phases") or ():
        name = str(phase.get("phaseType"))
        if name == "COMPLETED":  # a mark at the end, and no step
            continue
        status = PHASE.get(phase.get("phaseStatus"), StageStatus.UNKNOWN)
        known = name in BEFORE + WORK
        yield Stage(
            f"build_{name.lower()}" if known else "pipeline_action",
            status,
            phase.get("startTime"),
            phase.get("endTime"),
            title="" if known else name,
            depth=2,
        )
