"""Trains: what follows from where each carriage is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import hindrances, train
from bot.domain.around import Around
from bot.domain.carriage import Carriage, carriage_id, head_of
from bot.domain.catalogue import ApprovalRule, Catalogue, Environment, Workspace
from bot.domain.commands import RequestRelease
from bot.domain.hindrances import Kind
from bot.domain.lifecycle import Wish
from bot.domain.release import Plan, Priority, Release, Revision, Status
from bot.domain.train import Course, Train
from tests.domain.conftest import NOON

HEAD = "r00000000000001"
SERVICES = ("backend", "frontend", "worker")
RULE = ApprovalRule(required=1, by=("U0EUNHO",))
CATALOGUE = Catalogue(Workspace(), {"production": Environment("production", "C0DEPLOY")}, {})
GOOD, BAD = Status.SUCCEEDED, Status.ROLLED_BACK


def plan(service: str, fingerprint: str = "f") -> Plan:
    return Plan(f"{service}/production", "ecs", Revision("v2", "sha256:2"), fingerprint, parts={"image": "2"})


def departed(wish: Wish | None = None) -> list[Release]:
    command = RequestRelease(
        id=HEAD, by="U0MINA", at=NOON, channel="C1", reply="x", service="shop", environment="production", revision="v2"
    )
    coupling = Carriage("shop", HEAD, 1, 3)
    return [it for it, _ in train.depart(command, coupling, [plan(it) for it in SERVICES], RULE, wish or Wish(), NOON)]


def at(*statuses: Status, over: bool = False, **backs: Status) -> Train:
    """A train with its carriages there, and what takes back the first, second, third one (`a`, `b`, `c`)."""
    ended = {True: NOON, False: None}
    moved = [
        replace(one, status=status, ended_at=ended[status in (GOOD, BAD)])
        for one, status in zip(departed(), statuses, strict=True)
    ]
    back = {
        moved["abc".index(name)].id: replace(moved["abc".index(name)], id=f"{name}-back", status=status)
        for name, status in backs.items()
    }
    if over:
        moved[0] = settled(moved[0])
    return Train(tuple(moved), back)


def settled(head: Release) -> Release:
    decision = train.settle(head, NOON)
    assert decision
    return decision[0]


def test_the_head_alone_carries_the_approvals_the_time_and_the_answer() -> None:
    head, *behind = departed(Wish(due=NOON + timedelta(hours=1), hotfix="it burns", checklist=("asked QA",)))
    assert (head.id, head.status, head.need.required, head.reply) == (HEAD, Status.REQUESTED, 1, "x")
    assert head.leads
    assert [one.id for one in behind] == [carriage_id(HEAD, 2), carriage_id(HEAD, 3)]
    for one in behind:
        assert (one.status, one.need.required, one.due, one.reply) == (Status.QUEUED, 0, None, None)
        assert (one.priority, one.checklist, one.leads) == (head.priority, (), False)
    assert [one.follows for one in (head, *behind)] == [None, HEAD, carriage_id(HEAD, 2)]


def test_an_approval_is_of_the_plans_of_all_carriages() -> None:
    alone, behind = plan("backend"), plan("frontend")
    whole = train.whole(alone, [behind])
    assert whole.parts == {"image": "2", "carriage.frontend": "f"}
    assert whole.fingerprint != alone.fingerprint
    assert train.whole(alone, [behind]) == whole
    assert train.whole(alone, [plan("frontend", "other")]).fingerprint != whole.fingerprint
    assert train.whole(alone, []) == alone


@pytest.mark.parametrize(("ahead", "held"), [(Status.BAKING, True), (BAD, True), (GOOD, False), (None, True)])
def test_a_carriage_waits_for_the_one_before_it_and_nobody_can_set_that_aside(ahead: Status | None, held: bool) -> None:
    head, second, _ = departed()
    known = {HEAD: replace(head, status=ahead)} if ahead else {}
    around = Around(target=second.target, queue=(second,), ahead=known)
    found = hindrances.barriers(second, around, CATALOGUE, NOON)
    assert [one.kind for one in found] == [Kind.TRAIN] * held
    assert (hindrances.startable(around, CATALOGUE, NOON)[0] is None) is held


def test_a_way_back_that_something_newer_overtook_never_starts() -> None:
    came = replace(departed()[0], status=GOOD, ended_at=NOON)
    back = replace(came, id=carriage_id(HEAD, 1, back=True), priority=Priority.ROLLBACK, status=Status.QUEUED)
    assert back.undoes == came.id
    around = Around(target=back.target, queue=(back,), past=(came,))
    assert hindrances.barriers(back, around, CATALOGUE, NOON) == []
    newer = replace(came, id="r9", train=None)
    around = Around(target=back.target, queue=(back,), past=(newer, came))
    assert [one.kind for one in hindrances.barriers(back, around, CATALOGUE, NOON)] == [Kind.TRAIN]


@pytest.mark.parametrize(
    ("where", "course"),
    [
        (at(GOOD, Status.BAKING, Status.QUEUED), Course.GOING),
        (at(GOOD, GOOD, GOOD), Course.ARRIVED),
        (at(GOOD, BAD, Status.QUEUED), Course.TURNING),
        (at(GOOD, GOOD, BAD), Course.TURNING),
        (at(GOOD, GOOD, BAD, b=GOOD), Course.TURNING),
        (at(GOOD, GOOD, BAD, a=Status.DEPLOYING, b=GOOD), Course.TURNING),
        (at(GOOD, GOOD, BAD, a=GOOD, b=GOOD), Course.TURNING),
        (at(GOOD, GOOD, BAD, a=GOOD, b=GOOD, over=True), Course.BACK),
        (at(GOOD, GOOD, BAD, a=GOOD, b=Status.FAILED, over=True), Course.STRANDED),
        (at(GOOD, GOOD, BAD, a=GOOD, over=True), Course.STRANDED),  # somebody else has replaced the second one
    ],
)
def test_where_a_train_is(where: Train, course: Course) -> None:
    assert where.course is course


@pytest.mark.parametrize(
    ("where", "called_off", "back"),
    [
        (at(GOOD, Status.BAKING, Status.QUEUED), [], []),
        (at(GOOD, GOOD, GOOD), [], []),
        (at(Status.REJECTED, Status.QUEUED, Status.QUEUED), [2, 3], []),
        (at(GOOD, BAD, Status.QUEUED), [3], []),
        (at(Status.DEPLOYING, Status.CANCELLED, Status.CANCELLED), [], []),
        (at(GOOD, GOOD, BAD), [], [2, 1]),
        (at(GOOD, GOOD, BAD, b=Status.DEPLOYING), [], [2, 1]),
        (at(GOOD, GOOD, BAD, b=GOOD), [], [1]),
        (at(GOOD, GOOD, BAD, b=Status.FAILED), [], [1]),
        (at(GOOD, GOOD, BAD, a=GOOD, b=GOOD), [], []),
    ],
)
def test_what_follows_from_it(where: Train, called_off: list[int], back: list[int]) -> None:
    """Those behind are called off; those before it go back, the last one first, once nothing moves any more."""
    places = {one.id: place for place, one in enumerate(where.carriages, start=1)}
    assert [places[one.id] for one in where.to_call_off()] == called_off
    assert [places[one.id] for one in where.to_take_back()] == back


def test_a_train_is_put_together_from_its_releases_in_any_order() -> None:
    first, second, third = departed()
    back = replace(second, id=carriage_id(HEAD, 2, back=True), priority=Priority.ROLLBACK)
    assert back.id in train.ids_of(first)
    assert {head_of(name) for name in train.ids_of(first)} == {HEAD}
    assert train.of([third, back, first, second]) == Train((first, second, third), {second.id: back})


def ended(name: str, revision: str, minute: int, live: str | None = None) -> Release:
    put = replace(plan("backend"), revision=Revision(revision, f"sha256:{revision}"), live=live)
    there = NOON + timedelta(minutes=minute)
    return replace(departed()[0], id=name, plan=put, status=GOOD, ended_at=there)


def test_what_stood_before_a_carriage_is_what_comes_back() -> None:
    history = [ended("r2", "v2", 2), ended("r1", "v1", 1, live="v0")]
    before = train.stood_before(history[0], history)
    assert before
    assert before.release == history[1]
    oldest = train.stood_before(history[1], history[1:])
    assert oldest
    assert (oldest.revision.name, oldest.release) == ("v0", None)


def test_nothing_comes_back_where_nothing_would_change() -> None:
    same = [ended("r2", "v2", 2), ended("r1", "v2", 1)]
    assert train.stood_before(same[0], same) is None
    assert train.stood_before(same[1], same) is None  # replaced since
    assert train.stood_before(ended("r9", "v9", 9), [ended("r9", "v9", 9)]) is None  # nothing is known from before


def test_a_train_is_over_once() -> None:
    head = at(GOOD, BAD, Status.CANCELLED).carriages[0]
    assert train.settle(settled(head), NOON) is None
    assert train.settle(replace(head, status=BAD), NOON) is None  # it tells that by itself


def test_what_is_live_is_what_aws_tells() -> None:
    history = [ended("r1", "v1", 1)]
    assert train.live_revision(replace(plan("backend"), live="v1"), history) == history[0].revision
    assert train.live_revision(replace(plan("backend"), live="7b4d0e2"), history) == Revision("7b4d0e2")
    assert train.live_revision(plan("backend"), []) is None


def test_a_commit_is_known_by_itself_or_as_the_name_of_a_tag() -> None:
    assert train.commit_of(Revision("v2", commit="4f1c2a9")) == "4f1c2a9"
    assert train.commit_of(Revision("7b4d0e2")) == "7b4d0e2"
    assert train.commit_of(Revision("v2")) is None


@pytest.mark.parametrize(
    ("file", "touched"),
    [("backend/app.py", True), ("backend", True), ("backends/app.py", False), ("x/backend/a", False)],
)
def test_a_file_touches_a_service_in_its_folders(file: str, touched: bool) -> None:
    assert train.touches([file], ("backend/",)) is touched
