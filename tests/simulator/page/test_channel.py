"""Messages, threads and what people say."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

CHANNEL = ".channel "
FIELD = ".channel .composer-field"


async def test_first_visit_is_in_deploy_as_the_first_user_and_says_what_to_type(page: Page) -> None:
    await expect(page.locator(".who b")).to_have_text("민아")
    await expect(page.locator(".pane-head h1").first).to_have_text("deploy")
    await page.locator(".hint-command").click()
    await expect(page.locator(FIELD)).to_have_value("/platform-deploy demo-backend v2")


async def test_messages_are_drawn_with_author_badge_and_edited_mark(page: Page, world: Any) -> None:
    world.say("안녕", user="U0EUNHO")
    message = world.say("Deploying")
    app = page.locator(CHANNEL + ".message").nth(1)
    await expect(app.locator(".name")).to_have_text("Subaku")
    await expect(app.locator(".badge")).to_be_visible()
    await expect(app.locator(".edited")).to_have_count(0)
    world.change(message, text="Deployed")
    await expect(app.locator(".text")).to_have_text("Deployed (편집됨)")
    await expect(page.locator(CHANNEL + ".message")).to_have_count(2)


async def test_mrkdwn_is_drawn_as_slack_does(page: Page, world: Any) -> None:
    text = (
        "*bold* _it_ ~gone~ `code` <https://example.com|site> <@U0MINA> <#C0STAGING> <!subteam^S0DEV> :tada: "
        "<!date^1767312000^{date_num}|then> 2 &lt; 3 &amp; `v2`를\n&gt; quoted\n• item\n```pre\n  text```"
    )
    world.say(text, user="U0EUNHO")
    body = page.locator(CHANNEL + ".message .text")
    for tag, words in {"strong": "bold", "em": "it", "s": "gone", "blockquote": "quoted", "pre": "pre\n  text"}.items():
        assert await body.locator(tag).inner_text() == words
    assert await body.locator("code").all_inner_texts() == ["code"]
    assert await body.locator(".mention").all_inner_texts() == ["@민아", "#staging", "@developers"]
    assert await body.locator("a").get_attribute("href") == "https://example.com"
    assert await body.locator(".emoji").inner_text() == "🎉"
    assert await body.locator("time").get_attribute("datetime") == "2026-01-02T00:00:00.000Z"
    # Slack needs a word boundary around its marks: a particle right behind leaves them as they are.
    assert "2 < 3 & `v2`를" in await body.inner_text()


async def test_markup_from_people_stays_text(page: Page, world: Any) -> None:
    evil = "<img src=x onerror=\"document.title='hurt'\"> <script>document.title='hurt'</script>"
    block = {"type": "section", "text": {"type": "mrkdwn", "text": f"{evil} <javascript:alert(1)|click>"}}
    markdown = {"type": "markdown", "text": f"{evil} [click](javascript:alert(1))"}
    plain = {"type": "header", "text": {"type": "plain_text", "text": evil}}
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:alert(1)", "text": evil}]}
        ],
    }
    button = {
        "type": "button",
        "action_id": "b",
        "text": {"type": "plain_text", "text": evil},
        "url": "javascript:alert(1)",
    }
    world.say(evil, user="U0EUNHO", reactions=[{"name": "<b>x</b>", "users": ["U0MINA"], "count": 1}])
    world.say(evil, blocks=[block, markdown, plain, rich, {"type": "actions", "block_id": "a", "elements": [button]}])
    messages = page.locator(CHANNEL + ".message")
    await expect(messages.nth(1)).to_contain_text("onerror")
    assert await messages.locator("img, script").count() == 0
    assert await messages.locator("[href^='javascript']").count() == 0
    assert "hurt" not in await page.title()


async def test_what_is_typed_is_said(page: Page, world: Any) -> None:
    await page.fill(FIELD, "first line")
    await page.press(FIELD, "Shift+Enter")
    await page.keyboard.type("second <b>")
    await page.press(FIELD, "Enter")
    assert await world.called("say") == {"user": "U0MINA", "channel": "C0DEPLOY", "text": "first line\nsecond <b>"}
    await expect(page.locator(FIELD)).to_have_value("")
    await expect(page.locator(CHANNEL + ".message .text")).to_contain_text("second")


async def test_slash_commands_are_completed(page: Page, world: Any) -> None:
    await page.locator(FIELD).press_sequentially("/")
    rows = page.locator(CHANNEL + ".commands [role=option]")
    await expect(rows).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(FIELD)).to_have_value("/rollback ")
    await expect(page.locator(CHANNEL + ".usage")).to_have_text("[service] [environment]")
    await page.keyboard.type("demo-backend")
    await page.keyboard.press("Enter")
    assert (await world.called("say"))["text"] == "/rollback demo-backend"


async def test_what_could_not_be_said_is_kept(page: Page, world: Any, console_errors: list[str]) -> None:
    world.answers["say"] = {"ok": False, "error": "/nothing is not a valid command"}
    await page.fill(FIELD, "/nothing")
    await page.press(FIELD, "Enter")
    await expect(page.locator(".toast")).to_have_text("/nothing is not a valid command")
    await expect(page.locator(FIELD)).to_have_value("/nothing")
    console_errors.clear()  # the browser reports each 4xx


async def test_a_command_that_failed_is_told_once_by_slackbot(page: Page, world: Any) -> None:
    world.answers["say"] = {"ok": False, "kind": "command", "error": "operation_timeout", "status": 200}
    await page.fill(FIELD, "/rollback")
    await page.press(FIELD, "Enter")
    await world.called("say")
    said = {"ts": world.ts(), "text": "/rollback failed", "user": "USLACKBOT"}
    world.emit("ephemeral", {"channel": "C0DEPLOY", "user": "U0MINA", "message": said})
    await expect(page.locator(CHANNEL + ".message .name")).to_have_text("Slackbot")
    await expect(page.locator(".toast")).to_have_count(0)


async def test_who_is_not_in_a_channel_joins_it_first(page: Page, world: Any) -> None:
    world.world["channels"][1]["members"] = ["U0ALEX"]
    await page.reload()
    await page.locator(".place", has_text="staging").click()
    await expect(page.locator(FIELD)).to_be_hidden()
    await page.locator(".join button").click()
    assert await world.called("join") == {"user": "U0MINA", "channel": "C0STAGING"}
    await expect(page.locator(FIELD)).to_be_visible()


async def test_reactions_are_shown_and_toggled(page: Page, world: Any) -> None:
    message = world.say("x")
    world.emit(
        "reaction",
        {
            "channel": "C0DEPLOY",
            "ts": message["ts"],
            "message": {**message, "reactions": [{"name": "eyes", "users": ["U0MINA"], "count": 1}]},
        },
    )
    pill = page.locator(".reaction")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await pill.click()
    assert await world.called("react") == {
        "user": "U0MINA",
        "channel": "C0DEPLOY",
        "ts": message["ts"],
        "name": "eyes",
        "remove": True,
    }


async def test_a_thread_opens_beside_the_channel(page: Page, world: Any) -> None:
    root = world.say("root")
    world.say("one", thread_ts=root["ts"])
    bar = page.locator(CHANNEL + ".thread-bar")
    await expect(bar).to_contain_text("댓글 1개")
    await expect(page.locator(CHANNEL + ".message")).to_have_count(1)
    await bar.click()
    thread = page.locator(".thread .message")
    await expect(thread).to_have_count(2)
    world.say("two", thread_ts=root["ts"])
    await expect(thread.nth(2)).to_contain_text("two")
    await page.fill(".thread .composer-field", "three")
    await page.press(".thread .composer-field", "Enter")
    assert (await world.called("say"))["thread_ts"] == root["ts"]
    await expect(bar).to_contain_text("댓글 3개")
    await page.keyboard.press("Escape")
    await expect(page.locator(".thread")).to_be_hidden()


async def test_ephemeral_messages_are_for_one_person_and_can_be_dismissed(page: Page, world: Any) -> None:
    for user, text in (("U0ALEX", "for Alex"), ("U0MINA", "for Mina")):
        world.emit(
            "ephemeral",
            {
                "channel": "C0DEPLOY",
                "user": user,
                "message": {"ts": world.ts(), "text": text, "user": "U0SUBAKU", "bot_id": "B0SUBAKU"},
            },
        )
    message = page.locator(CHANNEL + ".message")
    await expect(message).to_have_count(1)
    await expect(message.locator(".only-you")).to_have_text("나에게만 표시됨")
    await expect(message).to_contain_text("for Mina")
    await message.locator(".dismiss").click()
    await expect(message).to_have_count(0)


async def test_a_picture_keeps_moving_when_its_message_is_edited(page: Page, world: Any) -> None:
    def section(text: str) -> list[dict[str, Any]]:
        picture = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Subaku runs"}
        return [{"type": "section", "block_id": text, "text": {"type": "mrkdwn", "text": text}, "accessory": picture}]

    message = world.say("a", blocks=section("10 %"))
    picture = page.locator(CHANNEL + ".accessory-picture")
    handle = await picture.element_handle()
    world.change(message, blocks=section("20 %"))
    await expect(page.locator(CHANNEL + ".section-text")).to_have_text("20 %")
    assert handle is not None
    assert await handle.evaluate("node => node.isConnected && node.alt === 'Subaku runs'")


async def test_permalinks_open_on_the_page(page: Page, world: Any) -> None:
    root = world.say("the release")
    world.say("in its thread", thread_ts=root["ts"])
    link = (
        f"https://subaku.slack.com/archives/C0DEPLOY/p{root['ts'].replace('.', '')}?thread_ts={root['ts']}&cid=C0DEPLOY"
    )
    world.say(f"<{link}|see here>")
    await page.locator(CHANNEL + ".message a").click()
    await expect(page.locator(".thread .message")).to_have_count(2)


async def test_another_person_sees_their_own_channels_in_their_own_language(page: Page) -> None:
    await page.locator(".who").click()
    await page.locator("[role=option]", has_text="Sam Guest").click()
    await expect(page.locator(".who b")).to_have_text("Sam Guest")
    await expect(page.locator(".sidebar-lists h2").first).to_have_text("Channels")
    await expect(page.locator(".sidebar-lists .place")).to_have_text(["deploy", "🍉Subaku"])
    await page.reload()
    await expect(page.locator(".who b")).to_have_text("Sam Guest")


async def test_a_lost_stream_is_said_and_what_was_missed_is_caught_up(
    page: Page, world: Any, console_errors: list[str]
) -> None:
    world.say("before")
    await expect(page.locator(CHANNEL + ".message")).to_have_count(1)
    world.refuse_events = True
    world.close_streams()
    await expect(page.locator(".lost")).to_have_text("연결이 끊겼습니다. 다시 연결하는 중…")
    world.say("meanwhile", user="U0ALEX")
    world.refuse_events = False
    await expect(page.locator(CHANNEL + ".message").nth(1)).to_contain_text("meanwhile", timeout=15_000)
    await expect(page.locator(".lost")).to_be_empty()
    console_errors.clear()  # the browser reports the lost connection


async def test_the_stream_is_resumed_where_it_broke(page: Page, world: Any, console_errors: list[str]) -> None:
    world.say("before")
    await expect(page.locator(CHANNEL + ".message")).to_have_count(1)
    world.close_streams()
    world.say("meanwhile", user="U0ALEX")
    await expect(page.locator(CHANNEL + ".message").nth(1)).to_contain_text("meanwhile", timeout=15_000)
    assert world.seen_ids[-1] == "1"
    console_errors.clear()  # the browser reports the lost connection
