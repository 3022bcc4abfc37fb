"""What is seen of an execution: its status, stages, approvals and builds, put together as progress."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from bot.domain.catalogue import PipelineTarget
from bot.domain.release import Advice, Cause, Outcome, Progress, Reason, Release, Stage
from bot.drivers.aws import code_of
from bot.drivers.base import Look, unheard_of
from bot.drivers.codepipeline_history import (
    History,
    Run,
    brings,
    is_stopped_by_us,
    named,
    stood_before,
    taking_back,
)
from bot.drivers.codepipeline_reads import GONE, Reads
from bot.drivers.codepipeline_shape import Action, Declaration, minutes_for, settings_of, touched
from bot.drivers.codepipeline_words import Builds, external_id, failed, latest, reason_of, stages_of, waiting
from bot.drivers.commits import SHORT
from bot.drivers.parallel import parallel
from bot.errors import EffectRefused

AT_ONCE = 8
PATIENCE = timedelta(minutes=20)  # for what is in progress when an execution is stopped
APPROVAL_LIFE = timedelta(days=7)
BACK, ABANDON = "back", "abandon"  # steps
ENDED_BADLY = ("Stopped", "Failed", "Superseded", "Cancelled")
SITUATIONS = {"Superseded": "pipeline_superseded", "Cancelled": "pipeline_changed"}
CONSOLE = (
    "https://{region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/{pipeline}"
    "/executions/{execution}/visualization?region={region}"
)


@dataclass(frozen=True, slots=True)
class Close:
    """One execution seen closely."""

    actions: Sequence[Action] = ()
    builds: Builds = field(default_factory=dict)
    declaration: Declaration | None = None

    @property
    def untouched(self) -> bool:
        """Whether nothing that deploys has begun, as far as can be told."""
        return not self.actions or (self.declaration is not None and not touched(self.declaration, self.actions))


class Eyes:
    """Observes executions."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """Progress by release; one list for each pipeline."""
        pipelines: dict[tuple[str, str | None], list[Look]] = {}
        for look in looks:
            settings = settings_of(look.release)
            pipelines.setdefault((settings.pipeline, settings.source_action), []).append(look)
        limit = asyncio.Semaphore(AT_ONCE)
        found = await parallel(*(self._in_one(group, limit) for group in pipelines.values()))
        return {release: progress for seen in found for release, progress in seen.items()}

    async def _in_one(self, looks: Sequence[Look], limit: asyncio.Semaphore) -> dict[str, Progress]:
        """Those of one pipeline; none when the pipeline is gone."""
        try:
            async with limit:
                history = await self._reads.history(settings_of(looks[0].release))
        except EffectRefused as err:
            if code_of(err.__cause__) not in GONE:
                raise
            return {}
        seen: dict[str, Progress] = {}
        for look in looks:
            async with limit:
                progress = await self._progress(look, history)
            if progress:
                seen[look.release.id] = progress
        return seen

    async def _progress(self, look: Look, history: History) -> Progress | None:
        settings = settings_of(look.release)
        run = named(history, look.reference) or await self._reads.execution(settings, look.reference)
        if run is None:
            return None
        progress = await self._seen(look, history, run)
        advice = progress.advice
        if run.commit and not brings(run, look.release):
            advice = (*advice, Advice("pipeline_other_commit", run.commit[:SHORT]))
        return replace(progress, advice=advice, link=progress.link or link_to(settings, run))

    async def _seen(self, look: Look, history: History, run: Run) -> Progress:
        """What its status says, and what it needs to be understood."""
        release = look.release
        if release.deployment and (back := release.deployment.back):
            known = named(history, back) or await self._reads.execution(settings_of(release), back)
            return await self._returning(look, known) if known else Progress(Outcome.ROLLING_BACK, rollback=back)
        match run.status:
            case "Succeeded":
                close = await self._closely(release, run)
                return Progress(Outcome.SUCCEEDED, _stages(close, run))
            case "InProgress":
                return await self._running(look, run)
            case "Stopping":
                return await self._stopping(look, run)
            case status if status in ENDED_BADLY:
                return await self._ended_badly(look, history, run)
        return unheard_of(run.status)

    async def _running(self, look: Look, run: Run) -> Progress:
        if not look.closely:
            return Progress(Outcome.UNKNOWN if look.held else Outcome.RUNNING)
        close = await self._closely(look.release, run)
        stages, approval = _stages(close, run), waiting(close.actions)
        token = await self._token(look.release, run, approval) if approval else None
        if approval is None or token is None:
            return Progress(Outcome.RUNNING, stages, soon=not close.actions)
        return Progress(Outcome.HOLDING, stages, hold=token, hold_expires=_expires(approval, close.declaration))

    async def _stopping(self, look: Look, run: Run) -> Progress:
        """What is in progress may end by itself, for a while."""
        stages = _stages(await self._closely(look.release, run), run) if look.closely else ()
        if not is_stopped_by_us(run, look.release):
            return Progress(Outcome.RUNNING, stages, advice=(Advice("pipeline_stopping"),))
        late = run.updated is not None and datetime.now(UTC) - run.updated > PATIENCE
        return Progress(
            Outcome.ROLLING_BACK, stages, step=ABANDON if late else None, advice=(Advice("pipeline_stopping"),)
        )

    async def _ended_badly(self, look: Look, history: History, run: Run) -> Progress:
        """It is taken back where a person wanted that, or where somebody does it already; else it has failed."""
        release = look.release
        close = await self._closely(release, run)
        reason, lines = await self._why(release, run, close)
        back = taking_back(history, run)
        if back and run.status in ("Stopped", "Failed"):
            seen = await self._returning(look, back)
            return replace(seen, reason=seen.reason or reason, log=lines)
        ended = Progress(Outcome.FAILED, _stages(close, run), 0 if close.untouched else None, reason=reason, log=lines)
        if run.status in SITUATIONS:
            return replace(ended, advice=(Advice(SITUATIONS[run.status], _newer(history, run)),))
        if close.untouched or not is_stopped_by_us(run, release):
            return ended
        if stood_before(history, run) is None:
            return replace(ended, advice=(Advice("pipeline_no_way_back"),))
        return replace(ended, outcome=Outcome.ROLLING_BACK, step=BACK, soon=True)

    async def _returning(self, look: Look, back: Run) -> Progress:
        """How far the execution is that takes it back; nobody is asked again on the way."""
        release = look.release
        close = await self._closely(release, back) if look.closely else Close()
        outcome, step, reason = Outcome.ROLLING_BACK, None, None
        if back.status == "Succeeded":
            outcome = Outcome.ROLLED_BACK
        elif back.status in ENDED_BADLY:
            outcome = Outcome.FAILED
            reason, _ = await self._why(release, back, close)
        elif approval := waiting(close.actions):
            step = await self._token(release, back, approval)
        traffic = 0 if outcome is Outcome.ROLLED_BACK else None
        link = link_to(settings_of(release), back)
        return Progress(
            outcome, _stages(close, back), traffic, reason=reason, soon=True, rollback=back.id, step=step, link=link
        )

    async def _closely(self, release: Release, run: Run) -> Close:
        settings = settings_of(release)
        actions = latest(await self._reads.actions(settings, run.id))
        versions = [version for each in actions if (version := each.get("pipelineVersion"))]
        builds, declaration = await parallel(
            self._reads.builds(settings.aws, actions),
            self._reads.declared(settings, versions[0] if versions else None),
        )
        return Close(actions, builds, declaration)

    async def _why(self, release: Release, run: Run, close: Close) -> tuple[Reason, tuple[str, ...]]:
        """The reason, and the end of the failed build's log."""
        if run.status != "Failed":
            return Reason(Cause.STOPPED_ELSEWHERE, run.stop_reason or run.note or run.status), ()
        action = failed(close.actions)
        build = close.builds.get(external_id(action), {}) if action else {}
        lines = await self._reads.log_of(settings_of(release).aws, build) if build else ()
        return reason_of(action, build, run.note), lines

    async def _token(self, release: Release, run: Run, approval: Action) -> str | None:
        """Where and by what the approval is answered, in one word."""
        token = (
            external_id(approval)
            if run.parallel  # GetPipelineState tells none there
            else await self._reads.token(settings_of(release), approval)
        )
        return f"{approval['stageName']}/{approval['actionName']}/{token}" if token else None


def link_to(settings: PipelineTarget, run: Run) -> str:
    """Where AWS's console shows an execution."""
    return CONSOLE.format(region=settings.aws.region, pipeline=quote(settings.pipeline, safe=""), execution=run.id)


def _stages(close: Close, run: Run) -> tuple[Stage, ...]:
    shown = close.declaration if run.standard else None
    return stages_of(close.actions, close.builds, shown, live=run.live)


def _expires(approval: Action, declaration: Declaration | None) -> datetime | None:
    """When CodePipeline gives up the approval."""
    began: datetime | None = approval.get("startTime")
    minutes = minutes_for(declaration, approval.get("stageName"), approval.get("actionName")) if declaration else None
    life = timedelta(minutes=minutes) if minutes else APPROVAL_LIFE
    return began + life if began else None


def _newer(history: History, run: Run) -> str:
    """What came right after it: its commit, or its id while no source was read."""
    place = next((place for place, each in enumerate(history) if each.id == run.id), 0)
    after = history[place - 1] if place else None
    return (after.commit or after.id)[:SHORT] if after else ""
