"""Modals and the app's home."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(value: str) -> dict[str, Any]:
    return {"text": text(value), "value": value}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": name, "label": text(name), "element": {"action_id": name, **element}, **more}


TAG = field("tag", {"type": "external_select", "min_query_length": 0})
NOTE = field("note", {"type": "plain_text_input", "multiline": True}, optional=True, hint=text("why"))
FORM = {"submit": text("Request"), "close": text("Back"), "blocks": [TAG, NOTE]}

ALL_FIELDS = [
    field("line", {"type": "plain_text_input", "initial_value": "hello"}),
    field("one", {"type": "static_select", "options": [option("a"), option("b")], "initial_option": option("b")}),
    field(
        "many", {"type": "multi_static_select", "options": [option("a"), option("b")], "initial_options": [option("a")]}
    ),
    field("boxes", {"type": "checkboxes", "options": [option("a"), option("b")], "initial_options": [option("b")]}),
    field("radio", {"type": "radio_buttons", "options": [option("a"), option("b")], "initial_option": option("a")}),
    field("day", {"type": "datepicker", "initial_date": "2026-01-02"}),
    field("hour", {"type": "timepicker", "initial_time": "09:30"}),
    field("moment", {"type": "datetimepicker", "initial_date_time": 1767312000}),
    field("who", {"type": "users_select", "initial_user": "U0ALEX"}),
]


async def test_type_ahead_errors_and_closing(page: Page, world: Any) -> None:
    world.answers["suggest"] = {"ok": True, "options": [option("v2"), option("v3")]}
    world.answers["submit"] = {"ok": True, "ack_ms": 4, "response_action": "errors", "errors": {"tag": "v2 is gone."}}
    world.open_view(**FORM)
    modal = page.locator("dialog.modal")
    await modal.locator("[data-action=tag]").click()
    await page.keyboard.type("v2")
    await page.locator(".menu [role=option]", has_text="v2").click()
    await modal.locator("[data-action=note]").fill("because\nof it")
    await modal.get_by_role("button", name="Request").click()
    sent = await world.called("submit")
    assert sent["values"]["tag"]["tag"] == {"type": "external_select", "selected_option": option("v2")}
    assert sent["values"]["note"]["note"]["value"] == "because\nof it"
    await expect(modal.locator(".error")).to_have_text("v2 is gone.")
    await expect(modal.locator("[data-action=note]")).to_have_value("because\nof it")
    world.answers["submit"] = {"ok": True, "ack_ms": 4}
    await modal.get_by_role("button", name="Request").click()
    await expect(modal).to_be_hidden()


async def test_what_is_required_is_said_before_anything_is_sent(page: Page, world: Any) -> None:
    world.open_view(**FORM)
    modal = page.locator("dialog.modal")
    await modal.get_by_role("button", name="Request").click()
    await expect(modal.locator(".error")).to_have_text("필수 항목입니다.")
    await expect(modal.locator("[data-action=tag]")).to_be_focused()
    assert world.calls == []


async def test_every_field_is_sent_as_slack_names_it(page: Page, world: Any) -> None:
    world.open_view(submit=text("Go"), blocks=ALL_FIELDS)
    await page.locator("dialog.modal").get_by_role("button", name="Go").click()
    sent = (await world.called("submit"))["values"]
    values = {name: {key: value for key, value in sent[name][name].items() if key != "type"} for name in sent}
    assert values == {
        "line": {"value": "hello"},
        "one": {"selected_option": option("b")},
        "many": {"selected_options": [option("a")]},
        "boxes": {"selected_options": [option("b")]},
        "radio": {"selected_option": option("a")},
        "day": {"selected_date": "2026-01-02"},
        "hour": {"selected_time": "09:30"},
        "moment": {"selected_date_time": 1767312000},
        "who": {"selected_user": "U0ALEX"},
    }


async def test_an_update_keeps_what_was_typed(page: Page, world: Any) -> None:
    pick = field(
        "env", {"type": "radio_buttons", "options": [option("staging"), option("production")]}, dispatch_action=True
    )
    world.open_view(submit=text("Go"), blocks=[pick, NOTE])
    modal = page.locator("dialog.modal")
    await modal.locator("[data-action=note]").fill("kept")
    await modal.get_by_label("production").check()
    told = await world.called("click")
    assert (told["action_id"], told["value"]) == ("note", "kept"), "what was filled in goes before the action"
    clicked = await world.called("click", times=2)
    assert (clicked["view_id"], clicked["selected_option"]) == ("V1", option("production"))
    world.open_view(submit=text("Go"), hash="2", blocks=[pick, field("extra", {"type": "plain_text_input"}), NOTE])
    await expect(modal.locator("[data-action=extra]")).to_be_visible()
    await expect(modal.locator("[data-action=note]")).to_have_value("kept")
    await expect(modal.get_by_label("production")).to_be_checked()


async def test_views_are_pushed_and_closed(page: Page, world: Any) -> None:
    world.open_view(title=text("First"))
    world.open_view(id="V2", previous_view_id="V1", title=text("Second"), notify_on_close=True)
    modal = page.locator("dialog.modal")
    await expect(modal.locator("h2")).to_have_text("Second")
    await page.keyboard.press("Escape")
    assert await world.called("close") == {"user": "U0MINA", "view_id": "V2"}
    await expect(modal.locator("h2")).to_have_text("First")
    world.emit("view_closed", {"user": "U0MINA", "view_id": "V1"})
    await expect(modal).to_be_hidden()


async def test_a_multi_select_keeps_to_its_most(page: Page, world: Any) -> None:
    many = field(
        "many", {"type": "multi_static_select", "options": [option("a"), option("b")], "max_selected_items": 1}
    )
    world.open_view(submit=text("Go"), blocks=[many])
    await page.locator("[data-action=many]").click()
    for name in ("a", "b"):
        await page.locator(".menu [role=option]", has_text=name).click()
    await page.keyboard.press("Escape")
    await expect(page.locator(".chip")).to_have_text(["a"])
    await page.locator(".chip button").click()
    await expect(page.locator(".chip")).to_have_count(0)


async def test_somebody_elses_modal_is_not_shown(page: Page, world: Any) -> None:
    world.open_view(user="U0ALEX", title=text("Secret"))
    world.open_view(title=text("Mine"))
    await expect(page.locator("dialog.modal h2")).to_have_text("Mine")


async def test_the_home_is_asked_for_and_drawn(page: Page, world: Any) -> None:
    await page.locator(".place", has_text="Subaku").click()
    assert await world.called("home") == {"user": "U0MINA"}
    button = {"type": "button", "action_id": "go", "text": text("Deploy")}
    world.emit(
        "home",
        {
            "user": "U0MINA",
            "view": {
                "id": "VH",
                "type": "home",
                "blocks": [{"type": "actions", "block_id": "h", "elements": [button]}],
            },
        },
    )
    await page.locator(".home").get_by_role("button", name="Deploy").click()
    assert (await world.called("click"))["view_id"] == "VH"
