"""What stood where, how long things take, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain import hindrances, queueing, standing
from bot.domain.around import Around
from bot.domain.catalogue import (
    After,
    Aws,
    Catalogue,
    CodeDeployEcsTarget,
    Environment,
    Freeze,
    Service,
    Window,
    Workspace,
)
from bot.domain.freeze import MadeFreeze
from bot.domain.hindrances import Kind
from bot.domain.lock import Lock
from bot.domain.release import Obstacle, Override, Plan, Priority, Release, Revision, Status
from bot.domain.scope import Scope

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def release(
    name: str,
    tag: str = "v2",
    status: Status = Status.QUEUED,
    ended: datetime | None = None,
    took: int = 5,
    **fields: object,
) -> Release:
    plan = Plan("api/production", "codedeploy_ecs", Revision(tag, f"sha256:{tag}"), "f", live="v0")
    made = Release(
        id=name, service="api", environment="production", requester="U0MINA", plan=plan, status=status,
        requested_at=MONDAY, started_at=ended - took * MINUTE if ended else None, ended_at=ended,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def history(*tags: str) -> list[Release]:
    """Newest first, an hour apart; the newest ended an hour ago."""
    return [
        release(f"r{number}", tag, Status.SUCCEEDED, MONDAY - (number + 1) * HOUR, took=number + 1)
        for number, tag in enumerate(tags)
    ]


def target(environment: str = "production", **fields: object) -> CodeDeployEcsTarget:
    return CodeDeployEcsTarget(
        service_name="api", environment=environment, aws=Aws("ap-northeast-2"), application="a", group="g", cluster="c",
        service="s", container="c", port=80, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def catalogue(**fields: object) -> Catalogue:
    production = Environment("production", "C1", **fields)  # type: ignore[arg-type]
    targets = {"staging": target("staging"), "production": target()}
    return Catalogue(
        Workspace(),
        {"staging": Environment("staging", "C2"), "production": production},
        {"api": Service("api", targets)},
    )


def around(**fields: object) -> Around:
    return Around(target="api/production", **fields)  # type: ignore[arg-type]


def kinds(found: list[hindrances.Hindrance]) -> list[Kind]:
    return [one.kind for one in found]


def test_what_stands_is_what_succeeded_last_and_the_past_has_each_revision_once() -> None:
    ended = history("v3", "v2", "v3", "v1")
    failed = release("r9", "v9", Status.FAILED, MONDAY)
    stands = standing.current([failed, *ended])
    assert stands
    assert (stands.revision.name, stands.since, stands.until) == ("v3", MONDAY - HOUR, None)
    assert [one.revision.name for one in standing.past([failed, *ended])] == ["v2", "v1", "v0"]
    assert standing.past([]) == []


def test_how_long_a_revision_has_stood() -> None:
    ended = history("v3", "v2", "v1")
    assert standing.soaked(ended, Revision("other name", "sha256:v3"), MONDAY) == HOUR
    assert standing.soaked(ended, Revision("v1", "sha256:v1"), MONDAY) == HOUR
    assert standing.soaked(ended, Revision("v9", "sha256:v9"), MONDAY) is None


@pytest.mark.parametrize(("takes", "p50", "p90"), [([3], 3, 3), ([1, 2, 3, 4], 2, 4), (list(range(1, 11)), 5, 9)])
def test_typical_times_by_nearest_rank(takes: list[int], p50: int, p90: int) -> None:
    ended = [release(f"r{took}", status=Status.SUCCEEDED, ended=MONDAY, took=took) for took in takes]
    assert queueing.typical(ended) == queueing.Typical(p50 * MINUTE, p90 * MINUTE)
    assert queueing.typical([]) is None


def test_the_expected_start_is_the_rest_of_what_is_live_and_those_before() -> None:
    usual = queueing.Typical(10 * MINUTE, 20 * MINUTE)
    live = release("r1", status=Status.SHIFTING, started_at=MONDAY - 4 * MINUTE)
    found = queueing.expected(2, live, usual, MONDAY)
    assert (found.likely, found.latest) == (MONDAY + 16 * MINUTE, MONDAY + 36 * MINUTE)
    slow = replace(live, started_at=MONDAY - 15 * MINUTE)
    assert queueing.expected(1, slow, usual, MONDAY).likely == MONDAY
    assert queueing.remaining(slow, usual, MONDAY) == 5 * MINUTE


NIGHT = Window(("mon",), time(18), time(20))
LOCK = Lock("l1", Scope("api", "production"), "U0HARU", MONDAY, "data move")
FREEZE = MadeFreeze(Scope(None, "production"), MONDAY - HOUR, MONDAY + HOUR, "audit", "U0ADMIN")


def test_each_barrier_is_named_with_whose_it_is_and_until_when() -> None:
    there = around(locks=(LOCK,), freezes=(FREEZE,), before=())
    found = hindrances.barriers(release("r1"), there, catalogue(windows=(NIGHT,), after=After("staging", HOUR)), MONDAY)
    assert [(one.kind, one.whose, one.until) for one in found] == [
        (Kind.LOCK, ("U0HARU",), None),
        (Kind.FREEZE, ("U0ADMIN",), MONDAY + HOUR),
        (Kind.WINDOW, (), datetime(2026, 3, 2, 18, tzinfo=UTC)),
        (Kind.AFTER, (), None),
    ]


def test_a_rollback_heeds_a_persons_lock_alone() -> None:
    there = around(locks=(LOCK,), freezes=(FREEZE,))
    back = release("r1", priority=Priority.ROLLBACK)
    shut = catalogue(windows=(NIGHT,), after=After("staging"), freezes=(Freeze(MONDAY, MONDAY + HOUR),))
    assert kinds(hindrances.barriers(back, there, shut, MONDAY)) == [Kind.LOCK]


def test_what_was_set_aside_is_no_barrier_but_the_next_lock_is() -> None:
    aside = (
        Override(Obstacle.LOCK, "U0ADMIN", MONDAY, "outage", "l1"),
        Override(Obstacle.WINDOW, "U0ADMIN", MONDAY, "outage"),
    )
    shut = catalogue(windows=(NIGHT,))
    assert hindrances.barriers(release("r1", overrides=aside), around(locks=(LOCK,)), shut, MONDAY) == []
    later = replace(LOCK, id="l2")
    assert kinds(hindrances.barriers(release("r1", overrides=aside), around(locks=(later,)), shut, MONDAY)) == [
        Kind.LOCK
    ]


def test_a_held_head_does_not_hold_the_others() -> None:
    mine, theirs = release("r1"), release("r2", requester="U0HARU")
    first, held = hindrances.startable(around(queue=(mine, theirs), locks=(LOCK,)), catalogue(), MONDAY)
    assert first == theirs
    assert [(one.id, what.kind) for one, what in held] == [("r1", Kind.LOCK)]


@pytest.mark.parametrize(("soak", "free"), [(timedelta(0), True), (HOUR, True), (2 * HOUR, False)])
def test_after_asks_for_the_same_revision_for_long_enough(soak: timedelta, free: bool) -> None:
    ended = history("v2", "v1")
    found = hindrances.barriers(
        release("r1", "v2"), around(before=tuple(ended)), catalogue(after=After("staging", soak)), MONDAY
    )
    assert found == [] if free else [(one.kind, one.until) for one in found] == [(Kind.AFTER, MONDAY + HOUR)]


def test_after_binds_only_what_stands_there_too() -> None:
    rules = catalogue(after=After("staging"))
    elsewhere = replace(rules, services={"api": Service("api", {"production": target()})})
    none = replace(
        rules, services={"api": Service("api", {"staging": target("staging"), "production": target(after="none")})}
    )
    assert hindrances.barriers(release("r1"), around(), elsewhere, MONDAY) == []
    assert hindrances.barriers(release("r1"), around(), none, MONDAY) == []


def test_all_that_stands_before_a_waiting_release() -> None:
    live = release("r0", status=Status.DEPLOYING, requester="U0HARU")
    waiting, first = release("r2"), release("r1")
    found = hindrances.of_release(waiting, around(live=live, queue=(first, waiting)), catalogue(), MONDAY)
    assert [(one.kind, one.about) for one in found] == [(Kind.RUNNING, "r0"), (Kind.QUEUE, "r1")]
    asked = release("r3", status=Status.REQUESTED, due=MONDAY + HOUR)
    assert kinds(hindrances.of_release(asked, around(), catalogue(), MONDAY)) == [Kind.APPROVAL, Kind.SCHEDULE]
