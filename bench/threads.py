"""Many releases that end at once in one channel: how soon each thread says so, at the rates of Slack."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bench.figures import Aim, Figure, Part
from bot.domain import lifecycle, watching
from bot.domain.catalogue import Catalogue, Environment, Locale, Service, Workspace
from bot.domain.commands import RequestRelease
from bot.domain.lifecycle import Wish
from bot.domain.people import Person
from bot.domain.release import Outcome, Plan, Progress, Release, Revision, Stage, StageStatus
from bot.i18n import Languages
from bot.store import Change, Said, Store
from bot.store.client import Client
from bot.store.keys import Keys
from bot.store.threads import Threads
from bot.thread import Pictures, Readers, Renderer
from bot.thread.pace import EDITS_AT_ONCE, EDITS_PER_MINUTE, POSTS_AT_ONCE, POSTS_PER_MINUTE, Pace
from simulator.redis import RedisServer
from simulator.server import Server
from simulator.slack.errors import RateLimitedError
from simulator.slack.rates import POSTS, TIERS, Limit, Rates
from simulator.world import SlackPace, load

CHANNEL, PERSON, PLACE = "C0DEPLOY", "U0MINA", "production"
BEGUN, ENDED = "🏃", "🎉"  # what a thread says then
LATER = 70  # percent that the others come to when all ends are known
EACH = 10  # releases that end beside one that goes on
AT_ONCE = 1000.0  # times Slack's rates, while the threads are made
ON_ITS_WAY = 0.2  # seconds in which a call may have been sent before its sender read the last answer
LIMIT = 600.0  # seconds

NOTE = """{count} releases in one channel end while nobody tells it, and {others} others move on. From the renderer's
start until every root and every thread says that its release has ended; Slack (the simulator's) enforces its rates:
{posts:g} posts a minute in a channel, {posts_burst:g} at once; {edits:g} edits a minute, {edits_burst:g} at once.
Hasty: calls before the end of a Retry-After. Early: how often others were redrawn while a known end still waited."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """How it went: seconds until all was told, and how many calls were refused (429), hasty or early."""

    seconds: float
    refused: int
    hasty: int
    early: int


class Watched(Rates):
    """Slack's rates, and who doesn't keep to them. `called` is set by each call."""

    def __init__(self, factor: float) -> None:
        super().__init__(factor)
        self.called = asyncio.Event()
        self.refused = self.hasty = 0
        self._closed: dict[str, tuple[float, float]] = {}

    def take(self, key: str, limit: Limit) -> None:
        """Count one call. Raises RateLimitedError."""
        now = time.monotonic()
        self.called.set()
        since, until = self._closed.get(key, (now, now))
        self.hasty += since + ON_ITS_WAY < now < until
        try:
            super().take(key, limit)
        except RateLimitedError as err:
            self.refused += 1
            self._closed[key] = (since if now < until else now), now + err.retry_after
            raise


async def measure(count: int, folder: Path) -> Part:
    """With so many releases, at Slack's own rates."""
    redis = RedisServer(folder / "redis-threads")
    redis.start()
    try:
        return _part(await told(count, redis.url), count)
    finally:
        redis.stop()


async def told(count: int, redis: str, pace: float = 1.0, rates: float = 1.0) -> Told:
    """`count` releases end at once; we speak at `pace` and Slack allows `rates` times what is usual."""
    ending, others = [f"app-{n:03}" for n in range(count)], [f"other-{n:02}" for n in range(count // EACH)]
    async with _standing(redis, [*ending, *others]) as theatre:
        begun = [await theatre.begin(name) for name in (*ending, *others)]
        async with theatre.telling(AT_ONCE):
            await theatre.until(BEGUN, len(begun))
        first, last, moving = begun[: count // 2], begun[count // 2 : count], begun[count:]
        for release in first:
            await theatre.ends(release)
        moving = [await theatre.moves(release, 40) for release in moving]
        for release in last:
            await theatre.ends(release)
        watched, began = theatre.watch(rates), time.monotonic()
        async with theatre.telling(pace):
            await theatre.known(ending)
            for release in moving:  # in line before half of the ends
                await theatre.moves(release, LATER)
            await theatre.until(ENDED, 2 * count)
        return Told(time.monotonic() - began, watched.refused, watched.hasty, await theatre.early(ending))


class _Theatre:
    """Releases that are played by hand, and the simulator's Slack."""

    def __init__(self, store: _Overheard, server: Server, client: AsyncWebClient, catalogue: Catalogue) -> None:
        self._store, self._client, self._catalogue = store, client, catalogue
        self._slack, self._at = server.slack.slack, datetime.now(UTC)
        self.watch(0)

    async def begin(self, name: str) -> Release:
        """A release that is under way."""
        plan = Plan(f"{name}/{PLACE}", "codedeploy_ecs", Revision("v2", "sha256:" + "ab" * 32), "f", None, {}, "v1")
        asked = RequestRelease(
            id=name, by=PERSON, at=self._at, channel=CHANNEL, reply=None,
            service=name, environment=PLACE, revision="v2",
        )  # fmt: skip
        release, events = lifecycle.request(asked, plan, None, Wish(), self._at)
        await self._store.releases.request(release, events)
        release = await self._keep(release, lifecycle.start(release, self._at))
        release = await self._keep(release, lifecycle.intend(release, self._at))
        return await self._keep(release, lifecycle.created(release, f"d-{name}", self._at))

    async def ends(self, release: Release) -> Release:
        """All traffic is on it, and stays there."""
        return await self._sees(release, Outcome.SUCCEEDED, 100)

    async def moves(self, release: Release, traffic: int) -> Release:
        """So many percent of the traffic have gone over."""
        return await self._sees(release, Outcome.RUNNING, traffic)

    def watch(self, rates: float) -> Watched:
        """From now on Slack enforces so many times its rates."""
        self._slack.rates = self._watched = Watched(rates)
        self._since = time.time()
        return self._watched

    @asynccontextmanager
    async def telling(self, factor: float) -> AsyncIterator[None]:
        """A renderer at work."""
        working = asyncio.create_task(self._renderer(Pace().times(factor)).run())
        try:
            yield
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def known(self, ending: Sequence[str]) -> None:
        """Return when the renderer knows of all these ends: their live messages are out of date before it replies."""
        async with asyncio.timeout(LIMIT):
            await self._store.threads.replies(ending)

    async def until(self, sign: str, count: int) -> None:
        """Return when so many messages bear the sign."""
        async with asyncio.timeout(LIMIT):
            while sum(sign in each["text"] for each in self._messages()) < count:
                self._watched.called.clear()
                await self._watched.called.wait()

    async def early(self, ending: Sequence[str]) -> int:
        """How often it was drawn how others moved on when all ends were known, before each end was."""
        places = [await self._store.threads.place(name) for name in ending]
        roots = {place.ts for place in places if place}
        drawn = [(str(each["ts"]), f"*{LATER}%*" in str(each["blocks"])) for each in self._edits()]
        told = [root for root, _ in drawn]
        last = max(told.index(root) for root in roots)
        return sum(later for _, later in drawn[:last])

    def _renderer(self, slacks: Pace) -> Renderer:
        class Paced(Renderer):
            pace = slacks

        readers, pictures = Readers(_locale, _person), Pictures(self._store.files, self._client, None)
        now, speak = (lambda: datetime.now(UTC)), Languages.load()
        return Paced(self._store, self._client, lambda: self._catalogue, readers, pictures, speak, now)

    async def _sees(self, release: Release, outcome: Outcome, traffic: int) -> Release:
        stages = (Stage("allow_traffic", StageStatus.RUNNING, self._at),)
        decision = watching.observe(release, Progress(outcome, stages, traffic), timedelta(hours=1), self._at)
        return await self._keep(release, decision) if decision else release

    async def _keep(self, before: Release, decision: lifecycle.Decision) -> Release:
        after, events = decision
        await self._store.releases.decide(Change(before, after, events))
        return after

    def _messages(self) -> list[Json]:
        return list(self._slack.rooms[CHANNEL].messages.values())

    def _edits(self) -> list[Json]:
        """Since Slack is watched."""
        calls = [call for call in self._slack.journal.last(1000) if call.get("ok") and call["at"] >= self._since]
        return [call["args"] for call in calls if call["method"] == "chat.update"]


class _Eavesdropping(Threads):
    """Hears of which releases something is about to be said."""

    def __init__(self, client: Client, keys: Keys) -> None:
        super().__init__(client, keys)
        self._heard: set[str] = set()
        self._more = asyncio.Condition()

    async def replies(self, names: Sequence[str]) -> None:
        """Return when something was to be said of each from now on."""
        self._heard.clear()
        async with self._more:
            await self._more.wait_for(lambda: self._heard.issuperset(names))

    async def begin(self, release_id: str, name: str) -> Said:
        """Keep the intent, as ever."""
        async with self._more:
            self._heard.add(release_id)
            self._more.notify_all()
        return await super().begin(release_id, name)


class _Overheard(Store):
    """A store whose threads are overheard."""

    def __init__(self, url: str, team: str, replica: str) -> None:
        super().__init__(url, team, replica)
        self.threads: _Eavesdropping = _Eavesdropping(self._client, Keys(team))


@asynccontextmanager
async def _standing(redis: str, names: Sequence[str]) -> AsyncIterator[_Theatre]:
    """A Slack without limits yet, and a workspace of its own on this Redis."""
    store = _Overheard(redis, f"T{uuid.uuid4().hex[:10].upper()}", "bench")
    await store.inbox.open()
    world = replace(load(), slack=SlackPace(rate_factor=0))
    try:
        async with Server(world, parts=()) as server, aiohttp.ClientSession() as session:
            client = AsyncWebClient(world.app.bot_token, base_url=f"{server.address}/api/", session=session)
            yield _Theatre(store, server, client, _catalogue(names))
    finally:
        await store.close()


def _catalogue(names: Sequence[str]) -> Catalogue:
    environments = {PLACE: Environment(PLACE, CHANNEL, "en")}
    return Catalogue(Workspace(), environments, {name: Service(name, {}) for name in names})


async def _locale(_: str) -> Locale:
    return "en"


async def _person(user: str) -> Person:
    return Person(user)


def _part(told: Told, count: int) -> Part:
    ours = _least(count, (EDITS_PER_MINUTE, EDITS_AT_ONCE), (POSTS_PER_MINUTE, POSTS_AT_ONCE))
    edits = TIERS[3]
    slacks = _least(count, (edits.per_minute, edits.burst), (POSTS.per_minute, POSTS.burst))
    row = {
        "all told (s)": told.seconds,
        "429s": told.refused,
        "hasty": told.hasty,
        "early": told.early,
    }
    rows = {
        "Subaku": {name: Figure.of([float(value)]) for name, value in row.items()},
        "the least at the rates that Subaku keeps": {"all told (s)": Figure.of([ours])},
        "the least that this Slack lets through": {"all told (s)": Figure.of([slacks])},
    }
    aims = [
        Aim("all told, beside the least at its rates", told.seconds - ours, 1.0, "s"),
        Aim("calls before the end of a Retry-After", told.hasty, 0.0, ""),
        Aim("progress before a final state", told.early, 0.0, ""),
    ]
    note = NOTE.format(
        count=count, others=count // EACH,
        posts=POSTS.per_minute, posts_burst=POSTS.burst, edits=edits.per_minute, edits_burst=edits.burst,
    )  # fmt: skip
    return Part("The threads of a crowd", note, rows, aims)


def _least(count: int, *kinds: tuple[float, float]) -> float:
    """Seconds for so many calls of each kind: a minute's, and what goes at once."""
    return max((count - burst) * 60 / per_minute for per_minute, burst in kinds)
