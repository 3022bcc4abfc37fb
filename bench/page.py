"""The live page under a crowd: how soon each of 200 readers sees each state of 50 releases, and what acks cost then."""

from __future__ import annotations

import asyncio
import math
import re
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import aiohttp
import yaml

from bench import lanes
from bench.acks import LIGHT, TEXTS
from bench.figures import Aim, Figure, Part, percentile
from bench.processes import NotReady, running, simulator, until_ready
from bench.slack import TEAM, USER, App, Slack
from bot.domain.events import ENDINGS
from bot.store import Store
from bot.web.feed import SHOWN
from simulator.demo import bot_environment, free_port
from simulator.redis import RedisServer

SPEED = 30.0  # the cloud's minutes
RATE = 100.0  # commands a second
EVERY = 20  # commands, of which one asks for a release
LIMIT = 120.0  # seconds for all releases together
SETTLE = 1.0  # until the last states are seen
AIM = 1000.0  # ms until a state is seen
CPU = re.compile(r"^process_cpu_seconds_total (\S+)$", re.MULTILINE)
ID = b"\nid: "
LINE = 64  # bytes that an id's line has at most

NOTE = """{readers} readers hold the stream of the live page open while {releases} releases run, and commands come
at {rate:g}/s. Seen: from the event's entry in Valkey to the reader's socket, for every event and every reader; the page
gathers what changes within a quarter of a second. Acks: light commands, and one in twenty that asks for a release; the
same with nobody looking on, and light commands alone. Processor: what the bot took of one, on average."""

Entry = tuple[int, int]


@dataclass
class Reader(asyncio.Protocol):
    """One who looks on, as cheaply as may be: which entry was covered when (epoch seconds)."""

    request: bytes
    entries: list[Entry] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    looking: asyncio.Event = field(default_factory=asyncio.Event)
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        cast("asyncio.WriteTransport", transport).write(self.request)

    def data_received(self, data: bytes) -> None:
        """Note the ids of whole lines; a frame's id comes before the rest of it, and all in one write."""
        now, text = time.time(), self._rest + data
        at = text.find(ID)
        while at >= 0 and (end := text.find(b"\n", at + 1)) >= 0:
            first, _, second = text[at + len(ID) : end].partition(b"-")
            self.entries.append((int(first), int(second)))
            self.times.append(now)
            self.looking.set()
            at = text.find(ID, end)
        rest = text[max(0, text.rfind(b"\n")) :]
        self._rest = rest if len(rest) < LINE else b""  # a long line is no id

    def lateness(self, entry: Entry) -> float | None:
        """Seconds from an entry to its being seen; None when it never was."""
        place = bisect_left(self.entries, entry)
        return self.times[place] - entry[0] / 1000 if place < len(self.times) else None


async def measure(readers: int, releases: int, folder: Path) -> Part:
    """With so many readers and releases at once."""
    names = [f"app-{number:02d}" for number in range(releases)]
    async with _standing(names, folder) as (app, store, port):
        await app.paced(TEXTS[LIGHT], RATE, 1.0)
        alone = (await app.paced(TEXTS[LIGHT], RATE, 4.0)).acks
        start = await _spent(port)
        unseen, before = await _releases(app, store, names, "v2")
        middle = await _spent(port)
        crowd = await _crowd(readers, port)
        acks, entries = await _releases(app, store, names, "v3", after="{}-{}".format(*before[-1]))
        await asyncio.sleep(SETTLE)
        end = await _spent(port)
    late = [reader.lateness(entry) for reader in crowd for entry in entries]
    if None in late:
        raise NotReady(f"{late.count(None)} of {len(late)} states were never seen")
    acked = {"with the crowd": acks, "nobody looking on": unseen, "nothing running": alone}
    busy = {"with the crowd": _share(middle, end), "nobody looking on": _share(start, middle)}
    return _part(acked, [each for each in late if each is not None], busy, (readers, releases))


async def _releases(
    app: App, store: Store, names: list[str], revision: str, after: str = "0"
) -> tuple[list[float], list[Entry]]:
    """Release all of them, one with every twentieth command; the acks meanwhile, and what happened."""
    entries: list[Entry] = []
    watching = asyncio.create_task(_watch(store, len(names), entries, after))
    asked = [
        f"{names[number // EVERY]} {revision}" if number % EVERY == 0 else TEXTS[LIGHT] for number in _count(names)
    ]
    acks = (await app.spoken([(USER, text) for text in asked], RATE)).acks
    async with asyncio.timeout(LIMIT):
        while not watching.done():
            acks += (await app.paced(TEXTS[LIGHT], RATE, 2.0)).acks
        await watching
    return acks, entries


def _count(names: list[str]) -> range:
    return range(EVERY * len(names))


async def _watch(store: Store, releases: int, entries: list[Entry], after: str) -> None:
    """Write down what happens, until so many releases have ended."""
    async for entry, event in store.stream.tail(after, SHOWN):
        first, _, second = entry.partition("-")
        entries.append((int(first), int(second)))
        releases -= isinstance(event, ENDINGS)
        if not releases:
            return


async def _spent(port: int) -> tuple[float, float]:
    """Now (monotonic seconds), and the processor time that the bot has used (s; nan where the system doesn't tell)."""
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
        found = CPU.search(await answer.text())
    return time.monotonic(), float(found[1]) if found else math.nan


def _share(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Of one processor, in percent."""
    return 100 * (end[1] - start[1]) / (end[0] - start[0])


async def _crowd(readers: int, port: int) -> list[Reader]:
    loop, request = asyncio.get_running_loop(), f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    crowd = [(await loop.create_connection(lambda: Reader(request), "127.0.0.1", port))[1] for _ in range(readers)]
    async with asyncio.timeout(10):
        await asyncio.gather(*(reader.looking.wait() for reader in crowd))
    return crowd


@asynccontextmanager
async def _standing(names: list[str], folder: Path) -> AsyncIterator[tuple[App, Store, int]]:
    """Valkey, the simulated cloud and the bot as processes, a Slack here; nothing waits for a person."""
    redis, port = RedisServer(folder / "redis-page"), free_port()
    world, log = lanes.world(names, folder / "page-world.yaml"), folder / "page.log"
    with ExitStack() as stack:
        redis.start()
        stack.callback(redis.stop)
        cloud = stack.enter_context(simulator("--world", str(world), "--speed", str(SPEED)))
        path = _unattended(lanes.catalogue(names, cloud, folder / "page.yaml"))
        async with Slack() as slack:
            app = slack.app("subaku")
            environment = bot_environment(cloud, redis.url, path, f"127.0.0.1:{port}") | {"SLACK_API_URL": app.api}
            process = stack.enter_context(running("bot", "run", env=environment, log=log))
            await until_ready(f"http://127.0.0.1:{port}/readyz", process, log)
            await asyncio.sleep(3)  # the second socket, the people, the pictures
            store = Store(redis.url, TEAM, "bench")
            yield app, store, port
            await store.close()
            stack.close()  # the bot goes before its Slack


def _unattended(path: Path) -> Path:
    """The catalogue without approvals and holds."""
    made: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for environment in made["environments"].values():
        del environment["approval"]
    for service in made["services"].values():
        for target in service["targets"].values():
            for key in ("hold", "hook_function", "hook_table"):
                del target[key]
    path.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _part(acked: dict[str, list[float]], late: list[float], busy: dict[str, float], size: tuple[int, int]) -> Part:
    rows = {name: _acks(acks) for name, acks in acked.items()}
    crowded = next(iter(acked))
    for name, percent in busy.items():
        rows[name]["processor (%)"] = Figure.of([percent])
    rows[crowded] |= {"seen, p50 (ms)": _one(percentile(late, 0.5)), "seen, last (ms)": _one(max(late))}
    aims = [
        Aim("each state seen by each reader", 1e3 * max(late), AIM, "ms"),
        Aim("ack, p99 beside the crowd", 1e3 * percentile(acked[crowded], 0.99), 5.0, "ms"),
    ]
    note = NOTE.format(readers=size[0], releases=size[1], rate=RATE)
    return Part("The live page", note, rows, aims, alike=tuple(acked)[1:])


def _acks(acks: list[float]) -> dict[str, Figure]:
    return {"ack, p50 (ms)": _one(percentile(acks, 0.5)), "ack, p99 (ms)": _one(percentile(acks, 0.99))}


def _one(seconds: float) -> Figure:
    return Figure.of([1e3 * seconds])
