"""Takes pictures, and complains of what doesn't fit in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page

from bot.domain.catalogue import Locale
from bot.domain.release import Status
from shots import paper
from shots.browser import PHONE, window
from shots.chat import Chat
from shots.eyes import overflowing
from shots.workspace import Workspace

SHARP = 1.5  # device pixels
ROOM = (900, 700)
STAGE = ".stage"
LOOKS = (("light", "light"), ("dark", "dark"), ("phone", "light"))
IN_ALL = {
    *("asked", "hold", "shifting", "thread", "taken-back", "why", "form", "home", "chat", "live"),
    *("offer", "train", "train-thread", "gate", "why-gate", "diff"),
}
"""The pictures that are kept in all languages; the others in English alone, though everything is looked at."""
PAINTED = ("live", "moods")  # with a sky


class Camera:
    """Pictures in one language: `asked.png` in English, `asked.ko.png` in another."""

    def __init__(self, browser: Browser, room: Workspace, folder: Path, locale: Locale) -> None:
        self._browser, self.room, self._folder, self.locale = browser, room, folder, locale
        self.moods: dict[str, list[tuple[str, Image.Image]]] = {look: [] for look, _ in LOOKS}
        self.overflowing: list[str] = []

    def path(self, name: str) -> Path:
        """Where a picture is kept."""
        tongue = "" if self.locale == "en" else f".{self.locale}"
        return self._folder / f"{name}{tongue}.{'webp' if name.startswith(PAINTED) else 'png'}"

    @asynccontextmanager
    async def chat(self, size: tuple[int, int] = ROOM, scheme: str = "light") -> AsyncIterator[Chat]:
        """A window at the page to chat in."""
        looks = {"color_scheme": scheme, "reduced_motion": "reduce"}
        async with window(self._browser, self.locale, size, sharp=SHARP, **looks) as made:
            await made.page.add_init_script("localStorage.setItem('subaku.hint.done', 'yes')")
            yield Chat(made.page, self.room.server.address)

    async def message(self, name: str, person: str, channel: str, ts: str) -> None:
        """One message of a channel."""
        async with self.chat() as chat:
            await chat.open(person, channel)
            await chat.message(ts).scroll_into_view_if_needed()
            await self.keep(name, chat, chat.message(ts))

    async def keep(self, name: str, chat: Chat, what: Locator | None = None) -> None:
        """What the window shows, or a part of it."""
        await chat.settled()
        if self._wants(name):
            paper.keep(await (what or chat.page).screenshot(animations="disabled"), self.path(name))
        await self._look(name, chat.page)

    async def mood(self, name: str, path: str = "/", status: Status | None = None) -> None:
        """The top of the live page: light, dark, and on a phone. `status`: wait until it shows this one."""
        for look, scheme in LOOKS:
            if look != "phone" and not self._wants(f"moods-{look}"):
                continue  # what fits on a phone fits
            async with self.live(path, look, scheme) as page:
                if status:
                    await page.locator(f"{STAGE} .chip[data-status={status}]").wait_for()
                shown = await page.locator(STAGE).screenshot(animations="disabled")
                self.moods[look].append((name, Image.open(BytesIO(shown))))
                await self._look(f"live {name} {look}", page)

    async def board(self, name: str, look: str, scheme: str, path: str = "/") -> None:
        """The whole live page."""
        async with self.live(path, look, scheme) as page:
            if self._wants(name):
                paper.keep(await page.screenshot(full_page=True, animations="disabled"), self.path(name))
            await self._look(name, page)

    @asynccontextmanager
    async def live(self, path: str, look: str, scheme: str) -> AsyncIterator[Page]:
        """The live page, open."""
        size = PHONE if look == "phone" else (1000, 760)
        async with window(self._browser, self.locale, size, color_scheme=scheme, reduced_motion="reduce") as made:
            await made.page.goto(f"{self.room.live}{path}")
            await made.page.locator("main[data-link=live] h1").wait_for()
            yield made.page

    def develop(self) -> None:
        """Put the moods on sheets."""
        for look, moods in self.moods.items():
            if moods and self._wants(f"moods-{look}"):
                columns, width = (8, 180) if look == "phone" else (3, 460)
                paper.keep(paper.sheet(moods, columns, width), self.path(f"moods-{look}"))

    def _wants(self, name: str) -> bool:
        return self.locale == "en" or name in IN_ALL

    async def _look(self, name: str, page: Page) -> None:
        self.overflowing += [f"{self.locale} {name}: {each}" for each in await overflowing(page)]
