"""Where a release stands, by what Argo CD says of its application: the operation, the history, the health."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.catalogue import ArgoCdTarget
from bot.domain.release import Advice, Cause, Outcome, Progress, Reason, Release
from bot.drivers.argocd_words import (
    SHORT,
    Entry,
    Operation,
    advice_of,
    failure_of,
    health_of,
    history_of,
    illness_of,
    is_stale,
    operation_of,
    stages_of,
)
from bot.drivers.base import unheard_of

CLOCKS_APART = timedelta(minutes=1)
PIN = 12  # characters of a commit
REFERENCE = re.compile(r"[^@\s]+@([\w.+-]+)([#~])(\d+)")
TAKE_BACK = "back/"


@dataclass(frozen=True, slots=True)
class Reference:
    """A commit, and the line of the history that it becomes; the first that it can become, where Argo CD syncs."""

    commit: str
    line: int
    follows: bool = False

    @classmethod
    def read(cls, text: str) -> Reference | None:
        """From what `start` answered; None for anything else."""
        found = REFERENCE.fullmatch(text)
        return cls(found[1], int(found[3]), found[2] == "~") if found else None

    def written(self, settings: ArgoCdTarget) -> str:
        """`APPLICATION@COMMIT#N`; with `~` while one only follows."""
        return f"{settings.application}@{self.commit[:PIN]}{'~' if self.follows else '#'}{self.line}"

    def among(self, history: Sequence[Entry]) -> Entry | None:
        """Its line, once it is there; while one follows, what stands there already is as good."""
        if self.follows:
            lines = [one for one in history if one.id >= self.line] or history[-1:]
        else:
            lines = [one for one in history if one.id == self.line]
        return next((one for one in reversed(lines) if one.revision[:PIN] == self.commit[:PIN]), None)


def seen(release: Release, reference: Reference, app: dict[str, Any]) -> Progress | None:
    """What an application says of one release; None when it knows nothing of it."""
    deployment, history, operation = release.deployment, history_of(app), operation_of(app)
    if deployment and deployment.back and (back := Reference.read(deployment.back)):
        return _returning(back, app)
    entry = reference.among(history)
    if entry:
        return _deployed(entry, app)
    ours = operation is not None and _is_followed(release, operation)
    if deployment and deployment.stop_by and (back := _way_back(reference, history, operation)):
        return _returning(back, app)
    if operation and ours:
        return _operating(release, reference, operation, app)
    return _overtaken(release, reference, app)


def _deployed(entry: Entry, app: dict[str, Any]) -> Progress:
    """It stands in the history: its health decides, unless somebody has synced something else since."""
    operation = operation_of(app)
    newer = next((one for one in history_of(app) if one.id > entry.id and one.revision != entry.revision), None)
    if newer:
        return Progress(Outcome.FAILED, reason=_elsewhere(newer.revision, newer.by))
    mine = operation if operation and operation.revision == entry.revision else None
    stages = stages_of(app, mine or Operation(entry.revision, "Succeeded", entry.by), is_synced=True)
    if is_stale(app, mine):
        return Progress(Outcome.RUNNING, stages, soon=True)
    outcome, _ = health_of(app)
    reason = illness_of(app) if outcome is Outcome.FAILED else None
    return Progress(outcome, stages, reason=reason, advice=advice_of(app, entry.revision))


def _operating(release: Release, reference: Reference, operation: Operation, app: dict[str, Any]) -> Progress:
    stages = stages_of(app, operation, is_synced=False)
    if operation.is_busy or operation.phase == "Succeeded":  # its line in the history comes a moment later
        return Progress(Outcome.RUNNING, stages, soon=True)
    if operation.phase not in ("Failed", "Error"):
        return unheard_of(operation.phase)
    before = line_before(reference.line, history_of(app))
    if release.deployment and release.deployment.stop_by and before and not reference.follows:
        return Progress(Outcome.ROLLING_BACK, stages, soon=True, step=f"{TAKE_BACK}{before.id}")
    advice = (Advice("sync_not_undone"),) if operation.resources else ()
    return Progress(Outcome.FAILED, stages, reason=failure_of(operation), soon=True, advice=advice)


def _overtaken(release: Release, reference: Reference, app: dict[str, Any]) -> Progress | None:
    """Somebody synced something else instead; while one only follows, Argo CD may not have come to it yet."""
    operation, last = operation_of(app), next(reversed(history_of(app)), None)
    is_next = reference.follows and (app["status"].get("sync") or {}).get("revision") == release.revision.digest
    if last and last.id >= reference.line and not is_next:
        return Progress(Outcome.FAILED, reason=_elsewhere(last.revision, last.by))
    if reference.follows:
        return Progress(Outcome.RUNNING, stages_of(app, None, is_synced=False))
    if operation and operation.started and operation.started >= _intended(release):
        return Progress(Outcome.FAILED, reason=_elsewhere(operation.revision, operation.by))
    return None


def _returning(back: Reference, app: dict[str, Any]) -> Progress:
    """How far the rollback is."""
    operation, entry = operation_of(app), back.among(history_of(app))
    stages = stages_of(app, operation, is_synced=entry is not None)
    name = f"{back.commit[:PIN]}#{back.line}"
    if entry and not is_stale(app, operation):
        outcome = {Outcome.SUCCEEDED: Outcome.ROLLED_BACK, Outcome.FAILED: Outcome.FAILED}
        ended = outcome.get(health_of(app)[0], Outcome.ROLLING_BACK)
        traffic = 0 if ended is Outcome.ROLLED_BACK else None
        reason = illness_of(app) if ended is Outcome.FAILED else None
        return Progress(ended, stages, traffic, reason=reason, soon=True, rollback=name)
    if not entry and operation and operation.phase in ("Failed", "Error"):
        return Progress(Outcome.FAILED, stages, reason=failure_of(operation), soon=True, rollback=name)
    return Progress(Outcome.ROLLING_BACK, stages, soon=True, rollback=name)


def _way_back(reference: Reference, history: Sequence[Entry], operation: Operation | None) -> Reference | None:
    """The rollback after a sync that was stopped half-way: it takes the line that the sync would have had."""
    before = line_before(reference.line, history)
    if before is None:
        return None
    back = Reference(before.revision, reference.line)
    begun = operation is not None and operation.mark is None and operation.revision == before.revision
    return back if begun or back.among(history) else None


def is_ours(release: Release, operation: Operation) -> bool:
    """By the mark; a rollback has none, and is known by its commit and its time."""
    if operation.mark is not None or not release.plan.artifact:
        return operation.mark == release.id
    recent = operation.started is None or operation.started >= _intended(release)
    return recent and operation.revision == release.revision.digest


def _is_followed(release: Release, operation: Operation) -> bool:
    """Whether an operation is the one that a release waits for."""
    settings = release.plan.settings
    if isinstance(settings, ArgoCdTarget) and settings.follow_only:
        return operation.revision == release.revision.digest
    return is_ours(release, operation)


def line_of(release: Release, app: dict[str, Any]) -> Reference:
    """The reference of our operation, which is the application's last one."""
    history, operation, commit = history_of(app), operation_of(app), str(release.revision.digest)
    done = bool(operation and operation.phase == "Succeeded" and history and history[-1].revision == commit)
    return Reference(commit, history[-1].id) if done else next_line(commit, app)


def next_line(commit: str, app: dict[str, Any]) -> Reference:
    """The line that the next sync becomes."""
    history = history_of(app)
    return Reference(commit, history[-1].id + 1 if history else 0)


def line_before(line: int, history: Sequence[Entry]) -> Entry | None:
    """What stood there before."""
    return next((one for one in reversed(history) if one.id < line), None)


def _elsewhere(revision: str, by: str) -> Reason:
    return Reason(Cause.STOPPED_ELSEWHERE, f"{revision[:SHORT]} was synced by {by}")


def _intended(release: Release) -> datetime:
    at = release.deployment.intended_at if release.deployment else release.requested_at
    return at - CLOCKS_APART
