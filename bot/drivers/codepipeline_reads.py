"""What CodePipeline, CodeBuild and its logs answer: a question each, and nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import structlog

from bot.domain.catalogue import Aws, PipelineTarget
from bot.drivers.aws import Clients, asking, code_of
from bot.drivers.codepipeline_history import Run, history_of, run_of
from bot.drivers.codepipeline_shape import Action, Declaration
from bot.drivers.codepipeline_words import LINES, Builds, external_id, tail
from bot.errors import DriverUnavailable, EffectRefused

PAGE = 100
GONE = ("PipelineNotFoundException", "PipelineExecutionNotFoundException", "ValidationException")
KNOWN = 200  # structures: a version never changes

log = structlog.get_logger()


class Reads:
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._declarations: dict[tuple[Aws, str, int], Declaration] = {}

    async def declaration(self, settings: PipelineTarget) -> Declaration:
        """The structure of a pipeline as it is now."""
        async with asking("GetPipeline"):
            client = await self._clients.get("codepipeline", settings.aws)
            answer = await client.get_pipeline(name=settings.pipeline)
            return cast("Declaration", answer["pipeline"])

    async def declared(self, settings: PipelineTarget, version: int | None) -> Declaration | None:
        """The structure that an execution goes by, as far as it can still be seen: it may have been changed since."""
        if version is None:
            return None
        key = (settings.aws, settings.pipeline, version)
        if key not in self._declarations:
            if len(self._declarations) >= KNOWN:
                self._declarations.pop(next(iter(self._declarations)))
            self._declarations[key] = await self.declaration(settings)
        found = self._declarations[key]
        return found if found.get("version") == version else None

    async def history(self, settings: PipelineTarget, succeeded_in: str | None = None) -> list[Run]:
        """The newest hundred executions; or those that succeeded in a stage, as the pipeline is built now."""
        asked: dict[str, Any] = {"filter": {"succeededInStage": {"stageName": succeeded_in}}} if succeeded_in else {}
        async with asking("ListPipelineExecutions"):
            client = await self._clients.get("codepipeline", settings.aws)
            answer = await client.list_pipeline_executions(pipelineName=settings.pipeline, maxResults=PAGE, **asked)
            return history_of(answer["pipelineExecutionSummaries"], settings.source_action)

    async def execution(self, settings: PipelineTarget, execution: str) -> Run | None:
        """One execution by its id; None where there is none."""
        try:
            async with asking("GetPipelineExecution"):
                client = await self._clients.get("codepipeline", settings.aws)
                answer = await client.get_pipeline_execution(
                    pipelineName=settings.pipeline, pipelineExecutionId=execution
                )
                return run_of(answer["pipelineExecution"])
        except EffectRefused as err:
            if code_of(err.__cause__) not in GONE:
                raise
            return None

    async def actions(self, settings: PipelineTarget, execution: str) -> list[Action]:
        """The actions of an execution, the newest first."""
        async with asking("ListActionExecutions"):
            client = await self._clients.get("codepipeline", settings.aws)
            answer = await client.list_action_executions(
                pipelineName=settings.pipeline, filter={"pipelineExecutionId": execution}, maxResults=PAGE
            )
            return cast("list[Action]", answer["actionExecutionDetails"])

    async def builds(self, aws: Aws, actions: Sequence[Action]) -> Builds:
        """CodeBuild's builds of these actions; none where they can't be seen."""
        ids = [external_id(action) for action in actions if _is_built(action) and external_id(action)]
        if not ids:
            return {}
        try:
            async with asking("BatchGetBuilds"):
                client = await self._clients.get("codebuild", aws)
                answer = await client.batch_get_builds(ids=ids[:PAGE])
                return {build["id"]: cast("Mapping[str, Any]", build) for build in answer["builds"]}
        except (EffectRefused, DriverUnavailable) as err:
            log.info("builds_not_seen", builds=ids, error=str(err))
            return {}

    async def log_of(self, aws: Aws, build: Mapping[str, Any]) -> tuple[str, ...]:
        """The last lines of a build's log; none where it can't be seen."""
        where = build.get("logs", {})
        if not (where.get("groupName") and where.get("streamName")):
            return ()
        try:
            async with asking("GetLogEvents"):
                client = await self._clients.get("logs", aws)
                answer = await client.get_log_events(
                    logGroupName=where["groupName"], logStreamName=where["streamName"], limit=2 * LINES
                )
                return tail(str(event["message"]) for event in answer["events"])
        except (EffectRefused, DriverUnavailable) as err:
            log.info("log_not_seen", build=build.get("id"), error=str(err))
            return ()

    async def token(self, settings: PipelineTarget, approval: Action) -> str | None:
        """The token by which an approval is answered; None while it can't be seen."""
        async with asking("GetPipelineState"):
            client = await self._clients.get("codepipeline", settings.aws)
            answer = await client.get_pipeline_state(name=settings.pipeline)
            states = [state for stage in answer["stageStates"] for state in stage.get("actionStates", [])]
        for state in states:
            latest = state.get("latestExecution", {})
            if latest.get("actionExecutionId") == approval.get("actionExecutionId"):
                return latest.get("token")
        return None


def _is_built(action: Action) -> bool:
    return bool(action.get("input", {}).get("actionTypeId", {}).get("provider") == "CodeBuild")
