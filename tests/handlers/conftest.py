"""A workspace on real sockets: the simulator's Slack on one side, a desk and books made for the test on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalogue import (
    ApprovalRule,
    ArgoCdTarget,
    Aws,
    Catalogue,
    CodeDeployEcsTarget,
    Environment,
    Service,
    Target,
    Workspace,
)
from bot.domain.commands import Command, Reply
from bot.domain.release import Plan, Release, Revision, Status
from bot.domain.standing import Stood
from bot.drivers.base import Difference, Driver, Remains, RevisionChoice
from bot.engine.queries import Queries
from bot.engine.world import World
from bot.errors import RevisionNotFound, StoreUnavailable
from bot.i18n import Languages
from bot.store import Store
from handlers.answers import Answers
from handlers.app import build, introduce
from handlers.front import Front
from handlers.people import SlackPeople
from handlers.sockets import Sockets
from simulator.server import Server
from simulator.world import DEMO, load

Json = dict[str, Any]
FINGERPRINT = "f00dfeed"
RELEASE = "r01abcdefghjkmn"


def _unbuilt(service: str, *environments: str) -> Service:
    targets: dict[str, Target] = {
        each: ArgoCdTarget(service_name=service, environment=each, server="https://argocd.example", application="app")
        for each in environments
    }
    return Service(service, targets)


def catalogue() -> Catalogue:
    target = CodeDeployEcsTarget(
        service_name="demo-backend",
        environment="production",
        aws=Aws("ap-northeast-2"),
        application="demo-backend",
        group="demo-backend-bluegreen",
        cluster="demo",
        service="demo-backend",
        container="demo-backend",
        port=8080,
    )
    rule = ApprovalRule(by=("S0PLATFORM", "U0EUNHO"))
    return Catalogue(
        Workspace(locale="ko", timezone="Asia/Seoul", deployers=("S0DEVELOPERS",), admins=("S0PLATFORM",)),
        environments={
            "staging": Environment("staging", "C0STAGING"),
            "production": Environment("production", "C0DEPLOY", approval=rule, checklist=("Alarms are open", "Rested")),
        },
        services={
            "demo-backend": Service("demo-backend", {"production": target}),
            "web-api": _unbuilt("web-api", "staging", "production"),
        },
    )


@dataclass
class Desk:
    """What the handlers hand over is kept here; `down` is a Redis that doesn't answer."""

    kept: list[tuple[Command, tuple[str, ...], Reply | None]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    down: bool = False

    async def take(self, command: Command, keys: Sequence[str], reply: Reply | None) -> bool:
        if self.down:
            raise StoreUnavailable("no answer")
        if not self.seen.isdisjoint(keys):
            return False
        self.seen.update(keys)
        self.kept.append((command, tuple(keys), reply))
        return True

    @property
    def commands(self) -> list[Command]:
        return [command for command, _, _ in self.kept]


@dataclass
class Shelf:
    """A driver that only shows what there is. `slow` is a registry that takes its time."""

    tags: dict[str, list[RevisionChoice]] = field(default_factory=dict)
    remains_of: dict[str, Remains] = field(default_factory=dict)
    changes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    slow: bool = False

    async def revisions(self, service: Service, _target: Target, prefix: str, limit: int) -> list[RevisionChoice]:
        if self.slow:
            await asyncio.Event().wait()
        return [tag for tag in self.tags.get(service.name, []) if tag.name.startswith(prefix)][:limit]

    async def plan(self, service: Service, target: Target, revision: str, _back_to: Release | None = None) -> Plan:
        if revision not in {tag.name for tag in self.tags.get(service.name, [])}:
            raise RevisionNotFound(revision, ("v2",))
        return Plan(target.key, target.driver, Revision(revision), FINGERPRINT, live="v1")

    async def diff(self, _service: Service, _target: Target, plan: Plan) -> list[Difference]:
        return [Difference(path, "", "<!channel>`") for path in self.changes.get(plan.revision.name, ())]

    async def remains(self, _service: Service, _target: Target, stood: Sequence[Stood]) -> list[Remains]:
        return [self.remains_of.get(one.revision.name, Remains()) for one in stood]


class Town:
    """The simulator's Slack, as people see and touch it, and the bot that serves them."""

    def __init__(self, server: Server, session: aiohttp.ClientSession, store: Store) -> None:
        self.server = server
        self.session = session
        self.store = store
        self.desk, self.shelf = Desk(), Shelf()
        self.books = self._books(store)
        self.client = AsyncWebClient("xoxb-demo-subaku", base_url=f"{server.address}/api/", session=session)
        self.catalogue = catalogue()

    def _books(self, store: Store) -> Queries:
        drivers = dict.fromkeys(("codedeploy_ecs", "argocd"), cast("Driver", self.shelf))
        return Queries(World(store, drivers, lambda: self.catalogue, lambda: datetime.now(UTC), "replica-1"))

    async def keep(self, *releases: Release) -> None:
        """Releases as they are kept, whatever their state."""
        kept = self.store.releases
        for release in releases:
            await kept.request(release, ())
            if release.live:
                await kept._client.redis.hset(kept._keys.live, release.target, release.id)

    @asynccontextmanager
    async def nothing_known(self) -> AsyncIterator[None]:
        """A bot that is started in here finds no Redis where it reads."""
        nowhere, books = Store("redis://127.0.0.1:1", "T1", "replica-1"), self.books
        self.books = self._books(nowhere)
        yield
        self.books = books
        await nowhere.close()

    async def post(self, what: str, **body: object) -> Json:
        async with self.session.post(f"{self.server.address}/world/{what}", json=body) as answer:
            result: Json = await answer.json()
            return result

    async def get(self, what: str) -> Json:
        async with self.session.get(f"{self.server.address}/world/{what}") as answer:
            result: Json = await answer.json()
            return result

    async def type(self, text: str, user: str = "U0ALEX", channel: str = "C0DEPLOY") -> Json:
        """A slash command; what Slack shows the person at once is in `ack`."""
        text = text if text.startswith("/") else f"/platform-deploy {text}"
        return await self.post("say", user=user, channel=channel, text=text)

    async def press(self, value: str, action_id: str, user: str = "U0EUNHO") -> Json:
        """Somebody presses a button that stands in a message of the bot's."""
        button = {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": "x"}}
        blocks = [{"type": "actions", "block_id": "buttons", "elements": [button]}]
        posted = await self.client.chat_postMessage(channel="C0DEPLOY", text="x", blocks=blocks)
        place = {"channel": "C0DEPLOY", "ts": posted["ts"]}
        return await self.post("click", user=user, **place, block_id="buttons", action_id=action_id)

    async def whispers(self, user: str, channel: str = "C0DEPLOY") -> list[str]:
        """What only this person sees in the channel."""
        messages = (await self.get(f"channels/{channel}/messages?user={user}"))["messages"]
        every = [each for root in messages for each in (root, *root.get("replies", ()))]
        return [each["text"] for each in every if each.get("is_ephemeral")]

    def view(self, user: str) -> Json:
        """The form that this person has open."""
        return self.server.slack.slack.views.top(user)

    @asynccontextmanager
    async def bot(self, **settings: Any) -> AsyncIterator[tuple[Front, Sockets]]:
        """The bot with its sockets open."""
        identity = await introduce(self.client)
        people = SlackPeople(self.client, lambda: self.catalogue, identity.team_id or "")
        await people.refresh()
        front = Front(
            self.client,
            lambda: self.catalogue,
            self.desk,
            self.books,
            people,
            Languages.load("Asia/Seoul"),
            Answers(self.client),
        )
        app = build(front, identity)
        sockets = Sockets(app.async_dispatch, self.client, "xapp-demo-subaku", **settings)
        sockets.start()
        try:
            await asyncio.wait_for(sockets.ready(), 60)
            yield front, sockets
        finally:
            await sockets.close()
            await front.errands.close()


@pytest.fixture
async def town(store: Store) -> AsyncIterator[Town]:
    async with Server(load(DEMO), parts=()) as server, aiohttp.ClientSession() as session:
        yield Town(server, session, store)


async def until(there: Callable[[], object]) -> None:
    """Wait for something that nobody announces; the test's own time limit ends it."""
    while not there():  # noqa: ASYNC110  what is watched are other people's sockets
        await asyncio.sleep(0.005)


def release(status: Status, number: int = 0, **fields: Any) -> Release:
    name = f"r01abcdefghjk{number:02}"
    plan = Plan("demo-backend/production", "codedeploy_ecs", Revision(f"v{number}"), FINGERPRINT)
    made = Release(
        id=name,
        service="demo-backend",
        environment="production",
        requester="U0MINA",
        plan=plan,
        status=status,
        requested_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    )
    return made.changed(**fields) if fields else made
