"""Locks: taken, lifted, stolen, nagged about, left behind; freezes and absences beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import approvers, freeze, lock
from bot.domain.catalogue import Catalogue
from bot.domain.commands import EndDelegation, LiftFreeze, LiftLock, MakeFreeze, StandIn, StealLock, TakeLock
from bot.domain.lock import Lock
from bot.domain.people import Person
from bot.domain.scope import EVERYTHING, Scope
from bot.errors import Refused
from tests.domain.conftest import NOON

MINA, HARU = Person("U0MINA", frozenset({"S0DEVELOPERS"})), Person("U0HARU", frozenset({"S0DEVELOPERS"}))
EUNHO, ADMIN = Person("U0EUNHO", frozenset({"S0DEVELOPERS"})), Person("U0ADMIN")
API = Scope("api", "production")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = {"id": "r00000000000001", "by": "U0MINA", "at": NOON, "channel": "C1"}


def taken(catalogue: Catalogue, scope: Scope = API, by: Person = MINA, hours: int | None = None) -> Lock:
    until = NOON + hours * HOUR if hours else None
    held, _ = lock.take(None, TakeLock(**ASKED, scope=scope.key, until=until, reason="data move"), by, catalogue, NOON)
    assert held
    return held


def lift(scope: Scope = API, **more: str) -> LiftLock:
    return LiftLock(**ASKED, scope=scope.key, **more)


@pytest.mark.parametrize(
    ("scope", "person", "may"),
    [
        (API, MINA, True),
        (Scope("api"), MINA, True),
        (Scope(None, "production"), MINA, False),
        (Scope(None, "production"), EUNHO, True),
        (Scope(None, "production"), ADMIN, True),
        (EVERYTHING, EUNHO, False),
        (EVERYTHING, ADMIN, True),
        (API, Person("U0GUEST", frozenset({"S0DEVELOPERS"}), full_member=False), False),
    ],
)
def test_who_may_lock_what(catalogue: Catalogue, scope: Scope, person: Person, may: bool) -> None:
    if may:
        assert taken(catalogue, scope, person).owner == person.id
    else:
        with pytest.raises(Refused, match="not_lock"):
            taken(catalogue, scope, person)


def test_its_owner_deploys_under_it_and_others_do_not(catalogue: Catalogue) -> None:
    held = taken(catalogue)
    assert lock.against([held], "api/production", "U0MINA", NOON) == []
    assert lock.against([held], "api/production", "U0HARU", NOON) == [held]
    assert lock.against([held], "api/staging", "U0HARU", NOON) == []


def test_somebody_elses_lock_is_not_taken_but_ones_own_is_changed(catalogue: Catalogue) -> None:
    held = taken(catalogue)
    with pytest.raises(Refused, match="locked_by"):
        lock.take(held, TakeLock(**ASKED, scope=API.key), HARU, catalogue, NOON)
    longer, _ = lock.take(held, TakeLock(**ASKED, scope=API.key, until=NOON + DAY), MINA, catalogue, NOON + HOUR)
    assert longer == replace(held, until=NOON + DAY, nag_at=NOON + DAY - lock.NAG_BEFORE)


def test_a_lock_past_its_end_is_free_to_take(catalogue: Catalogue) -> None:
    held = taken(catalogue, hours=1)
    other, _ = lock.take(held, TakeLock(**ASKED, scope=API.key), HARU, catalogue, NOON + HOUR)
    assert other
    assert other.owner == "U0HARU"


def test_an_admin_lifts_only_the_lock_that_they_saw_and_says_why(catalogue: Catalogue) -> None:
    held = taken(catalogue)
    with pytest.raises(Refused, match="not_lock_owner"):
        lock.lift(held, lift(), HARU, catalogue, NOON)
    for asked in (lift(), lift(reason="gone"), lift(lock=held.id), lift(lock="another", reason="gone")):
        with pytest.raises(Refused, match="lift_unconfirmed"):
            lock.lift(held, asked, ADMIN, catalogue, NOON)
    gone, events = lock.lift(held, lift(lock=held.id, reason="left the company"), ADMIN, catalogue, NOON)
    assert gone is None
    assert [event.kind for event in events] == ["LockReleased"]
    assert lock.lift(held, lift(), MINA, catalogue, NOON)[0] is None


def test_stealing_takes_a_reason_and_keeps_the_lock(catalogue: Catalogue) -> None:
    held = taken(catalogue, hours=2)
    with pytest.raises(Refused, match="reason_missing"):
        lock.steal(held, StealLock(**ASKED, scope=API.key, reason=""), HARU, catalogue, NOON)
    stolen, events = lock.steal(held, StealLock(**ASKED, scope=API.key, reason="outage"), HARU, catalogue, NOON)
    assert stolen
    assert (stolen.owner, stolen.until, stolen.id) == ("U0HARU", held.until, held.id)
    assert [event.kind for event in events] == ["LockStolen"]


def test_its_owner_is_asked_before_its_end_and_it_ends(catalogue: Catalogue) -> None:
    held = taken(catalogue, hours=2)
    assert lock.tick(held, MINA, NOON + HOUR) is None
    nagged, events = lock.tick(held, MINA, NOON + 2 * HOUR - lock.NAG_BEFORE) or (None, ())
    assert nagged
    assert [event.kind for event in events] == ["LockNagged"]
    assert lock.tick(nagged, MINA, NOON + 2 * HOUR - timedelta(minutes=1)) is None
    gone, events = lock.tick(nagged, MINA, NOON + 2 * HOUR) or (nagged, ())
    assert gone is None
    assert [event.kind for event in events] == ["LockExpired"]


def test_one_without_an_end_is_asked_about_each_day(catalogue: Catalogue) -> None:
    held = taken(catalogue)
    for day in (1, 2, 3):
        held, events = lock.tick(held, MINA, NOON + day * DAY) or pytest.fail("not asked")  # type: ignore[misc]
        assert [event.kind for event in events] == ["LockNagged"]


def test_a_lock_whose_owner_is_gone_is_seen_at_once_and_told_once(catalogue: Catalogue) -> None:
    held = taken(catalogue, hours=5)
    gone = replace(MINA, full_member=False)
    orphan, events = lock.tick(held, gone, NOON + timedelta(seconds=5)) or (None, ())
    assert orphan
    assert orphan.orphaned
    assert [getattr(event, "orphaned", None) for event in events] == [True]
    assert lock.tick(orphan, gone, NOON + HOUR) is None
    assert lock.tick(held, None, NOON + HOUR) is None, "that nobody can tell who it is changes nothing"


def test_freezes_are_made_and_ended_by_admins(catalogue: Catalogue) -> None:
    asked = MakeFreeze(**ASKED, scope=EVERYTHING.key, end=NOON + DAY, reason="audit")
    with pytest.raises(Refused, match="not_admin"):
        freeze.make(asked, MINA, catalogue, NOON)
    made, _ = freeze.make(asked, ADMIN, catalogue, NOON)
    assert made
    assert freeze.tick(made, NOON + HOUR) is None
    assert (freeze.tick(made, NOON + DAY) or (made, ()))[0] is None
    assert freeze.lift(made, LiftFreeze(**ASKED, scope=EVERYTHING.key), ADMIN, catalogue, NOON)[0] is None
    with pytest.raises(Refused, match="not_frozen"):
        freeze.lift(None, LiftFreeze(**ASKED, scope=EVERYTHING.key), ADMIN, catalogue, NOON)


@pytest.mark.parametrize(("hours", "reason", "code"), [(-1, "x", "freeze_backwards"), (2, "", "reason_missing")])
def test_a_freeze_needs_an_end_ahead_and_a_reason(catalogue: Catalogue, hours: int, reason: str, code: str) -> None:
    asked = MakeFreeze(**ASKED, scope=EVERYTHING.key, end=NOON + hours * HOUR, reason=reason)
    with pytest.raises(Refused, match=code):
        freeze.make(asked, ADMIN, catalogue, NOON)


def test_an_absence_is_of_full_members_and_ends(catalogue: Catalogue) -> None:
    asked = StandIn(**ASKED, to="U0HARU", until=NOON + DAY)
    away, _ = approvers.delegate(asked, MINA, HARU, NOON)
    assert approvers.tick(away, NOON + HOUR) is None
    assert approvers.tick(away, NOON + DAY) is not None
    with pytest.raises(Refused, match="not_full_member"):
        approvers.delegate(asked, MINA, replace(HARU, full_member=False), NOON)
    with pytest.raises(Refused, match="delegate_to_oneself"):
        approvers.delegate(replace(asked, to="U0MINA"), MINA, MINA, NOON)
    with pytest.raises(Refused, match="not_out"):
        approvers.come_back(None, EndDelegation(**ASKED), NOON)
