"""The composition root: every part made once, put together, run and closed in order."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from random import uniform
from typing import Any

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.config import Settings
from bot.config.living import LivingCatalogue, themes_beside
from bot.domain.catalogue import Locale
from bot.domain.events import Event
from bot.drivers import every
from bot.drivers.archive import Archive
from bot.drivers.aws import Clients
from bot.drivers.commits import Commits
from bot.drivers.ecr import EcrLogins
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.newest import Newest
from bot.drivers.pushed import Pushes
from bot.drivers.registry import Registry
from bot.ending import end
from bot.engine.auditor import Auditor
from bot.engine.engine import Engine
from bot.engine.intake import Intake
from bot.engine.ledger import StreamLedger
from bot.engine.precedence import Precedence
from bot.engine.pushed import Ear
from bot.engine.queries import Queries
from bot.engine.scout import Scout
from bot.engine.tasks import forever
from bot.engine.world import World
from bot.errors import ConfigurationError, StoreUnavailable
from bot.gates import every as gates
from bot.i18n import Languages
from bot.store import Store
from bot.thread import Readers
from bot.thread.pictures import Pictures
from bot.thread.renderer import Renderer
from bot.web.door import Door
from bot.web.feed import Feed
from bot.web.names import Names
from bot.web.page import Page
from bot.web.server import Check, WebServer
from bot.web.state import State
from handlers.answers import Answers
from handlers.app import build, introduce
from handlers.front import Front
from handlers.home import SILENT, Homes
from handlers.people import SlackPeople
from handlers.slack import reason
from handlers.sockets import Dispatch, Sockets
from images import BadTheme, Theme, find

DRAIN = 5.0  # seconds for what is in flight when we are told to stop
LETTING_GO = 2.0
FATAL = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"})

log = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises `ConfigurationError` for what only a person can mend."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with AsyncExitStack() as stack:
        running = await _until(stopped, _start(settings, stack))
        if running is None:
            return
        work = asyncio.create_task(running.work())
        reloads: set[asyncio.Task[None]] = set()
        loop.add_signal_handler(signal.SIGHUP, _reloader(running, reloads))
        await stopped.wait()
        log.info("stopping")
        await running.stop(work)


@dataclass(frozen=True, kw_only=True)
class Running:
    """The parts that run, and how they stop. `feed`: of the live page, where it is shown. `ear`: where AWS pushes."""

    engine: Engine
    sockets: Sockets
    front: Front
    renderer: Callable[[], Renderer]
    pictures: Pictures
    auditor: Auditor
    scout: Scout
    homes: Homes
    feed: Feed | None
    ear: Ear | None

    async def work(self) -> None:
        """All that goes on until cancelled."""
        self.engine.every(60, self.front.people.refresh)
        self.engine.every(5, self._reach)
        self.engine.every(60, self.auditor.keep_house, leader=True)
        self.engine.every(self.scout.every, self.scout.look, leader=True)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.engine.run())
            group.create_task(forever("threads", partial(self._leading, lambda: self.renderer().run())))
            group.create_task(forever("audit", partial(self._leading, self.auditor.run)))
            group.create_task(forever("metrics", self._count))
            group.create_task(forever("pictures", self.pictures.run))
            if self.feed is not None:
                group.create_task(forever("page", self.feed.run))
            if self.ear is not None:
                group.create_task(forever("events", partial(self._leading, self.ear.run)))
            group.create_task(self.front.people.refresh())
            group.create_task(self._warm())

    async def _reach(self) -> None:
        """Keep the gauge of Redis true between two looks at readiness."""
        await _redis_check(self.engine.world.store)()

    async def stop(self, work: asyncio.Task[None]) -> None:
        """Take nothing new, answer what is in flight, then let go and hand over what we drive."""
        try:
            async with asyncio.timeout(DRAIN):
                await self.sockets.close()
                await self.front.errands.close()
                await self.engine.desk.settle()
        except TimeoutError:
            log.warning("stopped_hard", seconds=DRAIN)
        work.cancel()
        await asyncio.wait({work}, timeout=LETTING_GO)
        await self.engine.close()

    async def reload(self) -> None:
        """Somebody sent SIGHUP: read the catalogue again."""
        await self.engine.reload()

    async def _leading(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """What one replica does at a time, while we lead: nothing is said, or recorded, out of order."""
        leader = self.engine.leader
        while True:
            await leader.elected.wait()
            working = asyncio.create_task(work())
            deposed = asyncio.create_task(leader.deposed.wait())
            try:
                await asyncio.wait({working, deposed}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    await working
            finally:
                await end((working, deposed))

    async def _count(self) -> None:
        told = set(Event.kinds.values()) - set(SILENT)
        async for _, event in self.engine.world.store.stream.tail(kinds=told):
            self.homes.happened(event)
            if self.engine.leader.leads:
                metrics.count(event)

    async def _warm(self) -> None:
        """Open connections to every account in the catalogue, so that the first release doesn't wait for them.

        What stands then stays: a full collection that went over all of it again would hold up acks for 150 ms.
        """
        await self.engine.world.store.warm()
        services = self.engine.world.catalogue().services.values()
        targets = [target for service in services for target in service.targets.values()]
        for name, driver in self.engine.world.drivers.items():
            await driver.warm([target for target in targets if target.driver == name])
        gc.collect()
        gc.freeze()  # what was made at start stays; to look through it again cost acks up to 100 ms
        gc.set_threshold(20_000, 20, 100)


def session() -> aiohttp.ClientSession:
    """One for all that is asked over HTTP, which therefore keeps no cookies."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200), cookie_jar=aiohttp.DummyCookieJar())


async def _start(settings: Settings, stack: AsyncExitStack) -> Running:
    bot_token, app_token = settings.slack_tokens()
    catalogue, theme = _configured(settings)
    speak = Languages.load(catalogue().workspace.timezone)
    checks: dict[str, Check] = {"slack": _starting, "redis": _starting}
    door = _door(settings)
    page = Page(door, speak)
    web = WebServer(checks, metrics.exposition, page)
    port = await web.open(*settings.http)
    stack.push_async_callback(web.close)
    log.info("listening", port=port)
    http = await stack.enter_async_context(session())
    client = AsyncWebClient(token=bot_token, base_url=settings.slack_api_url, session=http, timeout=10)
    identity = await _introduced(client)
    world, means = _world(settings, catalogue, http, str(identity.team_id))
    stack.push_async_callback(world.store.close)
    stack.push_async_callback(means.clients.close)
    archive = Archive()
    stack.push_async_callback(archive.close)
    people = SlackPeople(client, world.catalogue, str(identity.team_id))
    engine, queries, names = Engine(world, people), Queries(world), Names(people.name)
    scout = Scout(world, Newest(means), engine.offers)
    feed = Feed(world.store, State(world.store, queries, world.catalogue, world.now), names, world.now)
    page.show(feed, queries, names)
    intake = Intake(world.store, world.precedence)
    front = Front(client, world.catalogue, intake, queries, people, speak, Answers(client))
    homes = Homes(front)
    sockets = Sockets(_promptly(build(front, identity, homes).async_dispatch, world.precedence), client, app_token)
    pictures = Pictures(world.store.files, client, theme)
    readers = Readers(_locale_of(people), people.person)
    renderer = partial(Renderer, world.store, client, world.catalogue, readers, pictures, speak, world.now)
    _gauge(engine, sockets)
    checks |= {"slack": _slack_check(sockets), "redis": _redis_check(world.store)}
    sockets.start()
    await sockets.ready()
    log.info("ready", team=identity.team_id, replica=world.replica)
    return Running(
        engine=engine,
        sockets=sockets,
        front=front,
        renderer=renderer,
        pictures=pictures,
        auditor=Auditor(world, archive),
        scout=scout,
        homes=homes,
        feed=None if door.shut else feed,
        ear=_ear(engine, scout, stack),
    )


def _ear(engine: Engine, scout: Scout, stack: AsyncExitStack) -> Ear | None:
    """Listens at the queue that the catalogue names; another one takes a restart."""
    queue = engine.world.catalogue().workspace.events_queue
    if queue is None:
        return None
    pushes = Pushes(queue)
    stack.push_async_callback(pushes.close)
    return Ear(engine.world, pushes, engine.poller.hears_nothing, scout.look_at)


def _world(
    settings: Settings, catalogue: LivingCatalogue, http: aiohttp.ClientSession, team: str
) -> tuple[World, Means]:
    clients = Clients()
    token = settings.github_token.get_secret_value() if settings.github_token else None
    replica = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    store = Store(settings.redis_url.get_secret_value(), team, replica)
    means = Means(
        clients,
        http,
        Registry(http, token, EcrLogins(clients)),
        GitHub(http, settings.github_api_url, token),
        StreamLedger(store.stream, _now),
        lambda: catalogue().workspace,
        settings.argocd_tokens(),
    )
    world = World(
        store,
        every(means),
        catalogue,
        _now,
        replica,
        gates=gates(means),
        reread=catalogue.reread,
        commits=Commits(means.github),
    )
    return world, means


def _now() -> datetime:
    return datetime.now(UTC)


def _door(settings: Settings) -> Door:
    token = settings.page_token.get_secret_value() if settings.page_token else None
    return Door(settings.http.host, token, settings.public_url, off=settings.page == "off")


async def _introduced(client: AsyncWebClient) -> AuthorizeResult:
    """Who we are, once Slack can be asked; a token that Slack refuses is for a person to mend."""
    pause = 0.5
    while True:
        try:
            return await introduce(client)
        except SlackApiError as err:
            error = reason(err)
            if error in FATAL:
                raise ConfigurationError([f"SLACK_BOT_TOKEN: Slack answers {error}: install the app again"]) from err
            log.warning("slack_not_ready", error=error)
        except (aiohttp.ClientError, TimeoutError, OSError) as err:
            log.warning("slack_unreachable", error=type(err).__name__)
        await asyncio.sleep(pause * uniform(0.8, 1.2))  # noqa: S311  jitter
        pause = min(15.0, pause * 2)


async def _starting() -> str | None:
    return "starting"


def _configured(settings: Settings) -> tuple[LivingCatalogue, Theme]:
    """The catalogue, and its pictures: a theme that is broken costs the pictures, never the notices."""
    catalogue = LivingCatalogue(settings.config)
    try:
        return catalogue, find(catalogue().workspace.theme, themes_beside(settings.config))
    except BadTheme as err:
        log.warning("theme_broken", problems=err.problems, remedy="subaku check")
        return catalogue, find("quiet")


def _promptly(dispatch: Dispatch, precedence: Precedence) -> Dispatch:
    async def prompt(request: AsyncBoltRequest) -> BoltResponse:
        with metrics.ACK.time(), precedence.first():
            return await dispatch(request)

    return prompt


def _locale_of(people: SlackPeople) -> Callable[[str], Awaitable[Locale]]:
    async def locale(user: str) -> Locale:
        if not people.knows(user):
            await people.person(user)
        return people.locale(user)

    return locale


def _slack_check(sockets: Sockets) -> Callable[[], Awaitable[str | None]]:
    async def check() -> str | None:
        return None if sockets.connected() else "no Socket Mode connection stands"

    return check


def _redis_check(store: Store) -> Callable[[], Awaitable[str | None]]:
    async def check() -> str | None:
        try:
            await store.ping()
        except StoreUnavailable as err:
            metrics.REDIS_UP.set(0)
            return str(err)
        metrics.REDIS_UP.set(1)
        return None

    return check


def _gauge(engine: Engine, sockets: Sockets) -> None:
    """Gauges that are read when somebody looks."""
    metrics.SOCKETS.set_function(sockets.connected)
    metrics.LEADER.set_function(lambda: engine.leader.leads)
    metrics.DRIVEN.set_function(lambda: len(engine.helm.releases))


def _reloader(running: Running, reloads: set[asyncio.Task[None]]) -> Callable[[], None]:
    def reload() -> None:
        if not reloads:  # one at a time reads what all who asked want to be read
            task = asyncio.create_task(running.reload())
            reloads.add(task)
            task.add_done_callback(reloads.discard)

    return reload


async def _until(stopped: asyncio.Event, work: Awaitable[Running]) -> Running | None:
    """The result of `work`, or None when we are told to stop before."""
    starting, waiting = asyncio.ensure_future(work), asyncio.create_task(stopped.wait())
    await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if starting.done():
        return starting.result()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    return None
