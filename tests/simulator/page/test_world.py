"""The pane of the simulated world: time, the cloud as it stands, troubles, and what happened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from simulator.aws.rollout import SCENARIOS
from simulator.troubles import NAMES

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

BLUE = {
    "label": "blue",
    "tag": "v1",
    "image": "demo:v1",
    "revision": "demo-backend:41",
    "status": "PRIMARY",
    "target_group": "demo-backend-blue",
    "tasks": ["healthy", "healthy"],
    "traffic": 100.0,
}
GREEN = {**BLUE, "label": "green", "tag": "v2", "status": "ACTIVE", "tasks": ["running", "provisioning"], "traffic": 0}
LIVE = {"id": "d-ABC", "status": "InProgress", "lifecycle": [{"name": "Install", "status": "InProgress"}]}
SERVICE = {
    "name": "demo-backend",
    "cluster": "demo",
    "scenario": "healthy",
    "task_sets": [BLUE, GREEN],
    "deployments": [{**LIVE, "tag": "v2", "traffic": {"blue": 100, "green": 0}}],
}


async def open_world(page: Page, world: Any, **service: Any) -> None:
    world.aws = {"services": [{**SERVICE, **service}], "scenarios": list(SCENARIOS)}
    await page.locator(".world-toggle").click()
    await expect(page.locator(".world-service")).to_be_visible()


async def test_both_task_sets_are_drawn_as_they_stand(page: Page, world: Any) -> None:
    await open_world(page, world)
    blue, green = page.locator(".task-set.blue"), page.locator(".task-set.green")
    await expect(blue.locator(".task-set-tag")).to_have_text("v1")
    await expect(green.locator(".task-set-tag")).to_have_text("v2")
    await expect(green.locator(".tasks")).to_have_attribute("aria-label", "태스크: 1 실행 중, 1 시작 중")
    world.aws = {**world.aws, "services": [{**SERVICE, "task_sets": [GREEN], "deployments": []}]}
    world.emit("aws", {"service": "demo-backend"})
    await expect(blue).to_have_count(0)
    await expect(page.locator(".world-step")).to_have_text("진행 중인 배포 없음")


async def test_the_health_check_is_broken_and_mended(page: Page, world: Any) -> None:
    await open_world(page, world)
    lever = page.locator(".lever").first
    await lever.click()
    assert await world.called("aws/scenario") == {"service": "demo-backend", "scenario": "health_check_fails"}
    world.aws = {**world.aws, "services": [{**SERVICE, "scenario": "health_check_fails"}]}
    world.emit("scenario", {"service": "demo-backend", "scenario": "health_check_fails"})
    await expect(lever).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".happenings")).to_contain_text("demo-backend: 다음 배포는 헬스 체크 실패")
    await lever.click()
    assert (await world.called("aws/scenario", times=2))["scenario"] == "healthy"


async def test_no_alarm_where_nothing_runs(page: Page, world: Any) -> None:
    await open_world(page, world, deployments=[])
    await expect(page.get_by_role("button", name="알람 울리기")).to_be_disabled()


async def test_time_stands_still(page: Page, world: Any) -> None:
    await open_world(page, world)
    pause = page.get_by_role("button", name="시간 멈추기")
    await pause.click()
    assert await world.called("clock") == {"paused": True}
    world.emit("clock", {"speed": 10, "paused": True})
    await expect(pause).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("[data-speed='10']")).to_have_attribute("aria-pressed", "false")
    await expect(page.locator(".happenings li").first).to_contain_text("시간이 멈췄습니다")


async def test_a_trouble_says_how_long_and_who_felt_it(page: Page, world: Any) -> None:
    await open_world(page, world)
    lever = page.locator(".trouble", has_text="레지스트리 끊기")
    await lever.click()
    assert await world.called("troubles") == {"name": "registry", "seconds": 30}
    world.emit("trouble", {"name": "registry", "seconds": 30, "felt": 0})
    world.emit("trouble", {"name": "registry", "seconds": 29.9, "felt": 2})
    await expect(lever).to_have_attribute("aria-pressed", "true")
    await expect(lever).to_contain_text(re.compile(r"(30|29|28)초 남음 · 호출 2건이 겪음"))
    await lever.click()
    assert (await world.called("troubles", times=2))["seconds"] == 0
    world.emit("trouble", {"name": "registry", "seconds": 0, "felt": 2})
    await expect(lever).to_have_attribute("aria-pressed", "false")
    await expect(page.locator(".happenings li").first).to_contain_text("레지스트리 끊기 끝: 호출 2건이 겪었습니다")


async def test_each_step_of_a_deployment_is_told_once(page: Page, world: Any) -> None:
    await open_world(page, world)
    created = {**LIVE, "status": "Created", "lifecycle": [{"name": "Install", "status": "Pending"}]}
    for deployment in (created, LIVE, LIVE, {**LIVE, "status": "Stopped"}):
        world.emit("aws", {"service": "demo-backend", "deployment": deployment})
    said = ["d-ABC Stopped", "Install", "d-ABC 시작"]
    await expect(page.locator(".happenings li span")).to_have_text([f"demo-backend: {each}" for each in said])


async def test_a_refused_lever_says_why(page: Page, world: Any, console_errors: list[str]) -> None:
    await open_world(page, world)
    world.answers["aws/alarm"] = {"ok": False, "error": "Nothing is being deployed."}
    await page.get_by_role("button", name="알람 울리기").click()
    await expect(page.locator(".toast")).to_have_text("Nothing is being deployed.")
    console_errors.clear()  # the browser reports each 4xx


async def test_the_pane_is_left_as_it_was_found(page: Page, world: Any) -> None:
    await open_world(page, world)
    await page.reload()
    await expect(page.locator(".world-service")).to_be_visible()
    await page.locator(".world-body").press("Escape")
    await expect(page.locator(".world")).to_be_hidden()
    await expect(page.locator(".world-toggle")).to_be_focused()
    await expect(page.locator(".world-toggle")).to_have_attribute("aria-expanded", "false")


async def test_everything_in_the_world_has_words(page: Page) -> None:
    languages = await page.evaluate("async () => (await import('/page/words.js')).LANGUAGES")
    lasting = await page.evaluate("async () => (await import('/page/troubles.js')).LASTING")
    for words in languages.values():
        assert {f"s_{scenario}" for scenario in SCENARIOS} <= words.keys()
    assert lasting.keys() == set(NAMES)
