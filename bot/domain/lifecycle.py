"""What a person may do to a release, and what becomes of it.

Pure: each function returns the new release and what happened, or raises `Refused`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.catalogue import ApprovalRule, Catalogue
from bot.domain.commands import RequestRelease
from bot.domain.events import (
    SUBAKU,
    ApprovalGiven,
    DeploymentCreated,
    DeploymentIntended,
    Event,
    HoldAnswered,
    HoldReminded,
    ObstacleCleared,
    ObstacleMet,
    PlanVoided,
    ReleaseCancelled,
    ReleaseExpired,
    ReleaseFailed,
    ReleaseQueued,
    ReleaseRejected,
    ReleaseRequested,
    ReleaseStarted,
    StopRequested,
)
from bot.domain.people import Person, is_approver, may_answer_hold, may_cancel
from bot.domain.release import (
    Approval,
    Deployment,
    Hold,
    Need,
    Obstacle,
    Plan,
    Reason,
    Release,
    Status,
    Verdict,
)
from bot.errors import Refused

Decision = tuple[Release, tuple[Event, ...]]
LAST_REMINDER = timedelta(minutes=5)


def request(command: RequestRelease, plan: Plan, rule: ApprovalRule | None, now: datetime) -> Decision:
    """A new release: waiting for its approvals, or in the queue at once where none is needed."""
    release = Release(
        id=command.id,
        service=command.service,
        environment=command.environment,
        requester=command.by,
        plan=plan,
        status=Status.REQUESTED,
        requested_at=now,
        need=_need(rule, now),
        reply=command.reply,
        checklist=command.checklist,
    )
    asked = ReleaseRequested(release=release.id, at=now, actor=command.by, reply=command.reply)
    if release.need.required:
        return release, (asked,)
    queued, events = _queue(release, now, command.by)
    return queued, (asked, *events)


def approve(release: Release, person: Person, fingerprint: str, now: datetime) -> Decision:
    """One yes to the plan that the person saw; the last one needed puts the release in the queue."""
    _require_undecided(release)
    if not is_approver(person, release):
        raise Refused("not_approver")
    if person.id == release.requester and not release.need.own:
        raise Refused("own_approval")
    if fingerprint != release.plan.fingerprint:
        raise Refused("plan_changed")
    if any(approval.by == person.id for approval in release.approvals):
        raise Refused("approved_before")
    given = release.changed(approvals=(*release.approvals, Approval(person.id, now)))
    missing = release.need.required - len(given.approvals)
    event = ApprovalGiven(release=release.id, at=now, actor=person.id, missing=max(0, missing))
    if missing > 0:
        return given, (event,)
    queued, events = _queue(given, now, person.id)
    return queued, (event, *events)


def reject(release: Release, person: Person, reason: str, now: datetime) -> Decision:
    """An approver's no ends the request."""
    _require_undecided(release)
    if not is_approver(person, release):
        raise Refused("not_approver")
    ended = _ended(release, Status.REJECTED, now, by=person.id)
    return ended, (ReleaseRejected(release=release.id, at=now, actor=person.id, reason=reason),)


def cancel(release: Release, person: Person, catalogue: Catalogue, now: datetime) -> Decision:
    """Take back what AWS hasn't been asked for yet."""
    if not may_cancel(person, release, catalogue):
        raise Refused("not_cancel")
    if release.ended or (release.live and release.deployment is not None):
        raise Refused("too_late_to_cancel", status=release.status)
    ended = _ended(release, Status.CANCELLED, now, by=person.id)
    return ended, (ReleaseCancelled(release=release.id, at=now, actor=person.id),)


def expire(release: Release, now: datetime) -> Decision | None:
    """The end of a request that nobody decided in time; None while it isn't due."""
    due = release.need.expires_at
    if release.status is not Status.REQUESTED or due is None or now < due:
        return None
    return _ended(release, Status.EXPIRED, now), (ReleaseExpired(release=release.id, at=now),)


def start(release: Release, now: datetime) -> Decision:
    """The release takes its target; its driver is asked next."""
    started = release.changed(status=Status.DEPLOYING, started_at=now)
    return started, (ReleaseStarted(release=release.id, at=now),)


def void(release: Release, plan: Plan, rule: ApprovalRule | None, now: datetime) -> Decision:
    """What would run is not what was approved: ask again, and name the parts that differ."""
    parts = plan.parts.keys() | release.plan.parts.keys()
    changed = tuple(sorted(part for part in parts if plan.parts.get(part) != release.plan.parts.get(part)))
    asked = release.changed(
        plan=plan, status=Status.REQUESTED, approvals=(), queued_at=None, started_at=None, need=_need(rule, now)
    )
    event = PlanVoided(release=release.id, at=now, changed=changed)
    if asked.need.required:
        return asked, (event,)
    queued, events = _queue(asked, now, SUBAKU)
    return queued, (event, *events)


def intend(release: Release, now: datetime) -> Decision:
    """Keep that AWS is about to be asked: whoever comes after a crash looks for the marker first."""
    deployment = Deployment(intended_at=now)
    return release.changed(deployment=deployment), (DeploymentIntended(release=release.id, at=now),)


def created(release: Release, reference: str, now: datetime) -> Decision:
    """AWS gave the deployment its reference."""
    deployment = _deployment(release).with_(reference=reference)
    changed = release.changed(deployment=deployment, waits_for=None, waits_detail="")
    return changed, (DeploymentCreated(release=release.id, at=now, reference=reference),)


def refused_by_aws(release: Release, reason: Reason, now: datetime) -> Decision:
    """AWS will not start it: nothing was changed there, and the release ends."""
    ended = _ended(release, Status.FAILED, now, reason=reason)
    event = ReleaseFailed(release=release.id, at=now, cause=reason.cause, detail=reason.detail)
    return ended, (event,)


def meet(release: Release, obstacle: Obstacle, detail: str, now: datetime) -> Decision | None:
    """It waits for something that isn't a person; None when that was known."""
    if (release.waits_for, release.waits_detail) == (obstacle, detail):
        return None
    event = ObstacleMet(release=release.id, at=now, obstacle=obstacle, detail=detail)
    return release.changed(waits_for=obstacle, waits_detail=detail), (event,)


def clear(release: Release, now: datetime) -> Decision | None:
    """What it waited for is out of the way; None when it didn't wait, or when AWS still refuses an answer."""
    refused = release.waits_for is Obstacle.AWS_REFUSED and release.owes_answer
    if release.waits_for is None or refused:
        return None
    return release.changed(waits_for=None, waits_detail=""), (ObstacleCleared(release=release.id, at=now),)


def answer_hold(release: Release, person: Person, verdict: Verdict, catalogue: Catalogue, now: datetime) -> Decision:
    """A person lets the traffic go over, or stops the deployment at its hold."""
    hold = release.hold
    if hold is None or release.status is not Status.HOLDING:
        raise Refused("not_holding", status=release.status)
    if hold.verdict is not None:
        raise Refused("hold_answered", by=hold.by or SUBAKU, verdict=hold.verdict)
    if not may_answer_hold(person, release, catalogue):
        raise Refused("not_hold_approver")
    return _answered(release, hold, verdict, person.id, now)


def expire_hold(release: Release, now: datetime) -> Decision | None:
    """Nobody answered the hold: stop, so that the reason is known. None while it isn't due."""
    hold = release.hold
    if hold is None or hold.verdict is not None or now < hold.expires_at:
        return None
    return _answered(release, hold, Verdict.STOP, SUBAKU, now, expired=True)


def remind_of_hold(release: Release, now: datetime) -> Decision | None:
    """Remind at half time and five minutes before the end; None while nothing is due."""
    hold = release.hold
    if hold is None or hold.verdict is not None or hold.reminders >= 2:
        return None
    half, last = hold.since + (hold.expires_at - hold.since) / 2, hold.expires_at - LAST_REMINDER
    due = 2 if now >= max(half, last) else 1 if now >= half else 0
    if due <= hold.reminders:
        return None
    deployment = _deployment(release).with_(hold=hold.with_(reminders=due))
    event = HoldReminded(release=release.id, at=now, expires_at=hold.expires_at)
    return release.changed(deployment=deployment), (event,)


def delivered(release: Release) -> Decision:
    """AWS has the answer to the hold, or the stop."""
    deployment = _deployment(release)
    hold = deployment.hold.with_(delivered=True) if deployment.hold and deployment.hold.verdict else deployment.hold
    return release.changed(deployment=deployment.with_(hold=hold, stop_delivered=bool(deployment.stop_by))), ()


def stop(release: Release, person: Person, catalogue: Catalogue, now: datetime) -> Decision:
    """Stop a live deployment; AWS takes it back."""
    if not may_answer_hold(person, release, catalogue):
        raise Refused("not_stop")
    deployment = release.deployment
    if not release.live or deployment is None:
        raise Refused("nothing_to_stop", status=release.status)
    if deployment.stop_by is not None or release.status is Status.ROLLING_BACK:
        raise Refused("stopped_before", by=deployment.stop_by or "aws")
    changed = release.changed(deployment=deployment.with_(stop_by=person.id))
    return changed, (StopRequested(release=release.id, at=now, actor=person.id),)


def _answered(
    release: Release, hold: Hold, verdict: Verdict, by: str, now: datetime, *, expired: bool = False
) -> Decision:
    answered = hold.with_(verdict=verdict, by=by, expired=expired)
    changed = release.changed(deployment=_deployment(release).with_(hold=answered))
    return changed, (HoldAnswered(release=release.id, at=now, actor=by, verdict=verdict, expired=expired),)


def _queue(release: Release, now: datetime, actor: str) -> Decision:
    queued = release.changed(status=Status.QUEUED, queued_at=now)
    return queued, (ReleaseQueued(release=release.id, at=now, actor=actor),)


def _need(rule: ApprovalRule | None, now: datetime) -> Need:
    if rule is None or rule.required == 0:
        return Need()
    return Need(rule.required, rule.by, rule.own, now + rule.expires)


def _require_undecided(release: Release) -> None:
    if release.status is Status.REQUESTED:
        return
    by = release.approvals[-1].by if release.approvals else release.ended_by or SUBAKU
    raise Refused("already_decided", status=release.status, by=by)


def _ended(
    release: Release, status: Status, now: datetime, *, by: str | None = None, reason: Reason | None = None
) -> Release:
    return release.changed(status=status, ended_at=now, ended_by=by, reason=reason, waits_for=None, waits_detail="")


def _deployment(release: Release) -> Deployment:
    if release.deployment is None:
        raise ValueError(f"{release.id} has no deployment yet")
    return release.deployment
