"""The runs of a workflow: whose each is, what it brought, and what is live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.catalogue import GithubActionsTarget
from bot.domain.release import Outcome, Release
from bot.drivers.github_actions_marks import Mark
from bot.drivers.github_actions_words import ONGOING, outcome_of, when
from bot.errors import DriverUnavailable, TargetBusy

CLOCKS_APART = timedelta(minutes=1)
LISTED_WITHIN = timedelta(seconds=30)  # of a dispatch; GitHub's list lags behind it

Run = dict[str, Any]


def id_of(run: Run) -> str:
    """Its number, which is the reference of a release."""
    return str(run["id"])


def link_of(run: Run) -> str:
    """Where GitHub shows it."""
    return str(run.get("html_url") or "")


def mark_of(run: Run) -> Mark | None:
    """The mark that its name shows."""
    return Mark.within(str(run.get("display_title", "")))


def ours(release: Release, runs: Iterable[Run]) -> str | None:
    """The run of a release: its own, or the failed one of the release that it asks for again, run again."""
    for run in runs:
        mark = mark_of(run)
        if mark is None or mark.back:
            continue
        if mark.release == release.id or (mark.release == release.again_of and _is_run_again(run, release)):
            return id_of(run)
    return None


def to_run_again(release: Release, settings: GithubActionsTarget, runs: Iterable[Run]) -> Run | None:
    """The run whose failed jobs are all that is missing: the target's last one, of the release that is asked again."""
    last = next(((run, mark) for run in runs if (mark := mark_of(run)) and mark.target == settings.key), None)
    if last is None or release.again_of is None or last[1].back:
        return None
    run, mark = last
    same = mark == Mark.of(release, settings.key).of_release(release.again_of)
    return run if same and run.get("conclusion") in ("failure", "timed_out") else None


def stood(settings: GithubActionsTarget, runs: Iterable[Run]) -> Iterator[tuple[Run, Mark]]:
    """The runs that went well on this target, the newest first, with what they brought."""
    for run in runs:
        mark = mark_of(run)
        if mark and mark.target == settings.key and outcome_of(run) is Outcome.SUCCEEDED:
            yield run, mark


def unmarked(settings: GithubActionsTarget, runs: Iterable[Run]) -> list[Run]:
    """What was dispatched on the branch without a mark."""
    return [
        run
        for run in runs
        if run.get("event") == "workflow_dispatch" and run.get("head_branch") == settings.ref and not mark_of(run)
    ]


def began_since(run: Run, at: datetime) -> bool:
    """Whether it was made at that time or later; GitHub keeps whole seconds."""
    created = when(run.get("created_at"))
    return created is not None and created >= at.astimezone(UTC).replace(microsecond=0)


def refuse_if_busy(settings: GithubActionsTarget, runs: Iterable[Run]) -> None:
    """Raises `TargetBusy` for a live run on the same branch, unless its mark says that it goes elsewhere."""
    for run in runs:
        mark = mark_of(run)
        elsewhere = mark.target != settings.key if mark else run.get("head_branch") != settings.ref
        if run["status"] in ONGOING and not elsewhere:
            raise TargetBusy(link_of(run))


def wait_until_listed(tried_at: datetime | None, now: datetime) -> None:
    """Raises `DriverUnavailable` while an earlier try may have made a run that GitHub doesn't list yet."""
    if tried_at is not None and now < tried_at + LISTED_WITHIN:
        seconds = int(LISTED_WITHIN.total_seconds())
        raise DriverUnavailable(f"GitHub may not list yet what an earlier try dispatched: waiting {seconds} s for it")


def intended(release: Release) -> datetime:
    """When its start was first tried."""
    return release.deployment.intended_at if release.deployment else release.requested_at


def _is_run_again(run: Run, release: Release) -> bool:
    began = when(run.get("run_started_at"))
    return int(run.get("run_attempt") or 1) > 1 and began is not None and began >= intended(release) - CLOCKS_APART
