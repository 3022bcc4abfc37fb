"""From the process's start until it is ready, and its memory when idle, beside the imports alone."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Aim, Figure, Part
from bench.processes import memory, running, tail, until_ready, until_said
from bench.slack import Slack
from simulator.demo import bot_environment, catalogue, free_port
from simulator.redis import RedisServer

OURS, FLOOR = "Subaku", "the imports, three AWS clients"
IDLE = 3.0  # seconds after ready
NOTE = f"""From the process's start until /readyz answers 200 (the floor: until its clients are open), and the memory
{IDLE:.0f} s later. A Slack that answers at once, Valkey, the simulated cloud; rounds in turn."""

Sizes = Mapping[str, list[tuple[float, float, float]]]


async def measure(rounds: int, folder: Path, cloud: str) -> Part:
    """Both, in turn; the first round only warms the disk's cache."""
    seen: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    redis = RedisServer(folder / "redis")
    with ExitStack() as stack:
        redis.start()
        stack.callback(redis.stop)
        async with Slack() as slack:
            slack.app("subaku")
            path = catalogue(cloud, folder / "subaku.yaml")
            environment = bot_environment(cloud, redis.url, path, "") | {"SLACK_API_URL": slack.app("subaku").api}
            for _ in range(rounds + 1):
                seen[OURS].append(await _ours(environment, folder / "starts.log"))
                seen[FLOOR].append(await _floor(environment, folder / "imports.log"))
    return _part({name: found[1:] for name, found in seen.items()})


async def _ours(environment: dict[str, str], log: Path) -> tuple[float, float, float]:
    http, began = f"127.0.0.1:{free_port()}", time.monotonic()
    with running("bot", "run", env=environment | {"SUBAKU_HTTP": http}, log=log) as process:
        ready = await until_ready(f"http://{http}/readyz", process, log)
        await asyncio.sleep(IDLE)
        return ready - began, *memory(process)


async def _floor(environment: dict[str, str], log: Path) -> tuple[float, float, float]:
    said = len(tail(log))
    began = time.monotonic()
    with running("bench.imports", env=environment, log=log) as process:
        opened = await until_said(process, log, said)
        await asyncio.sleep(IDLE)
        return opened - began, *memory(process)


def _part(seen: Sizes) -> Part:
    columns = ("start → ready (s)", "RSS (MiB)", "PSS (MiB)")
    rows = {
        name: dict(zip(columns, map(Figure.of, zip(*found, strict=True)), strict=True)) for name, found in seen.items()
    }
    ours, floor = rows[OURS], rows[FLOOR]
    aims = [
        Aim("start → ready", ours[columns[0]].median, 1.5, "s"),
        Aim("idle memory (RSS) beside the imports", ours[columns[1]].median / floor[columns[1]].median, 1.2, "×"),
    ]
    return Part("Start and idle memory", NOTE, rows, aims)
