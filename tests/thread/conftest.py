"""A release that is played by hand, the simulator's Slack, and a renderer between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import approval, clock, lifecycle, watching
from bot.domain.catalogue import (
    ApprovalRule,
    Aws,
    Catalogue,
    CodeDeployEcsTarget,
    Environment,
    Gate,
    Locale,
    Service,
    Workspace,
)
from bot.domain.commands import CancelRelease, RequestRelease
from bot.domain.events import CommandRefused, Event
from bot.domain.lifecycle import Wish
from bot.domain.people import Person
from bot.domain.release import (
    Cause,
    Obstacle,
    Outcome,
    Plan,
    Progress,
    Reason,
    Release,
    Revision,
    Stage,
    StageStatus,
    Verdict,
)
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.i18n import Languages
from bot.store import Change, Store
from bot.thread import Pictures, Readers, Renderer
from images import State, find
from simulator.redis import RedisServer
from simulator.server import Server
from simulator.world import DEMO, SlackPace, World, load

STAGES = (
    "before_install",
    "install",
    "after_install",
    "allow_test_traffic",
    "after_allow_test_traffic",
    "allow_traffic",
)
HOLD_EXPIRES = timedelta(minutes=55)
RULE = ApprovalRule(1, ("S0PLATFORM", "U0EUNHO"))
TARGET = CodeDeployEcsTarget(
    service_name="demo-backend",
    environment="production",
    gates=(Gate("http", {"url": "http://green"}, "hold"),),
    aws=Aws("ap-northeast-2"),
    application="demo-backend",
    group="demo-backend-bluegreen",
    cluster="demo",
    service="demo-backend",
    container="demo-backend",
    port=8080,
)


def catalogue_in(locale: Locale, channel: str = "C0DEPLOY") -> Catalogue:
    """One service in production, told in this language."""
    return Catalogue(
        Workspace(locale=locale, timezone="Asia/Seoul", admins=("U0ALEX",)),
        {"production": Environment("production", channel, locale, approval=RULE)},
        {"demo-backend": Service("demo-backend", {"production": TARGET})},
    )


def plan(revision: str = "v2", fingerprint: str = "f1") -> Plan:
    parts = {"image": fingerprint, "target": "t"}
    digest = "sha256:" + "ab12cd34" * 8
    return Plan("demo-backend/production", "codedeploy_ecs", Revision(revision, digest), fingerprint, None, parts, "v1")


def seen(outcome: Outcome, upto: str, at: datetime, traffic: int | None = None, **more: Any) -> Progress:
    """What a driver sees when the stages up to one have gone by, and that one runs."""
    last = STAGES.index(upto)
    done = [Stage(name, StageStatus.SUCCEEDED, at, at + timedelta(seconds=40)) for name in STAGES[:last]]
    left = [Stage(name, StageStatus.PENDING) for name in STAGES[last + 1 :]]
    return Progress(outcome, (*done, Stage(upto, StageStatus.RUNNING, at), *left), traffic, **more)


class Play:
    """Plays a release by the domain's own functions; `keep` is told each change."""

    def __init__(self, keep: Callable[[Release | None, Release, tuple[Event, ...]], Awaitable[None]]) -> None:
        self._keep = keep
        self.at = datetime.now(UTC)
        self.catalogue = catalogue_in("en")
        self._release: Release | None = None

    @property
    def release(self) -> Release:
        assert self._release is not None
        return self._release

    async def request(self, revision: str = "v2", name: str = "r1", reply: str | None = None, **wish: Any) -> Release:
        command = RequestRelease(
            id=name, by="U0MINA", at=self.at, channel="C0STAGING", reply=reply, service="demo-backend",
            environment="production", revision=revision,
        )  # fmt: skip
        self._release = None
        return await self._step(lifecycle.request(command, plan(revision), RULE, Wish(**wish), self.at))

    async def approve(self) -> Release:
        person = Person("U0EUNHO")
        return await self._step(approval.approve(self.release, person, self.release.plan.fingerprint, self.at))

    async def reject(self, reason: str = "") -> Release:
        return await self._step(approval.reject(self.release, Person("U0EUNHO"), reason, self.at))

    async def void(self) -> Release:
        return await self._step(approval.void(self.release, plan(fingerprint="f2"), RULE, self.at))

    async def expire(self) -> Release:
        return await self._step(approval.expire(self.release, self.at + timedelta(hours=1)))

    async def cancel(self) -> Release:
        return await self._step(lifecycle.cancel(self.release, Person("U0MINA"), self.catalogue, self.at))

    async def withdraw(self) -> Release:
        return await self._step(approval.withdraw(self.release, Person("U0EUNHO"), RULE, self.at))

    async def remind_approvers(self) -> Release:
        return await self._step(approval.remind(self.release, self.at + RULE.expires / 2))

    async def lapse(self) -> Release:
        return await self._step(approval.lapse(self.release, RULE, self.at + timedelta(days=8)))

    async def renew(self, rule: ApprovalRule) -> Release:
        return await self._step(approval.renew_rule(self.release, rule, self.at))

    async def tick(self, later: timedelta) -> Release:
        self.at += later
        return await self._step(clock.tick(self.release, RULE, self.at))

    async def reschedule(self, due: datetime | None) -> Release:
        return await self._step(lifecycle.reschedule(self.release, Person("U0MINA"), due, self.catalogue, self.at))

    async def override(self, barrier: Obstacle, reason: str, about: str = "") -> Release:
        admin, catalogue = Person("U0ALEX"), self.catalogue
        return await self._step(lifecycle.override(self.release, admin, barrier, reason, about, catalogue, self.at))

    async def move_tag(self) -> Release:
        return await self._step(lifecycle.tag_moved(self.release, "sha256:" + "99" * 32, self.at))

    async def batch_into(self, later: Release) -> Release:
        return await self._step(lifecycle.batch(self.release, later, Person("U0MINA"), self.catalogue, self.at))

    async def lose(self) -> Release:
        await self.meet(Obstacle.UNSEEN, "d-ABC123")
        return await self._step(lifecycle.clear_target(self.release, Person("U0ALEX"), "gone", self.catalogue, self.at))

    async def claim(self) -> Release:
        return await self._step(lifecycle.start(self.release, self.at))

    async def start(self) -> Release:
        await self.claim()
        await self._step(lifecycle.intend(self.release, self.at))
        return await self._step(lifecycle.created(self.release, "d-ABC123", self.at))

    async def see(self, outcome: Outcome, upto: str = "install", traffic: int | None = 0, **more: Any) -> Release:
        progress = seen(outcome, upto, self.at, traffic, **more)
        return await self._step(watching.observe(self.release, progress, HOLD_EXPIRES, self.at))

    async def hold(self) -> Release:
        return await self.see(Outcome.HOLDING, "after_allow_test_traffic", hold="token")

    async def answer(self, verdict: Verdict) -> Release:
        person = Person("U0EUNHO")
        return await self._step(lifecycle.answer_hold(self.release, person, verdict, self.catalogue, self.at))

    async def remind(self) -> Release:
        return await self._step(lifecycle.remind_of_hold(self.release, self.at + HOLD_EXPIRES / 2))

    async def expire_hold(self) -> Release:
        return await self._step(lifecycle.expire_hold(self.release, self.at + HOLD_EXPIRES))

    async def stop(self) -> Release:
        return await self._step(lifecycle.stop(self.release, Person("U0MINA"), self.catalogue, self.at))

    async def shift(self, traffic: int = 40) -> Release:
        return await self.see(Outcome.RUNNING, "allow_traffic", traffic)

    async def succeed(self) -> Release:
        return await self.see(Outcome.SUCCEEDED, "allow_traffic", 100)

    async def roll_back(self, detail: str = "Task failed ELB health checks") -> Release:
        reason = Reason(Cause.HEALTH_CHECK, detail)
        await self.see(Outcome.ROLLING_BACK, "allow_traffic", 10, reason=reason)
        return await self.see(Outcome.ROLLED_BACK, "allow_traffic", 0, reason=reason)

    async def fail(self) -> Release:
        await self.see(Outcome.FAILED, "install", reason=Reason(Cause.TASK_CANNOT_START, "CannotPullContainerError"))
        self.at += timedelta(seconds=20)
        return await self.see(Outcome.FAILED, "install")

    async def meet(self, obstacle: Any, detail: str) -> Release:
        return await self._step(lifecycle.meet(self.release, obstacle, detail, self.at))

    async def _step(self, decision: lifecycle.Decision | None) -> Release:
        assert decision is not None
        before, (self._release, events) = self._release, decision
        await self._keep(before, self._release, events)
        return self._release


@pytest.fixture
def play() -> Play:
    """A release that is kept nowhere."""

    async def nowhere(before: Release | None, after: Release, events: tuple[Event, ...]) -> None:
        return

    return Play(nowhere)


def world() -> World:
    """The demo's, with a Slack without limits."""
    return replace(load(DEMO), slack=SlackPace(rate_factor=0, file_delay=0.1))


@pytest.fixture
async def stage(store: Store) -> AsyncIterator[Stagehand]:
    """The simulator's Slack, a store and a renderer."""
    async with Server(world(), parts=()) as server, aiohttp.ClientSession() as session:
        yield Stagehand(store, server, session)


@pytest.fixture
async def paused() -> AsyncIterator[Stagehand]:
    """The same with a Redis of its own, which can go away."""
    redis = RedisServer()
    redis.start()
    store = Store(redis.url, "T1", "replica-1")
    await store.inbox.open()
    async with Server(world(), parts=()) as server, aiohttp.ClientSession() as session:
        yield Stagehand(store, server, session, redis)
    await store.close()
    redis.close()


class Away:
    """Raises until `away` is False."""

    away = True

    async def ping(self) -> None:
        if self.away:
            raise StoreUnavailable("gone")


class Stagehand:
    """Starts and stops renderers, and looks at Slack as a person would."""

    def __init__(
        self, store: Store, server: Server, session: aiohttp.ClientSession, redis: RedisServer | None = None
    ) -> None:
        self.redis = redis
        self.store, self.server, self.session = store, server, session
        base = f"{server.address}/api/"
        self.client = AsyncWebClient(server.world.app.bot_token, base_url=base, session=session)
        self.catalogue = catalogue_in("en")
        self.play = Play(self._keep)
        self.strangers: set[str] = set()
        self.pictures = Pictures(store.files, self.client, None)

    async def _keep(self, before: Release | None, after: Release, events: tuple[Event, ...]) -> None:
        if before is None:
            await self.store.releases.request(after, events)
        else:
            await self.store.releases.decide(Change(before, after, events))

    async def happens(self, *events: Event) -> None:
        """Something that isn't a release's."""
        await self.store.stream.append(events)

    def renderer(self) -> Renderer:
        async def locale_of(user: str) -> Locale:
            if user in self.strangers:
                raise SlackUnavailable("nobody can tell")
            return "ko" if user == "U0MINA" else "en"

        async def person(user: str) -> Person:
            if user in self.strangers:
                raise SlackUnavailable("nobody can tell")
            groups = {"S0PLATFORM"} if user == "U0ALEX" else set()
            return Person(user, frozenset(groups))

        class Hurried(Renderer):
            """For a Slack without limits."""

            pace = Renderer.pace.times(10)

        speak, readers = Languages.load("Asia/Seoul"), Readers(locale_of, person)
        return Hurried(
            self.store, self.client, lambda: self.catalogue, readers, self.pictures, speak, lambda: datetime.now(UTC)
        )

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[Renderer]:
        """A renderer at work."""
        renderer = self.renderer()
        async with AsyncExitStack() as stack:
            for work in (renderer.run(), self.pictures.run()):
                stack.push_async_callback(_stopped, asyncio.create_task(work))
            yield renderer

    def with_pictures(self, *states: str) -> None:
        """Subaku's own theme, or a few of its pictures."""
        theme = find("subaku")
        chosen = {key: found for key, found in theme.pictures.items() if not states or key[0] in states}
        self.pictures = Pictures(self.store.files, self.client, replace(theme, pictures=chosen))

    def speaks(self, locale: Locale, channel: str = "C0DEPLOY") -> None:
        """The catalogue as somebody changed it."""
        self.catalogue = catalogue_in(locale, channel)

    async def pictured(self, state: str) -> None:
        """Return once this picture can be shown."""

        async def there() -> bool:
            return self.pictures.look("en")(State(state)) is not None

        await eventually(there)

    async def forget_files(self) -> None:
        """Somebody deleted every file."""
        self.server.slack.slack.files._files.clear()

    def memory_that_is_away(self) -> Away:
        """A Redis that doesn't answer until it is told to."""
        return Away()

    @contextmanager
    def redis_away(self) -> Iterator[None]:
        """Redis answers nobody."""
        assert self.redis is not None
        self.redis.stop()
        try:
            yield
        finally:
            self.redis.start()

    async def direct(self, user: str) -> list[dict[str, Any]]:
        """What the bot told somebody directly."""
        opened = await self.client.conversations_open(users=user)
        return await self.until(bool, channel=opened["channel"]["id"], user=user)

    async def told(self) -> None:
        """Return when every event was told."""
        redis, events = self.store._client.redis, self.store.stream._keys.events

        async def pending() -> bool:
            groups = await redis.xinfo_groups(events)
            return bool(groups) and not groups[0]["pending"] and not groups[0]["lag"]

        await eventually(pending)

    async def refused(self, code: str, actor: str = "U0MINA", channel: str = "C0STAGING", **facts: str) -> None:
        """A command that can't be carried out."""
        command = CancelRelease(id="c1", by=actor, at=self.play.at, channel=channel, release="", reply=None)
        await self.store.inbox.accept(command, [f"k-{code}"], None)
        event = CommandRefused(
            release="", at=self.play.at, actor=actor, code=code, reply=None, channel=channel, facts=facts
        )
        for entry, _ in await self.store.inbox.take():
            await self.store.inbox.settle(entry, "", [event])

    async def threads(self, channel: str = "C0DEPLOY", user: str = "U0MINA") -> list[dict[str, Any]]:
        """The roots of a channel, each with its `replies`."""
        url = f"{self.server.address}/world/channels/{channel}/messages"
        async with self.session.get(url, params={"user": user}) as answer:
            found: list[dict[str, Any]] = (await answer.json())["messages"]
        return found

    async def fault(self, **fault: Any) -> None:
        """The next calls of a method fail."""
        async with self.session.post(f"{self.server.address}/world/slack/faults", json=fault) as answer:
            assert answer.status == 200, await answer.text()

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """What the bot asked of one method."""
        async with self.session.get(f"{self.server.address}/world/log", params={"limit": 1000}) as answer:
            return [call for call in (await answer.json())["log"] if call.get("method") == method]

    async def until(self, found: Callable[[list[dict[str, Any]]], bool], **where: Any) -> list[dict[str, Any]]:
        """The threads, once they are so."""
        threads: list[dict[str, Any]] = []

        async def so() -> bool:
            threads[:] = await self.threads(**where)
            return found(threads)

        await eventually(so)
        return threads


async def eventually(so: Callable[[], Awaitable[bool]]) -> None:
    """Return once it is so: Slack tells nobody, so it is looked at."""
    async with asyncio.timeout(60):
        while not await so():  # noqa: ASYNC110  the look itself is an await
            await asyncio.sleep(0.03)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
