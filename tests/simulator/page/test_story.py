"""The page on the whole simulator, with a small bot at the other end of a real websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from simulator.server import Server
from simulator.world import DEMO, load

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIELD = ".channel .composer-field"


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(value: str) -> dict[str, Any]:
    return {"text": text(value), "value": value}


ENVIRONMENT = {
    "type": "input",
    "block_id": "env",
    "dispatch_action": True,
    "label": text("Environment"),
    "element": {"type": "radio_buttons", "action_id": "env", "options": [option("staging"), option("production")]},
}
TAG = {
    "type": "input",
    "block_id": "tag",
    "label": text("Tag"),
    "element": {"type": "external_select", "action_id": "tag", "min_query_length": 0},
}
WHY = {
    "type": "input",
    "block_id": "why",
    "optional": True,
    "label": text("Why"),
    "element": {"type": "plain_text_input", "action_id": "why"},
}
MODAL = {
    "type": "modal",
    "callback_id": "ask",
    "title": text("Deploy"),
    "submit": text("Request"),
    "blocks": [ENVIRONMENT, TAG, WHY],
}
APPROVE = {
    "type": "actions",
    "block_id": "act:1",
    "elements": [{"type": "button", "action_id": "approve", "text": text("Approve")}],
}
HOME = {"type": "home", "blocks": [{"type": "header", "block_id": "h", "text": text("What is live")}]}


def small_bot(app: AsyncApp) -> AsyncApp:
    """Asks with a modal, takes a click, edits its message and goes on in a thread."""

    @app.command("/platform-deploy")
    async def ask(ack: Any, body: Any, client: Any) -> None:
        await ack("One moment.")
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.options("tag")
    async def tags(ack: Any, body: Any) -> None:
        why = body["view"]["state"]["values"]["why"]["why"]["value"]
        await ack(options=[option(f"v2 {why}")])

    @app.action("env")
    async def choose(ack: Any) -> None:
        await ack()

    @app.view("ask")
    async def submit(ack: Any, view: Any, client: Any) -> None:
        values = view["state"]["values"]
        if values["env"]["env"]["selected_option"]["value"] == "production":
            await ack(response_action="errors", errors={"env": "Frozen until Monday."})
            return
        await ack()
        tag = values["tag"]["tag"]["selected_option"]["value"]
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"Ship `{tag}`?"}}
        await client.chat_postMessage(channel="C0DEPLOY", text="Ship?", blocks=[section, APPROVE])

    @app.action("approve")
    async def approve(ack: Any, body: Any, client: Any) -> None:
        await ack()
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**place, text=f"Approved by <@{body['user']['id']}>")
        await client.chat_postMessage(channel=place["channel"], thread_ts=place["ts"], text="Off it goes :rocket:")

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view=HOME)

    return app


@pytest_asyncio.fixture(loop_scope="session")
async def simulator() -> AsyncIterator[Server]:
    """The simulator, and the bot on one socket."""
    world = load(DEMO)
    async with Server(world) as server:
        app = AsyncApp(token=world.app.bot_token)
        app.client.base_url = f"{server.address}/api/"
        handler: Any = AsyncSocketModeHandler(small_bot(app), world.app.app_token)
        await handler.connect_async()
        yield server
        await handler.close_async()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, simulator: Server, console_errors: list[str]) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    page.on("console", lambda message: console_errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: console_errors.append(str(error)))
    await page.goto(simulator.address)
    await page.locator(FIELD).wait_for()
    yield page
    await context.close()
    assert console_errors == []


async def test_from_the_command_to_the_thread(chat: Page) -> None:
    await chat.fill(FIELD, "/platform-deploy")
    await chat.press(FIELD, "Enter")
    modal = chat.locator("dialog.modal")
    await modal.get_by_label("production").check()
    await modal.locator("[data-action=why]").fill("soon")
    await modal.locator("[data-action=tag]").click()
    await chat.locator(".menu [role=option]", has_text="v2 soon").click()
    await modal.get_by_role("button", name="Request").click()
    await expect(modal.locator(".error")).to_have_text("Frozen until Monday.")
    await modal.get_by_label("staging").check()
    await modal.get_by_role("button", name="Request").click()
    await expect(modal).to_be_hidden()
    await expect(chat.locator(".ephemeral .text")).to_have_text("One moment.")
    await chat.locator(".channel").get_by_role("button", name="Approve").click()
    message = chat.locator(".channel .message", has_text="Approved by")
    await expect(message.locator(".mention")).to_have_text("@민아")
    await expect(message.locator(".edited")).to_be_visible()
    await message.locator(".thread-bar").click()
    await expect(chat.locator(".thread .message").nth(1)).to_contain_text("Off it goes 🚀")


async def test_the_bot_draws_its_home(chat: Page) -> None:
    await chat.locator(".place", has_text="subaku").click()
    await expect(chat.locator(".home .block-header")).to_have_text("What is live")


async def test_mentions_are_typed_by_name(chat: Page) -> None:
    await chat.fill(FIELD, "@은호 <b> *now*")
    await chat.press(FIELD, "Enter")
    body = chat.locator(".channel .message .text")
    await expect(body).to_have_text("@은호 <b> now")
    await expect(body.locator(".mention")).to_have_count(1)


async def test_the_world_panel_speaks_to_the_real_world(chat: Page, simulator: Server) -> None:
    await chat.locator(".world-toggle").click()
    await expect(chat.locator(".topbar .dot")).to_have_class("dot on")
    await chat.locator("[data-speed='30']").click()
    await expect(chat.locator("[data-speed='30']")).to_have_attribute("aria-pressed", "true")
    assert simulator.clock.speed == 30
    await expect(chat.locator(".world-service")).to_contain_text("demo-backend")
