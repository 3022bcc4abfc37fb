"""When a gate is open, for whom, and which of those that aren't is set aside first. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import gate, hindrances, lifecycle
from bot.domain.around import Around
from bot.domain.catalogue import Catalogue, Environment, Gate, Workspace
from bot.domain.gate import FRESH, Finding, Verdict
from bot.domain.release import Obstacle, Override, Release, Status
from tests.gates.conftest import NOW, SERVICE, TARGET, release

HOUR = timedelta(hours=1)
CATALOGUE = Catalogue(Workspace(), {"production": Environment("production", "C0DEPLOY")}, {"demo-backend": SERVICE})


def gated(*gates: Gate, findings: tuple[Finding, ...] = (), status: Status = Status.QUEUED, **more: Any) -> Release:
    plan = replace(release().plan, settings=replace(TARGET, gates=gates))
    return release(plan=plan, status=status, findings=findings, **more)


def said(name: str, verdict: Verdict = Verdict.PASSING, ago: timedelta = timedelta(0), **more: Any) -> Finding:
    return Finding(name, verdict, NOW - ago, "slow", since=NOW - ago, **more)


def names(one: Release) -> list[str]:
    return [it.detail for it in hindrances.barriers(one, Around(target=one.target), CATALOGUE, NOW)]


def test_several_gates_of_a_kind_are_told_apart() -> None:
    probe = Gate("http", {})
    assert list(gate.keys([probe, Gate("soak", {}), probe, probe])) == ["http", "soak", "http#2", "http#3"]


@pytest.mark.parametrize("when", ["before", "hold", "bake"])
def test_a_gate_is_looked_at_when_it_says_and_always_is_each_time(when: Any) -> None:
    target = replace(TARGET, gates=(Gate("http", {}, "before"), Gate("http", {}, "hold"), Gate("http", {}, "bake")))
    own = {"before": "http", "hold": "http#2", "bake": "http#3"}
    assert list(gate.applying(target, when)) == [own[when]]
    everywhere = replace(target, gates=(Gate("http", {}, "always"),))
    assert list(gate.applying(everywhere, when)) == ["http"]
    assert list(gate.applying(everywhere)) == ["http"]


def test_only_a_fresh_yes_lets_a_release_start() -> None:
    probe = Gate("http", {})
    for finding in (said("http", ago=FRESH + timedelta(seconds=1)), *(said("http", it) for it in list(Verdict)[1:])):
        assert names(gated(probe, findings=(finding,))) == ["http"]
    assert names(gated(probe)) == ["http"]
    assert names(gated(probe, findings=(said("http"),))) == []


@pytest.mark.parametrize("when", ["before", "always"])
def test_how_long_it_must_pass_counts_while_a_release_is_watched_alone(when: Any) -> None:
    """A soak of two hours that is over isn't looked at for another two."""
    one = Gate("soak", {"environment": "staging"}, when, lasting=2 * HOUR)
    assert names(gated(one, findings=(said("soak"),))) == []


def test_while_it_bakes_a_gate_must_have_passed_without_a_break() -> None:
    for when in ("bake", "always"):
        watched = gated(Gate("http", {}, when, lasting=HOUR), status=Status.BAKING, findings=(said("http"),))
        assert lifecycle.closed(watched, NOW, "bake") == ["http"]
        long = said("http", ago=2 * HOUR)
        steady = watched.changed(findings=(replace(long, at=NOW),))
        assert lifecycle.closed(steady, NOW, "bake") == []


def test_one_bad_look_is_no_failure_and_two_are() -> None:
    first = gate.after(said("http"), said("http", Verdict.FAILING))
    assert not gate.fails_for_good(first)
    second = gate.after(first, replace(first, at=NOW + timedelta(seconds=10)))
    assert gate.fails_for_good(second)
    well = gate.after(second, said("http"))
    assert not gate.fails_for_good(gate.after(well, said("http", Verdict.FAILING)))


def test_a_plain_no_is_set_aside_first() -> None:
    found = [said("a"), said("b", Verdict.PENDING), said("c", Verdict.UNKNOWN), said("d", Verdict.FAILING)]
    assert [it.gate for it in gate.unmet(found, "abcd")] == ["d", "c", "b"]
    assert [it.gate for it in gate.unmet(found, "ab")] == ["b"]


def test_what_was_set_aside_is_not_in_the_way_and_the_others_are() -> None:
    aside = Override(Obstacle.GATE, "U0ALEX", NOW, "it is broken", "http")
    both = (Gate("http", {}, "always"), Gate("http", {}, "always"))
    assert names(gated(*both, overrides=(aside,))) == ["http#2"]
    assert lifecycle.closed(gated(*both, overrides=(aside,), status=Status.HOLDING), NOW, "hold") == ["http#2"]


def test_the_points_of_all_checklists_of_a_target() -> None:
    gates = (Gate("checklist", {"items": ("one", "two")}), Gate("http", {}), Gate("checklist", {"items": ("three",)}))
    assert gate.points(replace(TARGET, gates=gates)) == ["one", "two", "three"]
    assert gate.points(None) == []
