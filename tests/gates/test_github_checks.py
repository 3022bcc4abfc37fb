"""The checks of a commit on the simulated GitHub, and whatever else GitHub may say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalogue import Source, Workspace
from bot.domain.gate import Verdict
from bot.domain.release import Release, Revision
from bot.drivers.checks import PAGES, PER_PAGE
from bot.gates.base import Word
from simulator.registry import Images
from simulator.world import load
from tests.gates.conftest import ECR, EVIL, REPOSITORY, SERVICE, WORLD, Cloud, Gates, Wild, answer, read, release

REQUIRED = ("build", "lint", "security-scan")
GREEN = dict.fromkeys(REQUIRED, "success")
WAIT = timedelta(minutes=10)
IMAGE = f"{ECR}/erp/employee-service-lambda"


async def pushed(cloud: Cloud, checks: dict[str, str], statuses: dict[str, str] | None = None) -> Release:
    """A release of a commit with these checks."""
    more = {"repository": REPOSITORY, "checks": checks, "statuses": statuses or {}}
    commit = (await cloud.set("github/push", **more))["sha"]
    return release(Revision("v9", "sha256:" + "99" * 32, commit))


async def look(gates: Gates, about: Release | None = None, required: tuple[str, ...] = REQUIRED) -> Word:
    return await gates.look("github_checks", {"required": required}, about, wait=WAIT)


@pytest.mark.parametrize(
    ("said", "verdict", "code"),
    [
        ("success", Verdict.PASSING, "checks-passed"),
        ("neutral", Verdict.PASSING, "checks-passed"),
        ("skipped", Verdict.PASSING, "checks-passed"),
        ("queued", Verdict.PENDING, "checks-run"),
        ("in_progress", Verdict.PENDING, "checks-run"),
        ("waiting", Verdict.PENDING, "checks-run"),
        ("failure", Verdict.FAILING, "checks-failed"),
        ("cancelled", Verdict.FAILING, "checks-failed"),
        ("timed_out", Verdict.FAILING, "checks-failed"),
        ("action_required", Verdict.FAILING, "checks-failed"),
        ("stale", Verdict.FAILING, "checks-failed"),
        ("a word of next year", Verdict.FAILING, "checks-failed"),
    ],
)
async def test_every_word_has_an_answer(cloud: Cloud, gates: Gates, said: str, verdict: Verdict, code: str) -> None:
    about = await pushed(cloud, {**GREEN, "lint": said})
    word = await look(gates, about)
    assert (word.verdict, word.code) == (verdict, code)
    assert verdict is Verdict.PASSING or "lint" in word.facts["names"]
    assert word.link.startswith(f"https://github.com/{REPOSITORY}/commit/")


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("success", Verdict.PASSING),
        ("pending", Verdict.PENDING),
        ("failure", Verdict.FAILING),
        ("error", Verdict.FAILING),
    ],
)
async def test_a_status_counts_as_a_check_does(cloud: Cloud, gates: Gates, state: str, verdict: Verdict) -> None:
    about = await pushed(cloud, {"build": "success"}, {"ci/jenkins": state})
    assert (await look(gates, about, ("build", "ci/jenkins"))).verdict is verdict
    assert (await look(gates, about, ())).verdict is verdict  # none named: every one of them


async def test_a_required_check_that_is_not_there_has_not_passed(cloud: Cloud, gates: Gates) -> None:
    about = await pushed(cloud, {"build": "success", "lint": "success"})
    word = await look(gates, about)
    assert (word.verdict, word.facts["names"]) == (Verdict.PENDING, "security-scan")
    gates.later(minutes=11)
    for _ in range(2):  # and stays too late
        gates.later(seconds=10)
        word = await look(gates, about)
        assert (word.verdict, word.code) == (Verdict.FAILING, "checks-endless")


async def test_a_commit_without_any_checks_is_not_green(cloud: Cloud, gates: Gates) -> None:
    word = await look(gates, await pushed(cloud, {}), ())
    assert (word.verdict, word.code) == (Verdict.PENDING, "checks-none")


async def test_of_two_checks_with_one_name_the_worse_counts(cloud: Cloud, gates: Gates) -> None:
    bad_status = await pushed(cloud, GREEN, {"build": "failure"})
    assert (await look(gates, bad_status)).code == "checks-failed"
    bad_check = await pushed(cloud, {**GREEN, "build": "failure"}, {"build": "success"})
    assert (await look(gates, bad_check)).code == "checks-failed"
    waits = await pushed(cloud, {**GREEN, "build": "in_progress"}, {"build": "success"})
    assert (await look(gates, waits)).code == "checks-run"


async def test_all_pages_are_read(cloud: Cloud, gates: Gates) -> None:
    many = {f"check {number}": "success" for number in range(PER_PAGE + 1)}
    about = await pushed(cloud, {**many, "last": "failure"})
    assert (await look(gates, about, ())).facts["names"] == "last (failure)"
    too_many = {f"check {number}": "success" for number in range(PAGES * PER_PAGE)}
    word = await look(gates, await pushed(cloud, too_many), ())
    assert word.verdict is Verdict.UNKNOWN  # what stands behind them isn't known


async def test_an_images_commit_is_known_by_its_label(cloud: Cloud, gates: Gates) -> None:
    digest = Images(load(WORLD).images).digest_of(f"{IMAGE}:v2")
    service = replace(SERVICE, source=Source("sss654654/erp-microservices"))
    there = Workspace(registries={ECR: f"{cloud.address}/registry"})
    gates.means = replace(gates.means, workspace=lambda: there)
    known, lost = (release(Revision("v2", each), f"{IMAGE}@{each}") for each in (digest, "sha256:" + "00" * 32))
    word = await gates.look("github_checks", {"required": ("test",)}, known, service=service)
    assert (word.verdict, "/commit/77ab90f" in word.link) == (Verdict.PASSING, True)
    unknown = await gates.look("github_checks", {"required": ("test",)}, lost, service=service)
    assert (unknown.verdict, unknown.code) == (Verdict.UNKNOWN, "checks-silent")


async def test_what_nobody_can_know_is_said(cloud: Cloud, gates: Gates) -> None:
    assert (await look(gates, release(Revision("v2")))).code == "checks-no-commit"
    sourceless = await gates.look("github_checks", {}, service=replace(SERVICE, source=None))
    assert (sourceless.verdict, sourceless.code) == (Verdict.UNKNOWN, "checks-no-source")
    gone = await look(gates, release(Revision("v2", commit="ab" * 20)))
    assert (gone.verdict, gone.code) == (Verdict.FAILING, "checks-missing-commit")


async def test_a_repository_that_github_does_not_show_keeps_it_shut(cloud: Cloud, gates: Gates) -> None:
    assert SERVICE.source
    hidden = replace(SERVICE, source=replace(SERVICE.source, github="nobody/nothing"))
    word = await gates.look("github_checks", {"required": REQUIRED}, service=hidden)
    assert (word.verdict, word.code) == (Verdict.FAILING, "checks-missing-commit")


async def test_a_throttled_github_is_unknown_and_not_asked_again_at_once(cloud: Cloud, gates: Gates) -> None:
    await cloud.set("github/throttle", seconds=600)
    assert (await look(gates)).code == "checks-silent"
    await cloud.set("github/throttle", seconds=0)
    assert (await look(gates)).code == "checks-silent"  # it asked us to wait
    assert (await look(gates.pointed(github=f"{cloud.address}/github"))).verdict is Verdict.PASSING


def runs(*found: Any) -> str:
    return json.dumps({"total_count": len(found), "check_runs": found, "statuses": []})


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 422, 429, 500, 503])
@pytest.mark.parametrize(
    "body",
    ["", "<html>", "null", "[]", "{}", '"text"', '{"check_runs": {}}', runs(1), runs(None, "text"), '{"message": 7}'],
)
async def test_an_answer_that_does_not_fit_is_unknown(gates: Gates, wild: Wild, status: int, body: str) -> None:
    wild.answer = answer(body, status)
    word = await look(gates.pointed(github=wild.url))
    assert (word.verdict, word.code) == (Verdict.UNKNOWN, "checks-silent")


async def test_a_check_without_a_word_has_not_passed(gates: Gates, wild: Wild) -> None:
    odd = [{}, {"name": "build"}, {"name": "build", "status": "completed"}, {"name": "build", "conclusion": "success"}]
    for run in odd:
        wild.answer = answer(runs(run))
        assert (await look(gates.pointed(github=wild.url), required=("build",))).verdict is not Verdict.PASSING, run


async def test_names_that_others_chose_are_data(cloud: Cloud, gates: Gates) -> None:
    word = await look(gates, await pushed(cloud, {EVIL: "failure"}), ())
    assert "<!channel>" in word.facts["names"]
    assert "<!channel>" not in read(word, "github_checks")
