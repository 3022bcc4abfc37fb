"""What the executions of a pipeline say: which is ours, what stood before it, and what takes it back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.release import Release
from bot.errors import EffectRefused

LIVE = ("InProgress", "Stopping")
CLOCKS_APART = timedelta(seconds=10)  # more would take an earlier run of the same commit for ours
MARK = "subaku"
OURS = re.compile(rf":assumed-role/[^/]+/{MARK}-r[0-9a-z]{{14,19}}-")  # a session of any release
REASON = 200  # characters


@dataclass(frozen=True, slots=True)
class Run:
    """One execution. `origin` is the one that it brings back, or itself; `commit` is None until a source was read."""

    id: str
    status: str
    started: datetime | None = None
    updated: datetime | None = None
    commit: str | None = None
    origin: str = ""
    trigger: str = ""
    by: str = ""
    stop_reason: str = ""
    note: str = ""
    parallel: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)  # the list tells none

    @property
    def live(self) -> bool:
        """Whether it may still change something."""
        return self.status in LIVE

    @property
    def standard(self) -> bool:
        """Whether it goes through the whole pipeline, and not through one stage again."""
        return self.origin == self.id


History = Sequence[Run]
"""The newest first."""


def history_of(summaries: Iterable[Mapping[str, Any]], source_action: str | None) -> list[Run]:
    """CodePipeline's summaries; one that goes back brings the commit of the one that it goes back to."""
    runs = [_run(each, source_action) for each in summaries]
    commits = {run.id: run.commit for run in runs}
    return [replace(run, commit=run.commit or commits.get(run.origin)) for run in runs]


def run_of(execution: Mapping[str, Any]) -> Run:
    """What `GetPipelineExecution` says: of one that is too old for the list, or with its variables."""
    revisions = execution.get("artifactRevisions") or [{}]
    variables = {str(each["name"]): str(each["resolvedValue"]) for each in execution.get("variables") or ()}
    return replace(_run(execution, None), commit=revisions[0].get("revisionId"), variables=variables)


def named(history: History, execution: str) -> Run | None:
    """The run with this id."""
    return next((run for run in history if run.id == execution), None)


def standing(history: History) -> Run | None:
    """The newest that succeeded: what stands now, as far as the pipeline knows."""
    return next((run for run in history if run.status == "Succeeded"), None)


def stood_before(history: History, ours: Run) -> Run | None:
    """What stood when ours began."""
    return standing(_older(history, ours))


def ours(history: History, release: Release) -> Run | None:
    """The execution of a release: by our session's name in its trigger, else by its commit since the intent was kept.

    Without a role to assume our sessions carry no release, so there the second way is the only one.
    """
    marked = [run for run in history if f"/{MARK}-{release.id}-" in run.by]
    if marked:
        return marked[-1]  # a later one takes it back
    intended = release.deployment.intended_at if release.deployment else release.requested_at
    again = asked_again(history, release)
    if again and _was_live(again, intended):
        return again
    fitting = (run for run in history if brings(run, release) and run is not again and not OURS.search(run.by))
    return next((run for run in fitting if _was_live(run, intended - CLOCKS_APART)), None)


def asked_again(history: History, release: Release) -> Run | None:
    """The execution of the release that this one asks for again, while none came after it."""
    newest = history[0] if history else None
    if newest is None or release.again_of is None or not (newest.standard and brings(newest, release)):
        return None
    is_its = f"/{MARK}-{release.again_of}-" in newest.by
    return newest if is_its or not OURS.search(newest.by) else None


def brings(run: Run, release: Release) -> bool:
    """Whether an execution brings the approved commit."""
    return run.commit is not None and run.commit == release.revision.digest


def taking_back(history: History, ours: Run) -> Run | None:
    """The newest execution after ours that brings what stood before it, whoever began it."""
    before = stood_before(history, ours)
    if before is None:
        return None
    later = history[: _place(history, ours)]
    return next((run for run in later if run.origin == before.origin or _repeats(run, before)), None)


def stop_reason(release: Release, by: str | None) -> str:
    """What is written beside a stop of ours: the marker, and who wanted it."""
    return f"{MARK}:{release.id} asked by {by or MARK}"[:REASON]


def is_stopped_by_us(run: Run, release: Release) -> bool:
    """Whether the release was stopped through Subaku: then it is taken back."""
    asked = release.deployment is not None and release.deployment.stop_by is not None
    return asked or run.stop_reason.startswith(f"{MARK}:{release.id} ")


def reference_of(release: Release) -> str:
    """The execution that was started for it. Raises `EffectRefused` where there is none."""
    reference = release.deployment.reference if release.deployment else None
    if reference is None:
        raise EffectRefused(f"{release.id} has no execution at CodePipeline yet")
    return reference


def _run(summary: Mapping[str, Any], source_action: str | None) -> Run:
    revisions = [
        each for each in summary.get("sourceRevisions") or () if source_action in (None, each.get("actionName"))
    ]
    trigger = summary.get("trigger", {})
    identifier = str(summary["pipelineExecutionId"])
    return Run(
        id=identifier,
        status=str(summary.get("status")),
        started=summary.get("startTime"),
        updated=summary.get("lastUpdateTime"),
        commit=revisions[0].get("revisionId") if revisions else None,
        origin=str(summary.get("rollbackMetadata", {}).get("rollbackTargetPipelineExecutionId", identifier)),
        trigger=str(trigger.get("triggerType", "")),
        by=str(trigger.get("triggerDetail", "")),
        stop_reason=str(summary.get("stopTrigger", {}).get("reason", "")),
        note=str(summary.get("statusSummary", "")),
        parallel=summary.get("executionMode") == "PARALLEL",
    )


def _was_live(run: Run, since: datetime) -> bool:
    return run.live or (run.updated is not None and run.updated >= since)


def _repeats(run: Run, before: Run) -> bool:
    return run.trigger == "StartPipelineExecution" and run.commit is not None and run.commit == before.commit


def _older(history: History, run: Run) -> History:
    return history[_place(history, run) + 1 :]


def _place(history: History, run: Run) -> int:
    """Where a run stands in the list; one that is too old for it stands behind its end."""
    return next((place for place, each in enumerate(history) if each.id == run.id), len(history))
