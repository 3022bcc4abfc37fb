"""The whole story in a real browser, on the page to chat in and on the live page, once in each language."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from bot.domain.catalogue import Locale
from shots.browser import DESK, PHONE, NoBrowser, launched, window
from shots.chat import Chat
from shots.eyes import complaints, overflowing
from shots.town import SERVICE, STEPS
from shots.workspace import DEPLOY, MINA, Workspace, opened
from simulator.client import Message
from simulator.redis import RedisServer
from simulator.world import Team, World, load

Scheme = Literal["dark", "light"]
SIZES: dict[Locale, tuple[int, int]] = {"ko": DESK, "ja": PHONE, "en": DESK}
FASTER = 120  # than AWS
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
SLOW = 60_000  # ms that a step may take
STAGE = ".stage"
ON_THE_WAY = re.compile(r"[1-9]0")  # percent


def world() -> World:
    """The demo's, for one story alone; the traffic goes over step by step."""
    given = load()
    [group] = given.aws.deployment_groups
    aws = replace(given.aws, deployment_groups=(replace(group, config=STEPS),))
    return replace(given, team=Team(f"T{uuid.uuid4().hex[:10].upper()}"), aws=aws)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Without one the stories are skipped, and say so; in CI they fail."""
    try:
        async with launched() as made:
            yield made
    except NoBrowser as err:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"NO BROWSER: {err}")


@dataclass
class Eyes:
    """Both pages side by side, in one language."""

    room: Workspace
    chat: Chat
    live: Page

    async def fit(self, moment: str) -> None:
        """Nothing reaches out of its box, on either page."""
        for page in (self.chat.page, self.live):
            assert await overflowing(page) == [], moment

    async def are_pleased(self, moment: str) -> None:
        """Nothing reaches out of its box, and axe finds nothing, by day and by night."""
        await self.fit(moment)
        for scheme in SCHEMES:
            for page in (self.chat.page, self.live):
                await page.emulate_media(color_scheme=scheme)
                assert await complaints(page) == [], f"{moment}, {scheme}"

    async def root(self) -> Message:
        """The only thread of the channel."""
        [root] = await self.room.hands.messages(DEPLOY)
        return root

    async def see(self, status: str) -> None:
        """The live page shows this state, in the reader's words."""
        chip = self.live.locator(f"{STAGE} .chip[data-status={status}]")
        await expect(chip).to_have_text(self.room.say.plain(f"page-status-{status}"), timeout=SLOW)

    async def read(self, root: Message, key: str) -> None:
        """The live message of the thread says this."""
        await expect(self.chat.message(root.ts)).to_contain_text(self.room.say.plain(key), timeout=SLOW)


@asynccontextmanager
async def both(browser: Browser, room: Workspace, locale: Locale) -> AsyncIterator[Eyes]:
    """Both pages, open. What their consoles complain of fails the story."""
    size = SIZES[locale]
    async with (
        window(browser, locale, size, reduced_motion="reduce") as first,
        window(browser, locale, size, reduced_motion="reduce") as second,
    ):
        chat = Chat(first.page, room.server.address)
        await chat.open(MINA, DEPLOY)
        await second.page.goto(room.live)
        await second.page.locator("main[data-link=live] h1").wait_for()
        yield Eyes(room, chat, second.page)
        assert first.complaints + second.complaints == []


@pytest.mark.parametrize(
    "locale", [each if each == "ko" else pytest.param(each, marks=pytest.mark.slow) for each in SIZES]
)
async def test_from_the_command_to_the_celebration(
    browser: Browser, redis_server: RedisServer, tmp_path: Path, locale: Locale
) -> None:
    """The Japanese story is played on a phone."""
    async with opened(locale, redis_server.url, tmp_path, world()) as room, both(browser, room, locale) as eyes:
        room.clock.speed = FASTER
        root = await _asks(eyes)
        await _approves(eyes, root)
        await _lets_it_go_over(eyes, root)
        await _celebrates(eyes, root)


async def _asks(eyes: Eyes) -> Message:
    """민아 types the command; she may not approve it herself, and is told so alone."""
    await eyes.chat.type(f"/platform-deploy {SERVICE} v2")
    await eyes.chat.button("release.approve").wait_for()
    root = await eyes.root()
    await eyes.read(root, "live-requested")
    await eyes.see("requested")
    await eyes.are_pleased("asked")
    await eyes.chat.press("release.approve")
    await eyes.chat.message(root.ts).locator(".thread-bar").click()
    await expect(eyes.chat.page.locator(".thread .ephemeral")).to_contain_text("은호", timeout=SLOW)
    await eyes.chat.page.locator(".thread .pane-head button").click()
    return root


async def _approves(eyes: Eyes, root: Message) -> None:
    """Somebody else does."""
    await eyes.chat.become("은호")
    await eyes.chat.press("release.approve")
    await eyes.chat.button("hold.continue").wait_for()
    await eyes.see("holding")
    await expect(eyes.live.locator(f"{STAGE} use.blue")).to_have_attribute("data-pose", "testing")
    await eyes.are_pleased("hold")


async def _lets_it_go_over(eyes: Eyes, root: Message) -> None:
    """Blue turns into green before one's eyes, step by step."""
    await eyes.chat.press("hold.continue")
    bar = eyes.live.locator(f"{STAGE} [role=progressbar]")
    await expect(bar).to_have_attribute("aria-valuenow", ON_THE_WAY, timeout=SLOW)
    await expect(eyes.live.locator(STAGE)).to_have_attribute("data-sky", "switching")
    await eyes.fit("going over")
    await expect(bar).to_have_attribute("aria-valuenow", "100", timeout=SLOW)


async def _celebrates(eyes: Eyes, root: Message) -> None:
    await eyes.see("succeeded")
    await expect(eyes.live.locator(STAGE)).to_have_attribute("data-sky", "cheering")
    await eyes.read(root, "live-succeeded")
    await eyes.are_pleased("the end")
    await eyes.chat.message(root.ts).locator(".thread-bar").click()
    await expect(eyes.chat.page.locator(".thread .message").last).to_contain_text("🎉", timeout=SLOW)
    await eyes.are_pleased("the thread")
    assert await eyes.chat.page.locator(".thread [data-action^='hold.']").count() == 0


@pytest.mark.parametrize(
    ("box", "how"),
    [
        ("<p style='width: 40px; white-space: nowrap'>배포를기다리고있어요</p>", "wider"),
        ("<p style='height: 16px; width: 60px'>デプロイを待っています、承認をお願いします</p>", "taller"),
        ("<div style='width: 40px; overflow: hidden'><p style='width: 300px'>waiting</p></div>", "cut off"),
        (
            "<p style='width: 40px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap'>meant to be</p>",
            "",
        ),
        ("<p style='width: 40px; overflow-x: auto; white-space: nowrap'>meant to be scrolled</p>", ""),
    ],
)
async def test_text_that_does_not_fit_is_seen(browser: Browser, box: str, how: str) -> None:
    async with window(browser, "en") as made:
        await made.page.set_content(box)
        assert [each.split(" | ")[1] for each in await overflowing(made.page)] == ([how] if how else [])
