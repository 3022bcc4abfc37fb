"""The live message: the root of a thread, which tells in two seconds where a release stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.catalogue import Catalogue
from bot.domain.release import Deployment, Release, Stage, StageStatus, Status, Verdict
from bot.i18n import Markup, Voice, code, who
from bot.thread import blocks
from bot.thread.blocks import Block, Look, Message
from bot.thread.words import digest, mentions, shortened, span, unchecked, why
from images import State

PICTURES = {
    Status.REQUESTED: State.WAITING,
    Status.QUEUED: State.QUEUED,
    Status.DEPLOYING: State.RUNNING,
    Status.HOLDING: State.TESTING,
    Status.SHIFTING: State.SWITCHING,
    Status.BAKING: State.BAKING,
    Status.ROLLING_BACK: State.ROLLING_BACK,
    Status.SUCCEEDED: State.CHEERING,
    Status.FAILED: State.FAILED,
    Status.ROLLED_BACK: State.SAFE,
    Status.REJECTED: State.REJECTED,
    Status.CANCELLED: State.ASLEEP,
    Status.EXPIRED: State.ASLEEP,
}
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
SQUARES = 10


def live_message(release: Release, catalogue: Catalogue, now: datetime, say: Voice, look: Look) -> Message:
    """The root message as it should stand now. Pure; each revision has block ids of its own."""
    revision = f"{release.version}.{int(now.timestamp())}"
    drawn = [
        blocks.section(f"top.{revision}", _top(release, now, say), look(PICTURES[release.status])),
        *_table(release, say, revision),
        *_stages(release, now, say, revision),
        blocks.context(f"who.{revision}", _who(release, say)),
        *_notes(release, catalogue, say, revision),
        *_buttons(release, say, revision),
    ]
    text = say("live-text", **_facts(release), headline=Markup(headline(release, say)))
    return Message(text, drawn)


def headline(release: Release, say: Voice) -> str:
    """What is going on, in one line."""
    key = f"live-{_condition(release)}"
    hold, need = release.hold, release.need
    by = (release.deployment and release.deployment.stop_by) or (hold and hold.by) or release.ended_by or "subaku"
    until = hold.expires_at if hold else release.requested_at
    given = len(release.approvals)
    return say(key, by=who(say, by), until=until, given=given, required=need.required)


def _condition(release: Release) -> str:
    """The status in kebab case, or what a person has just made of it."""
    status = release.status.replace("_", "-")
    if release.status is Status.REQUESTED:
        return "requested-more" if release.need.required > 1 else status
    if not release.live or release.status is Status.ROLLING_BACK:
        return status
    if release.deployment and release.deployment.stop_by:
        return "stopping"
    hold = release.hold
    if release.status is Status.HOLDING and hold and hold.verdict:
        return "holding-expired" if hold.expired else f"holding-{hold.verdict}"
    return status


def _top(release: Release, now: datetime, say: Voice) -> list[str]:
    lines = [say("live-title", **_facts(release)), headline(release, say)]
    if release.reason and (release.ended or release.status is Status.ROLLING_BACK):
        lines.append(why(say, release.reason.cause, release.reason.detail))
    if (bar := _bar(release, say)) is not None:
        lines.append(bar)
    if release.started_at:
        lines.append(_elapsed(release, release.started_at, now, say))
    return lines


def _bar(release: Release, say: Voice) -> str | None:
    """Blue turning into green; None before there is anything to see, or when nothing came of it."""
    traffic = release.deployment.progress.traffic if release.deployment else None
    if traffic is None:
        return None
    green = 0 if traffic <= 0 else SQUARES if traffic >= 100 else min(SQUARES - 1, max(1, round(traffic / SQUARES)))
    return say("live-traffic", bar="🟦" * (SQUARES - green) + "🟩" * green, percent=traffic)


def _elapsed(release: Release, start: datetime, now: datetime, say: Voice) -> str:
    if release.ended_at:
        return say("live-took", span=span(start, release.ended_at), start=start, end=release.ended_at)
    return say("live-since", span=span(start, now), start=start)


def _who(release: Release, say: Voice) -> list[str]:
    """By whom, and what exactly."""
    parts = [say("live-asked", by=who(say, release.requester), at=release.requested_at)]
    if release.approvals:
        parts.append(say("live-approved", by=mentions(approval.by for approval in release.approvals)))
    if release.plan.live and not release.ended:
        parts.append(say("live-replaces", revision=shortened(release.plan.live)))
    if (pinned := digest(release)) and pinned != release.revision.name:
        parts.append(say("live-digest", digest=pinned))
    if release.deployment and release.deployment.reference:
        parts.append(say("live-reference", reference=release.deployment.reference))
    if release.status is Status.REQUESTED and release.need.expires_at:
        parts.append(say("live-expires", until=release.need.expires_at))
    return parts


def _notes(release: Release, catalogue: Catalogue, say: Voice, revision: str) -> list[Block]:
    """What it waits for, and what nobody looks at."""
    notes = []
    if release.waits_for and not release.ended:
        words = [say(f"waits-{release.waits_for.replace('_', '-')}")]
        detail = [code(release.waits_detail, 200)] if release.waits_detail else []
        notes.append(blocks.context(f"waits.{revision}", [*words, *detail]))
    if checks := unchecked(release, catalogue, say):
        listed = Markup(" · ".join(checks))
        notes.append(blocks.context(f"unchecked.{revision}", [say("live-unchecked", checks=listed)]))
    return notes


def _stages(release: Release, now: datetime, say: Voice, revision: str) -> list[Block]:
    """The steps while it goes on; the table tells them afterwards."""
    if release.ended or release.deployment is None:
        return []
    stages = _shown(release.deployment, now)
    lines = [(EMOJI[stage.status], _title(stage, say), _note(stage, now, say)) for stage in stages]
    return [blocks.steps(f"steps.{revision}", lines)] if lines else []


def _shown(deployment: Deployment, now: datetime) -> list[Stage]:
    """The stages that say something: hooks that nobody uses come and go without a word."""
    return [stage for stage in deployment.progress.stages if stage.name not in QUIET or _speaks(stage, now)]


def _speaks(stage: Stage, now: datetime) -> bool:
    if stage.status in (StageStatus.FAILED, StageStatus.UNKNOWN):
        return True
    return stage.status is not StageStatus.SKIPPED and span(stage.started_at, stage.ended_at or now) > BRIEF


def _title(stage: Stage, say: Voice) -> str:
    key = f"stage-{stage.name.replace('_', '-')}"
    return say.plain(key) if say.has(key) else stage.name


def _note(stage: Stage, now: datetime, say: Voice) -> str:
    if stage.status is StageStatus.UNKNOWN:
        return say.plain("stage-not-visible")
    if stage.started_at is None:
        return ""
    return say.plain("live-detail", detail=span(stage.started_at, stage.ended_at or now))


def _table(release: Release, say: Voice, revision: str) -> list[Block]:
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
    waits = [(say.plain("stage-approval"), asked, queued), (say.plain("stage-queue"), queued, started)]
    return [wait for wait in waits if span(wait[1], wait[2]) > BRIEF]


def _steps(release: Release, ended: datetime, say: Voice) -> list[tuple[str, datetime, datetime]]:
    stages = _shown(release.deployment, ended) if release.deployment else []
    cut_off = "" if release.status is Status.SUCCEEDED else "✋ "
    marks = {StageStatus.FAILED: "❌ ", StageStatus.RUNNING: cut_off}
    return [
        (marks.get(stage.status, "") + _title(stage, say), stage.started_at, stage.ended_at or ended)
        for stage in stages
        if stage.started_at
    ]


def _row(say: Voice, title: str, start: datetime, end: datetime) -> list[str]:
    took = say.plain("live-detail", detail=span(start, end))
    return [title, took, say.plain("live-detail", detail=end)]


def _buttons(release: Release, say: Voice, revision: str) -> list[Block]:
    """What a person can do now. Rights are checked at the click."""
    deployment = release.deployment
    match release.status:
        case Status.REQUESTED:
            found = [*_decision(release, say), _cancel(release, say)]
        case Status.QUEUED:
            found = [_cancel(release, say)]
        case Status.HOLDING if deployment and not deployment.stop_by and release.hold and not release.hold.verdict:
            found = hold_buttons(release, say)
        case Status.DEPLOYING | Status.SHIFTING | Status.BAKING if deployment and not _is_stopping(deployment):
            found = [_sure(release, say, "release.stop", "button-stop", "confirm-stop")]
        case _:
            return []
    return [blocks.actions(f"do.{revision}", found)]


def hold_buttons(release: Release, say: Voice) -> list[Block]:
    """Go on or stop."""
    return [
        _sure(release, say, "hold.continue", "button-continue", "confirm-continue", style="primary"),
        _sure(release, say, "hold.stop", "button-hold-stop", "confirm-hold-stop"),
    ]


def _decision(release: Release, say: Voice) -> list[Block]:
    seen = f"{release.id}:{release.plan.fingerprint}"  # an approval is of this plan
    return [
        blocks.button("release.approve", seen, say.plain("button-approve"), "primary"),
        blocks.button("release.reject", release.id, say.plain("button-reject"), "danger"),
    ]


def _cancel(release: Release, say: Voice) -> Block:
    return _sure(release, say, "release.cancel", "button-cancel", "confirm-cancel", style=None)


def _sure(release: Release, say: Voice, action: str, label: str, question: str, style: str | None = "danger") -> Block:
    words = say.plain(question), say.plain(f"{question}-text"), say.plain(label), say.plain("confirm-back")
    return blocks.button(action, release.id, say.plain(label), style, blocks.confirm(*words, style=style or "danger"))


def _is_stopping(deployment: Deployment) -> bool:
    stopped = deployment.hold is not None and deployment.hold.verdict is Verdict.STOP
    return deployment.stop_by is not None or stopped


def _facts(release: Release) -> dict[str, str]:
    return {"service": release.service, "revision": release.revision.name, "environment": release.environment}
