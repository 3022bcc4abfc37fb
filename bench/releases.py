"""Whole releases, by the simulator's own log: approve → CreateDeployment, and a change at AWS → Slack."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import uniform
from typing import Any

from bench import lanes, script
from bench.figures import Aim, Figure, Part, percentile
from bench.processes import running, simulator, until_ready
from bot.engine.poller import FAST, SLOW
from simulator.client import Hands, Message
from simulator.demo import bot_environment, free_port
from simulator.redis import RedisServer

SLOWEST, FASTEST = 40.0, 100.0  # the cloud's minutes; by chance, so that holds fall anywhere between two looks
READING = 2.0  # seconds that people take before they approve; Slack takes one post a second in a channel
START_NOTE = """From the click's envelope to CodeDeploy.CreateDeployment at the simulated cloud; {count} releases in
turn, while those before go on. Ours: ack, the plan checked at registry and AWS, approval kept, target claimed, intent
kept, then the calls. The script makes its calls alone; its connections are open, as ours are."""
CHANGE_NOTE = """From the moment at which the simulated cloud holds (the hook's item stands in its table) to the call
that tells Slack; {count} releases. The poller looks every {near:g} s at what is near an event, else every {far:g} s: it
can't know when tasks will be healthy. The edit waits for Slack's rates too: a message every 3 s, about 46 edits a
minute in all."""

Times = dict[str, list[float]]
Entry = dict[str, Any]


async def measure(count: int, folder: Path) -> list[Part]:
    """`count` releases by the bot and as many starts by the script, in turn."""
    names = [f"app-{number:02d}" for number in range(count + 1)]
    bare = [f"bare-{number:02d}" for number in range(count + 1)]
    times: Times = defaultdict(list)
    async with _standing(names, bare, folder) as page, Hands(page) as hands, script.opened(page) as by_hand:
        await by_hand.warm(bare[0])
        for name in names:
            await hands.say(lanes.DEPLOYER, lanes.channel(name), f"/platform-deploy {name} v2")
        await asyncio.sleep(READING)
        for name, other in zip(names, bare, strict=True):
            await _release(Log(hands), hands, name, times)
            began = await by_hand.deploy(other)
            times["script"].append(await Log(hands).call("CreateDeployment", began) - began)
    return _parts({what: found[1:] for what, found in times.items()})  # the first is the warm-up


class Log:
    """What the simulator wrote down: calls at AWS and at Slack, on one clock (epoch seconds)."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    async def call(self, operation: str, after: float) -> float:
        """When AWS was first called so."""

        async def look() -> float | None:
            calls = (await self._hands.get("aws/log?limit=100"))["calls"]
            times = [datetime.fromisoformat(each["at"]).timestamp() for each in calls if each["operation"] == operation]
            return next((at for at in times if at >= after - 0.001), None)  # it keeps milliseconds

        return await self._hands.wait_for(look, operation)

    async def slack(self, what: str, fits: Callable[[Entry], bool], after: float) -> float:
        """When the first fitting call or envelope went over at Slack."""

        async def look() -> float | None:
            entries = (await self._hands.get("log?limit=100"))["log"]
            return next((float(each["at"]) for each in entries if each["at"] >= after and fits(each)), None)

        return await self._hands.wait_for(look, what)


async def _release(log: Log, hands: Hands, name: str, times: Times) -> None:
    channel = lanes.channel(name)
    await hands.post("clock", speed=uniform(SLOWEST, FASTEST))  # noqa: S311  no secret in it
    root = await _with_button(hands, channel, "release.approve")
    clicked = await _click(log, hands, root, lanes.APPROVER, "release.approve")
    created = await log.call("CreateDeployment", clicked)
    times["start"].append(created - clicked)
    held = await log.call("UpdateItem", created)
    times["reply"].append(await log.slack("the reply", lambda it: _asks(it, root), held) - held)
    times["edit"].append(await log.slack("the edit", lambda it: _edits(it, root), held) - held)
    asking = (await _with_button(hands, channel, "hold.continue")).replies[-1]
    clicked = await _click(log, hands, asking, lanes.DEPLOYER, "hold.continue")
    times["answer"].append(await log.call("PutLifecycleEventHookExecutionStatus", clicked) - clicked)


async def _click(log: Log, hands: Hands, message: Message, who: str, action_id: str) -> float:
    """Press it; when its envelope went out."""
    began = time.time()
    await hands.click(who, message, action_id)
    return await log.slack("the click", lambda it: it.get("type") == "interactive", began)


async def _with_button(hands: Hands, channel: str, action_id: str) -> Message:
    """The root of the thread in which it can be pressed."""

    async def look() -> Message | None:
        roots = await hands.messages(channel)
        found = (
            root for root in roots for each in (root, *root.replies) for it in each.buttons if it.action_id == action_id
        )
        return next(found, None)

    return await hands.wait_for(look, f"the button {action_id}")


def _asks(entry: Entry, root: Message) -> bool:
    args = entry.get("args", {})
    return (
        entry.get("method") == "chat.postMessage" and args.get("thread_ts") == root.ts and "hold.continue" in str(args)
    )


def _edits(entry: Entry, root: Message) -> bool:
    return entry.get("method") == "chat.update" and entry.get("args", {}).get("ts") == root.ts


@asynccontextmanager
async def _standing(names: list[str], bare: list[str], folder: Path) -> AsyncIterator[str]:
    """Valkey, the simulator and the bot, as processes of their own; the simulator's address."""
    redis = RedisServer(folder / "redis-releases")
    world = lanes.world([*names, *bare], folder / "world.yaml")
    with ExitStack() as stack:
        redis.start()
        stack.callback(redis.stop)
        page = stack.enter_context(simulator("--world", str(world), "--speed", str(FASTEST)))
        http, log = f"127.0.0.1:{free_port()}", folder / "releases.log"
        path = lanes.catalogue(names, page, folder / "lanes.yaml")
        process = stack.enter_context(running("bot", "run", env=bot_environment(page, redis.url, path, http), log=log))
        await until_ready(f"http://{http}/readyz", process, log)
        await asyncio.sleep(3)  # who people are, the pictures, the connections to AWS
        yield page


def _parts(times: Times) -> list[Part]:
    count = len(times["start"])
    start, bare = _row(times["start"]), _row(times["script"])
    change = {
        "the reply": _row(times["reply"]),
        "the edit of the live message": _row(times["edit"]),
        "a click at the hold → AWS": _row(times["answer"]),
        "the poll interval": {"p50 (ms)": Figure.of([SLOW * 1e3])},
    }
    p50 = start["p50 (ms)"].median
    reply = percentile(times["reply"], 0.99)
    return [
        Part(
            "Approve → CreateDeployment",
            START_NOTE.format(count=count),
            {"Subaku": start, "a script, the calls alone": bare},
            [Aim("approve → create, p50", p50, 50.0, "ms")],
        ),
        Part(
            "A change at AWS → Slack",
            CHANGE_NOTE.format(count=count, near=FAST, far=SLOW),
            change,
            [Aim("change → Slack, p99, beside the interval and 1 s", reply, SLOW + 1, "s")],
            alike=("the edit of the live message", "a click at the hold → AWS"),
        ),
    ]


def _row(seconds: list[float]) -> dict[str, Figure]:
    values = [1e3 * each for each in seconds]
    return {
        "p50 (ms)": Figure(percentile(values, 0.5), min(values), max(values)),
        "p90 (ms)": Figure.of([percentile(values, 0.9)]),
    }
