"""The scans of ECR: each of their statuses, what they found, and what isn't there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.gate import Verdict
from bot.domain.release import Release, Revision
from bot.gates.base import Word
from simulator.registry import Images
from simulator.world import load
from tests.gates.conftest import ECR, EVIL, WORLD, Cloud, Gates, Wild, answer, read, release

NAME = "erp/employee-service-lambda"
SETTINGS = {"block": ("CRITICAL",), "warn": ("HIGH", "MEDIUM")}
WAIT = timedelta(minutes=5)
UNFINISHED = ("PENDING", "IN_PROGRESS", "NOT_FOUND")
NO_RESULT = (
    "FAILED",
    "UNSUPPORTED_IMAGE",
    "LIMIT_EXCEEDED",
    "SCAN_ELIGIBILITY_EXPIRED",
    "FINDINGS_UNAVAILABLE",
)
ONE, OTHER = "sha256:" + "11" * 32, "sha256:" + "22" * 32


def of(tag: str) -> Release:
    """A release of this tag's image, pinned by its digest."""
    digest = Images(load(WORLD).images).digest_of(f"{ECR}/{NAME}:{tag}")
    return release(Revision(tag, digest), f"{ECR}/{NAME}@{digest}")


def built_by_a_pipeline(commit: str, *repositories: str) -> tuple[dict[str, object], Release]:
    """Settings that name repositories, and a release without an image of its own."""
    return {**SETTINGS, "repositories": repositories or (NAME,)}, release(Revision(commit, commit))


async def look(gates: Gates, about: Release, **more: object) -> Word:
    return await gates.look("ecr_scan", {**SETTINGS, **more}, about, wait=WAIT)


async def scanned(cloud: Cloud, tag: str, status: str = "COMPLETE", **findings: int) -> None:
    await cloud.set("aws/scan", repository=NAME, tag=tag, status=status, findings=findings)


@pytest.mark.parametrize("status", ["COMPLETE", "ACTIVE"])
@pytest.mark.parametrize(
    ("findings", "verdict", "code", "warns"),
    [
        ({}, Verdict.PASSING, "scan-clean", False),
        ({"LOW": 9, "UNDEFINED": 1}, Verdict.PASSING, "scan-clean", False),
        ({"MEDIUM": 3, "HIGH": 1}, Verdict.PASSING, "scan-warns", True),
        ({"CRITICAL": 1, "HIGH": 2}, Verdict.FAILING, "scan-blocks", False),
    ],
    ids=["nothing", "nothing that matters", "a warning", "what blocks"],
)
async def test_a_finished_scan_is_judged_by_what_it_found(
    cloud: Cloud, gates: Gates, status: str, findings: dict[str, int], verdict: Verdict, code: str, warns: bool
) -> None:
    await scanned(cloud, "v2", status, **findings)
    word = await look(gates, of("v2"))
    assert (word.verdict, word.code, word.warns) == (verdict, code, warns)
    assert all(f"{name} {count}" in word.facts["found"] for name, count in findings.items() if name == "CRITICAL")


@pytest.mark.parametrize("status", UNFINISHED)
async def test_an_unfinished_scan_is_waited_for_and_not_for_ever(cloud: Cloud, gates: Gates, status: str) -> None:
    await scanned(cloud, "v2", status)
    assert (await look(gates, of("v2"))).verdict is Verdict.PENDING
    gates.later(minutes=5)
    assert (await look(gates, of("v2"))).code == "scan-runs"
    for _ in range(2):  # and stays too long
        gates.later(seconds=10)
        word = await look(gates, of("v2"))
        assert (word.verdict, word.code, word.facts["status"]) == (Verdict.FAILING, "scan-endless", status)
    await scanned(cloud, "v2")
    assert (await look(gates, of("v2"))).verdict is Verdict.PASSING


@pytest.mark.parametrize("status", NO_RESULT)
async def test_whatever_has_no_result_keeps_it_shut(cloud: Cloud, gates: Gates, status: str) -> None:
    await scanned(cloud, "v2", status)
    word = await look(gates, of("v2"))
    assert (word.verdict, word.code, word.facts["status"]) == (Verdict.FAILING, "scan-none", status)


async def test_a_status_that_nobody_knows_keeps_it_shut(
    gates: Gates, wild: Wild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", wild.url)
    for status in ("IMAGE_ARCHIVED", EVIL):
        wild.answer = answer(json.dumps({"imageScanStatus": {"status": status}, "imageScanFindings": {}}))
        word = await look(gates, of("v2"))
        assert (word.verdict, word.code, word.facts["status"]) == (Verdict.FAILING, "scan-none", status)
        assert "<!channel>" not in read(word, "ecr_scan")


async def test_a_finished_scan_without_findings_in_the_answer_is_none(
    gates: Gates, wild: Wild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that is missing isn't "nothing was found"."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", wild.url)
    wild.answer = answer(json.dumps({"imageScanStatus": {"status": "COMPLETE"}}))
    assert (await look(gates, of("v2"))).verdict is Verdict.UNKNOWN


async def test_an_image_or_a_repository_that_is_not_there_keeps_it_shut(cloud: Cloud, gates: Gates) -> None:
    lost = await look(gates, release(Revision("v2", ONE), f"{ECR}/{NAME}@{ONE}"))
    assert (lost.code, lost.facts["status"]) == ("scan-none", "ImageNotFoundException")
    nowhere = await look(gates, release(Revision("v2", ONE), f"{ECR}/nobody@{ONE}"))
    assert (nowhere.code, nowhere.facts["status"]) == ("scan-none", "RepositoryNotFoundException")
    nothing = await look(gates, release(Revision("v2", "8be03d7")))
    assert (nothing.verdict, nothing.code) == (Verdict.UNKNOWN, "scan-nothing")
    beside_aws = release(plan=replace(release().plan, settings=None))
    assert (await look(gates, beside_aws)).code == "nowhere"


async def test_of_several_repositories_the_worst_counts(cloud: Cloud, gates: Gates) -> None:
    settings, about = built_by_a_pipeline("v2", NAME, "erp/nobody")
    word = await look(gates, about, **settings)
    assert (word.verdict, word.facts["repository"]) == (Verdict.FAILING, "erp/nobody")


async def test_an_image_beside_the_released_one_is_looked_up_in_its_own_repository(cloud: Cloud, gates: Gates) -> None:
    other = release(Revision("v2", ONE), f"{ECR}/erp/another@{ONE}")
    assert (await look(gates, other, repositories=(NAME,))).code == "scan-clean"
    await scanned(cloud, "v2", CRITICAL=1)
    assert (await look(gates, other, repositories=(NAME,))).code == "scan-blocks"


async def test_an_image_that_a_pipeline_builds_is_known_by_the_tag_of_its_commit(cloud: Cloud, gates: Gates) -> None:
    await scanned(cloud, "v2", CRITICAL=1)
    settings, about = built_by_a_pipeline("v2")
    assert (await look(gates, about, **settings)).code == "scan-blocks"
    settings, about = built_by_a_pipeline("v1")
    assert (await look(gates, about, **settings)).code == "scan-clean"


async def test_without_such_a_tag_the_newest_image_counts(
    gates: Gates, wild: Wild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", wild.url)
    images = [{"imageDigest": ONE, "imagePushedAt": 2}, {"imageDigest": OTHER, "imagePushedAt": 1}]
    scan = {"imageScanStatus": {"status": "COMPLETE"}, "imageScanFindings": {}}
    wild.answer = answer(json.dumps({"imageDetails": images, **scan}))
    settings, about = built_by_a_pipeline("8be03d7")
    assert (await look(gates, about, **settings)).code == "scan-clean"
    assert json.loads(wild.asked[-1])["imageId"] == {"imageDigest": ONE}
    wild.answer = answer(json.dumps({"imageDetails": []}))
    word = await look(gates, about, **settings)
    assert (word.verdict, word.code) == (Verdict.FAILING, "scan-none")


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500, 503])
async def test_what_aws_does_not_say_is_unknown(
    gates: Gates, wild: Wild, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", wild.url)
    settings, pipeline = built_by_a_pipeline("8be03d7")
    odd = json.dumps({"__type": EVIL, "message": EVIL, "imageScanStatus": EVIL, "imageDetails": EVIL})
    for body in ("", "<html>", "{}", "null", "[]", '{"imageScanStatus": {}}', '{"imageDetails": [{}]}', odd):
        wild.answer = answer(body, status)
        for about, more in ((of("v2"), SETTINGS), (pipeline, settings)):
            word = await look(gates, about, **more)
            assert word.verdict is Verdict.UNKNOWN, (body, word)
            assert "<!channel>" not in read(word, "ecr_scan")
