"""What Argo CD says of an application, its operation and its health, in neutral words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import index
from typing import Any

from bot.domain.release import Advice, Cause, Outcome, Reason, Stage, StageStatus
from bot.drivers.base import Difference, unheard_of

MARK = "subaku"  # the name of the info that carries the release's id
SHORT = 7
BUSY = frozenset({"Pending", "Running", "Terminating"})
PHASE = {
    "Pending": StageStatus.PENDING,
    "Running": StageStatus.RUNNING,
    "Terminating": StageStatus.RUNNING,
    "Succeeded": StageStatus.SUCCEEDED,
    "Failed": StageStatus.FAILED,
    "Error": StageStatus.FAILED,
}
RESULT = {
    "Synced": StageStatus.SUCCEEDED,
    "Pruned": StageStatus.SUCCEEDED,
    "PruneSkipped": StageStatus.SKIPPED,
    "SyncFailed": StageStatus.FAILED,
}
HEALTH = {
    "Healthy": (Outcome.SUCCEEDED, StageStatus.SUCCEEDED),
    "Degraded": (Outcome.FAILED, StageStatus.FAILED),
    "Progressing": (Outcome.RUNNING, StageStatus.RUNNING),
    "Suspended": (Outcome.RUNNING, StageStatus.RUNNING),
    "Missing": (Outcome.RUNNING, StageStatus.RUNNING),
}
UNKNOWN = (Outcome.UNKNOWN, StageStatus.UNKNOWN)
ADVICE = {"Suspended": "app_suspended", "Missing": "app_missing"}
MOST_TOLD = 20  # resources
TERMINATED = re.compile(r"terminat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """A sync that is waited for, under way or over. `mark`: the release whose it is, where it says."""

    revision: str
    phase: str
    by: str
    mark: str | None = None
    started: datetime | None = None
    finished: datetime | None = None
    message: str = ""
    resources: Sequence[dict[str, Any]] = ()

    @property
    def is_busy(self) -> bool:
        """Whether it isn't over."""
        return self.phase in BUSY


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an application's history."""

    id: int
    revision: str
    at: datetime | None
    by: str


def operation_of(app: dict[str, Any]) -> Operation | None:
    """The operation that is asked for, else the last one."""
    state, asked = app["status"].get("operationState"), app.get("operation")
    if asked and (not state or state.get("phase") not in BUSY):
        state = {"operation": asked, "phase": "Pending"}
    if not state:
        return None
    operation, result = state.get("operation") or {}, state.get("syncResult") or {}
    return Operation(
        revision=str((operation.get("sync") or {}).get("revision") or result.get("revision") or ""),
        phase=str(state.get("phase")),
        by=_who(operation.get("initiatedBy")),
        mark=next((str(each["value"]) for each in operation.get("info") or () if each["name"] == MARK), None),
        started=when(state.get("startedAt")),
        finished=when(state.get("finishedAt")),
        message=str(state.get("message") or ""),
        resources=result.get("resources") or (),
    )


def history_of(app: dict[str, Any]) -> tuple[Entry, ...]:
    """What was deployed, the newest last."""
    entries = app["status"].get("history") or ()
    told = (
        Entry(index(one["id"]), str(one["revision"]), when(one.get("deployedAt")), _who(one.get("initiatedBy")))
        for one in entries
    )
    return tuple(sorted(told, key=lambda one: one.id))


def health_of(app: dict[str, Any]) -> tuple[Outcome, StageStatus]:
    """What an application's health means once it is synced; a word that we don't know is unknown."""
    return HEALTH.get(_health(app), UNKNOWN)


def is_stale(app: dict[str, Any], operation: Operation | None) -> bool:
    """Whether the health was told before the sync was over: it is that of what stood there then."""
    looked = when(app["status"].get("reconciledAt"))
    return bool(operation and operation.finished and looked and looked < operation.finished)


def drift_of(app: dict[str, Any], *, prune: bool) -> tuple[Difference, ...]:
    """The resources that aren't as git has them; what a sync would leave alone isn't among them."""
    out = [each for each in app["status"].get("resources") or () if each.get("status") == "OutOfSync"]
    told = [each for each in out if prune or not each.get("requiresPruning")]
    return tuple(Difference(_named(one), "OutOfSync", "" if one.get("requiresPruning") else "Synced") for one in told)


def advice_of(app: dict[str, Any], live: str) -> tuple[Advice, ...]:
    """What people should hear beside the outcome: drift of what is live, and a health that wants somebody."""
    found = [Advice(ADVICE[_health(app)])] if _health(app) in ADVICE else []
    if _health(app) not in HEALTH:
        found += unheard_of(_health(app)).advice
    sync = app["status"].get("sync") or {}
    if sync.get("status") == "OutOfSync" and sync.get("revision") == live:
        found.append(Advice("drift", ", ".join(one.path for one in drift_of(app, prune=True)[:MOST_TOLD])))
    return tuple(found)


def stages_of(app: dict[str, Any], operation: Operation | None, *, is_synced: bool) -> tuple[Stage, ...]:
    """The sync with its resources, and the health that follows."""
    sync = [_sync(operation), *_applied(operation)] if operation else [Stage("wait_for_sync", StageStatus.RUNNING)]
    if not is_synced:
        return (*sync, Stage("become_healthy", StageStatus.PENDING))
    began = operation.finished if operation else None
    if is_stale(app, operation):
        return (*sync, Stage("become_healthy", StageStatus.RUNNING, began))
    return (*sync, Stage("become_healthy", health_of(app)[1], began), *_ailing(app))


def failure_of(operation: Operation) -> Reason:
    """Why a sync failed: what couldn't be applied first."""
    failed = [each for each in operation.resources if _result(each) is StageStatus.FAILED]
    said = "; ".join(f"{_named(each)}: {each.get('message', '')}" for each in failed[:3]) or operation.message
    if TERMINATED.search(operation.message):
        return Reason(Cause.STOPPED_ELSEWHERE, operation.message)
    return Reason(Cause.STEP_FAILED, said)


def illness_of(app: dict[str, Any]) -> Reason:
    """Which resource is degraded, and what it says of it."""
    ill = [
        each for each in app["status"].get("resources") or () if (each.get("health") or {}).get("status") == "Degraded"
    ]
    said = "; ".join(f"{_named(each)}: {each['health'].get('message', '')}" for each in ill[:3])
    return Reason(Cause.UNHEALTHY, said or str((app["status"].get("health") or {}).get("message") or "Degraded"))


def is_automated(app: dict[str, Any]) -> bool:
    """Whether Argo CD syncs it by itself."""
    automated = (app["spec"].get("syncPolicy") or {}).get("automated")
    return automated is not None and automated.get("enabled") is not False


def when(text: object) -> datetime | None:
    """A time of Kubernetes'; None for none."""
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _sync(operation: Operation) -> Stage:
    status = PHASE.get(operation.phase, StageStatus.UNKNOWN)
    return Stage("sync", status, operation.started, operation.finished)


def _applied(operation: Operation) -> list[Stage]:
    """Failures first: there may be hundreds of resources."""
    told = sorted(operation.resources, key=lambda each: _result(each) is not StageStatus.FAILED)[:MOST_TOLD]
    return [Stage("resource", _result(each), title=_named(each), depth=1) for each in told]


def _ailing(app: dict[str, Any]) -> list[Stage]:
    """The resources that aren't healthy (yet)."""
    told = [(each, (each.get("health") or {}).get("status")) for each in app["status"].get("resources") or ()]
    ill = [(each, word) for each, word in told if word not in (None, "Healthy")][:MOST_TOLD]
    return [Stage("resource", HEALTH.get(word, UNKNOWN)[1], title=_named(each), depth=1) for each, word in ill]


def _result(each: dict[str, Any]) -> StageStatus:
    if hook := each.get("hookPhase") if each.get("hookType") else None:
        return PHASE.get(str(hook), StageStatus.UNKNOWN)
    return RESULT.get(str(each.get("status")), StageStatus.UNKNOWN)


def _health(app: dict[str, Any]) -> str:
    return str((app["status"].get("health") or {}).get("status"))


def _named(each: dict[str, Any]) -> str:
    return "/".join(str(each[key]) for key in ("kind", "namespace", "name") if each.get(key))


def _who(initiated: dict[str, Any] | None) -> str:
    return str((initiated or {}).get("username") or ("Argo CD" if (initiated or {}).get("automated") else "somebody"))
