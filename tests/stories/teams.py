"""A town of teams: services side by side, each with an environment, a channel and a language of its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.domain.catalogue import Locale
from bot.domain.scope import Scope
from bot.i18n import Fact, Markup, Voice, where
from simulator.client import Answer, Deployment, Message
from simulator.redis import RedisServer
from simulator.world import User, World, load
from tests.stories.conftest import (
    ALEX,
    EUNHO,
    GUEST,
    HARU,
    MINA,
    SPEAK,
    Stage,
    channel_of,
    mirror,
    mirrored,
    open_stage,
    ours,
    without_hold,
)

Json = dict[str, Any]

SORA = "U0SORA"  # Japanese, in no user group, and may leave
LOCALES: Mapping[str, Locale] = {MINA: "ko", EUNHO: "ko", HARU: "ja", ALEX: "en", GUEST: "en", SORA: "ja"}
REPOSITORY = "ghcr.io/softbank-hackathon-watermelon/demo-backend"
ANY = Markup("⁇")  # a fact that a story doesn't know


def like(say: Voice, key: str, **facts: Fact) -> str:
    """What finds a message of the catalogues in a text; `ANY` may be any words."""
    return ".+?".join(map(re.escape, say(key, **facts).split(ANY)))


def voice(user: str) -> Voice:
    """This reader's language."""
    return SPEAK.to(LOCALES[user])


@dataclass(frozen=True)
class Shop:
    """One service, its channel, and what people do and read there."""

    stage: Stage
    name: str
    say: Voice  # the channel's language

    @property
    def environment(self) -> str:
        """The one that this service alone stands in."""
        return f"of-{self.name}"

    def everywhere(self, say: Voice | None = None) -> Markup:
        """All of the service in words; in the channel's language unless another voice is given."""
        return where(say or self.say, Scope(self.name))

    def here(self, say: Voice | None = None) -> Markup:
        """The service in its environment."""
        return where(say or self.say, Scope(self.name, self.environment))

    @property
    def channel(self) -> str:
        """Where its stories are told."""
        return channel_of(self.name)

    async def ask(self, revision: str = "v2", by: str = MINA, more: str = "") -> Message:
        """Ask for a release, read the answer; returns the root of its thread."""
        await self.told(by, f"{self.name} {revision} {more}".strip())
        return await self.root(revision)

    async def root(self, revision: str) -> Message:
        """The newest thread of a revision that wasn't seen before."""
        return await self.stage.root_of(revision, self.name, self.channel)

    async def told(self, by: str, command: str, slash: str = "/platform-deploy") -> Message:
        """Type a command; returns what this person alone reads then."""
        async with self.reading(by) as answers:
            assert (await self.stage.hands.say(by, self.channel, f"{slash} {command}".strip())).ok
        return answers[0]

    async def presses(self, by: str, root: Message, action: str) -> Answer:
        """Press a button of a thread as soon as it is there."""
        answer = await self.stage.press(by, root, action)
        assert answer.ok, answer
        return answer

    async def refused(self, by: str, root: Message, action: str) -> str:
        """Press a button; returns what this person alone reads then."""
        async with self.reading(by) as answers:
            await self.presses(by, root, action)
        return answers[0].words

    async def fills(self, by: str, message: Message, action: str, **fields: Json) -> Answer:
        """Press a button that opens a form, and send that off; `fields` are those behind `dialog.`."""
        assert (await self.stage.hands.click(by, message, action)).ok
        await self.form(by)
        return await self.sends(by, **fields)

    async def sends(self, by: str, **fields: Json) -> Answer:
        """Send off the form that is open."""
        return await self.stage.hands.submit(by, {f"dialog.{name}": value for name, value in fields.items()})

    async def form(self, by: str) -> Json:
        """The form, once it is before this person."""
        hands = self.stage.hands

        async def look() -> Json | None:
            return hands.view(by) if hands.looks_at_form(by) else None

        return await hands.wait_for(look, f"a form before {by}")

    @asynccontextmanager
    async def reading(self, by: str) -> AsyncIterator[list[Message]]:
        """Collects what this person alone is told because of what happens inside."""
        hands = self.stage.hands
        before = {it.ts for it in await hands.whispers(self.channel, by)}
        told: list[Message] = []
        yield told

        async def look() -> list[Message]:
            return [it for it in await hands.whispers(self.channel, by) if it.ts not in before]

        told += await hands.wait_for(look, f"an answer for {by}")

    async def live(self, root: Message, key: str, **facts: Fact) -> Message:
        """The thread, once its live message says this in the channel's language."""
        words = like(self.say, key, **facts)

        async def look() -> Message | None:
            now = await self.stage.hands.thread(root)
            return now if re.search(words, now.words) else None

        return await self.stage.hands.wait_for(look, f"{words} in the live message")

    async def reply(self, root: Message, key: str, **facts: Fact) -> Message:
        """The reply that says this in the channel's language."""
        words = like(self.say, key, **facts)

        async def look() -> Message | None:
            now = await self.stage.hands.thread(root)
            return next((it for it in now.replies if re.search(words, it.words)), None)

        return await self.stage.hands.wait_for(look, f"{words} in the thread")

    async def succeeded(self, root: Message, key: str = "said-succeeded") -> None:
        """Read in the thread that it is live."""
        revision = root.words.split("`")[1]
        facts = {"service": self.name, "revision": revision, "environment": self.environment, "span": ANY}
        await self.reply(root, key, **facts)

    async def news(self, key: str, **facts: Fact) -> Message:
        """The message of the channel itself that says this in its language."""
        words = like(self.say, key, **facts)
        return await heard(self.stage, self.channel, words)

    async def deployments(self) -> list[Deployment]:
        """What people had deployed, newest first."""
        return ours(await self.stage.hands.deployments(self.name))


@dataclass(frozen=True)
class Town:
    """All shops."""

    stage: Stage
    locales: Mapping[str, Locale]

    def __getitem__(self, name: str) -> Shop:
        return Shop(self.stage, name, SPEAK.to(self.locales[name]))


async def side_by_side(town: Town, *stories: Callable[[Town], Awaitable[None]]) -> None:
    """Play stories at once: each has a shop of its own, and most of what they do is wait. One that fails ends all."""

    async def play(story: Callable[[Town], Awaitable[None]]) -> None:
        await story(town)

    async with asyncio.TaskGroup() as group:
        for story in stories:
            group.create_task(play(story))


async def heard(stage: Stage, channel: str, words: str, user: str = "") -> Message:
    """The newest message of a channel that these words are found in; with a user also what only that user sees."""

    async def look() -> Message | None:
        found = (it for it in reversed(await stage.hands.messages(channel, user)) if re.search(words, it.words))
        return next(found, None)

    return await stage.hands.wait_for(look, f"{words} in {channel}")


async def direct(stage: Stage, user: str, key: str, **facts: Fact) -> Message:
    """The direct message to somebody that says this in their language."""
    return await heard(stage, f"D{user[1:]}", like(voice(user), key, **facts))


def typed(text: str) -> Json:
    """What stands in a text field."""
    return {"value": text}


def mention(user: str) -> Markup:
    """As the reader sees it."""
    return Markup(f"<@{user}>")


@asynccontextmanager
async def open_town(
    redis: RedisServer, folder: Path, shops: Mapping[str, Json], **workspace: object
) -> AsyncIterator[Town]:
    """A stage with these services; each has the settings of its environment, and `hold` where a person decides."""

    def settings(document: Json) -> None:
        document["workspace"] |= workspace
        for name, given in shops.items():
            target = mirror(document, name, **{key: value for key, value in given.items() if key != "hold"})
            if not given.get("hold"):
                without_hold(target)

    world = mirrored(patient(_with_sora(load())), dict.fromkeys(shops, "healthy"))
    async with open_stage(redis, folder, world, settings) as stage:
        yield Town(stage, {name: given.get("locale", "ko") for name, given in shops.items()})


def patient(world: World) -> World:
    """AWS gives up late: the five minutes of the demo are over in a moment, which a busy machine may need to think."""
    pace = replace(world.aws.pace, install_timeout=7200, traffic_timeout=7200)
    return replace(world, aws=replace(world.aws, pace=pace))


def _with_sora(world: World) -> World:
    sora = User(SORA, "sora", "空", locale="ja-JP", tz="Asia/Tokyo")
    groups = [replace(it, users=(*it.users, SORA)) if it.id == "S0DEVELOPERS" else it for it in world.usergroups]
    channels = [replace(it, members=(*it.members, SORA)) for it in world.channels]
    return replace(world, users=(*world.users, sora), usergroups=tuple(groups), channels=tuple(channels))
