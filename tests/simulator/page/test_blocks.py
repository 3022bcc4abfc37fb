"""Block Kit: what is drawn, and what a touch sends."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]


def text(words: str, kind: str = "plain_text") -> dict[str, str]:
    return {"type": kind, "text": words}


def option(value: str) -> dict[str, Any]:
    return {"text": text(value), "value": value}


def actions(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "act:1", "elements": list(elements)}]


APPROVE = {"type": "button", "action_id": "approve", "value": "r1", "style": "primary", "text": text("Approve")}
CONFIRM = {"title": text("Sure?"), "text": text("*really*", "mrkdwn"), "confirm": text("Yes"), "deny": text("No")}


async def test_a_click_is_posted_and_shows_that_it_is_under_way(page: Page, world: Any) -> None:
    message = world.say("x", blocks=actions(APPROVE))
    await page.get_by_role("button", name="Approve").click()
    place = {"user": "U0MINA", "channel": "C0DEPLOY", "ts": message["ts"]}
    assert await world.called("click") == {**place, "block_id": "act:1", "action_id": "approve", "value": "r1"}
    await expect(page.get_by_role("button", name="Approve")).not_to_have_attribute("aria-busy", "true")


async def test_a_refused_click_is_said(page: Page, world: Any, console_errors: list[str]) -> None:
    world.answers["click"] = {"ok": False, "error": "No such element."}
    world.say("x", blocks=actions(APPROVE))
    await page.get_by_role("button", name="Approve").click()
    await expect(page.locator(".toast")).to_have_text("No such element.")
    console_errors.clear()  # the browser reports each 4xx


async def test_a_confirmation_is_asked_first(page: Page, world: Any) -> None:
    world.say("x", blocks=actions({**APPROVE, "confirm": CONFIRM}))
    await page.get_by_role("button", name="Approve").click()
    dialog = page.locator("dialog.confirm")
    await expect(dialog.locator("strong")).to_have_text("really")
    await dialog.get_by_role("button", name="No").click()
    await expect(dialog).to_have_count(0)
    assert world.calls == []
    await page.get_by_role("button", name="Approve").click()
    await dialog.get_by_role("button", name="Yes").click()
    assert (await world.called("click"))["action_id"] == "approve"


async def test_an_edit_during_the_confirmation_does_not_lose_the_click(page: Page, world: Any) -> None:
    blocks = actions({**APPROVE, "confirm": CONFIRM})
    message = world.say("x", blocks=blocks)
    await page.get_by_role("button", name="Approve").click()
    world.change(message, blocks=[{**blocks[0], "block_id": "act:2"}])
    await expect(page.locator("[data-block='act:2']")).to_have_count(1)
    await page.get_by_role("button", name="Yes").click()
    assert (await world.called("click"))["block_id"] == "act:2"


async def test_focus_stays_on_a_button_whose_message_is_edited(page: Page, world: Any) -> None:
    message = world.say("x", blocks=actions(APPROVE))
    await page.get_by_role("button", name="Approve").focus()
    world.change(message, blocks=[{**actions(APPROVE)[0], "block_id": "act:2"}])
    await expect(page.locator("[data-block='act:2'] button")).to_be_focused()


@pytest.mark.parametrize("kind", ["static_select", "overflow"])
async def test_an_option_is_chosen_by_keyboard(page: Page, world: Any, kind: str) -> None:
    world.say("x", blocks=actions({"type": kind, "action_id": "pick", "options": [option("one"), option("two")]}))
    await page.locator("[data-action=pick]").press("Enter")
    await expect(page.locator(".menu [role=option]")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert (await world.called("click"))["selected_option"] == option("two")
    await expect(page.locator(".menu")).to_have_count(0)


async def test_external_options_are_asked_for_while_typing(page: Page, world: Any) -> None:
    world.answers["suggest"] = {"ok": True, "option_groups": [{"label": text("Tags"), "options": [option("v2")]}]}
    message = world.say("x", blocks=actions({"type": "external_select", "action_id": "tag", "min_query_length": 1}))
    await page.locator("[data-action=tag]").click()
    await expect(page.locator(".menu-note")).to_contain_text("1")
    await page.keyboard.type("v")
    await page.locator(".menu [role=option]", has_text="v2").click()
    question = await world.called("suggest")
    assert (question["value"], question["ts"], question["action_id"]) == ("v", message["ts"], "tag")
    assert (await world.called("click"))["selected_option"] == option("v2")
    await expect(page.locator("[data-action=tag]")).to_contain_text("v2")


async def test_a_date_is_posted(page: Page, world: Any) -> None:
    world.say("x", blocks=actions({"type": "datepicker", "action_id": "day", "initial_date": "2026-01-02"}))
    await page.locator("[data-action=day]").fill("2026-02-03")
    assert (await world.called("click"))["selected_date"] == "2026-02-03"


async def test_layout_blocks_are_drawn(page: Page, world: Any) -> None:
    cell = {"type": "raw_text", "text": "cell"}
    world.say(
        "x",
        blocks=[
            {"type": "header", "text": text("Head :tada:")},
            {"type": "section", "fields": [text("*a*", "mrkdwn"), text("b", "mrkdwn")]},
            {"type": "divider"},
            {
                "type": "context",
                "elements": [
                    text("_quiet_", "mrkdwn"),
                    {"type": "image", "slack_file": {"id": "F9"}, "alt_text": "face"},
                ],
            },
            {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Subaku", "title": text("Look")},
            {"type": "table", "column_settings": [{"align": "right"}], "rows": [[cell, cell], [cell, cell]]},
            {"type": "markdown", "text": "# Title\n**bold** [site](https://example.com)\n- one\n- two"},
            {"type": "unheard_of"},
        ],
    )
    message = page.locator(".channel .message")
    await expect(message.locator(".block-header")).to_have_text("Head 🎉")
    assert await message.locator("img").evaluate_all("nodes => nodes.map(node => node.getAttribute('src'))") == [
        "/files/F9",
        "/files/F1",
    ]
    assert await message.locator(".block-table").locator("th, td").count() == 4
    assert await message.locator(".block-markdown li").all_inner_texts() == ["one", "two"]
    await expect(message.locator(".block-unheard_of")).to_contain_text("unheard_of")


async def test_a_near_day_is_small_within_a_sentence(page: Page, world: Any) -> None:
    await page.get_by_role("button", name="English").click()
    world.emit("person", {"person": {**world.world["users"][0], "locale": "en-US"}})
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    now, day = int(time.time()), 86_400
    at = "<!date^{}^{{date_short_pretty}}|then>"
    world.say(f"locked until {at.format(now)}\n{at.format(now)} it ends, or {at.format(now + day)}")
    words = page.locator(".channel .message .text")
    await expect(words).to_have_text("locked until todayToday it ends, or tomorrow")


async def test_rich_text_is_drawn(page: Page, world: Any) -> None:
    def section(*elements: dict[str, Any]) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": list(elements)}

    leaves: list[dict[str, Any]] = [
        {"type": "text", "text": "both", "style": {"bold": True, "italic": True}},
        {"type": "user", "user_id": "U0ALEX"},
        {"type": "channel", "channel_id": "C0DEPLOY"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "watermelon"},
        {"type": "link", "url": "https://example.com", "text": "site"},
    ]
    items = {
        "type": "rich_text_list",
        "style": "ordered",
        "indent": 1,
        "offset": 2,
        "elements": [section({"type": "text", "text": "third"})],
    }
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]}
    pre = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a  b"}]}
    world.say("x", blocks=[{"type": "rich_text", "elements": [section(*leaves), items, quote, pre]}])
    rich = page.locator(".channel .block-rich_text")
    await expect(rich.locator("strong em")).to_have_text("both")
    assert await rich.locator(".mention").all_inner_texts() == ["@Alex", "#deploy", "@here"]
    assert await rich.locator("ol").get_attribute("start") == "3"
    await expect(rich.locator("blockquote")).to_have_text("said")
    assert await rich.locator("pre").inner_text() == "a  b"
