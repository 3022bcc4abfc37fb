"""The ack of `/platform-deploy`: ours with its whole path, beside bare bolt and the bare socket."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Aim, Figure, Part, percentile
from bench.processes import NotReady, running, until_ready
from bench.slack import App, Load, Slack
from simulator.demo import bot_environment, catalogue, free_port
from simulator.redis import RedisServer

OURS = "Subaku, whole path"
LIGHT = "Subaku, a light command"
RIVALS = {"bolt, default": "default", "bolt, ack at once, uvloop": "at_once", "the socket alone, uvloop": "socket"}
TEXTS = {OURS: "demo-backend no-such-tag production", LIGHT: "cancel r0123456789abcd"}
RATE, AT_ONCE = 200.0, 100
DRAIN = 60.0  # seconds

NOTE = """From the envelope's frame to its ack, at a Slack that does nothing else; rounds in turn.
Ours: parse, permission, and one script in Valkey (AOF) that keeps the command. Behind its acks the desk works on the
same core: for each command of the whole path it asks the registry (which doesn't have the tag) and AWS, keeps the
refusal and tells the person by response_url; a light one (cancel a release that isn't there) is refused after one look
into Valkey, and told too. Each round waits until all were told. The others only acknowledge."""


@dataclass(frozen=True)
class Size:
    """How much of it."""

    rounds: int
    seconds: float
    commands: int


async def measure(size: Size, folder: Path, cloud: str) -> Part:
    """All of them, in turn. `cloud` is the simulator's address."""
    loads: dict[str, tuple[list[Load], list[Load]]] = defaultdict(lambda: ([], []))
    async with _standing(folder, cloud) as apps:
        for name, app in apps.items():
            await _settled(app, await app.paced(_text(name), RATE, 1.0))
        gc.collect()
        gc.freeze()  # our own pauses are not theirs
        for _ in range(size.rounds):
            for name, app in apps.items():
                paced, crowd = loads[name]
                paced.append(await _settled(app, await app.paced(_text(name), RATE, size.seconds)))
                commands = size.commands if name in TEXTS else size.commands * 4  # nobody carries theirs out
                crowd.append(await _settled(app, await app.crowded(_text(name), AT_ONCE, commands)))
        gc.unfreeze()
    return _part({name: _row(*both) for name, both in loads.items()})


def _text(name: str) -> str:
    return TEXTS.get(name, TEXTS[OURS])


@asynccontextmanager
async def _standing(folder: Path, cloud: str) -> AsyncIterator[dict[str, App]]:
    redis = RedisServer(folder / "redis-acks")
    with ExitStack() as stack:
        redis.start()
        stack.callback(redis.stop)
        async with Slack() as slack:
            ours = slack.app("subaku")
            await _ours(stack, folder, ours, cloud, redis.url)
            apps = {OURS: ours, LIGHT: ours}
            for name, short in RIVALS.items():
                apps[name] = app = slack.app(short)
                stack.enter_context(running("bench.rivals", short, app.api, env={}, log=folder / f"{short}.log"))
                async with asyncio.timeout(20):
                    await app.connected.wait()
            yield apps
            stack.close()  # the apps go before their Slack


async def _ours(stack: ExitStack, folder: Path, app: App, cloud: str, redis: str) -> None:
    http, log = f"127.0.0.1:{free_port()}", folder / "acks.log"
    environment = bot_environment(cloud, redis, catalogue(cloud, folder / "subaku.yaml"), http)
    process = stack.enter_context(running("bot", "run", env=environment | {"SLACK_API_URL": app.api}, log=log))
    await until_ready(f"http://{http}/readyz", process, log)
    await asyncio.sleep(3)  # the second socket, the people, the pictures


async def _settled(app: App, load: Load) -> Load:
    """Wait until what was asked is carried out too, so that it doesn't burden who comes next."""
    if load.worded or load.lost:
        raise NotReady(f"{app.name}: {load.worded} commands were not kept, {load.lost} acks lost")
    expected = len(load.acks) if app.name == "subaku" else 0
    end = time.monotonic() + DRAIN
    while app.answers < expected:
        if time.monotonic() > end:
            raise NotReady(f"{app.name} answered {app.answers} of {expected} commands within {DRAIN:.0f} s")
        await asyncio.sleep(0.05)
    app.answers = 0
    return load


def _row(paced: list[Load], crowd: list[Load]) -> dict[str, Figure]:
    return {
        "p50 at 200/s (ms)": Figure.of([1e3 * percentile(load.acks, 0.5) for load in paced]),
        "p99 at 200/s (ms)": Figure.of([1e3 * percentile(load.acks, 0.99) for load in paced]),
        "at 100 in flight (1/s)": Figure.of([load.rate for load in crowd]),
    }


def _part(rows: dict[str, dict[str, Figure]]) -> Part:
    p50, p99, _ = (figure.median for figure in rows[OURS].values())
    default = rows["bolt, default"]["p50 at 200/s (ms)"].median
    aims = [
        Aim("ack, p50 at 200/s", p50, 2.0, "ms"),
        Aim("ack, p99 at 200/s", p99, 5.0, "ms"),
        Aim("ack, p50 beside default bolt's", p50 / default, 0.2, "×"),
    ]
    return Part("The ack of /platform-deploy", NOTE, rows, aims, alike=(LIGHT,))
