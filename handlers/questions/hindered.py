"""What stands in the way, and the quickest way for the one who asks to clear it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.domain.hindrances import Hindrance, Kind
from bot.domain.people import is_admin, is_approver, may_cancel, may_lock
from bot.domain.release import Release
from bot.domain.scope import Scope
from bot.i18n import code
from handlers.blocks import Block, button
from handlers.questions.asked import Asked, people, typed

Opener = Callable[[Asked, Hindrance, Release], Block | None]
SHARED = frozenset({Kind.LOCK, Kind.FREEZE, Kind.WINDOW, Kind.RUNNING, Kind.HOLD, Kind.UNSEEN, Kind.OBSTACLE})
"""What lies on a target: the same for each release that waits there."""


def news(found: Iterable[Hindrance], told: set[Hindrance]) -> list[Hindrance]:
    """What wasn't told yet in an answer; `told` grows by it."""
    fresh = [one for one in found if one not in told]
    told.update(one for one in fresh if one.kind in SHARED)
    return fresh


def way(asked: Asked, one: Hindrance, release: Release | None) -> str:
    """How it is cleared, in one line; empty where there is nothing to do. `release`: what it is in the way of."""
    say = asked.say
    match one.kind:
        case Kind.LOCK:
            own = asked.person.id in one.whose
            return say("way-lock-own" if own else "way-lock", whose=people(one.whose), scope=typed(Scope.of(one.about)))
        case Kind.AFTER if one.until:
            return say("way-soaking")
        case Kind.TRAIN:
            return say("way-train")
        case Kind.AFTER:
            words = f"/platform-deploy {release.service} {release.revision} {one.detail}" if release else ""
            return say("way-after", command=code(words) or "none")
        case Kind.FREEZE if one.about:
            return say("way-freeze-made", admins=_admins(asked), scope=typed(Scope.of(one.about)))
        case Kind.WINDOW | Kind.FREEZE | Kind.GATE | Kind.UNSEEN:
            return say(f"way-{one.kind}", admins=_admins(asked))
        case Kind.APPROVAL | Kind.SCHEDULE | Kind.MISSED | Kind.RUNNING | Kind.HOLD | Kind.QUEUE:
            return say(f"way-{one.kind}", whose=people(one.whose) or "none")
    return ""


def opener(asked: Asked, one: Hindrance, release: Release | None) -> Block | None:
    """The button with which this person clears it, where they may. `release`: what it is in the way of."""
    if one.kind is Kind.LOCK:
        return _unlock(asked, one)
    make = _OPENERS.get(one.kind)
    return make(asked, one, release) if make and release else None


def _admins(asked: Asked) -> str:
    return people(asked.catalogue.workspace.admins) or "none"


def _unlock(asked: Asked, one: Hindrance) -> Block | None:
    """Their own at once; somebody else's with a reason."""
    say, named = asked.say, f"{one.about}:{one.mark}"
    if asked.person.id in one.whose:
        return button("lock.lift", named, say.plain("locks-lift"))
    if may_lock(asked.person, Scope.of(one.about), asked.catalogue):
        return button("lock.steal", one.about, say.plain("locks-steal"), "danger")
    return None


def _approve(asked: Asked, _one: Hindrance, release: Release) -> Block | None:
    given = any(approval.by == asked.person.id for approval in release.approvals)
    own = release.requester == asked.person.id and not release.need.own
    if given or own or not is_approver(asked.person, release):
        return None
    seen = f"{release.id}:{release.plan.fingerprint}"
    return button("release.approve", seen, asked.say.plain("button-approve"), "primary")


def _start(asked: Asked, _one: Hindrance, release: Release) -> Block | None:
    if not may_cancel(asked.person, release, asked.catalogue):
        return None
    return button("release.now", release.id, asked.say.plain("schedule-now"))


def _override(asked: Asked, one: Hindrance, release: Release) -> Block | None:
    if not is_admin(asked.person, asked.catalogue):
        return None
    return button("release.override", f"{release.id}:{one.kind}", asked.say.plain("why-override"), "danger")


def _clear(asked: Asked, _one: Hindrance, release: Release) -> Block | None:
    if not is_admin(asked.person, asked.catalogue):
        return None
    return button("release.clear", release.id, asked.say.plain("why-clear"), "danger")


_OPENERS: dict[Kind, Opener] = {
    Kind.APPROVAL: _approve,
    Kind.SCHEDULE: _start,
    Kind.MISSED: _start,
    Kind.WINDOW: _override,
    Kind.FREEZE: _override,
    Kind.AFTER: _override,
    Kind.GATE: _override,
    Kind.UNSEEN: _clear,
}
