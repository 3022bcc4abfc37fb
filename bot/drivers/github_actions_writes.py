"""What is asked of GitHub that changes something: a dispatch, a review, an end."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

import structlog

from bot.domain.catalogue import GithubActionsTarget
from bot.domain.release import Release, Revision
from bot.drivers.aws import writing
from bot.drivers.github import GitHub
from bot.drivers.github_actions_marks import INPUT, Mark, filled
from bot.drivers.github_actions_reads import Declared, Reads, run_path, workflow_path
from bot.drivers.github_actions_runs import Run, id_of, mark_of, unmarked
from bot.drivers.ledger import Ledger, Write
from bot.errors import DriverUnavailable, EffectRefused

PAUSES = (0.3, 0.7, 1.5, 3.0)  # seconds: an older server shows a new run after a while

log = structlog.get_logger()


class Writes:
    """Each in the ledger, for a release and at somebody's word."""

    def __init__(self, github: GitHub, ledger: Ledger, reads: Reads) -> None:
        self._github, self._ledger, self._reads = github, ledger, reads

    async def dispatch(
        self, release: Release, by: str, settings: GithubActionsTarget, declared: Declared, mark: Mark, inputs: Inputs
    ) -> str:
        """Start the workflow; answers the run's id."""
        given = inputs.values | ({INPUT: str(mark)} if declared.takes_mark else {})
        body = {"ref": settings.ref, "inputs": given, "return_run_details": True}
        path = f"{workflow_path(settings)}/dispatches"
        try:
            answer = await self._post(release, by, "CreateWorkflowDispatch", path, body)
        except EffectRefused as err:
            if "return_run_details" not in str(err):
                raise
            del body["return_run_details"]  # a server of before 2026
            answer = await self._post(release, by, "CreateWorkflowDispatch", path, body)
        number = answer.get("workflow_run_id") if isinstance(answer, dict) else None
        return str(number) if number else await self._appeared(settings, declared, mark, inputs.known)

    async def run_again(self, release: Release, settings: GithubActionsTarget, run: Run) -> str | None:
        """Its failed jobs once more; None where GitHub will not (after thirty days, say)."""
        path = f"{run_path(settings, id_of(run))}/rerun-failed-jobs"
        try:
            await self._post(release, release.requester, "ReRunWorkflowFailedJobs", path)
        except EffectRefused as err:
            log.info("not_run_again", release=release.id, error=str(err))
            return None
        return id_of(run)

    async def review(
        self, release: Release, by: str, settings: GithubActionsTarget, run: str, body: dict[str, Any]
    ) -> None:
        """Let the environments go on, or not."""
        path = f"{run_path(settings, run)}/pending_deployments"
        await self._post(release, by, "ReviewPendingDeploymentsForRun", path, body)

    async def cancel(self, release: Release, by: str, settings: GithubActionsTarget, run: str) -> None:
        """End it where it is."""
        await self._post(release, by, "CancelWorkflowRun", f"{run_path(settings, run)}/cancel")

    async def _appeared(
        self, settings: GithubActionsTarget, declared: Declared, mark: Mark, known: Collection[str]
    ) -> str:
        """The run that a dispatch made whose answer didn't name it."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            runs = await self._reads.newest(settings)
            new = [run for run in unmarked(settings, runs) if id_of(run) not in known]
            ours = [run for run in runs if mark_of(run) == mark] if declared.shows_mark else new
            if ours:
                return id_of(ours[-1])
        raise DriverUnavailable(f"GitHub took the dispatch of {settings.workflow}, and doesn't show its run yet")

    async def _post(
        self, release: Release, by: str, operation: str, path: str, body: dict[str, Any] | None = None
    ) -> Any:
        async with writing(self._ledger, Write(release.id, by, "github", operation, path)):
            return await self._github.post(path, body)


class Inputs:
    """What a workflow is given for a revision, and the runs that were there before."""

    def __init__(self, settings: GithubActionsTarget, revision: Revision, runs: Collection[Run]) -> None:
        self.values = filled(settings, revision)
        self.known = {id_of(run) for run in runs}
