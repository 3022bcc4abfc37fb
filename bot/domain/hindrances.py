"""What stands in the way of a release, whose it is, and until when. Pure: the runner obeys it, `why` tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import calendar, gate
from bot.domain.around import Around
from bot.domain.catalogue import After, Catalogue, Freeze, Target
from bot.domain.gate import Finding
from bot.domain.lifecycle import unmet
from bot.domain.lock import Lock, against
from bot.domain.release import Obstacle, Release, Revision, Status
from bot.domain.scope import Scope
from bot.domain.standing import current, is_same, soaked


class Kind(StrEnum):
    """What it is."""

    APPROVAL = "approval"
    SCHEDULE = "schedule"
    MISSED = "missed"
    WINDOW = "window"
    FREEZE = "freeze"
    LOCK = "lock"
    AFTER = "after"
    GATE = "gate"
    TRAIN = "train"
    RUNNING = "running"
    HOLD = "hold"
    UNSEEN = "unseen"
    OBSTACLE = "obstacle"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing in the way. `whose`: ids of people and groups; `detail` is data, `about` an id or a scope's key.

    `mark` is what an override of it names, so that the next lock or freeze counts again.
    """

    kind: Kind
    whose: tuple[str, ...] = ()
    until: datetime | None = None
    detail: str = ""
    about: str = ""
    mark: str = ""
    finding: Finding | None = None


def barriers(release: Release, around: Around, catalogue: Catalogue, now: datetime) -> list[Hindrance]:
    """What keeps an approved release from starting, whatever its place. A rollback heeds a person's lock alone."""
    target = catalogue.target(release.service, release.environment)
    locks = [_locked(lock) for lock in against(around.locks, release.target, release.requester, now)]
    coupled = list(_coupled(release, around))
    if release.is_rollback or target is None:
        return [*coupled, *_not_overridden(release, locks)]
    closed = _closed(target, around, catalogue, now)
    unsoaked = _unsoaked(release.revision, target, around, catalogue, now)
    return [*coupled, *_not_overridden(release, [*locks, *closed, *unsoaked, *_gated(release, now)])]


def startable(
    around: Around, catalogue: Catalogue, now: datetime
) -> tuple[Release | None, list[tuple[Release, Hindrance]]]:
    """The first in the queue that nothing holds, and those before it, which don't hold it up, with what holds each."""
    held: list[tuple[Release, Hindrance]] = []
    for release in around.queue:
        found = barriers(release, around, catalogue, now)
        if not found:
            return release, held
        held.append((release, found[0]))
    return None, held


def of_release(release: Release, around: Around, catalogue: Catalogue, now: datetime) -> list[Hindrance]:
    """All that stands between a release and its end, the nearest first."""
    if release.ended:
        return []
    if release.live:
        return [*_shut(release, now), *_live(release)]
    found = [*_undecided(release), *_later(release, now), *barriers(release, around, catalogue, now)]
    return [*found, *_ahead(release, around)]


def of_target(target: Target, around: Around, catalogue: Catalogue, person: str, now: datetime) -> list[Hindrance]:
    """What a new request of this person would meet, apart from its approvals."""
    locks = [_locked(lock) for lock in against(around.locks, target.key, person, now)]
    closed = _closed(target, around, catalogue, now)
    running = _running(around.live) if around.live else []
    queue = [Hindrance(Kind.QUEUE, detail=str(len(around.queue)))] if around.queue else []
    return [*locks, *closed, *running, *queue]


def after_of(target: Target, catalogue: Catalogue) -> After | None:
    """What must come first: the target's own word, else its environment's where the service stands there too."""
    if target.after is not None:
        return None if target.after == "none" else target.after
    environment = catalogue.environments.get(target.environment)
    after = environment.after if environment else None
    return after if after and catalogue.target(target.service_name, after.environment) else None


def before_of(service: str, environment: str, catalogue: Catalogue) -> str | None:
    """The target that must come before one; None where none must."""
    target = catalogue.target(service, environment)
    after = after_of(target, catalogue) if target else None
    return f"{service}/{after.environment}" if after else None


def made_freezes(around: Around, target: str, now: datetime) -> list[Freeze]:
    """The freezes of people that lie on a target."""
    scope = Scope.of(target)
    return [one.rule for one in around.freezes if one.scope.covers(scope) and now < one.end]


def _closed(target: Target, around: Around, catalogue: Catalogue, now: datetime) -> list[Hindrance]:
    rules = calendar.rules_of(catalogue, target, made_freezes(around, target.key, now))
    found = []
    for frozen in calendar.freezes_at(rules, now):
        made = next((one for one in around.freezes if one.rule == frozen), None)
        whose, about = ((made.by,), made.scope.key) if made else ((), "")
        found.append(Hindrance(Kind.FREEZE, whose, frozen.end, frozen.reason, about, frozen.end.isoformat()))
    if calendar.open_window(rules, now) is None:
        found.append(Hindrance(Kind.WINDOW, until=calendar.next_open(rules, now)))
    return found


def _unsoaked(
    revision: Revision, target: Target, around: Around, catalogue: Catalogue, now: datetime
) -> Iterable[Hindrance]:
    after = after_of(target, catalogue)
    if after is None:
        return
    stood, stands = soaked(around.before, revision, now), current(around.before)
    if stood is not None and stood >= after.soak:
        return
    soaking = stood is not None and stands is not None and is_same(stands.revision, revision)
    yield Hindrance(Kind.AFTER, until=now + after.soak - stood if soaking and stood else None, detail=after.environment)


def _coupled(release: Release, around: Around) -> Iterable[Hindrance]:
    """The carriage before it, until that has arrived; or that something newer stands where it would take one back."""
    if release.status is not Status.QUEUED:
        return
    ahead = around.ahead.get(release.follows or "")
    if release.follows and (ahead is None or ahead.status is not Status.SUCCEEDED):
        yield Hindrance(Kind.TRAIN, detail=ahead.service if ahead else "", about=release.follows)
    stands = current(around.past)
    if release.undoes and (stands is None or stands.release is None or stands.release.id != release.undoes):
        yield Hindrance(Kind.TRAIN, detail=release.service, about=release.undoes)


def _gated(release: Release, now: datetime) -> Iterable[Hindrance]:
    """The gates that don't pass; who waits in the queue needs their word of just now."""
    said = gate.by_name(release.findings)
    target = release.plan.settings
    for name, it in gate.applying(target, "before").items() if target else ():
        finding = said.get(name)
        is_open = finding is not None and finding.verdict is gate.Verdict.PASSING
        if not (is_open and (release.status is not Status.QUEUED or gate.passes(it, finding, now))):
            yield Hindrance(Kind.GATE, detail=name, about=name, mark=name, finding=finding)


def _shut(release: Release, now: datetime) -> Iterable[Hindrance]:
    """The gates that a live release meets: they close its hold, or will take it back."""
    found = unmet(release, now)
    return (Hindrance(Kind.GATE, detail=it.gate, about=it.gate, mark=it.gate, finding=it) for it in found)


def _locked(lock: Lock) -> Hindrance:
    return Hindrance(Kind.LOCK, (lock.owner,), lock.until, lock.reason, lock.scope.key, lock.id)


def _not_overridden(release: Release, found: Iterable[Hindrance]) -> list[Hindrance]:
    aside = {(override.barrier.value, override.about) for override in release.overrides}
    return [one for one in found if (one.kind.value, one.mark) not in aside]


def _undecided(release: Release) -> list[Hindrance]:
    if release.status is not Status.REQUESTED:
        return []
    missing = release.need.required - len(release.approvals)
    return [Hindrance(Kind.APPROVAL, release.need.by, release.need.expires_at, str(missing))]


def _later(release: Release, now: datetime) -> list[Hindrance]:
    if release.missed:
        return [Hindrance(Kind.MISSED, (release.requester,), release.due)]
    return [Hindrance(Kind.SCHEDULE, (release.requester,), release.due)] if release.due and release.due > now else []


def _ahead(release: Release, around: Around) -> list[Hindrance]:
    """What is live on the target, and who stands before it."""
    found = _running(around.live) if around.live and around.live.id != release.id else []
    place = around.place(release.id)
    if place and place > 1:
        first = around.queue[0]
        found.append(Hindrance(Kind.QUEUE, (first.requester,), detail=str(place), about=first.id))
    return found


def _running(live: Release) -> list[Hindrance]:
    return [Hindrance(Kind.RUNNING, (live.requester,), detail=live.revision.name, about=live.id), *_live(live)]


def _live(release: Release) -> list[Hindrance]:
    if release.waits_for is Obstacle.UNSEEN:
        return [Hindrance(Kind.UNSEEN, detail=release.waits_detail, about=release.id)]
    hold = release.hold
    if release.status is Status.HOLDING and hold and hold.verdict is None:
        return [Hindrance(Kind.HOLD, (release.requester,), hold.expires_at, about=release.id)]
    if release.waits_for:
        return [Hindrance(Kind.OBSTACLE, detail=release.waits_for, about=release.id)]
    return []
