"""A busy minute: 50 people, 20 services, 1,000 commands. How quick the acks are, and that nothing was lost."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml

from bench.acks import DRAIN
from bench.figures import Aim, Figure, Part, percentile
from bench.processes import NotReady, running, simulator, until_ready
from bench.slack import PEOPLE, TEAM, App, Load, Slack
from bot.domain.events import CommandAnswered, CommandRefused, CommandTaken, Event
from bot.store import Store
from simulator.demo import bot_environment, catalogue, free_port
from simulator.redis import RedisServer
from simulator.world import DEMO

SERVICES = tuple(f"shop-{number:02}" for number in range(20))
SEED = 2  # of who types what; the same minute each time

NOTE = """Slash commands of 50 people about 20 services, evenly over the minute, in the mix of a busy day: releases of
tags that are there or not, status, queue, why, history, locks taken and lifted, requests taken back. The bot carries
them all out meanwhile: it asks the registry and AWS for plans, keeps releases, draws threads. A command is lost when
it was acknowledged and neither a release, an answer nor a refusal came of it."""

Json = dict[str, Any]


async def measure(commands: int, seconds: float, folder: Path) -> Part:
    """`commands` within `seconds`."""
    with ExitStack() as stack:
        cloud = stack.enter_context(simulator("--speed", "60", "--world", str(_world(folder / "teams-world.yaml"))))
        redis = RedisServer(folder / "redis-teams")
        redis.start()
        stack.callback(redis.stop)
        async with Slack() as slack:
            app = slack.app("subaku")
            await _bot(stack, folder, app, cloud, redis.url)
            load = await app.spoken(list(_minute(commands)), commands / seconds)
            lost = await _lost(redis.url, commands)
            stack.close()
    return _part(load, lost, commands)


def _minute(commands: int) -> Iterator[tuple[str, str]]:
    """Who types what."""
    dice = random.Random(SEED)  # noqa: S311  a benchmark's dice
    for _ in range(commands):
        service = dice.choice(SERVICES)
        texts = [f"{service} v2", f"{service} v3 hotfix because logins fail", f"{service} no-such-tag"]
        looks = [f"status {service}", f"queue {service}", f"why {service}", f"history {service}", "lock", "schedule"]
        acts = [f"lock {service} for 5m because data move", f"unlock {service}", f"cancel {service}"]
        yield dice.choice(PEOPLE), dice.choice(dice.choices([texts, looks, acts], [4, 4, 2])[0])


async def _bot(stack: ExitStack, folder: Path, app: App, cloud: str, redis: str) -> None:
    http, log = f"127.0.0.1:{free_port()}", folder / "teams.log"
    environment = bot_environment(cloud, redis, _catalogue(cloud, folder / "teams.yaml"), http)
    process = stack.enter_context(running("bot", "run", env=environment | {"SLACK_API_URL": app.api}, log=log))
    await until_ready(f"http://{http}/readyz", process, log)
    await asyncio.sleep(3)  # the second socket, the people, the pictures


async def _lost(redis: str, commands: int) -> int:
    """Commands that were kept and of which nothing came, once the desk is done."""
    store = Store(redis, TEAM, "bench")
    end = time.monotonic() + DRAIN
    try:
        left = await _unanswered(store, commands)
        while left and time.monotonic() < end:  # each look waits for half a second of silence
            left = await _unanswered(store, commands)
    finally:
        await store.close()
    return left


async def _unanswered(store: Store, commands: int) -> int:
    """Acknowledged acts without a consequence. Questions are noted when they have been answered."""
    taken: dict[str, str] = {}
    answered: set[str] = set()
    async for event in _so_far(store):
        match event:
            case CommandTaken():
                taken[str(json.loads(event.body)["id"])] = event.command
            case CommandRefused() | CommandAnswered():
                answered.add(event.reply or "")
    releases = {release.id for release in await store.releases.many(list(taken))}
    done = answered | releases | {name for name, kind in taken.items() if kind == "NoteQuestion"}
    return max(commands - len(taken), 0) + len(taken.keys() - done)


async def _so_far(store: Store) -> Any:
    """Every event until there is none for a moment."""
    stream = store.stream.tail("0", kinds=[CommandTaken, CommandRefused, CommandAnswered])
    waiting: asyncio.Future[tuple[str, Event]] = asyncio.ensure_future(anext(stream))
    while (await asyncio.wait({waiting}, timeout=0.5))[0]:
        yield waiting.result()[1]
        waiting = asyncio.ensure_future(anext(stream))
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


def _world(path: Path) -> Path:
    """The demo's world with twenty services like its one."""
    world: Json = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    aws = world["aws"]
    [family], [service], [group] = aws["task_definitions"], aws["services"], aws["deployment_groups"]
    aws["task_definitions"] += [{**family, "family": name} for name in SERVICES]
    aws["services"] += [{**service, "name": name, "task_definition": name} for name in SERVICES]
    aws["deployment_groups"] += [
        {**group, "application": name, "name": name, "service": name, "target_groups": [f"{name}-1", f"{name}-2"]}
        for name in SERVICES
    ]
    path.write_text(json.dumps(world, default=str), encoding="utf-8")
    return path


def _catalogue(cloud: str, path: Path) -> Path:
    """The demo's catalogue with the same twenty."""
    document: Json = yaml.safe_load(catalogue(cloud, path).read_text(encoding="utf-8"))
    given = document["services"]["demo-backend"]
    target = given["targets"]["production"]
    document["services"] |= {
        name: {
            "image": given["image"],
            "targets": {"production": {**target, "application": name, "group": name, "service": name}},
        }
        for name in SERVICES
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _part(load: Load, lost: int, commands: int) -> Part:
    if load.lost:
        raise NotReady(f"{load.lost} of {commands} acks didn't come")
    p99 = 1e3 * percentile(load.acks, 0.99)
    row = {
        "commands": Figure.of([float(len(load.acks))]),
        "ack p50 (ms)": Figure.of([1e3 * percentile(load.acks, 0.5)]),
        "ack p99 (ms)": Figure.of([p99]),
        "slowest ack (ms)": Figure.of([1e3 * max(load.acks)]),
        "lost": Figure.of([float(lost)]),
    }
    aims = [Aim("ack, p99 in a busy minute", p99, 5.0, "ms"), Aim("commands lost", float(lost), 0.0, "")]
    return Part("A busy minute of several teams", NOTE, {"Subaku": row}, aims)
