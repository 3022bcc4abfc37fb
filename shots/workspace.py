"""A workspace to look at: the bot as a process of its own, the simulator, and hands in it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import yaml

from bot.domain.catalogue import Locale
from bot.i18n import Languages, Voice
from simulator.client import Hands, Message
from simulator.clock import Clock
from simulator.demo import bot_environment, catalogue, free_port
from simulator.server import Server
from simulator.world import SlackPace, World, load

Json = dict[str, Any]
Settings = Callable[[Json], None]

MINA, EUNHO, ALEX = "U0MINA", "U0EUNHO", "U0ALEX"
DEPLOY = "C0DEPLOY"
TONGUES: Mapping[Locale, str] = {"ko": "ko-KR", "ja": "ja-JP", "en": "en-US"}
READY = 45.0  # seconds that a start may take on a busy machine
STEP = 90.0  # seconds that anything in a story may take


class NotReady(Exception):
    """The bot ended, or took too long, before it took commands; the message is what it wrote last."""


@dataclass(frozen=True)
class Workspace:
    """A running one, all of whose people speak one language."""

    hands: Hands
    server: Server
    live: str  # the address of the live page
    say: Voice

    @property
    def clock(self) -> Clock:
        """The pace of the cloud."""
        return self.server.clock

    async def ask(self, service: str, words: str, by: str = MINA, channel: str = DEPLOY) -> Message:
        """Ask for a release; returns the root of its thread."""
        known = {it.ts for it in await self.hands.messages(channel)}
        await self.hands.say(by, channel, f"/platform-deploy {service} {words}")

        async def look() -> Message | None:
            roots = await self.hands.messages(channel)
            return next((it for it in roots if it.ts not in known and it.about.get("name") == "root"), None)

        return await self.hands.wait_for(look, f"the thread of {service} {words}", STEP)

    async def press(self, by: str, root: Message, action: str) -> None:
        """Press a button of the live message once it is there."""

        async def look() -> Message | None:
            now = await self.hands.thread(root)
            return now if any(button.action_id == action for button in now.buttons) else None

        await self.hands.click(by, await self.hands.wait_for(look, f"the button {action}", STEP), action)

    async def reads(self, root: Message, key: str, **facts: Any) -> Message:
        """The thread, once its live message says `key`."""
        words = self.say(key, **facts)
        return await self.until(root, lambda now: words in now.words, f"“{words}”")

    async def until(self, root: Message, holds: Callable[[Message], bool], what: str) -> Message:
        """The thread, once something holds of it."""

        async def look() -> Message | None:
            now = await self.hands.thread(root)
            return now if holds(now) else None

        return await self.hands.wait_for(look, what, STEP)

    async def whispered(self, by: str, command: str, channel: str = DEPLOY) -> Message:
        """Type a command; returns what this person alone reads then."""
        known = {it.ts for it in await self.hands.whispers(channel, by)}
        await self.hands.say(by, channel, command)
        return await self.hands.wait_for(_newest(self.hands, channel, by, known), f"the answer to {command}", STEP)

    async def form(self, by: str) -> Json:
        """The form, once it is before this person."""

        async def look() -> Json | None:
            return self.hands.view(by) if self.hands.looks_at_form(by) else None

        return await self.hands.wait_for(look, f"a form before {by}", STEP)


def _newest(hands: Hands, channel: str, by: str, known: set[str]) -> Callable[[], Awaitable[Message | None]]:
    async def look() -> Message | None:
        return next((it for it in await hands.whispers(channel, by) if it.ts not in known), None)

    return look


@asynccontextmanager
async def opened(
    locale: Locale, redis: str, folder: Path, world: World | None = None, settings: Settings | None = None
) -> AsyncIterator[Workspace]:
    """One in which channels and people speak `locale`. Raises NotReady."""
    given = world or load()
    people = tuple(replace(user, locale=TONGUES[locale], tz="Asia/Seoul") for user in given.users)
    relaxed = SlackPace(rate_factor=0, file_delay=0.05)
    async with Server(replace(given, users=people, slack=relaxed), Clock(60)) as server:
        path = catalogue(server.address, folder / "subaku.yaml")
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        document["workspace"]["locale"] = locale
        for service in document["services"].values():
            service.pop("offer", None)  # a scene that wants an offer says so in its settings
        if settings:
            settings(document)
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        http = f"127.0.0.1:{free_port()}"
        environment = bot_environment(server.address, redis, path, http) | {"PATH": os.defpath}
        async with Hands(server.address) as hands, _bot(environment):
            yield Workspace(hands, server, f"http://{http}", Languages.load("Asia/Seoul").to(locale))


@asynccontextmanager
async def _bot(environment: Mapping[str, str]) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment,
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, limit=2**20,
    )  # fmt: skip
    log = cast(asyncio.StreamReader, process.stderr)
    try:
        await _ready(log)
        draining = asyncio.create_task(_drain(log))
        try:
            yield
        finally:
            process.terminate()
            await draining
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _ready(log: asyncio.StreamReader) -> None:
    last = ""
    try:
        async with asyncio.timeout(READY):
            async for line in log:
                last = line.decode()
                if '"event": "ready"' in last:
                    return
    except TimeoutError:
        raise NotReady(f"not within {READY:g} s: {last}") from None
    raise NotReady(last)


async def _drain(log: asyncio.StreamReader) -> None:
    """Read on, so that the bot never waits for a reader of its log."""
    while await log.read(65536):
        pass
