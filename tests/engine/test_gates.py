"""Gates: what they hold up, what they close, what they take back; and the bake that they watch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import Catalogue, CodeDeployEcsTarget, Gate
from bot.domain.commands import AnswerHold, OverrideBarrier, RollBackTarget
from bot.domain.events import BakeBegan, BarrierOverridden, GateSpoke
from bot.domain.gate import Verdict as Word
from bot.domain.release import Cause, Obstacle, Release, Status, Verdict
from bot.engine.gatekeeper import LONGEST
from bot.gates.base import Subject
from tests.engine.conftest import Bench

HOUR = timedelta(hours=1)


@dataclass
class Outside:
    """A service to probe, and a Prometheus of one value."""

    status: int = 200
    value: str | None = "0.01"
    url: str = ""
    complaint: str = ""
    asked: list[str] = field(default_factory=list)

    async def health(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        return web.Response(status=self.status)

    async def query(self, request: web.Request) -> web.Response:
        if self.complaint:
            return web.json_response({"status": "error", "error": self.complaint}, status=400)
        result = [] if self.value is None else [{"metric": {}, "value": [0, self.value]}]
        return web.json_response({"status": "success", "data": {"resultType": "vector", "result": result}})


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    it, app = Outside(), web.Application()
    app.router.add_get("/health", it.health)
    app.router.add_post("/api/v1/query", it.query)
    async with TestServer(app) as server:
        it.url = str(server.make_url("")).rstrip("/")
        yield it


def gated(bench: Bench, *gates: Gate, **more: Any) -> None:
    """The demo's target has these gates from now on."""

    def change(catalogue: Catalogue) -> Catalogue:
        service = catalogue.services["demo-backend"]
        target = service.targets["production"]
        assert isinstance(target, CodeDeployEcsTarget)
        changed = replace(service, targets={"production": replace(target, gates=gates, **more)})
        return replace(catalogue, services={"demo-backend": changed})

    bench.rewrite(change)


def probe(outside: Outside, when: Any = "before") -> Gate:
    return Gate("http", {"url": f"{outside.url}/health", "expect": 200}, when)


def rate(outside: Outside, span: timedelta = timedelta(0)) -> Gate:
    return Gate("prometheus", {"url": outside.url, "query": "up", "below": 0.05}, "bake", lasting=span)


async def goes_over(bench: Bench) -> Release:
    """A release with all the traffic."""
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    await bench.answer(name, Verdict.CONTINUE)
    return await bench.until(name, Status.BAKING)


async def test_a_gate_that_fails_holds_a_release_until_it_passes(bench: Bench, outside: Outside) -> None:
    outside.status = 503
    gated(bench, probe(outside))
    name = await bench.ask()
    assert (await bench.happened(GateSpoke)).verdict == Word.FAILING  # whoever decides sees it before
    await bench.approve(name)
    held = await bench.when(name, lambda it: it.waits_for is Obstacle.GATE)
    assert held.status is Status.QUEUED
    outside.status = 200
    bench.clock.by = timedelta(seconds=20)
    started = await bench.until(name, Status.DEPLOYING, Status.HOLDING)
    assert [it.verdict for it in started.findings] == [Word.PASSING]


async def test_who_may_sets_a_gate_aside_and_a_rollback_heeds_none(bench: Bench, outside: Outside) -> None:
    first = await bench.succeed("v2")
    assert first
    await bench.succeed("v3")
    outside.status = 500
    gated(bench, probe(outside))
    name = await bench.ask("latest")
    await bench.approve(name)
    await bench.when(name, lambda it: it.waits_for is Obstacle.GATE)
    await bench.do(OverrideBarrier, "U0ALEX", release=name, barrier="gate", reason="the probe itself is broken")
    await bench.until(name, Status.DEPLOYING, Status.HOLDING)
    back = await bench.do(RollBackTarget, "U0ALEX", service="demo-backend", environment="production", revision="v2")
    started = await bench.until(back, Status.DEPLOYING, Status.HOLDING, limit=40)
    assert not started.findings


async def test_a_gate_closes_its_hold(bench: Bench, outside: Outside) -> None:
    outside.status = 503
    gated(bench, probe(outside, "hold"))
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    await bench.when(name, lambda it: bool(it.findings))
    asked = await bench.do(AnswerHold, "U0MINA", release=name, verdict=Verdict.CONTINUE)
    assert await bench.refused(asked) == "gate_closed"
    outside.status = 200
    bench.clock.by = timedelta(seconds=20)
    await bench.when(name, lambda it: it.findings[0].verdict is Word.PASSING)
    await bench.answer(name, Verdict.CONTINUE)
    await bench.until(name, Status.SUCCEEDED)


async def test_who_may_sets_a_gate_aside_at_the_hold(bench: Bench, outside: Outside) -> None:
    outside.status = 503
    gated(bench, probe(outside, "hold"))
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    await bench.when(name, lambda it: bool(it.findings))
    aside = {"release": name, "barrier": "gate", "reason": "the probe itself is broken"}
    assert await bench.refused(await bench.do(OverrideBarrier, "U0EUNHO", **aside)) == "not_admin"
    await bench.do(OverrideBarrier, "U0ALEX", **aside)
    told = await bench.happened(BarrierOverridden)
    assert (told.actor, told.about, told.reason) == ("U0ALEX", "http", "the probe itself is broken")
    assert await bench.refused(await bench.do(OverrideBarrier, "U0ALEX", **aside)) == "nothing_to_override"
    await bench.answer(name, Verdict.CONTINUE)
    await bench.until(name, Status.SUCCEEDED)


async def test_a_gate_that_was_set_aside_takes_nothing_back(bench: Bench, outside: Outside) -> None:
    outside.value = None
    gated(bench, rate(outside, HOUR))
    release = await goes_over(bench)
    await bench.when(release.id, lambda it: bool(it.findings))
    await bench.do(OverrideBarrier, "U0ALEX", release=release.id, barrier="gate", reason="the exporter is down")
    await bench.happened(BarrierOverridden, about="prometheus")
    outside.value = "0.4"
    for seconds in (20, 40):
        seen = bench.clock.now()
        bench.clock.by = timedelta(seconds=seconds)
        looked = await bench.when(release.id, lambda it, seen=seen: bool(it.findings) and it.findings[0].at > seen)
    assert looked.status is Status.BAKING
    assert looked.findings[0].verdict is Word.FAILING
    bench.clock.by = 2 * HOUR
    await bench.until(release.id, Status.SUCCEEDED)


class Broken:
    """A gate with a mistake in it."""

    calls = ()

    async def look(self, gate: Gate, subject: Subject) -> NoReturn:
        raise RuntimeError("never thought of that")


async def test_a_gate_that_breaks_stays_shut_and_the_others_are_asked(bench: Bench, outside: Outside) -> None:
    bench.engine.gates._world.gates["soak"] = Broken()
    gated(bench, Gate("soak", {"environment": "staging"}), probe(outside))
    name = await bench.ask()
    await bench.happened(GateSpoke, gate="http", verdict=Word.PASSING)
    assert (await bench.happened(GateSpoke, gate="soak")).said == "broken"
    await bench.approve(name)
    held = await bench.when(name, lambda it: it.waits_for is Obstacle.GATE)
    assert {it.gate: it.verdict for it in held.findings} == {"soak": Word.UNKNOWN, "http": Word.PASSING}


async def test_what_a_gate_heard_is_kept_with_measure(bench: Bench, outside: Outside) -> None:
    outside.complaint = "<!channel>" * 1000
    gated(bench, Gate("prometheus", {"url": outside.url, "query": "up(", "below": 1}))
    await bench.ask()
    spoke = await bench.happened(GateSpoke)
    assert spoke.said == "prometheus-refuses"
    assert max(map(len, spoke.facts.values())) <= LONGEST


async def test_a_checklist_holds_what_was_asked_for_without_it(bench: Bench) -> None:
    gated(bench, Gate("checklist", {"items": ("Dashboards are open", "Support knows")}))
    name = await bench.ask(checklist=("Support knows",))
    await bench.approve(name)
    held = await bench.when(name, lambda it: it.waits_for is Obstacle.GATE)
    assert held.findings[0].facts == {"items": "Dashboards are open"}
    again = await bench.ask("v3", checklist=("Support knows", "Dashboards are open"))
    await bench.approve(again)
    started = await bench.until(again, Status.DEPLOYING, Status.HOLDING)
    assert [it.verdict for it in started.findings] == [Word.PASSING]


async def test_a_release_bakes_as_long_as_its_target_says(bench: Bench) -> None:
    gated(bench, bake=HOUR)
    release = await goes_over(bench)
    assert (await bench.happened(BakeBegan)).until > bench.clock.now() + HOUR / 2
    bench.clock.by = 2 * HOUR
    await bench.until(release.id, Status.SUCCEEDED)


async def test_what_fails_while_it_bakes_is_taken_back(bench: Bench, outside: Outside) -> None:
    """Also when AWS is done with it: a deployment of what stood before."""
    gated(bench, rate(outside, HOUR))
    release = await goes_over(bench)
    await bench.when(release.id, lambda it: bool(it.deployment and it.deployment.progress.outcome == "succeeded"))
    outside.value = "0.4"
    for seconds in (20, 40):
        seen = bench.clock.now()
        bench.clock.by = timedelta(seconds=seconds)
        await bench.when(release.id, lambda it, seen=seen: bool(it.findings) and it.findings[0].at > seen)
    ended = await bench.until(release.id, Status.ROLLED_BACK)
    assert ended.reason
    assert ended.reason.cause is Cause.GATE
    assert "0.4" in ended.reason.detail
    newest, *_ = await bench.deployments()
    assert newest["tag"] == "v1"


async def test_a_gate_without_data_is_heeded_for_as_long_again(bench: Bench, outside: Outside) -> None:
    outside.value = None
    gated(bench, rate(outside), bake=HOUR)
    release = await goes_over(bench)
    bench.clock.by = 1.5 * HOUR
    await bench.when(release.id, lambda it: bool(it.findings) and it.findings[0].at > release.requested_at + HOUR)
    assert (await bench.until(release.id, Status.BAKING)).status is Status.BAKING
    bench.clock.by = 3 * HOUR
    await bench.until(release.id, Status.SUCCEEDED)


async def test_a_deployment_that_takes_too_long_is_taken_back(bench: Bench) -> None:
    gated(bench, timeout=HOUR)
    await bench.scenario("stuck_in_allow_traffic")
    name = await bench.ask()
    await bench.approve(name)
    await bench.until(name, Status.HOLDING)
    await bench.answer(name, Verdict.CONTINUE)
    await bench.until(name, Status.SHIFTING)
    bench.clock.by = 2 * HOUR
    ended = await bench.until(name, Status.ROLLED_BACK, Status.FAILED, limit=40)
    assert ended.reason
    assert ended.reason.cause is Cause.TIMED_OUT
