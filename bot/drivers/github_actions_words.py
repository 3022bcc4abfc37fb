"""What GitHub says of a run, its jobs and its reviews, in neutral words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.release import Advice, Cause, Outcome, Reason, Stage, StageStatus
from bot.drivers.bodies import plain

ONGOING = frozenset({"queued", "in_progress", "requested", "waiting", "pending"})
OUTCOME = {
    "success": Outcome.SUCCEEDED,
    "neutral": Outcome.SUCCEEDED,
    "failure": Outcome.FAILED,
    "timed_out": Outcome.FAILED,
    "startup_failure": Outcome.FAILED,
    "cancelled": Outcome.FAILED,
    "skipped": Outcome.FAILED,
    "stale": Outcome.FAILED,
}
CAUSE = {
    "failure": Cause.STEP_FAILED,
    "timed_out": Cause.TIMED_OUT,
    "stale": Cause.TIMED_OUT,
    "startup_failure": Cause.MISCONFIGURED,
    "cancelled": Cause.STOPPED_ELSEWHERE,
}
STAGE = {
    "queued": StageStatus.PENDING,
    "requested": StageStatus.PENDING,
    "waiting": StageStatus.PENDING,
    "pending": StageStatus.PENDING,
    "in_progress": StageStatus.RUNNING,
    "success": StageStatus.SUCCEEDED,
    "neutral": StageStatus.SUCCEEDED,
    "failure": StageStatus.FAILED,
    "timed_out": StageStatus.FAILED,
    "cancelled": StageStatus.FAILED,
    "skipped": StageStatus.SKIPPED,
}
MOST_STEPS = 40  # with more of them, those of jobs that went well aren't told
LAST_LINES = 12
HOUSEKEEPING = re.compile(r"Set up job|Complete job|Post .+")
BAD = frozenset({StageStatus.FAILED, StageStatus.UNKNOWN})
STAMP = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ?", re.MULTILINE)
COMMAND = re.compile(r"^##\[(group|endgroup|debug|command|section)\]")


def outcome_of(run: dict[str, Any]) -> Outcome:
    """What a run's status and conclusion mean; a word that we don't know is unknown."""
    if run["status"] == "completed":
        return OUTCOME.get(str(run.get("conclusion")), Outcome.UNKNOWN)
    return Outcome.RUNNING if run["status"] in ONGOING else Outcome.UNKNOWN


def stages_of(jobs: Sequence[dict[str, Any]], pending: Sequence[dict[str, Any]]) -> tuple[Stage, ...]:
    """Each job, and within it the steps that people wrote. `pending`: until when an environment waits by itself."""
    until = max((end for each in pending if (end := _until(each))), default=None)
    brief = sum(len(job.get("steps") or ()) for job in jobs) > MOST_STEPS
    return tuple(stage for job in jobs for stage in _job(job, until, brief=brief))


def reason_of(run: dict[str, Any], jobs: Sequence[dict[str, Any]], reviews: Sequence[dict[str, Any]]) -> Reason:
    """Why a run ended badly: a reviewer's no first, then the first job and step that failed."""
    conclusion = str(run.get("conclusion"))
    if rejected := is_rejected(reviews):
        return Reason(Cause.HOLD_REJECTED, f"{rejected['user']['login']}: {rejected.get('comment', '')}")
    failed = failed_job(jobs)
    where = [failed["name"], *_failed_steps(failed)] if failed else []
    timed_out = failed is not None and failed["conclusion"] == "timed_out"  # the run itself may say "cancelled"
    cause = Cause.TIMED_OUT if timed_out else CAUSE.get(conclusion, Cause.OTHER)
    return Reason(cause, " / ".join([*where, conclusion] if conclusion != "failure" else where) or conclusion)


def is_rejected(reviews: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The review that said no."""
    return next((each for each in reviews if each["state"] == "rejected"), None)


def failed_job(jobs: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The first job that failed."""
    return next((job for job in jobs if job.get("conclusion") in ("failure", "timed_out")), None)


def advice_of(
    run: dict[str, Any], jobs: Sequence[dict[str, Any]], pending: Sequence[dict[str, Any]]
) -> tuple[Advice, ...]:
    """What people should hear beside the outcome."""
    waits = [each for each in pending if each["reviewers"] and not each["current_user_can_approve"]]
    if waits:
        return tuple(Advice("review_elsewhere", f"{each['environment']['name']}: {_reviewers(each)}") for each in waits)
    cut = run["status"] == "completed" and outcome_of(run) is Outcome.FAILED
    return (Advice("run_not_undone"),) if cut and any(job.get("steps") for job in jobs) else ()


def token_of(run: dict[str, Any], pending: Sequence[dict[str, Any]]) -> str | None:
    """`RUN/ENVIRONMENT,…`: what a review from here would answer; None where nothing waits for us."""
    ours = [str(each["environment"]["id"]) for each in pending if each["current_user_can_approve"]]
    return f"{run['id']}/{','.join(ours)}" if ours else None


def last_lines(log: str) -> tuple[str, ...]:
    """How a job's log ends, without the times, colours and commands of the runner."""
    lines = [plain(STAMP.sub("", line)) for line in log.splitlines()]
    told = [line.removeprefix("##[error]") for line in lines if line and not COMMAND.match(line)]
    return tuple(told[-LAST_LINES:])


def when(text: object) -> datetime | None:
    """A time of GitHub's; None for none."""
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _job(job: dict[str, Any], until: datetime | None, *, brief: bool) -> list[Stage]:
    status = _status(job)
    waits = until if job["status"] == "waiting" else None
    began = when(job.get("started_at")) if status is not StageStatus.PENDING else None
    ended, link = when(job.get("completed_at")), str(job.get("html_url") or "")
    top = Stage("job", status, began, ended, str(job["name"]), until=waits, link=link)
    if brief and status not in BAD | {StageStatus.RUNNING}:
        return [top]
    return [top, *(_step(each) for each in job.get("steps") or () if _is_told(each))]


def _step(step: dict[str, Any]) -> Stage:
    began, ended = when(step.get("started_at")), when(step.get("completed_at"))
    return Stage("step", _status(step), began, ended, str(step["name"]), depth=1)


def _is_told(step: dict[str, Any]) -> bool:
    """Whether people wrote it; what the runner adds is told when it fails."""
    return not HOUSEKEEPING.fullmatch(str(step["name"])) or _status(step) in BAD


def _status(each: dict[str, Any]) -> StageStatus:
    word = each.get("conclusion") if each["status"] == "completed" else each["status"]
    return STAGE.get(str(word), StageStatus.UNKNOWN)


def _failed_steps(job: dict[str, Any]) -> list[str]:
    return [str(step["name"]) for step in job.get("steps") or () if step.get("conclusion") == "failure"][:1]


def _reviewers(pending: dict[str, Any]) -> str:
    who = [each["reviewer"] for each in pending["reviewers"]]
    return ", ".join(str(each.get("login") or each.get("name") or "") for each in who)


def _until(pending: dict[str, Any]) -> datetime | None:
    began = when(pending.get("wait_timer_started_at"))
    return began + timedelta(minutes=int(pending.get("wait_timer") or 0)) if began else None
