"""The page to chat in, in a browser, with a person's hands on it."""

from __future__ import annotations

from urllib.parse import quote

from playwright.async_api import Locator, Page

LOADED = "() => [...document.images].every(image => image.complete)"
COMPOSER = ".channel .composer-field"


class Chat:
    """Somebody at the page; the address keeps who it is, where they are, and which thread they read."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self._address = page, address

    async def open(self, person: str, place: str, thread: str = "") -> None:
        """Load the page as this person, at a channel or at `home`."""
        await self.page.goto("about:blank")
        await self.page.goto(f"{self._address}/#{'/'.join(map(quote, filter(None, (person, place, thread))))}")
        await self.page.locator(".channel .pane-head h1").wait_for()

    async def become(self, name: str) -> None:
        """Choose somebody else in the list above the channels."""
        if not await self.page.locator(".sidebar").is_visible():
            await self.page.locator(".channel .only-narrow").first.click()
        await self.page.locator(".who").click()
        await self.page.locator(".menu [role=option]", has_text=name).first.click()
        await self.page.locator(".who b", has_text=name).wait_for(state="attached")
        await self.page.locator(".channel .pane-head h1").wait_for()

    async def type(self, words: str) -> None:
        """Write into the channel, and send it."""
        await self.page.fill(COMPOSER, words)
        await self.page.press(COMPOSER, "Enter")

    def message(self, ts: str) -> Locator:
        """A message of the channel."""
        return self.page.locator(f".channel .message[data-ts='{ts}']")

    async def bring(self, ts: str) -> None:
        """Scroll a message of the channel into the middle."""
        await self.message(ts).evaluate("node => node.scrollIntoView({ block: 'center' })")

    def button(self, action: str, where: str = ".channel") -> Locator:
        """The newest button with this action id."""
        return self.page.locator(f"{where} [data-action='{action}']").last

    async def press(self, action: str, where: str = ".channel") -> None:
        """Press it once it is there, and confirm what it asks then."""
        await self.button(action, where).click()
        sure = self.page.locator("dialog.confirm button[value=yes]")
        if await sure.count():
            await sure.click()

    async def settled(self) -> None:
        """Once pictures and fonts have come."""
        await self.page.wait_for_function(LOADED)
        await self.page.evaluate("document.fonts.ready.then(() => 1)")
