"""Whole stories: the real bot as a process of its own, a real Valkey, a simulated Slack and cloud, and hands."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aioboto3
import pytest
import yaml

from bot.i18n import Languages
from simulator.client import LIMIT, Answer, Deployment, Hands, Message
from simulator.clock import Clock
from simulator.demo import bot_environment
from simulator.demo import catalogue as demo_catalogue
from simulator.redis import RedisServer
from simulator.server import Server
from simulator.world import SlackPace, Team, World, load

Json = dict[str, Any]
Settings = Callable[[Json], None]

MINA, EUNHO, HARU, ALEX, GUEST = "U0MINA", "U0EUNHO", "U0HARU", "U0ALEX", "U0GUEST"
SERVICE, CHANNEL = "demo-backend", "C0DEPLOY"
FASTER = 200  # than AWS
QUICK = frozenset(
    {"test_main_job", "test_two_people", "test_answers", "test_play", "test_time", "test_trains", "test_teams_rollback"}
)
"""The stories that every run plays; `make slow` plays the others."""
SPEAK = Languages.load("Asia/Seoul")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.stem not in QUICK:
            item.add_marker(pytest.mark.slow)


class Bot:
    """`subaku run` as a process, hurried as its world is: started, killed, stopped, started again; its log is kept."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.log: list[str] = []
        self._wrote = asyncio.Condition()
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return once it takes commands."""
        begun = len(self.log)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.stories.hurried", "run", env=self._environment,
            stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, limit=2**20,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read(self._process))
        await self.logged("ready", since=begun)

    async def kill(self) -> None:
        """`kill -9`."""
        assert self._process
        self._process.kill()
        await self._ended()

    async def stop(self) -> int:
        """SIGTERM; returns the exit status. Raises TimeoutError when that never comes."""
        assert self._process
        self._process.terminate()
        async with asyncio.timeout(LIMIT):
            return await self._ended()

    async def close(self) -> None:
        """However it stands."""
        if self._process and self._process.returncode is None:
            await self.kill()
        elif self._process:
            await self._ended()

    async def logged(self, event: str, since: int = 0) -> None:
        """Wait for a line of the log."""
        async with asyncio.timeout(LIMIT), self._wrote:
            await self._wrote.wait_for(lambda: self._has(event, since) or self._is_over())
        assert self._has(event, since), f"the bot ended before it wrote {event}"

    def _has(self, event: str, since: int) -> bool:
        return any(f'"event": "{event}"' in line for line in self.log[since:])

    def _is_over(self) -> bool:
        return self._reader is not None and self._reader.done()

    async def _ended(self) -> int:
        assert self._process
        assert self._reader
        status = await self._process.wait()
        await self._reader
        return status

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr
        async for line in process.stderr:
            async with self._wrote:
                self.log.append(line.decode().rstrip())
                self._wrote.notify_all()
        async with self._wrote:
            self._wrote.notify_all()


@dataclass
class Stage:
    """Where a story plays, and what happens in all of them."""

    hands: Hands
    bot: Bot
    server: Server
    redis: RedisServer
    _asked: set[str] = field(default_factory=set)

    async def ask(
        self, revision: str = "v2", by: str = MINA, service: str = SERVICE, channel: str = CHANNEL
    ) -> Message:
        """Ask for a release; returns the root of its thread."""
        answer = await self.hands.say(by, channel, f"/platform-deploy {service} {revision}")
        assert answer.ok, answer
        return await self.root_of(revision, service, channel)

    async def root_of(self, revision: str, service: str = SERVICE, channel: str = CHANNEL) -> Message:
        """The root of a release's thread, of one that wasn't asked for before."""

        async def look() -> Message | None:
            about = f"*{service}* `{revision}`"
            roots = [it for it in await self.hands.messages(channel) if it.words.startswith(about)]
            return next((it for it in roots if it.ts not in self._asked), None)

        root = await self.hands.wait_for(look, f"the thread of {service} {revision}")
        self._asked.add(root.ts)
        return root

    async def press(self, by: str, root: Message, action: str) -> Answer:
        """Press a button of the thread as soon as it is there."""
        return await self.hands.click(by, await self.offers(root, action), action)

    async def offers(self, root: Message, action: str) -> Message:
        """The live message, or a reply, once it has this button."""

        async def look() -> Message | None:
            now = await self.hands.thread(root)
            found = (it for it in (now, *now.replies) if any(each.action_id == action for each in it.buttons))
            return next(found, None)

        return await self.hands.wait_for(look, f"the button {action}")

    async def reads(self, root: Message, key: str) -> Message:
        """The thread, once its live message says `key` (of a message without facts)."""
        return await self.shows(root, SPEAK("ko", key))

    async def shows(self, root: Message, words: str) -> Message:
        """The thread, once its live message holds these words."""

        async def look() -> Message | None:
            now = await self.hands.thread(root)
            return now if words in now.words else None

        return await self.hands.wait_for(look, f"“{words}” in the live message")

    async def replied(self, root: Message, words: str) -> Message:
        """The thread, once a reply holds these words."""

        async def look() -> Message | None:
            now = await self.hands.thread(root)
            return now if any(words in reply.words for reply in now.replies) else None

        return await self.hands.wait_for(look, f"“{words}” in the thread")

    async def whispered(self, to: str, words: str, channel: str = CHANNEL) -> Message:
        """What only one person sees, once it holds these words."""

        async def look() -> Message | None:
            return next((it for it in await self.hands.whispers(channel, to) if words in it.words), None)

        return await self.hands.wait_for(look, f"“{words}” for {to} alone")

    async def cloud(
        self, what: str, holds: Callable[[list[Deployment]], bool], service: str = SERVICE
    ) -> list[Deployment]:
        """The deployments of the service (newest first), once something holds of them."""

        async def look() -> list[Deployment] | None:
            found = await self.hands.deployments(service)
            return found if holds(found) else None

        return await self.hands.wait_for(look, what)

    async def calls(self, operation: str) -> int:
        """How often AWS carried this out."""
        log = (await self.hands.get("aws/log?limit=500"))["calls"]
        return sum(call["operation"] == operation and call["ok"] for call in log)

    async def posted(self) -> list[Json]:
        """The arguments of each `chat.postMessage` that Slack carried out."""
        log = (await self.hands.get("log?limit=1000"))["log"]
        return [call["args"] for call in log if call.get("method") == "chat.postMessage" and call["ok"]]


def mirrored(world: World, scenarios: dict[str, str]) -> World:
    """The world with more services like the demo's, each with a scenario and a channel of its own."""
    aws = world.aws
    [family], [service], [group] = aws.task_definitions, aws.services, aws.deployment_groups
    families = [replace(family, family=name) for name in scenarios]
    services = [replace(service, name=name, task_definition=name) for name in scenarios]
    groups = [
        replace(group, application=name, name=name, service=name, target_groups=(f"{name}-1", f"{name}-2"))
        for name in scenarios
    ]
    channels = [replace(world.channels[0], id=channel_of(name), name=name) for name in scenarios]
    return replace(
        world,
        channels=(*world.channels, *channels),
        aws=replace(
            aws,
            task_definitions=(family, *families),
            services=(service, *services),
            deployment_groups=(group, *groups),
            scenarios=scenarios,
        ),
    )


def mirror(document: Json, name: str, **environment: object) -> Json:
    """Put such a service into the catalogue, in an environment of its own; returns its target."""
    document["environments"][f"of-{name}"] = {"channel": channel_of(name), **environment}
    given = document["services"][SERVICE]
    target = {**given["targets"]["production"], "application": name, "group": name, "service": name}
    document["services"][name] = {"image": given["image"], "targets": {f"of-{name}": target}}
    return target


def without_hold(target: Json) -> None:
    """Let the traffic go over by itself."""
    for key in ("hold", "hook_function", "hook_table"):
        del target[key]


def channel_of(name: str) -> str:
    """The channel of a mirrored service."""
    return f"C0{name.replace('-', '').upper()}"


def beats(thread: Message) -> str:
    """A thread in a few signs: what each reply begins with; `<` is a mention."""
    return "".join(reply.words[0] for reply in thread.replies)


def ours(deployments: list[Deployment]) -> list[Deployment]:
    """Those that somebody created after the simulation began; the service came up by the oldest one."""
    return [each for each in deployments[:-1] if each.creator == "user"]


Open = Callable[..., AbstractAsyncContextManager[Stage]]


@asynccontextmanager
async def open_stage(
    redis: RedisServer, folder: Path, world: World | None = None, settings: Settings | None = None
) -> AsyncIterator[Stage]:
    """A simulator and a bot, in a workspace of its own on this Redis."""
    team = Team(f"T{uuid.uuid4().hex[:10].upper()}")
    relaxed = SlackPace(rate_factor=0, file_delay=0.05)
    async with Server(replace(world or load(), team=team, slack=relaxed), Clock(FASTER)) as server:
        config = _catalogue(server.address, folder / f"{team.id}.yaml", settings)
        bot = Bot(bot_environment(server.address, redis.url, config, "127.0.0.1:0") | {"PATH": os.defpath})
        async with Hands(server.address) as hands:
            try:
                await bot.start()
                yield Stage(hands, bot, server, redis)
                assert not [line for line in bot.log if '"level": "error"' in line]
            finally:
                await bot.close()
                sys.stderr.write("\n".join(["--- the bot's log ---", *bot.log, ""]))  # pytest shows it on failure


def _catalogue(page: str, path: Path, settings: Settings | None) -> Path:
    document = yaml.safe_load(demo_catalogue(page, path).read_text(encoding="utf-8"))
    document["services"][SERVICE].pop("offer")  # a channel in which nothing is said but what a story asks for
    if settings:
        settings(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
async def stage(redis_server: RedisServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """The demo's world, with a bot for this test alone."""
    async with open_stage(redis_server, tmp_path) as made:
        yield made


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisServer]:
    """A Valkey that a test may stop."""
    server = RedisServer(binary=os.environ.get("TEST_REDIS_SERVER"))
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.close)


@asynccontextmanager
async def console(stage: Stage) -> AsyncIterator[Any]:
    """Somebody else's CodeDeploy client."""
    session = aioboto3.Session("demo", "demo", region_name="ap-northeast-2")
    async with session.client("codedeploy", endpoint_url=f"{stage.server.address}/aws") as client:
        yield client
