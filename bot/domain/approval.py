"""Approvals: who says yes to which plan, takes it back, or says no. Pure, like `lifecycle`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.catalogue import ApprovalRule
from bot.domain.events import (
    SUBAKU,
    ApprovalGiven,
    ApprovalLapsed,
    ApprovalReminded,
    ApprovalRuleChanged,
    ApprovalWithdrawn,
    PlanVoided,
    ReleaseExpired,
    ReleaseRejected,
)
from bot.domain.lifecycle import Decision, ended, need_of, ready
from bot.domain.people import Person, is_approver
from bot.domain.release import WAITING, Approval, Need, Plan, Release, Status
from bot.errors import Refused


def approve(
    release: Release, person: Person, fingerprint: str, now: datetime, absent: Sequence[Person] = ()
) -> Decision:
    """One yes to the plan that the person saw; the last one needed puts the release in the queue.

    `absent`: those in whose place this person approves at the moment.
    """
    _require_undecided(release)
    if person.id == release.requester and not release.need.own and _is_asked(release, person, absent):
        raise Refused("own_approval")
    if any(approval.by == person.id for approval in release.approvals):
        raise Refused("approved_before")
    seat = _seat(release, person, absent)
    if fingerprint != release.plan.fingerprint:
        raise Refused("plan_changed")
    in_place_of = seat if seat != person.id else None
    given = release.changed(approvals=(*release.approvals, Approval(person.id, now, in_place_of)))
    missing = max(0, release.need.required - len(given.approvals))
    event = ApprovalGiven(release=release.id, at=now, actor=person.id, missing=missing, in_place_of=in_place_of)
    if missing:
        return given, (event,)
    placed, events = ready(given, now, person.id)
    return placed, (event, *events)


def withdraw(release: Release, person: Person, rule: ApprovalRule | None, now: datetime) -> Decision:
    """Take one's yes back, or the one that was given in one's place."""
    if release.status not in WAITING:
        raise Refused("too_late_to_withdraw", status=release.status)
    kept = tuple(approval for approval in release.approvals if person.id not in (approval.by, approval.in_place_of))
    if len(kept) == len(release.approvals):
        raise Refused("nothing_to_withdraw")
    missing = max(0, release.need.required - len(kept))
    event = ApprovalWithdrawn(release=release.id, at=now, actor=person.id, missing=missing)
    if missing and release.status is not Status.REQUESTED:
        return _asked_again(release.changed(approvals=kept), rule, now), (event,)
    return release.changed(approvals=kept), (event,)


def reject(release: Release, person: Person, reason: str, now: datetime, absent: Sequence[Person] = ()) -> Decision:
    """An approver's no ends the request."""
    _require_undecided(release)
    if not _is_asked(release, person, absent):
        raise Refused("not_approver")
    done = ended(release, Status.REJECTED, now, by=person.id)
    return done, (ReleaseRejected(release=release.id, at=now, actor=person.id, reason=reason),)


def expire(release: Release, now: datetime) -> Decision | None:
    """The end of a request that nobody decided in time; None while it isn't due."""
    due = release.need.expires_at
    if release.status is not Status.REQUESTED or due is None or now < due:
        return None
    return ended(release, Status.EXPIRED, now), (ReleaseExpired(release=release.id, at=now),)


def remind(release: Release, now: datetime) -> Decision | None:
    """At half time, those who can decide hear of it once more."""
    need = release.need
    if release.status is not Status.REQUESTED or need.remind_at is None or now < need.remind_at:
        return None
    event = ApprovalReminded(release=release.id, at=now, expires_at=need.expires_at or now)
    return release.changed(need=replace(need, remind_at=None)), (event,)


def lapse(release: Release, rule: ApprovalRule | None, now: datetime) -> Decision | None:
    """Approvals count for a week; what hasn't started by then is asked for anew."""
    if release.status is Status.REQUESTED or release.lapses_at is None or now < release.lapses_at:
        return None
    event = ApprovalLapsed(release=release.id, at=now)
    return _or_ready(_asked_again(release.changed(approvals=()), rule, now), (event,), now)


def void(release: Release, plan: Plan, rule: ApprovalRule | None, now: datetime) -> Decision:
    """What would run is not what was approved: ask again, and name the parts that differ."""
    parts = plan.parts.keys() | release.plan.parts.keys()
    changed = tuple(sorted(part for part in parts if plan.parts.get(part) != release.plan.parts.get(part)))
    event = PlanVoided(release=release.id, at=now, changed=changed)
    asked = _asked_again(release.changed(plan=plan, approvals=()), rule, now)
    return _or_ready(asked, (event,), now)


def renew_rule(release: Release, rule: ApprovalRule | None, now: datetime) -> Decision | None:
    """The catalogue asks for other approvals by now; None when it doesn't. Those given stay."""
    if release.status not in WAITING or (release.is_rollback and not (rule and rule.rollback)):
        return None
    if release.follows and not release.need.required:
        return None  # its head is asked about
    need = need_of(rule, now, release.due)
    if (need.required, need.by, need.own) == (release.need.required, release.need.by, release.need.own):
        return None
    missing = max(0, need.required - len(release.approvals))
    event = ApprovalRuleChanged(release=release.id, at=now, missing=missing)
    changed = release.changed(need=need)
    if missing:
        return changed.changed(status=Status.REQUESTED, queued_at=None, waits_for=None, waits_detail=""), (event,)
    return (changed, (event,)) if release.status is not Status.REQUESTED else _or_ready(changed, (event,), now)


def _asked_again(release: Release, rule: ApprovalRule | None, now: datetime) -> Release:
    """Back to waiting for approvals, with a fresh time to decide: a carriage, too, on its own."""
    need = need_of(rule, now, release.due) if release.need.required or release.follows else Need()
    return release.changed(
        status=Status.REQUESTED, need=need, queued_at=None, started_at=None, waits_for=None, waits_detail=""
    )


def _or_ready(
    release: Release, events: tuple[PlanVoided | ApprovalLapsed | ApprovalRuleChanged, ...], now: datetime
) -> Decision:
    if len(release.approvals) < release.need.required:
        return release, events
    placed, more = ready(release, now, SUBAKU)
    return placed, (*events, *more)


def _is_asked(release: Release, person: Person, absent: Sequence[Person]) -> bool:
    """Whether this person may decide, in their own right or in somebody's place."""
    return person.full_member and any(is_approver(one, release) for one in (person, *absent))


def _seat(release: Release, person: Person, absent: Sequence[Person]) -> str:
    """Whose right is used: one's own first. Each counts once, and nobody decides on their own request."""
    taken = {approval.seat for approval in release.approvals}
    if is_approver(person, release) and person.id not in taken:
        return person.id
    for one in absent if person.full_member else ():
        if is_approver(one, release) and one.id not in taken and (release.need.own or one.id != release.requester):
            return one.id
    raise Refused("approved_before" if person.id in taken else "not_approver")


def _require_undecided(release: Release) -> None:
    if release.status is Status.REQUESTED:
        return
    by = release.approvals[-1].by if release.approvals else release.ended_by or SUBAKU
    raise Refused("already_decided", status=release.status, by=by)
