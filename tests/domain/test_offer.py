"""Offers: one a service; what is newer takes its place, and what was answered isn't asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import offer
from bot.domain.catalogue import Catalogue
from bot.domain.commands import IgnoreOffer
from bot.domain.offer import MadeOffer, State
from bot.domain.people import Person
from bot.domain.release import Plan, Release, Revision, Status
from bot.errors import Refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
V2, V3 = Revision("v2", "sha256:" + "2" * 64, "2" * 40), Revision("v3", "sha256:" + "3" * 64, "3" * 40)
MINA, STRANGER = Person("U0MINA", frozenset({"S0DEVELOPERS"})), Person("U0SAM", full_member=False)


def found(revision: Revision = V2, minutes: int = 0, **more: str) -> MadeOffer:
    at = NOON + timedelta(minutes=minutes)
    place = {"service": "demo-backend", "environment": "production", "after": "", **more}
    return MadeOffer(**place, revision=revision, since=at, found_at=at)  # type: ignore[arg-type]


def made(revision: Revision = V2) -> MadeOffer:
    held, _ = offer.make(None, found(revision))
    assert held
    return held


def asked(revision: Revision, target: str = "demo-backend/production") -> Release:
    plan = Plan(target, "codedeploy_ecs", revision, "f1")
    service, _, environment = target.partition("/")
    return Release(
        id="r1", service=service, environment=environment, requester="U0HARU", plan=plan,
        status=Status.REQUESTED, requested_at=NOON,
    )  # fmt: skip


def kinds(outcome: offer.Outcome) -> list[str]:
    return [event.kind for event in outcome[1]]


def test_something_newer_takes_its_place_under_the_same_name() -> None:
    first = made()
    second = offer.make(first, found(V3, minutes=5))
    assert kinds(second) == ["OfferReplaced"]
    assert second[0]
    assert (second[0].id, second[0].revision, second[0].found_at) == (first.id, V3, NOON + timedelta(minutes=5))
    assert second[0].mark != first.mark


def test_the_same_is_news_again_only_when_something_else_stands_there() -> None:
    held = made()
    assert offer.make(held, found(minutes=1)) == (held, ())
    assert offer.make(held, found(replace(V2, name="main"), minutes=1)) == (held, ()), "another tag of the same image"
    assert kinds(offer.make(held, found(minutes=1, after="r9"))) == ["OfferReplaced"]


@pytest.mark.parametrize("after", ["", "r9"])
def test_what_was_ignored_is_not_offered_again_and_what_is_newer_is_a_message_of_its_own(
    catalogue: Catalogue, after: str
) -> None:
    ignored, events = offer.ignore(made(), wish(made().mark), MINA, catalogue, NOON)
    assert [event.kind for event in events] == ["OfferIgnored"]
    assert ignored
    assert ignored.state is State.IGNORED
    assert offer.make(ignored, found(minutes=1, after=after)) == (ignored, ())
    newer = offer.make(ignored, found(V3, minutes=1))
    assert kinds(newer) == ["OfferMade"]
    assert newer[0]
    assert newer[0].id != ignored.id


def test_whoever_asks_for_its_revision_takes_it() -> None:
    taken = offer.take(made(), asked(V2), NOON)
    assert kinds(taken) == ["OfferTaken"]
    assert taken[0]
    assert (taken[0].state, taken[0].by) == (State.TAKEN, "U0HARU")
    assert offer.take(taken[0], asked(V2), NOON) == (taken[0], ()), "once"


@pytest.mark.parametrize("release", [asked(V3), asked(V2, "demo-backend/staging")])
def test_another_release_changes_nothing(release: Release) -> None:
    held = made()
    assert offer.take(held, release, NOON) == (held, ())
    assert offer.take(None, release, NOON) == (None, ())


def test_what_is_not_newer_any_more_ends() -> None:
    over = offer.overtake(made(), NOON)
    assert kinds(over) == ["OfferOvertaken"]
    assert offer.overtake(over[0], NOON) == (over[0], ())
    assert offer.overtake(None, NOON) == (None, ())


def test_a_button_of_an_older_offer_does_nothing(catalogue: Catalogue) -> None:
    older = made().mark
    held, _ = offer.make(made(), found(V3, minutes=5))
    for gone in (held, None, offer.overtake(made(), NOON)[0]):
        with pytest.raises(Refused, match="offer_gone"):
            offer.ignore(gone, wish(older), MINA, catalogue, NOON)


def test_only_deployers_answer(catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="not_deployer"):
        offer.ignore(made(), wish(made().mark), STRANGER, catalogue, NOON)


def test_however_many_take_it_there_is_one_release() -> None:
    assert made().release == made().release
    assert made().release != made(V3).release


def wish(mark: str) -> IgnoreOffer:
    return IgnoreOffer(id="r2", by="U0MINA", at=NOON, channel="C0DEPLOY", service="demo-backend", offer=mark)
