"""What the keyboard does: completion, the quick switcher, and ways out."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

FIELD = ".channel .composer-field"
ROWS = ".channel .commands [role=option]"


async def test_the_verbs_of_a_command_are_offered_and_explained(page: Page, world: Any) -> None:
    await page.locator(FIELD).press_sequentially("/platform-deploy ")
    await expect(page.locator(ROWS)).to_have_text(["status[service]진행 중인 것", "lockSERVICE [for 2h]Hold the door"])
    await page.keyboard.type("l")
    await expect(page.locator(ROWS)).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(page.locator(FIELD)).to_have_value("/platform-deploy lock ")
    await expect(page.locator(".channel .usage")).to_have_text("SERVICE [for 2h]")


async def test_enter_sends_a_command_whose_verbs_are_only_offered(page: Page, world: Any) -> None:
    await page.locator(FIELD).press_sequentially("/platform-deploy ")
    await expect(page.locator(ROWS)).to_have_count(2)
    await page.keyboard.press("Enter")
    assert (await world.called("say"))["text"] == "/platform-deploy"


async def test_people_are_completed_where_the_caret_is(page: Page, world: Any) -> None:
    await page.fill(FIELD, "hello , how is it?")
    for _ in range(len(", how is it?")):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.type("@gu")
    await expect(page.locator(ROWS)).to_have_text(["SGSam Guestguest"])
    await page.keyboard.press("Enter")
    await expect(page.locator(FIELD)).to_have_value("hello @guest , how is it?")
    await page.keyboard.type("@민")
    await page.locator(ROWS, has_text="민아").click()
    await expect(page.locator(FIELD)).to_have_value("hello @guest @민아 , how is it?")


@pytest.mark.parametrize(
    ("typed", "completed"), [("see #sta", "see #staging "), ("so :tad", "so :tada: "), ("@dev", "@developers ")]
)
async def test_channels_emoji_and_groups_are_completed(page: Page, typed: str, completed: str) -> None:
    await page.locator(FIELD).press_sequentially(typed)
    await expect(page.locator(ROWS)).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(page.locator(FIELD)).to_have_value(completed)


async def test_escape_puts_the_offers_away(page: Page, world: Any) -> None:
    await page.locator(FIELD).press_sequentially("@")
    await expect(page.locator(ROWS).first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(ROWS).first).to_be_hidden()
    await page.keyboard.press("Enter")
    assert (await world.called("say"))["text"] == "@"


async def test_the_quick_switcher_goes_anywhere(page: Page) -> None:
    switcher = page.locator("dialog.switcher")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("stag")
    await page.keyboard.press("Enter")
    await expect(switcher).to_be_hidden()
    await expect(page.locator(".pane-head h1")).to_have_text("staging")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("nowhere")
    await expect(switcher).to_contain_text("그런 이름의 채널이나 사람이 없습니다")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("alex")
    await page.keyboard.press("Enter")
    await expect(page.locator(".who b")).to_have_text("Alex")
    await page.keyboard.press("Control+k")
    await expect(switcher.locator("[role=option]").first).to_contain_text("deploy")
    await page.keyboard.press("ArrowUp")
    await expect(switcher.locator(".active")).to_contain_text("Be Sam Guest")
    await page.keyboard.press("Escape")
    await expect(switcher).to_be_hidden()


async def test_escape_in_a_menu_leaves_the_thread_open(page: Page, world: Any) -> None:
    options = [{"text": {"type": "plain_text", "text": "one"}, "value": "one"}]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    root = world.say("root")
    world.say("reply", thread_ts=root["ts"], blocks=[{"type": "actions", "block_id": "a", "elements": [menu]}])
    await page.locator(".channel .thread-bar").click()
    await page.locator(".thread [data-action=more]").click()
    await expect(page.locator(".menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".menu")).to_have_count(0)
    await expect(page.locator(".thread")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".thread")).to_be_hidden()
