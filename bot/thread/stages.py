"""The stages of a deployment: steps while it goes on, a table of times once it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.release import Deployment, Release, Stage, StageStatus, Status
from bot.i18n import Voice
from bot.i18n.markup import clean
from bot.thread import blocks
from bot.thread.blocks import Block
from bot.thread.words import coarse, span

EMOJI = {
    StageStatus.PENDING: "white_circle",
    StageStatus.RUNNING: blocks.RUNNING,
    StageStatus.SUCCEEDED: "white_check_mark",
    StageStatus.FAILED: "x",
    StageStatus.SKIPPED: "fast_forward",
    StageStatus.UNKNOWN: "grey_question",
}
QUIET = {
    "before_install",
    "after_install",
    "before_allow_traffic",
    "after_allow_traffic",
}  # hooks that few services have
BRIEF = timedelta(seconds=2)
MOST = 25  # steps in one message
TITLE = 80  # characters of what people called a step elsewhere
INDENT = "\u2003"  # an em space: Slack drops ordinary ones


def steps(release: Release, now: datetime, say: Voice, revision: str) -> list[Block]:
    """The steps while it goes on; the table tells them afterwards."""
    if release.ended or release.deployment is None:
        return []
    stages = _shown(release.deployment, now)
    lines = [(EMOJI[stage.status], _title(stage, say), _note(stage, now, say)) for stage in _fewer(stages)]
    return [blocks.steps(f"steps.{revision}", lines)] if lines else []


def _shown(deployment: Deployment, now: datetime) -> list[Stage]:
    """The stages that say something: hooks that nobody uses come and go without a word."""
    return [stage for stage in deployment.progress.stages if stage.name not in QUIET or _speaks(stage, now)]


def _fewer(stages: list[Stage]) -> list[Stage]:
    """As many as one can read: inner steps where something happens, and all the outer ones that fit."""
    if len(stages) <= MOST:
        return stages
    quiet = (StageStatus.SUCCEEDED, StageStatus.PENDING, StageStatus.SKIPPED)
    return [stage for stage in stages if not (stage.depth and stage.status in quiet)][:MOST]


def _speaks(stage: Stage, now: datetime) -> bool:
    if stage.status in (StageStatus.FAILED, StageStatus.UNKNOWN):
        return True
    return stage.status is not StageStatus.SKIPPED and span(stage.started_at, stage.ended_at or now) > BRIEF


def _title(stage: Stage, say: Voice) -> str:
    key = f"stage-{stage.name.replace('_', '-')}"
    given = clean(stage.title, TITLE)
    return INDENT * stage.depth + (given or (say.plain(key) if say.has(key) else stage.name))


def _note(stage: Stage, now: datetime, say: Voice) -> str:
    if stage.status is StageStatus.UNKNOWN:
        return say.plain("stage-not-visible")
    if stage.started_at is None:
        return ""
    if stage.until and stage.ended_at is None and stage.until > now:
        return say.plain("stage-left", left=coarse(stage.until - now))
    return say.plain("live-detail", detail=span(stage.started_at, stage.ended_at or now))


def table(release: Release, say: Voice, revision: str) -> list[Block]:
    """How long each step took, once it is over."""
    if not release.ended or release.ended_at is None or release.deployment is None:
        return []
    rows = [_row(say, *step) for step in (*_waits(release, say), *_steps(release, release.ended_at, say))]
    total = _row(say, say.plain("stage-total"), release.requested_at, release.ended_at)
    head = [say.plain("table-stage"), say.plain("table-took"), say.plain("table-ended")]
    return [blocks.table(f"times.{revision}", [head, *rows, total])]


def _waits(release: Release, say: Voice) -> list[tuple[str, datetime, datetime]]:
    """The times before it started, where there was any waiting."""
    asked, queued, started = release.requested_at, release.queued_at, release.started_at
    if queued is None or started is None:
        return []
    decided = max((approval.at for approval in release.approvals), default=asked) if release.due else queued
    waits = {"approval": (asked, decided), "schedule": (decided, queued), "queue": (queued, started)}
    return [(say.plain(f"stage-{name}"), *wait) for name, wait in waits.items() if span(*wait) > BRIEF]


def _steps(release: Release, ended: datetime, say: Voice) -> list[tuple[str, datetime, datetime]]:
    stages = _fewer(_shown(release.deployment, ended)) if release.deployment else []
    cut_off = "" if release.status is Status.SUCCEEDED else "✋ "
    marks = {StageStatus.FAILED: "❌ ", StageStatus.RUNNING: cut_off, StageStatus.SKIPPED: cut_off}
    return [
        (marks.get(stage.status, "") + _title(stage, say), stage.started_at, stage.ended_at or ended)
        for stage in stages
        if stage.started_at
    ]


def _row(say: Voice, title: str, start: datetime, end: datetime) -> list[str]:
    took = say.plain("live-detail", detail=span(start, end))
    return [title, took, say.plain("live-detail", detail=end)]
