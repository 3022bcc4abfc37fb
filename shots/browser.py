"""Debian's Chromium, and windows in it that keep what the console complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
DESK, PHONE = (1280, 800), (360, 740)


class NoBrowser(Exception):
    """There is none on this machine; the message says what to do."""


@dataclass
class Window:
    """A page, and what its console complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """The browser in the PATH; `CHROMIUM` names another. Raises NoBrowser."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise NoBrowser(f"none of {', '.join(NAMES)} is in the PATH; install one, or name it in CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, locale: str, size: tuple[int, int] = DESK, *, sharp: float = 1, **more: Any
) -> AsyncIterator[Window]:
    """An empty window of a reader of this language; `sharp`: device pixels for each of its own."""
    viewport: Any = {"width": size[0], "height": size[1]}
    context = await browser.new_context(
        viewport=viewport, device_scale_factor=sharp, locale=locale, timezone_id="Asia/Seoul", **more
    )
    made = Window(await context.new_page())
    kinds = ("error", "warning")
    made.page.on("console", lambda it: made.complaints.append(it.text) if it.type in kinds else None)
    made.page.on("pageerror", lambda it: made.complaints.append(str(it)))
    try:
        yield made
    finally:
        await context.close()
