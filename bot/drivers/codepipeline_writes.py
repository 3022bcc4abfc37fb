"""What CodePipeline is asked to change, each with the name of who wanted it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog

from bot.domain.catalogue import PipelineTarget
from bot.domain.events import SUBAKU
from bot.domain.release import Release, Verdict
from bot.drivers.aws import Clients, code_of, writing
from bot.drivers.codepipeline_history import stop_reason
from bot.drivers.ledger import Ledger, Write
from bot.errors import DriverUnavailable, EffectRefused, TargetBusy

REVISION: Any = "COMMIT_ID"
SUMMARY = 512  # characters
OVER = ("PipelineExecutionNotStoppableException", "DuplicatedStopRequestException")
ANSWERED = ("ApprovalAlreadyCompletedException", "InvalidApprovalTokenException")

log = structlog.get_logger()


class Writes:
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`."""

    def __init__(self, clients: Clients, ledger: Ledger) -> None:
        self._clients, self._ledger = clients, ledger

    async def begin(
        self,
        release: Release,
        settings: PipelineTarget,
        source: tuple[str, str],
        variables: Mapping[str, str],
        token: str,
    ) -> str:
        """Start an execution; `source` is the action and its commit. The same token never starts a second one."""
        action, commit = source
        client = await self._clients.get("codepipeline", settings.aws)
        request: dict[str, Any] = {
            "name": settings.pipeline,
            "clientRequestToken": token,
            "sourceRevisions": [{"actionName": action, "revisionType": REVISION, "revisionValue": commit}],
        }
        if variables:
            request["variables"] = [{"name": name, "value": value} for name, value in variables.items()]
        by = _who(release)
        async with self._writing(release, by, "StartPipelineExecution", settings.pipeline) as named:
            answer = await client.start_pipeline_execution(**request)
            named(execution := answer["pipelineExecutionId"])
            return execution

    async def roll_back(self, release: Release, settings: PipelineTarget, stage: str, execution: str) -> str:
        """Take a stage back to an earlier execution; answers the one that does it."""
        client = await self._clients.get("codepipeline", settings.aws)
        async with self._writing(release, _who(release), "RollbackStage", f"{settings.pipeline}/{stage}") as named:
            answer = await client.rollback_stage(
                pipelineName=settings.pipeline, stageName=stage, targetPipelineExecutionId=execution
            )
            named(made := answer["pipelineExecutionId"])
            return made

    async def stop(self, release: Release, settings: PipelineTarget, execution: str, *, abandon: bool) -> bool:
        """Ask it to stop; False when that was asked before, or it is over."""
        by = _who(release)
        client = await self._clients.get("codepipeline", settings.aws)
        try:
            async with self._writing(release, by, "StopPipelineExecution", execution):
                await client.stop_pipeline_execution(
                    pipelineName=settings.pipeline,
                    pipelineExecutionId=execution,
                    abandon=abandon,
                    reason=stop_reason(release, by),
                )
        except EffectRefused as err:
            if code_of(err.__cause__) not in OVER:
                raise
            log.info("stopped_before", release=release.id, execution=execution)
            return False
        return True

    async def answer(
        self, release: Release, settings: PipelineTarget, place: tuple[str, str, str], verdict: Verdict
    ) -> None:
        """Answer the approval at (stage, action, token); one that was answered before changes nothing."""
        stage, action, token = place
        by = (release.hold.by if release.hold else None) or SUBAKU
        goes_on = verdict is Verdict.CONTINUE
        said = f"{'Approved' if goes_on else 'Rejected'} by {by} in Slack, release {release.id}"
        client = await self._clients.get("codepipeline", settings.aws)
        try:
            async with self._writing(release, by, "PutApprovalResult", f"{settings.pipeline}/{stage}/{action}"):
                await client.put_approval_result(
                    pipelineName=settings.pipeline,
                    stageName=stage,
                    actionName=action,
                    token=token,
                    result={"status": "Approved" if goes_on else "Rejected", "summary": said[:SUMMARY]},
                )
        except EffectRefused as err:
            if code_of(err.__cause__) not in ANSWERED:
                raise
            log.info("approval_answered_before", release=release.id)

    async def retry(self, release: Release, settings: PipelineTarget, stage: str, execution: str) -> None:
        """Run what failed in a stage once more."""
        client = await self._clients.get("codepipeline", settings.aws)
        async with self._writing(release, _who(release), "RetryStageExecution", f"{settings.pipeline}/{stage}"):
            await client.retry_stage_execution(
                pipelineName=settings.pipeline,
                stageName=stage,
                pipelineExecutionId=execution,
                retryMode="FAILED_ACTIONS",
            )

    @asynccontextmanager
    async def _writing(
        self, release: Release, by: str, operation: str, resource: str
    ) -> AsyncIterator[Callable[[str], None]]:
        """What CodePipeline refuses for the moment isn't refused for good."""
        try:
            async with writing(self._ledger, Write(release.id, by, "codepipeline", operation, resource)) as named:
                yield named
        except EffectRefused as err:
            match code_of(err.__cause__):
                case "ConflictException":
                    raise DriverUnavailable(str(err)) from err
                case "ConcurrentPipelineExecutionsLimitExceededException":
                    raise TargetBusy(resource) from err
            raise


def _who(release: Release) -> str:
    """Who wanted what is done now: whoever asked to stop it, else whoever asked for it."""
    return (release.deployment and release.deployment.stop_by) or release.requester
