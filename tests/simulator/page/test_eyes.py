"""What is easy to see: one pane at a time on a phone, nothing that jumps, one's own language, and what axe says."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

PHONE = {"width": 360, "height": 740}
OVERFLOWING = "document.documentElement.scrollWidth > innerWidth"
PANES = (".sidebar", ".channel", ".thread", ".world")
COVERED = """node => {
  const box = node.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width >= innerWidth - 1 && node.contains(top);
}"""


def text(words: str, kind: str = "plain_text") -> dict[str, str]:
    return {"type": kind, "text": words}


async def shown(page: Page) -> list[str]:
    """The panes that fill the screen and lie on top."""
    there = [(name, page.locator(name)) for name in PANES]
    return [name for name, pane in there if await pane.is_visible() and await pane.evaluate(COVERED)]


async def test_a_phone_shows_one_pane_at_a_time(page: Page, world: Any) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    root = world.say("root")
    world.say("reply", thread_ts=root["ts"])
    assert await shown(page) == [".channel"]
    await page.locator(".channel .thread-bar").click()
    assert await shown(page) == [".thread"]
    await page.get_by_role("button", name="스레드 닫기").click()
    await page.get_by_role("button", name="채널과 사람").click()
    assert await shown(page) == [".sidebar"]
    await page.locator(".world-toggle").click()
    assert await shown(page) == [".world"]
    assert not await page.evaluate(OVERFLOWING)
    await page.locator(".world").get_by_role("button", name="닫기").click()
    await page.locator(".place", has_text="staging").click()
    assert await shown(page) == [".channel"]


async def test_an_edit_above_does_not_move_what_is_read(page: Page, world: Any) -> None:
    messages = [world.say(f"line {number}", user=f"U0{'ALEX' if number % 2 else 'EUNHO'}") for number in range(40)]
    reader = page.locator(f".channel .message[data-ts='{messages[20]['ts']}']")
    await expect(page.locator(".channel .message")).to_have_count(40)
    await reader.evaluate("node => node.scrollIntoView({ block: 'center' })")
    before = await reader.bounding_box()
    for message in messages[:9]:
        world.change(message, text="longer\n" * 6)
    world.say("and one more below")
    await expect(page.locator(".channel .message")).to_have_count(41)
    after = await reader.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 1


async def test_a_language_is_ones_own_and_the_page_speaks_it(page: Page, world: Any) -> None:
    world.say("kept", user="U0ALEX")
    await page.get_by_role("button", name="日本語").click()
    assert await world.called("person") == {"user": "U0MINA", "locale": "ja-JP"}
    world.emit("person", {"person": {**world.world["users"][0], "locale": "ja-JP"}})
    await expect(page.locator(".sidebar-lists h2").first).to_have_text("チャンネル")
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    await expect(page.locator(".channel .message .text")).to_have_text("kept")
    await expect(page.locator(".channel .composer-field")).to_have_attribute("aria-label", "#deploy へのメッセージ")


async def test_a_message_is_marked_with_the_language_it_is_in(page: Page, world: Any) -> None:
    for words in ("승인을 기다리고 있어요", "承認を待っています", "Waiting"):
        world.say(words, user="U0ALEX")
    contents = page.locator(".channel .message .content")
    await expect(contents).to_have_count(3)
    assert await contents.evaluate_all("nodes => nodes.map(node => node.lang)") == ["ko", "ja", "en"]


async def test_the_policy_lets_nothing_foreign_run(page: Page, address: str) -> None:
    answer = await page.request.get(address)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy


def axe() -> str:
    """The source of axe-core, out of the package that brings it."""
    found = find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


async def complaints(page: Page) -> list[str]:
    found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    nodes = [(each["id"], node) for each in found["violations"] for node in each["nodes"]]
    return [f"{name}: {node['html']}: {node['failureSummary']}" for name, node in nodes]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(page: Page, world: Any, scheme: str) -> None:
    source = axe()
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    option = {"text": text("one"), "value": "one"}
    elements = [
        {"type": "button", "action_id": "yes", "text": text("Approve"), "style": "primary"},
        {"type": "button", "action_id": "no", "text": text("Reject"), "style": "danger"},
        {"type": "overflow", "action_id": "more", "options": [option]},
        {"type": "datetimepicker", "action_id": "when"},
        {"type": "checkboxes", "action_id": "boxes", "options": [option]},
    ]
    blocks = [
        {"type": "header", "text": text("Head")},
        {"type": "section", "text": text("<@U0MINA> `v2` <#C0STAGING>", "mrkdwn")},
        {"type": "actions", "block_id": "a", "elements": elements},
        {"type": "context", "elements": [text("quiet", "mrkdwn")]},
    ]
    root = world.say("x", blocks=blocks)
    world.say("reply", thread_ts=root["ts"])
    await page.locator(".channel .thread-bar").click()
    await page.evaluate(source)
    assert await complaints(page) == []
    await page.locator(".channel [data-action=more]").click()
    assert await complaints(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".world-toggle").click()
    assert await complaints(page) == []
    await page.keyboard.press("Control+k")
    assert await complaints(page) == []
    await page.keyboard.press("Escape")
    why = {"type": "plain_text_input", "action_id": "why"}
    field = {"type": "input", "block_id": "b", "label": text("Why"), "element": why}
    world.open_view(submit=text("Go"), blocks=[field])
    await page.locator("dialog.modal [type=submit]").click()
    await expect(page.locator("dialog.modal .error")).to_be_visible()
    assert await complaints(page) == []
