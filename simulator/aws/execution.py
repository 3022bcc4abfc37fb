"""One run of a pipeline: what it brings, how far it is, and what CodePipeline tells of it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.aws.account import now
from simulator.aws.pipelines import Action, Pipeline, Stage

LIVE = ("InProgress", "Stopping")


def _id() -> str:
    return str(uuid.uuid4())


@dataclass
class ActionRun:
    """One action of one execution; `answer` takes a person's verdict while an approval waits."""

    stage: str
    action: Action
    id: str = field(default_factory=_id)
    status: str = "InProgress"
    started: datetime = field(default_factory=now)
    updated: datetime = field(default_factory=now)
    by: str = ""
    external: str = ""
    url: str = ""
    summary: str = ""
    error: tuple[str, str] = ("", "")
    token: str = ""
    answer: asyncio.Future[tuple[str, str]] | None = None

    def end(self, status: str, error: tuple[str, str] = ("", "")) -> None:
        self.status, self.error, self.updated = status, error, now()

    def result(self) -> dict[str, Any]:
        """CodePipeline's `ActionExecutionResult`."""
        told = {
            "externalExecutionId": self.external,
            "externalExecutionUrl": self.url,
            "externalExecutionSummary": self.summary,
        }
        error = {"errorDetails": {"code": self.error[0], "message": self.error[1]}} if self.error[1] else {}
        return {name: value for name, value in told.items() if value} | error

    def state(self) -> dict[str, Any]:
        """CodePipeline's `ActionState`."""
        told = {
            "summary": self.summary,
            "token": self.token if self.status == "InProgress" else "",
            "lastUpdatedBy": self.by,
            "externalExecutionId": self.external,
            "externalExecutionUrl": self.url,
        }
        error = {"errorDetails": {"code": self.error[0], "message": self.error[1]}} if self.error[1] else {}
        latest = {"actionExecutionId": self.id, "status": self.status, "lastStatusChange": self.updated}
        kept = {name: value for name, value in told.items() if value}
        return {"actionName": self.action.name, "latestExecution": {**latest, **kept, **error}}


@dataclass
class Execution:
    """A run; `target` is the execution that a rollback goes back to."""

    pipeline: Pipeline
    stages: tuple[Stage, ...]
    revision: str
    trigger: tuple[str, str]
    scenario: str = "healthy"
    variables: dict[str, str] = field(default_factory=dict)
    target: Execution | None = None
    id: str = field(default_factory=_id)
    status: str = "InProgress"
    note: str = ""
    stop_reason: str | None = None
    started: datetime = field(default_factory=now)
    updated: datetime = field(default_factory=now)
    runs: list[ActionRun] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def kind(self) -> str:
        return "ROLLBACK" if self.target else "STANDARD"

    def become(self, status: str, note: str = "") -> None:
        self.status, self.note, self.updated = status, note, now()

    def summary(self) -> dict[str, Any]:
        """CodePipeline's `PipelineExecutionSummary`."""
        stopped = {"stopTrigger": {"reason": self.stop_reason}} if self.stop_reason is not None else {}
        return {
            "pipelineExecutionId": self.id,
            "status": self.status,
            "startTime": self.started,
            "lastUpdateTime": self.updated,
            "sourceRevisions": [
                {"actionName": each.name, "revisionId": self.revision, "revisionSummary": "a commit"}
                for each in self._read
            ],
            **self._told(),
            **stopped,
        }

    def shape(self) -> dict[str, Any]:
        """CodePipeline's `PipelineExecution`."""
        return {
            "pipelineName": self.pipeline.name,
            "pipelineVersion": self.pipeline.version,
            "pipelineExecutionId": self.id,
            "status": self.status,
            "artifactRevisions": [{"name": f"{each.name}Artifact", "revisionId": self.revision} for each in self._read],
            "variables": [{"name": name, "resolvedValue": value} for name, value in self.variables.items()],
            **self._told(),
        }

    def actions(self) -> Iterator[dict[str, Any]]:
        """CodePipeline's `ActionExecutionDetail`s, the newest first."""
        for run in reversed(self.runs):
            yield {
                "pipelineExecutionId": self.id,
                "actionExecutionId": run.id,
                "pipelineVersion": self.pipeline.version,
                "stageName": run.stage,
                "actionName": run.action.name,
                "startTime": run.started,
                "lastUpdateTime": run.updated,
                "status": run.status,
                "input": {"actionTypeId": run.action.type_shape(), "configuration": run.action.configuration},
                "output": {"executionResult": run.result()},
                **({"updatedBy": run.by} if run.by else {}),
            }

    def shown(self) -> dict[str, object]:
        """What the page and the game master see of it."""
        actions = [{"stage": run.stage, "name": run.action.name, "status": run.status} for run in self.runs]
        return {"id": self.id, "status": self.status, "revision": self.revision, "actions": actions}

    @property
    def _read(self) -> tuple[Action, ...]:
        """The sources that it has read: nothing else shows their revisions."""
        done = [run.action for run in self.runs if run.status == "Succeeded"]
        return tuple(each for each in self.pipeline.sources if self.target or each in done)

    def _told(self) -> dict[str, Any]:
        back = {"rollbackMetadata": {"rollbackTargetPipelineExecutionId": self.target.id}} if self.target else {}
        trigger = {"triggerType": self.trigger[0], "triggerDetail": self.trigger[1]}
        note = {"statusSummary": self.note} if self.note else {}
        return {
            "trigger": trigger,
            "executionMode": self.pipeline.mode,
            "executionType": self.kind,
            **back,
            **note,
        }
