"""What a person may do to a release, and what becomes of it.

Pure: each function returns the new release and what happened, or raises `Refused`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import gate
from bot.domain.carriage import Carriage
from bot.domain.catalogue import ApprovalRule, Catalogue
from bot.domain.commands import Command
from bot.domain.events import (
    SUBAKU,
    BarrierOverridden,
    DeploymentCreated,
    DeploymentIntended,
    Event,
    GateSpoke,
    HoldAnswered,
    HoldReminded,
    ObstacleCleared,
    ObstacleMet,
    ReleaseBatched,
    ReleaseCancelled,
    ReleaseFailed,
    ReleaseQueued,
    ReleaseRequested,
    ReleaseScheduled,
    ReleaseStarted,
    StopRequested,
    TagMoved,
)
from bot.domain.gate import Finding
from bot.domain.people import Person, is_admin, may_answer_hold, may_cancel
from bot.domain.release import (
    BARRIERS,
    WAITING,
    Cause,
    Deployment,
    Hold,
    Need,
    Obstacle,
    Override,
    Plan,
    Priority,
    Reason,
    Release,
    Status,
    Verdict,
)
from bot.errors import Refused

Decision = tuple[Release, tuple[Event, ...]]
LAST_REMINDER = timedelta(minutes=5)
TRY_APART = timedelta(seconds=45)  # the time that one try may take, and what its effect may stay unlisted after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a request says beside its plan."""

    checklist: tuple[str, ...] = ()
    due: datetime | None = None
    hotfix: str = ""
    rollback: bool = False
    back_to: str | None = None
    again_of: str | None = None
    overrides: tuple[Override, ...] = ()
    train: Carriage | None = None

    @property
    def priority(self) -> Priority:
        """Who goes before whom."""
        return Priority.ROLLBACK if self.rollback else Priority.HOTFIX if self.hotfix else Priority.NORMAL


def request(command: Command, plan: Plan, rule: ApprovalRule | None, wish: Wish, now: datetime) -> Decision:
    """A new release: waiting for its approvals, for its time, or in the queue at once where none is needed."""
    service, _, environment = plan.target.partition("/")
    release = Release(
        id=command.id,
        service=service,
        environment=environment,
        requester=command.by,
        plan=plan,
        status=Status.REQUESTED,
        requested_at=now,
        need=need_of(rule, now, wish.due),
        reply=command.reply,
        checklist=wish.checklist,
        priority=wish.priority,
        hotfix=wish.hotfix,
        due=wish.due,
        back_to=wish.back_to,
        again_of=wish.again_of,
        overrides=wish.overrides,
        train=wish.train,
    )
    actor = SUBAKU if wish.rollback and wish.train else command.by
    asked = ReleaseRequested(release=release.id, at=now, actor=actor, reply=command.reply)
    if release.need.required:
        return release, (asked,)
    placed, events = ready(release, now, actor)
    return placed, (asked, *events)


def cancel(release: Release, person: Person, catalogue: Catalogue, now: datetime) -> Decision:
    """Take back what AWS hasn't been asked for yet."""
    if not may_cancel(person, release, catalogue):
        raise Refused("not_cancel")
    if release.ended or (release.live and release.deployment is not None):
        raise Refused("too_late_to_cancel", status=release.status)
    return called_off(release, person.id, now)


def batch(release: Release, into: Release, person: Person, catalogue: Catalogue, now: datetime) -> Decision:
    """A later release of the same target carries this one, which hasn't started: it ends."""
    if not may_cancel(person, release, catalogue):
        raise Refused("not_cancel")
    if release.status not in WAITING or into.status not in WAITING:
        raise Refused("too_late_to_batch")
    later = release.target == into.target and release.requested_at <= into.requested_at and release.id != into.id
    if not later or release.train or into.train:
        raise Refused("not_batchable")
    done = ended(release, Status.CANCELLED, now, by=person.id).changed(batched_into=into.id)
    return done, (ReleaseBatched(release=release.id, at=now, actor=person.id, into=into.id),)


def reschedule(release: Release, person: Person, due: datetime | None, catalogue: Catalogue, now: datetime) -> Decision:
    """Another time to start, or now (`due` None)."""
    if not (person.full_member and person.id == release.requester) and not may_cancel(person, release, catalogue):
        raise Refused("not_cancel")
    if release.status not in WAITING:
        raise Refused("too_late_to_schedule", status=release.status)
    moved = release.changed(due=due, missed=False)
    if release.status is Status.REQUESTED:
        need = moved.need.until(due)
        return moved.changed(need=need), (
            ReleaseScheduled(release=release.id, at=now, actor=person.id, due=due or now),
        )
    return ready(moved.changed(queued_at=None), now, person.id)


def override(
    release: Release, person: Person, barrier: Obstacle, reason: str, about: str, catalogue: Catalogue, now: datetime
) -> Decision:
    """An admin sets a barrier aside, with a reason. `about`: the lock that is meant."""
    at_gate = barrier is Obstacle.GATE and release.live
    if barrier not in BARRIERS or not (release.status in WAITING or at_gate):
        raise Refused("nothing_to_override", status=release.status)
    if not is_admin(person, catalogue):
        raise Refused("not_admin", admins=", ".join(catalogue.workspace.admins))
    if not reason:
        raise Refused("reason_missing", verb="override")
    if any((it.barrier, it.about) == (barrier, about) for it in release.overrides):
        raise Refused("nothing_to_override", status=release.status)
    made = Override(barrier, person.id, now, reason, about)
    changed = release.changed(overrides=(*release.overrides, made))
    event = BarrierOverridden(release=release.id, at=now, actor=person.id, barrier=barrier, reason=reason, about=about)
    return changed, (event,)


def clear_target(release: Release, person: Person, reason: str, catalogue: Catalogue, now: datetime) -> Decision:
    """An admin lets go of a target whose deployment AWS doesn't know any more, or that it refuses to take back."""
    if not is_admin(person, catalogue):
        raise Refused("not_admin", admins=", ".join(catalogue.workspace.admins))
    if not release.is_stuck:
        raise Refused("nothing_to_clear", status=release.status)
    if not reason:
        raise Refused("reason_missing", verb="clear")
    done = ended(release, Status.FAILED, now, by=person.id, reason=Reason(Cause.LOST, reason))
    return done, (ReleaseFailed(release=release.id, at=now, actor=person.id, cause=Cause.LOST, detail=reason),)


def ready(release: Release, now: datetime, actor: str) -> Decision:
    """All approvals are there: into the queue, or until its time comes."""
    if release.due is not None and release.due > now:
        waiting = release.changed(status=Status.SCHEDULED, waits_for=None, waits_detail="")
        return waiting, (ReleaseScheduled(release=release.id, at=now, actor=actor, due=release.due),)
    queued = release.changed(status=Status.QUEUED, queued_at=now, missed=False)
    return queued, (ReleaseQueued(release=release.id, at=now, actor=actor),)


def need_of(rule: ApprovalRule | None, now: datetime, due: datetime | None = None) -> Need:
    """What a rule asks for; a request for later may be decided until then."""
    if rule is None or rule.required == 0:
        return Need()
    expires = max(now + rule.expires, due or now)
    return Need(rule.required, rule.by, rule.own, expires, remind_at=now + (expires - now) / 2)


def start(release: Release, now: datetime) -> Decision:
    """The release takes its target; its driver is asked next."""
    started = release.changed(status=Status.DEPLOYING, started_at=now, waits_for=None, waits_detail="")
    return started, (ReleaseStarted(release=release.id, at=now),)


def intend(release: Release, now: datetime) -> Decision:
    """Keep that AWS is about to be asked: whoever comes after a crash looks for the marker first."""
    deployment = Deployment(intended_at=now)
    return release.changed(deployment=deployment), (DeploymentIntended(release=release.id, at=now),)


def created(release: Release, reference: str, now: datetime) -> Decision:
    """AWS gave the deployment its reference."""
    deployment = _deployment(release).with_(reference=reference)
    changed = release.changed(deployment=deployment, waits_for=None, waits_detail="")
    return changed, (DeploymentCreated(release=release.id, at=now, reference=reference),)


def call_off(release: Release, now: datetime) -> Decision:
    """It was stopped before AWS had made anything: there is nothing to take back."""
    return called_off(release, _deployment(release).stop_by, now)


def called_off(release: Release, by: str | None, now: datetime) -> Decision:
    """It ends before AWS had made anything of it, whoever wants that."""
    done = ended(release, Status.CANCELLED, now, by=by)
    return done, (ReleaseCancelled(release=release.id, at=now, actor=by or SUBAKU),)


def tag_moved(release: Release, digest: str, now: datetime) -> Decision | None:
    """The tag means something else by now; None when that was known."""
    if release.tag_moved_to == digest:
        return None
    event = TagMoved(release=release.id, at=now, tag=release.revision.name, digest=digest)
    return release.changed(tag_moved_to=digest), (event,)


def refused_by_aws(release: Release, reason: Reason, now: datetime) -> Decision:
    """AWS will not start it: nothing was changed there, and the release ends."""
    done = ended(release, Status.FAILED, now, reason=reason)
    event = ReleaseFailed(release=release.id, at=now, cause=reason.cause, detail=reason.detail)
    return done, (event,)


def meet(release: Release, obstacle: Obstacle, detail: str, now: datetime) -> Decision | None:
    """It waits for something that isn't a person; None when that was known."""
    if (release.waits_for, release.waits_detail) == (obstacle, detail):
        return None
    event = ObstacleMet(release=release.id, at=now, obstacle=obstacle, detail=detail)
    return release.changed(waits_for=obstacle, waits_detail=detail), (event,)


def clear(release: Release, now: datetime) -> Decision | None:
    """What it waited for is out of the way; None when it didn't wait, or when AWS still doesn't take an answer."""
    refused = release.waits_for in (Obstacle.AWS_REFUSED, Obstacle.TARGET_BUSY) and release.owes_answer
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
    if by := _deployment(release).stop_by:
        raise Refused("stopped_before", by=by)
    if not may_answer_hold(person, release, catalogue):
        raise Refused("not_hold_approver")
    if verdict is Verdict.CONTINUE and (shut := closed(release, now, "hold")):
        raise Refused("gate_closed", gates=", ".join(shut))
    return _answered(release, hold, verdict, person.id, now)


def expire_hold(release: Release, now: datetime) -> Decision | None:
    """Nobody answered the hold: stop, so that the reason is known. None while it isn't due."""
    hold = _open_hold(release)
    if hold is None or now < hold.expires_at:
        return None
    return _answered(release, hold, Verdict.STOP, SUBAKU, now, expired=True)


def remind_of_hold(release: Release, now: datetime) -> Decision | None:
    """Remind at half time and five minutes before the end; None while nothing is due."""
    hold = _open_hold(release)
    if hold is None or hold.reminders >= 2:
        return None
    half, last = hold.since + (hold.expires_at - hold.since) / 2, hold.expires_at - LAST_REMINDER
    due = 2 if now >= max(half, last) else 1 if now >= half else 0
    if due <= hold.reminders:
        return None
    deployment = _deployment(release).with_(hold=hold.with_(reminders=due))
    event = HoldReminded(release=release.id, at=now, expires_at=hold.expires_at)
    return release.changed(deployment=deployment), (event,)


def try_to_stop(release: Release, now: datetime) -> Decision:
    """The intent of a try, kept before AWS is asked: whatever is made goes unlisted for less than `TRY_APART`.

    The tries in between look alone for what the first one may have made, so that nothing is made twice.
    """
    deployment = _deployment(release)
    before = deployment.stop_tried_at
    tried = now if before is None or now >= before + TRY_APART else before
    return release.changed(deployment=deployment.with_(stop_tried_at=tried)), ()


def delivered(release: Release, given: Release, back: str | None = None) -> Decision:
    """AWS has what `given` owed: the answer to its hold, or the stop; what was decided since then is still owed.

    `back`: the deployment that takes it back, where one was made.
    """
    deployment, then = _deployment(release), _deployment(given)
    is_answered = deployment.hold and then.hold and then.hold.verdict and then.hold.token == deployment.hold.token
    hold = deployment.hold.with_(delivered=True) if deployment.hold and is_answered else deployment.hold
    stopped = deployment.stop_delivered or then.stop_by is not None
    told = deployment.with_(hold=hold, stop_delivered=stopped, back=back or deployment.back)
    return release.changed(deployment=told), ()


def stop(release: Release, person: Person, catalogue: Catalogue, now: datetime) -> Decision:
    """Stop a live deployment; AWS takes it back. Before AWS was asked for one, the release just ends."""
    if not may_answer_hold(person, release, catalogue):
        raise Refused("not_stop")
    deployment = release.deployment
    if not release.live:
        raise Refused("nothing_to_stop", status=release.status)
    if deployment is None:
        return called_off(release, person.id, now)
    if deployment.stop_by is not None or release.status is Status.ROLLING_BACK:
        raise Refused("stopped_before", by=deployment.stop_by or "aws")
    changed = release.changed(deployment=deployment.with_(stop_by=person.id))
    return changed, (StopRequested(release=release.id, at=now, actor=person.id),)


def closed(release: Release, now: datetime, *times: str) -> list[str]:
    """The gates that apply then, don't pass, and that nobody has set aside."""
    target = release.plan.settings
    if target is None or release.is_rollback:
        return []
    aside = {override.about for override in release.overrides if override.barrier is Obstacle.GATE}
    said = gate.by_name(release.findings)
    found = gate.applying(target, *times)
    return [name for name, it in found.items() if name not in aside and not gate.passes(it, said.get(name), now)]


def unmet(release: Release, now: datetime) -> list[Finding]:
    """What the gates have said that a live release meets at this moment: they close its hold, or will take it back."""
    return gate.unmet(release.findings, closed(release, now, *gate.times(release.status)))


def take_back(release: Release, reason: Reason, now: datetime) -> Decision | None:
    """Nobody asked, but what is live must not stay: stop it. None where it is on its way back, or hasn't begun."""
    deployment = release.deployment
    if not release.live or deployment is None or deployment.reference is None:
        return None
    if deployment.stop_by is not None or release.status is Status.ROLLING_BACK:
        return None
    stopping = deployment.with_(stop_by=SUBAKU, stop_reason=reason)
    return release.changed(deployment=stopping), (StopRequested(release=release.id, at=now, actor=SUBAKU),)


def time_out(release: Release, now: datetime) -> Decision | None:
    """It has taken longer than its target allows; while it waits for a person, or bakes, no time runs out."""
    limit, deployment = release.plan.settings.timeout if release.plan.settings else None, release.deployment
    runs = release.status in (Status.DEPLOYING, Status.SHIFTING)
    if limit is None or deployment is None or not runs or release.started_at is None:
        return None
    if now < release.started_at + deployment.held + limit:
        return None
    return take_back(release, Reason(Cause.TIMED_OUT), now)


def hear(release: Release, said: Iterable[Finding], now: datetime) -> Decision | None:
    """What its gates said just now; an event for each that says something else than before."""
    before = gate.by_name(release.findings)
    heard = [gate.after(before.get(finding.gate), finding) for finding in said]
    if not heard:
        return None
    known = {**before, **gate.by_name(heard)}
    spoke = [finding for finding in heard if _is_news(before.get(finding.gate), finding)]
    events = (
        GateSpoke(release=release.id, at=now, gate=it.gate, verdict=it.verdict, said=it.code, facts=it.facts)
        for it in spoke
    )
    return release.changed(findings=tuple(known.values())), tuple(events)


def _is_news(before: Finding | None, finding: Finding) -> bool:
    return before is None or (before.verdict, before.code) != (finding.verdict, finding.code)


def _open_hold(release: Release) -> Hold | None:
    """The hold that a person may answer: not one that was answered elsewhere, nor of what is being stopped."""
    hold, deployment = release.hold, release.deployment
    if hold is None or hold.verdict is not None or release.status is not Status.HOLDING:
        return None
    return None if deployment and deployment.stop_by else hold


def _answered(
    release: Release, hold: Hold, verdict: Verdict, by: str, now: datetime, *, expired: bool = False
) -> Decision:
    answered = hold.with_(verdict=verdict, by=by, expired=expired)
    changed = release.changed(deployment=_deployment(release).with_(hold=answered))
    return changed, (HoldAnswered(release=release.id, at=now, actor=by, verdict=verdict, expired=expired),)


def ended(
    release: Release, status: Status, now: datetime, *, by: str | None = None, reason: Reason | None = None
) -> Release:
    """The release at its end."""
    return release.changed(status=status, ended_at=now, ended_by=by, reason=reason, waits_for=None, waits_detail="")


def _deployment(release: Release) -> Deployment:
    if release.deployment is None:
        raise ValueError(f"{release.id} has no deployment yet")
    return release.deployment
