"""What a thousand live deployments cost: calls of AWS a minute, while nothing happens and while AWS throttles."""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

import aiohttp
import structlog
from aiohttp import web

from bench.figures import Aim, Figure, Part
from bot.domain import lifecycle
from bot.domain.catalogue import AnyTarget, Aws, Catalogue, CodeDeployEcsTarget, EcsTarget, Workspace
from bot.domain.commands import RequestRelease
from bot.domain.lifecycle import Wish
from bot.domain.release import Plan, Revision
from bot.drivers import DRIVERS, every
from bot.drivers.aws import Clients
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from bot.engine.gatekeeper import Gatekeeper
from bot.engine.helm import Helm
from bot.engine.ledger import StreamLedger
from bot.engine.poller import Poller
from bot.engine.world import World
from bot.store import Store
from simulator.aws import protocol
from simulator.redis import RedisServer

AWS = Aws("ap-northeast-2")
ACCOUNT = f"arn:aws:ecs:{AWS.region}:111122223333"
PLACE, BEGAN = "production", datetime.now(UTC)
WARMING = 5.0  # seconds, in which what may go at once has gone
NUDGES = 5
LIMIT = 120.0  # seconds
ACCESS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}

NOTE = """{count} live releases of each of two drivers on one replica, all in one account, whose deployments take their
time (tasks become healthy), at a cloud that counts its calls and answers by botocore's models. Closer looks at a
deployment of ECS cost up to three calls while its tasks start. A nudge: one release of all those is to be looked at
now, as when EventBridge tells of it. Throttled: every call is refused."""

Json = dict[str, Any]


class Kind(Protocol):
    """A driver's side of the cloud."""

    name: ClassVar[str]
    status: ClassVar[str]  # the operation that tells many statuses

    def target(self, name: str) -> AnyTarget: ...
    def reference(self, number: int, name: str) -> str: ...
    def answer(self, operation: str, asked: Json) -> Json: ...


class CodeDeploy:
    """Deployments that install."""

    name: ClassVar[str] = "codedeploy_ecs"
    status: ClassVar[str] = "BatchGetDeployments"

    def target(self, name: str) -> AnyTarget:
        return CodeDeployEcsTarget(
            service_name=name, environment=PLACE, aws=AWS, application=name, group=name, cluster="demo",
            service=name, container="app", port=8080,
        )  # fmt: skip

    def reference(self, number: int, name: str) -> str:
        return f"d-{number:09d}"

    def answer(self, operation: str, asked: Json) -> Json:
        if operation == self.status:
            infos = [{"deploymentId": each, "status": "InProgress"} for each in asked["deploymentIds"]]
            return {"deploymentsInfo": infos}
        events = [{"lifecycleEventName": "Install", "status": "InProgress", "startTime": BEGAN}]
        target = {"deploymentId": asked["deploymentId"], "lifecycleEvents": events, "status": "InProgress"}
        return {"deploymentTargets": [{"deploymentTargetType": "ECSTarget", "ecsTarget": target}]}


class Native:
    """Deployments of ECS itself that scale up."""

    name: ClassVar[str] = "ecs"
    status: ClassVar[str] = "DescribeServiceDeployments"

    def target(self, name: str) -> AnyTarget:
        return EcsTarget(service_name=name, environment=PLACE, aws=AWS, cluster="demo", service=name, container="app")

    def reference(self, number: int, name: str) -> str:
        return f"{ACCOUNT}:service-deployment/demo/{name}/{number:021d}"

    def answer(self, operation: str, asked: Json) -> Json:
        if operation == "ListTasks":
            return {"taskArns": []}
        if operation == "DescribeServices":
            return {"services": [{"serviceName": each, "events": []} for each in asked["services"]], "failures": []}
        return {"serviceDeployments": [self._info(each) for each in asked["serviceDeploymentArns"]]}

    @staticmethod
    def _info(arn: str) -> Json:
        target = {"requestedTaskCount": 2, "runningTaskCount": 1, "requestedProductionTrafficWeight": 0.0}
        times = {"createdAt": BEGAN, "startedAt": BEGAN}
        status = {"status": "IN_PROGRESS", "lifecycleStage": "SCALE_UP"}
        return {"serviceDeploymentArn": arn, **status, **times, "targetServiceRevision": target}


@dataclass
class Cloud:
    """Answers for both, and keeps each call with the time and all that was asked."""

    kinds: dict[str, Kind]
    throttles: bool = False
    calls: list[tuple[float, str, str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        call = protocol.read(protocol.Request(request.method, request.path, request.query, request.headers, body))
        self.calls.append((time.monotonic(), call.service, call.name, body.decode()))
        if self.throttles:
            reply = protocol.write_error(call.service, protocol.AwsError("ThrottlingException", "Rate exceeded"))
        else:
            reply = protocol.write(call, self.kinds[call.service].answer(call.name, call.params))
        return web.Response(body=reply.body, status=reply.status, headers=reply.headers)

    def since(self, began: float) -> dict[str, Counter[str]]:
        """How often each operation of each service was called since then."""
        counted: dict[str, Counter[str]] = {service: Counter() for service in self.kinds}
        for at, service, operation, _ in self.calls:
            if at >= began:
                counted[service][operation] += 1
        return counted

    async def asked_about(self, reference: str, after: float) -> float:
        """When a call named it."""
        async with asyncio.timeout(LIMIT):
            while True:
                at = next((at for at, _, _, body in self.calls if at >= after and f'"{reference}"' in body), None)
                if at is not None:
                    return at
                await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Cost:
    """Of one driver: calls a minute, calls in all while throttled, and the seconds from a nudge to the look."""

    status: float
    details: float
    throttled: int
    nudged: float


async def measure(count: int, seconds: float, folder: Path) -> Part:
    """`count` releases of each driver: `seconds` while nothing happens, and as long throttled."""
    redis = RedisServer(folder / "redis-cost")
    redis.start()
    try:
        return _part(await costs(count, seconds, redis.url), count, seconds)
    finally:
        redis.stop()


async def costs(count: int, seconds: float, redis: str) -> dict[str, Cost]:
    """By driver."""
    kinds: dict[str, Kind] = {"codedeploy": CodeDeploy(), "ecs": Native()}
    cloud = Cloud(kinds)
    async with _standing(cloud, redis) as (world, helm, poller), asyncio.TaskGroup() as group:
        renewing = group.create_task(_renewed(helm))
        for kind in kinds.values():
            for number in range(count):
                await _begin(world, helm, kind, number)
        polling = group.create_task(poller.run())
        await asyncio.sleep(WARMING)
        calm = await _calm(cloud, seconds)
        nudged = {service: await _nudged(cloud, poller, kind, count) for service, kind in kinds.items()}
        cloud.throttles, began = True, time.monotonic()
        await asyncio.sleep(seconds)
        throttled = cloud.since(began)
        renewing.cancel()
        polling.cancel()
    return {
        kind.name: Cost(
            status=calm[service][kind.status] * 60 / seconds,
            details=(calm[service].total() - calm[service][kind.status]) * 60 / seconds,
            throttled=throttled[service].total(),
            nudged=nudged[service],
        )
        for service, kind in kinds.items()
    }


async def _calm(cloud: Cloud, seconds: float) -> dict[str, Counter[str]]:
    began = time.monotonic()
    await asyncio.sleep(seconds)
    return cloud.since(began)


async def _nudged(cloud: Cloud, poller: Poller, kind: Kind, count: int) -> float:
    """The median of a few, in seconds."""
    took = []
    for number in range(0, count, max(1, count // NUDGES)):
        began = time.monotonic()
        poller.poke(_name(kind, number))
        took.append(await cloud.asked_about(kind.reference(number, _name(kind, number)), began) - began)
    return statistics.median(took)


async def _begin(world: World, helm: Helm, kind: Kind, number: int) -> None:
    """A release that this replica drives, and whose deployment is under way."""
    name, now = _name(kind, number), world.now()
    target = kind.target(name)
    plan = Plan(target.key, kind.name, Revision("v2", "sha256:" + "ab" * 32), "f", settings=target)
    asked = RequestRelease(
        id=name, by="U0MINA", at=now, channel="C0DEPLOY", reply=None, service=name, environment=PLACE, revision="v2"
    )
    release, events = lifecycle.request(asked, plan, None, Wish(), now)
    await world.store.releases.request(release, events)
    await helm.claim(release, 0, ())
    await helm.change(name, lambda it: lifecycle.intend(it, now), intend=True)
    await helm.change(name, lambda it: lifecycle.created(it, kind.reference(number, name), now))


def _name(kind: Kind, number: int) -> str:
    return f"{kind.name.replace('_', '-')}-{number:04d}"


async def _renewed(helm: Helm) -> None:
    while True:
        await helm.renew()
        await asyncio.sleep(1)


@asynccontextmanager
async def _standing(cloud: Cloud, redis: str) -> AsyncIterator[tuple[World, Helm, Poller]]:
    """The parts of a replica that look, and the cloud."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # throttling is expected
    async with AsyncExitStack() as stack:
        os.environ.update(ACCESS, AWS_ENDPOINT_URL=await _address(cloud, stack))
        stack.callback(lambda: [os.environ.pop(name) for name in (*ACCESS, "AWS_ENDPOINT_URL")])
        clients, store = Clients(), Store(redis, "T0COST", "bench")
        stack.push_async_callback(clients.close)
        stack.push_async_callback(store.close)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        now: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
        means = Means(clients, http, Registry(http), GitHub(http), StreamLedger(store.stream, now))
        catalogue = Catalogue(Workspace(), {}, {})
        world = World(store, every(means), lambda: catalogue, now, "bench")
        helm = Helm(world)
        gates = Gatekeeper(world, helm)
        stack.push_async_callback(gates.close)
        yield world, helm, Poller(world, helm, gates, lambda _: None)


async def _address(cloud: Cloud, stack: AsyncExitStack) -> str:
    app = web.Application()
    app.router.add_post("/", cloud.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


def _part(found: dict[str, Cost], count: int, seconds: float) -> Part:
    rows, aims = {}, []
    for name, cost in found.items():
        budget = DRIVERS[name].allowance
        rows[name] = {
            "status calls/min": Figure.of([cost.status]),
            "other calls/min": Figure.of([cost.details]),
            f"calls in {seconds:g} s throttled": Figure.of([float(cost.throttled)]),
            "nudge → look (s)": Figure.of([cost.nudged]),
            "each seen every (s)": Figure.of([count / budget.batch / max(cost.status, 1) * 60]),
        }
        aims.append(Aim(f"{name}: status calls for {count} live", cost.status, budget.calls, "a minute"))
        aims.append(Aim(f"{name}: calls while throttled", float(cost.throttled), 10.0, "in all"))
    return Part("Calls of AWS", NOTE.format(count=count), rows, aims, alike=tuple(rows))
