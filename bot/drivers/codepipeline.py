"""A pipeline of CodePipeline.

Marker: the release's id, as the `clientRequestToken` with which an execution is started, and in our session's name,
which CodePipeline keeps as its trigger's detail wherever a role is assumed. An execution that a push began with the
approved commit is adopted instead of starting a second one. What remains possible: AWS doesn't say for how long it
remembers a token, and without a role the trigger doesn't name the release; then an execution is ours by its commit
and its time, so somebody else's of the same commit within seconds of ours can be taken for it. `RollbackStage` takes no
token: when its answer is lost, the execution that goes back there is taken for ours.

A release that asks again for one that failed retries the failed stage in that one's own execution. There the marker is
the earlier release's, and that the execution is live, or has ended, since the intent was kept: a retry in the console
since then is taken for ours. An execution that isn't the newest any more, was given other variables, or that
CodePipeline doesn't retry (the pipeline was changed) stays as it is, and a new one is started.

A rollback takes the stage that deploys back to the earlier execution; where CodePipeline can't do that any more, the
pipeline runs again at the earlier commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

import structlog

from bot.domain.catalogue import PipelineTarget, Service, Target
from bot.domain.release import Plan, Progress, Release, Revision, Verdict
from bot.domain.standing import Stood
from bot.drivers.aws import patiently
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, binding, digest_of, lane_of
from bot.drivers.codepipeline_eyes import ABANDON, BACK, Eyes
from bot.drivers.codepipeline_history import (
    History,
    Run,
    asked_again,
    brings,
    ours,
    reference_of,
    standing,
    stood_before,
    taking_back,
)
from bot.drivers.codepipeline_reads import Reads
from bot.drivers.codepipeline_shape import (
    Declaration,
    category_of,
    deploying,
    filled,
    is_reversible,
    require_fit,
    settings_of,
    source_action,
    touched,
)
from bot.drivers.codepipeline_words import failed, is_running, latest
from bot.drivers.codepipeline_writes import Writes
from bot.drivers.commits import FULL, SHORT, Commits, branch_of, source_of
from bot.drivers.means import Means
from bot.drivers.parallel import parallel
from bot.drivers.remaining import LIMIT, told
from bot.errors import (
    DriverError,
    EffectRefused,
    RegistryUnavailable,
    RevisionNotFound,
    TargetBusy,
    TargetMisconfigured,
)

FILES = 20  # that a difference names

PIPELINE = "arn:aws:codepipeline:{region}:{account}:{pipeline}"
CALLS = (
    Call("codebuild", "BatchGetBuilds", "arn:aws:codebuild:{region}:{account}:project/*"),
    Call("codepipeline", "GetPipeline", PIPELINE),
    Call("codepipeline", "GetPipelineExecution", PIPELINE),
    Call("codepipeline", "GetPipelineState", PIPELINE),
    Call("codepipeline", "ListActionExecutions", PIPELINE),
    Call("codepipeline", "ListPipelineExecutions", PIPELINE),
    Call("codepipeline", "PutApprovalResult", f"{PIPELINE}/*"),
    Call("codepipeline", "RetryStageExecution", f"{PIPELINE}/*"),
    Call("codepipeline", "RollbackStage", f"{PIPELINE}/*"),
    Call("codepipeline", "StartPipelineExecution", PIPELINE),
    Call("codepipeline", "StopPipelineExecution", PIPELINE),
    Call("logs", "GetLogEvents", "arn:aws:logs:{region}:{account}:log-group:/aws/codebuild/*"),
)

log = structlog.get_logger()


class CodePipeline:
    """The driver `codepipeline`."""

    calls: ClassVar[tuple[Call, ...]] = CALLS
    allowance: ClassVar[Allowance] = Allowance(calls=120, pushed=True)

    def __init__(self, means: Means) -> None:
        self._commits = Commits(means.github)
        self._reads = Reads(means.clients)
        self._writes = Writes(means.clients, means.ledger)
        self._eyes = Eyes(self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The commit, and the pipeline as it is built now; going back, the execution that brought it there."""
        settings, source = _settings(target), source_of(service)
        found, (declaration, history) = await parallel(
            self._revision(service, settings, revision, back_to), patiently(lambda: self._current(settings))
        )
        require_fit(declaration, settings, source)
        artifact = await patiently(lambda: self._earlier(settings, declaration, back_to)) if back_to else None
        return _plan(settings, found, declaration, standing(history), artifact)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """Whether CodePipeline can still go back to the execution of each; a commit can always be built again."""
        settings = _settings(target)

        async def usable() -> set[str]:
            return {run.id for run in await self._usable(settings, await self._reads.declaration(settings))}

        found = await told(asyncio.get_running_loop().time() + LIMIT, usable())
        if found is None:
            return [Remains() for _ in stood]
        return [Remains(definition=_execution(one.release) in found if one.release else None) for one in stood]

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """The commit, and the files that differ between what stands there and what comes."""
        settings, source = _settings(target), source_of(service)
        live, commit = standing(await patiently(lambda: self._reads.history(settings))), str(plan.revision.digest)
        if live is None or live.commit is None:
            return [Difference("commit", "", commit[:SHORT])]
        if live.commit == commit:
            return []
        before, after = live.commit[:SHORT], commit[:SHORT]
        try:
            files = (await self._commits.compare(source, live.commit, commit)).files
        except RevisionNotFound:  # what stands there isn't in the repository any more
            files = ()
        named = [Difference(f"files.{file}", before, after) for file in files[:FILES]]
        more = [Difference("files", "", f"+{len(files) - FILES}")] if len(files) > FILES else []
        return [Difference("commit", before, after), *named, *more]

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The newest commits of the environment's branch."""
        source = source_of(service)
        return await self._commits.choices(source, branch_of(source, target.environment), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """Ours among the pipeline's executions."""
        run = ours(await self._reads.history(settings_of(release)), release)
        return run.id if run else None

    async def start(self, release: Release, *, again: bool) -> str:
        """Start an execution of the commit, adopt one that a push began, retry a failed stage, or take one back."""
        settings = settings_of(release)
        declaration, history = await self._current(settings)
        live = [run for run in history if run.live]
        mine = ours(history, release) if again else None
        mine = mine or next((run for run in live if _is_adoptable(run, release, settings)), None)
        if mine:
            log.info("execution_adopted", release=release.id, execution=mine.id, trigger=mine.trigger)
            return mine.id
        if live:
            raise TargetBusy(live[0].id)
        if retried := await self._try_again(release, settings, history):
            return retried
        stages = deploying(declaration) if release.plan.artifact else []
        return await self._bring(release, declaration, stages, release.plan.artifact, str(release.revision.digest))

    def lane(self, release: Release) -> str:
        """The account and region."""
        return lane_of(settings_of(release).aws)

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for the newest hundred executions of each pipeline; what is looked at closely costs more."""
        return await self._eyes.observe_many(looks)

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer the approval, or go on: take back what was stopped, abandon what doesn't end."""
        settings = settings_of(release)
        if token == BACK:
            await self._take_back(release)
        elif token == ABANDON:
            await self._writes.stop(release, settings, reference_of(release), abandon=True)
        else:
            stage, action, secret = token.split("/", 2)
            await self._writes.answer(release, settings, (stage, action, secret), verdict)

    async def stop(self, release: Release) -> str | None:
        """Stop it: what is in progress ends first, so that nothing is cut in the middle. What is over is taken back."""
        settings, reference = settings_of(release), reference_of(release)
        run = await self._reads.execution(settings, reference)
        if run and run.live:
            actions = latest(await self._reads.actions(settings, reference))
            busy = any(is_running(action) and category_of(action) != "Approval" for action in actions)
            if await self._writes.stop(release, settings, reference, abandon=not busy):
                return None
            run = await self._reads.execution(settings, reference)  # it may have ended in between
        return await self._take_back(release) if run and run.status == "Succeeded" else None

    async def warm(self, targets: Sequence[Target]) -> None:
        """Ask once for each account and region, so that the first release finds open connections."""
        for settings in {_settings(target).aws: _settings(target) for target in targets}.values():
            try:
                await self._current(settings)
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    async def _current(self, settings: PipelineTarget) -> tuple[Declaration, list[Run]]:
        """The pipeline and its newest executions. Raises `TargetMisconfigured` instead of `EffectRefused`."""
        try:
            return await parallel(self._reads.declaration(settings), self._reads.history(settings))
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err

    async def _revision(
        self, service: Service, settings: PipelineTarget, revision: str, back_to: Release | None
    ) -> Revision:
        """A way back by the full commit doesn't wait for a GitHub that can't be asked."""
        source = source_of(service)
        try:
            return await self._commits.resolve(source, revision, branch_of(source, settings.environment))
        except RegistryUnavailable as err:
            if back_to is None or not FULL.fullmatch(revision):
                raise
            log.warning("commit_not_seen", service=service.name, revision=revision, error=str(err))
            return Revision(revision[:SHORT], revision, revision)

    async def _usable(self, settings: PipelineTarget, declaration: Declaration) -> list[Run]:
        """The executions that the one deploying stage can be taken back to."""
        stages = deploying(declaration)
        if not is_reversible(declaration) or len(stages) != 1:
            return []
        return [run for run in await self._reads.history(settings, succeeded_in=stages[0]) if run.standard]

    async def _earlier(self, settings: PipelineTarget, declaration: Declaration, back_to: Release) -> str | None:
        usable = await self._usable(settings, declaration)
        return next((run.id for run in usable if run.id == _execution(back_to) and brings(run, back_to)), None)

    async def _try_again(self, release: Release, settings: PipelineTarget, history: History) -> str | None:
        """What has failed of the release that is retried, in its own execution; None where that can't be any more."""
        run = asked_again(history, release)
        if run is None or run.status != "Failed":
            return None
        execution, actions = await parallel(
            self._reads.execution(settings, run.id), self._reads.actions(settings, run.id)
        )
        action, wanted = failed(latest(actions)), filled(settings, release.revision)
        if action is None or execution is None or not wanted.items() <= execution.variables.items():
            return None
        try:
            await self._writes.retry(release, settings, str(action["stageName"]), run.id)
        except EffectRefused as err:
            log.info("stage_not_retried", release=release.id, execution=run.id, error=str(err))
            return None
        return run.id

    async def _bring(
        self, release: Release, declaration: Declaration, stages: Sequence[str], execution: str | None, commit: str
    ) -> str:
        """Take the one stage back to an execution where that can be; else run the whole pipeline at its commit."""
        settings = settings_of(release)
        if execution and is_reversible(declaration) and len(stages) == 1:
            try:
                return await self._writes.roll_back(release, settings, stages[0], execution)
            except EffectRefused as err:
                log.warning("stage_not_taken_back", release=release.id, stage=stages[0], error=str(err))
        is_back = commit != release.revision.digest
        revision = Revision(commit[:SHORT], commit, commit) if is_back else release.revision
        source = source_action(declaration, settings), commit
        token = f"{release.id}-back" if is_back else release.id
        return await self._writes.begin(release, settings, source, filled(settings, revision), token)

    async def _take_back(self, release: Release) -> str | None:
        """What stood before stands again, once; None when something else has replaced ours already."""
        settings, reference = settings_of(release), reference_of(release)
        declaration, history = await self._current(settings)
        ours_ = next((run for run in history if run.id == reference), None)
        if ours_ is None:
            raise EffectRefused(f"{reference} is too old to be taken back: release what stood before it")
        if made := taking_back(history, ours_):
            return made.id
        newest = standing(history)
        if ours_.status == "Succeeded" and newest is not ours_:
            log.info("replaced_before_it_was_taken_back", release=release.id)
            return None
        before = stood_before(history, ours_)
        if before is None or before.commit is None:
            raise EffectRefused(f"CodePipeline knows of nothing that stood in {settings.pipeline} before {reference}")
        stages = touched(declaration, await self._reads.actions(settings, reference))
        return await self._bring(release, declaration, stages, before.origin, before.commit)


def _plan(
    settings: PipelineTarget, revision: Revision, declaration: Declaration, live: Run | None, artifact: str | None
) -> Plan:
    """`version` alone says nothing: it grows with every save."""
    built = {key: declaration.get(key) for key in ("stages", "variables", "executionMode", "pipelineType")}
    parts = {
        "commit": str(revision.digest),
        "pipeline": digest_of([built, artifact] if artifact else built),
    }
    return binding(settings, revision, parts, live.commit[:SHORT] if live and live.commit else None, artifact=artifact)


def _is_adoptable(run: Run, release: Release, settings: PipelineTarget) -> bool:
    """Whether an execution that isn't ours does what was approved: variables of ours it wouldn't have."""
    goes_on = run.status == "InProgress" and run.standard
    return goes_on and brings(run, release) and not settings.variables


def _settings(target: Target) -> PipelineTarget:
    if not isinstance(target, PipelineTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of codepipeline")
    return target


def _execution(release: Release) -> str | None:
    """What brought it there: an execution, or the one that it went back to."""
    return release.plan.artifact or (release.deployment.reference if release.deployment else None)
