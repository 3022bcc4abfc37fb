"""The page as a whole: the world's panel, narrow screens, the keyboard, and what is served."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEPLOYMENT = {
    "id": "d-ABC",
    "status": "InProgress",
    "lifecycle": [{"name": "BeforeInstall", "status": "Succeeded"}, {"name": "AllowTraffic", "status": "InProgress"}],
    "traffic": {"blue": 60, "green": 40},
    "revision": {"image": "demo:v2"},
}

OVERFLOWING = "document.documentElement.scrollWidth > innerWidth"


async def test_the_world_is_shown_and_steered(page: Page, world: Any) -> None:
    service = {"name": "demo-backend", "scenario": "healthy", "deployments": [DEPLOYMENT]}
    world.aws = {"services": [service], "scenarios": ["healthy", "health_check_fails"]}
    await page.locator(".world-toggle").click()
    await expect(page.locator(".traffic")).to_have_attribute("aria-label", "트래픽: 블루 60%, 그린 40%")
    await expect(page.locator(".world-step")).to_contain_text("AllowTraffic")
    await page.locator("[data-speed='30']").click()
    assert await world.called("clock") == {"speed": 30, "paused": False}
    await page.locator(".world-select").select_option("health_check_fails")
    assert await world.called("aws/scenario") == {"service": "demo-backend", "scenario": "health_check_fails"}
    await page.get_by_role("button", name="알람 울리기").click()
    assert await world.called("aws/alarm") == {"service": "demo-backend"}
    await page.get_by_role("button", name="소켓 끊기").click()
    assert await world.called("sockets") == {"action": "cut"}
    world.emit("sockets", {"sockets": 0})
    await expect(page.locator(".topbar .dot")).to_have_attribute("aria-label", "연결된 봇이 없습니다")
    world.aws = {
        **world.aws,
        "services": [{**service, "deployments": [{**DEPLOYMENT, "traffic": {"blue": 0, "green": 100}}]}],
    }
    world.emit("aws", {"service": "demo-backend"})
    await expect(page.locator(".traffic")).to_have_attribute("aria-label", "트래픽: 블루 0%, 그린 100%")


async def test_a_phone_shows_everything_without_scrolling_sideways(page: Page, world: Any) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    root = world.say("x" * 400, user="U0EUNHO")
    cell = {"type": "raw_text", "text": "a rather wide cell of a table"}
    world.say("y", blocks=[{"type": "table", "rows": [[cell] * 4] * 2}], thread_ts=root["ts"])
    await expect(page.locator(".channel .message")).to_have_count(1)
    assert not await page.evaluate(OVERFLOWING)
    await page.get_by_role("button", name="채널과 사람").click()
    await page.locator(".place", has_text="staging").click()
    await expect(page.locator(".pane-head h1").first).to_have_text("staging")
    await expect(page.locator(".sidebar")).to_be_hidden()
    await page.get_by_role("button", name="채널과 사람").click()
    await page.locator(".place", has_text="deploy").click()
    await page.locator(".channel .thread-bar").click()
    await expect(page.locator(".thread table")).to_be_visible()
    assert not await page.evaluate(OVERFLOWING)


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, world: Any) -> None:
    world.say(
        "x",
        blocks=[
            {
                "type": "actions",
                "block_id": "a",
                "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
            }
        ],
    )
    await page.locator("[data-action=go]").wait_for()
    await page.locator(".who").focus()
    reached = set()
    for _ in range(20):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.dataset.action ?? document.activeElement.className"))
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        framed = await page.evaluate("Boolean(document.activeElement.closest('.composer-box, body:focus'))")
        assert outline != "none" or framed or await page.evaluate("document.activeElement === document.body")
    assert {"place", "go", "composer-field"} <= reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_both_colour_schemes_are_readable(page: Page, world: Any, scheme: str) -> None:
    world.say("words")
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    body = page.locator(".channel .message .text")
    await body.wait_for()
    ratio = await body.evaluate(
        """node => {
          const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
            .map((part) => part / 255).map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
          const colours = [getComputedStyle(node).color, getComputedStyle(document.body).backgroundColor];
          const [front, back] = colours.map(light);
          return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        }"""
    )
    assert ratio > 7


async def test_only_the_pages_own_files_are_served(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for path, status in {
            "": 200,
            "page/main.js": 200,
            "page/__init__.py": 404,
            "page/..%2f__init__.py": 404,
        }.items():
            async with session.get(address + path) as response:
                assert response.status == status, path


async def test_every_language_has_every_word(page: Page) -> None:
    languages = await page.evaluate("async () => (await import('/page/words.js')).LANGUAGES")
    assert set(languages) == {"en", "ko", "ja"}
    places = {
        name: {key: sorted(re.findall(r"{\w+}", text)) for key, text in words.items()}
        for name, words in languages.items()
    }
    assert places["ko"] == places["en"]
    assert places["ja"] == places["en"]


async def test_what_is_said_elsewhere_is_counted_until_it_is_looked_at(page: Page, world: Any) -> None:
    row = page.locator(".place", has_text="staging")
    root = world.say("one", channel="C0STAGING")
    world.say("in its thread", channel="C0STAGING", thread_ts=root["ts"])
    world.say("two", channel="C0STAGING")
    await expect(row.locator(".unread-dot")).to_have_attribute("title", "읽지 않음 2개")
    world.say("<@U0MINA>, look", channel="C0STAGING", thread_ts=root["ts"])
    await expect(row.locator(".unread-count")).to_have_text("1")
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    await row.click()
    await expect(page.locator(".channel .message")).to_have_count(2)
    await expect(row.locator(".unread-dot, .unread-count")).to_have_count(0)
    await page.reload()
    await expect(row).to_be_visible()
    await expect(row.locator(".unread-dot, .unread-count")).to_have_count(0)
