"""What becomes of a release when its driver sees something. Pure: progress in, new release and events out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import gate
from bot.domain.events import (
    AWS,
    BakeBegan,
    Event,
    HoldReached,
    ProgressSeen,
    ReleaseFailed,
    ReleaseRolledBack,
    ReleaseSucceeded,
    RollbackBegan,
    TrafficShifting,
)
from bot.domain.lifecycle import Decision, closed
from bot.domain.release import (
    Cause,
    Deployment,
    Hold,
    Outcome,
    Progress,
    Reason,
    Release,
    StageStatus,
    Status,
    Verdict,
)

ROLLBACK_GRACE = timedelta(seconds=15)  # AWS names a rollback a moment after it says that a deployment failed
TRAFFIC_STAGES = frozenset({"allow_traffic", "production_traffic_shift"})
OVER = (Status.SHIFTING, Status.BAKING)


def bake_of(release: Release) -> timedelta:
    """How long it is watched once it has all the traffic: as its target says, else as long as a gate must pass."""
    target = release.plan.settings
    if target is None or release.is_rollback:
        return timedelta(0)
    if target.bake is not None:
        return target.bake
    return max(map(gate.length, gate.applying(target, "bake").values()), default=timedelta(0))


def observe(release: Release, progress: Progress, hold_expires: timedelta, now: datetime) -> Decision | None:
    """The release after what the driver saw; None when nothing changed.

    What can't be seen changes nothing: unknown is never failed.
    """
    deployment = release.deployment
    if deployment is None or release.ended:
        return None
    if progress.outcome is Outcome.UNKNOWN:
        return _puzzled(release, deployment, progress, now)
    seen = release.changed(deployment=deployment.with_(progress=_kept(deployment.progress, progress)))
    match progress.outcome:
        case Outcome.SUCCEEDED:
            return _arrived(release, seen, now)
        case Outcome.ROLLED_BACK:
            return _rolled_back(seen, now)
        case Outcome.ROLLING_BACK:
            return _rolling_back(release, seen, now)
        case Outcome.FAILED:
            return _failed(seen, deployment, now)
        case Outcome.HOLDING if progress.hold and _is_new_hold(deployment, progress.hold):
            expires = min(now + hold_expires, progress.hold_expires or now + hold_expires)
            return _holding(seen, progress.hold, expires, now)
    return _moved(release, seen, now)


def why(release: Release) -> Reason:
    """The reason that people should read: their own decision where there was one, else what AWS says."""
    deployment = release.deployment
    if deployment and deployment.stop_by:
        return deployment.stop_reason or Reason(Cause.STOPPED_HERE)
    hold = deployment.hold if deployment else None
    if hold and hold.verdict is Verdict.STOP:
        return Reason(Cause.HOLD_EXPIRED if hold.expired else Cause.HOLD_REJECTED)
    return (deployment and deployment.progress.reason) or Reason(Cause.OTHER)


def _puzzled(release: Release, deployment: Deployment, progress: Progress, now: datetime) -> Decision | None:
    """What the other side says in a word that nobody here knows is told; the rest stays as it was seen last."""
    if not progress.advice:
        return None
    told = replace(deployment.progress, advice=progress.advice)
    return _if_moved(release, release.changed(deployment=deployment.with_(progress=told)), now)


def _kept(before: Progress, now: Progress) -> Progress:
    """What was seen once stays when a later look shows less (a reason, the stages, the traffic)."""
    return replace(
        now,
        stages=now.stages or before.stages,
        traffic=before.traffic if now.traffic is None else now.traffic,
        reason=now.reason or before.reason,
    )


def _arrived(before: Release, seen: Release, now: datetime) -> Decision | None:
    """The other side is done. It ends when it was watched long enough, every gate passes, and nobody wants it back."""
    deployment = seen.deployment
    assert deployment is not None  # noqa: S101  observe() looked
    if deployment.stop_by and (deployment.back or not deployment.stop_delivered):  # what takes it back isn't seen yet
        return _if_moved(before, seen, now)
    until = deployment.bakes_until or now + bake_of(seen)
    if now >= until and not _still_shut(seen, now, until):
        return _succeeded(seen, now)
    return _baking(before, seen, until, now)


def _still_shut(seen: Release, now: datetime, until: datetime) -> bool:
    """Whether a gate keeps it baking: one without any data has said nothing, and is heeded for as long again."""
    shut = closed(seen, now, "bake")
    silent = {it.gate for it in seen.findings if it.verdict is gate.Verdict.PENDING}
    return bool(shut) and not (now >= until + bake_of(seen) and silent.issuperset(shut))


def _baking(before: Release, seen: Release, until: datetime, now: datetime) -> Decision | None:
    assert seen.deployment is not None  # noqa: S101  observe() looked
    if seen.deployment.bakes_until is not None and before.status is Status.BAKING:
        return _if_moved(before, seen, now)
    baking = seen.changed(status=Status.BAKING, deployment=seen.deployment.with_(bakes_until=until))
    shifted = (TrafficShifting(release=seen.id, at=now, actor=AWS),) if before.status not in OVER else ()
    return baking, (*shifted, BakeBegan(release=seen.id, at=now, actor=AWS, until=until))


def _succeeded(seen: Release, now: datetime) -> Decision:
    ended = seen.changed(status=Status.SUCCEEDED, ended_at=now, waits_for=None, waits_detail="")
    return ended, (ReleaseSucceeded(release=seen.id, at=now, actor=AWS),)


def _rolled_back(seen: Release, now: datetime) -> Decision:
    reason = why(seen)
    ended = seen.changed(status=Status.ROLLED_BACK, ended_at=now, reason=reason, waits_for=None, waits_detail="")
    event = ReleaseRolledBack(release=seen.id, at=now, actor=AWS, cause=reason.cause, detail=reason.detail)
    return ended, (event,)


def _rolling_back(before: Release, seen: Release, now: datetime) -> Decision | None:
    if before.status is Status.ROLLING_BACK:
        return _if_moved(before, seen, now)
    reason = why(seen)
    changed = seen.changed(status=Status.ROLLING_BACK, reason=reason)
    event = RollbackBegan(release=seen.id, at=now, actor=AWS, cause=reason.cause, detail=reason.detail)
    return changed, (event,)


def _failed(seen: Release, deployment: Deployment, now: datetime) -> Decision | None:
    """Failed for good only when no rollback has begun within the grace, and when green took traffic."""
    if deployment.ended_seen_at is None:
        return seen.changed(deployment=_with_end(seen, now)), ()
    if now - deployment.ended_seen_at < ROLLBACK_GRACE:
        return None
    if seen.deployment and seen.deployment.progress.traffic == 0:
        return _rolled_back(seen, now)
    reason = why(seen)
    ended = seen.changed(status=Status.FAILED, ended_at=now, reason=reason, waits_for=None, waits_detail="")
    event = ReleaseFailed(release=seen.id, at=now, actor=AWS, cause=reason.cause, detail=reason.detail)
    return ended, (event,)


def _holding(seen: Release, token: str, expires_at: datetime, now: datetime) -> Decision:
    hold = Hold(token, since=now, expires_at=expires_at)
    assert seen.deployment is not None  # noqa: S101  observe() looked
    changed = seen.changed(status=Status.HOLDING, deployment=seen.deployment.with_(hold=hold))
    return changed, (HoldReached(release=seen.id, at=now, actor=AWS, expires_at=hold.expires_at),)


def _moved(before: Release, seen: Release, now: datetime) -> Decision | None:
    status, bake = _status(before, seen), bake_of(seen)
    seen = _went_on(before, seen, status, now)
    if status is Status.BAKING and bake:
        return _baking(before, seen, (seen.deployment and seen.deployment.bakes_until) or now + bake, now)
    if status in OVER and before.status not in OVER:  # all at once: it may be over before anybody looks
        event = TrafficShifting(release=seen.id, at=now, actor=AWS)
        return seen.changed(status=status), (event,)
    if status is not before.status:
        return seen.changed(status=status), (_progress_seen(seen, now),)
    return _if_moved(before, seen, now)


def _if_moved(before: Release, seen: Release, now: datetime) -> Decision | None:
    if before.deployment and seen.deployment and before.deployment.progress == seen.deployment.progress:
        return None
    return seen, (_progress_seen(seen, now),)


def _status(before: Release, seen: Release) -> Status:
    """Where the release stands, by its stages and traffic; a hold ends only when AWS says that it goes on."""
    progress = seen.deployment.progress if seen.deployment else Progress(Outcome.UNKNOWN)
    if progress.outcome is Outcome.HOLDING:
        waits = seen.hold is not None and seen.hold.verdict is None and before.status is not Status.ROLLING_BACK
        return Status.HOLDING if waits else before.status
    if progress.traffic == 100:
        return Status.BAKING
    running = any(stage.name in TRAFFIC_STAGES and stage.status is StageStatus.RUNNING for stage in progress.stages)
    return Status.SHIFTING if running or progress.traffic else Status.DEPLOYING


def _went_on(before: Release, seen: Release, status: Status, now: datetime) -> Release:
    """With the time that it waited for a person, once it waits no more."""
    deployment, hold = seen.deployment, seen.hold
    if deployment is None or hold is None or before.status is not Status.HOLDING or status is Status.HOLDING:
        return seen
    return replace(seen, deployment=deployment.with_(held=deployment.held + (now - hold.since)))


def _is_new_hold(deployment: Deployment, token: str) -> bool:
    return deployment.hold is None or deployment.hold.token != token


def _progress_seen(seen: Release, now: datetime) -> Event:
    traffic = seen.deployment.progress.traffic if seen.deployment else None
    return ProgressSeen(release=seen.id, at=now, actor=AWS, traffic=traffic)


def _with_end(seen: Release, now: datetime) -> Deployment:
    assert seen.deployment is not None  # noqa: S101  observe() looked
    return seen.deployment.with_(ended_seen_at=now)
