"""`python -m shots`: plays the stories once in each language, keeps the pictures, and names text that doesn't fit."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from bot.domain.catalogue import Locale
from bot.i18n import LOCALES
from shots import gallery, paper, scenes, station, town
from shots.browser import launched
from shots.camera import Camera
from shots.workspace import opened
from simulator.redis import RedisServer

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
CARDS = ROOT / "images" / "subaku" / "card"
STORIES = {"town": (town.settle, scenes.play), "station": (station.settle, station.play)}
"""What is played, each in a workspace of its own."""


def main() -> int:
    """Exit status: 0 when all pictures were taken and everything fits in them."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    complaints = asyncio.run(_all(options.languages or list(LOCALES), options.story or list(STORIES), options.out))
    sys.stdout.write("".join(f"doesn't fit: {each}\n" for each in complaints))
    if options.out == PICTURES:
        gallery.write(ROOT / "docs" / "gallery.md", PICTURES)
    return 1 if complaints else 0


async def _all(languages: list[Locale], stories: list[str], folder: Path) -> list[str]:
    paper.keep(paper.sheet(paper.cards(CARDS), columns=4, width=240), folder / "character.png")
    async with launched() as browser:
        told = [await _one(locale, story, browser, folder) for locale in languages for story in stories]
    return [each for complaints in told for each in complaints]


async def _one(locale: Locale, story: str, browser: Browser, folder: Path) -> list[str]:
    settle, play = STORIES[story]
    redis = RedisServer()
    await asyncio.to_thread(redis.start)
    try:
        with tempfile.TemporaryDirectory(prefix="subaku-shots-") as temporary:
            async with opened(locale, redis.url, Path(temporary), town.world(), settle) as room:
                camera = Camera(browser, room, folder, locale)
                await play(camera)
    finally:
        await asyncio.to_thread(redis.close)
    camera.develop()
    return camera.overflowing


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m shots", description=__doc__)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="ko, ja, en; all of them, if none is named")
    parser.add_argument("--story", action="append", choices=STORIES, help="all of them, if none is named")
    parser.add_argument("--out", type=Path, default=PICTURES, metavar="FOLDER", help="for the pictures")
    options = parser.parse_args()
    if unknown := set(options.languages) - set(LOCALES):
        parser.error(f"no such language: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
