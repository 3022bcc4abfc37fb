"""The processes that are measured: started, asked for their memory, and ended by their pid."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from simulator.demo import end

READY_LIMIT = 30.0  # seconds
MIB = 1024.0


class NotReady(RuntimeError):
    """A process didn't come up; the message holds the end of what it said."""


@contextmanager
def running(module: str, *arguments: str, env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m MODULE ARGUMENTS…` for as long as the block lasts; what it says goes into `log`."""
    with log.open("ab") as said:
        process = subprocess.Popen(  # noqa: S603  our own words
            [sys.executable, "-m", module, *arguments], env={**os.environ, **env}, stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        end(process)


@contextmanager
def simulator(*arguments: str) -> Iterator[str]:
    """The simulated Slack, cloud and registry; their address."""
    command = [sys.executable, "-m", "simulator", "--json-ready", "--parent", str(os.getpid()), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603  our own words
        try:
            line = process.stdout.readline() if process.stdout else b""
            if not line:
                raise NotReady("the simulator did not come up")
            yield str(json.loads(line)["address"])
        finally:
            process.terminate()


async def until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> float:
    """When it answered 200, on the monotonic clock."""
    end = time.monotonic() + READY_LIMIT
    async with aiohttp.ClientSession() as http:
        while time.monotonic() < end and process.poll() is None:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return time.monotonic()
            except aiohttp.ClientError:
                await asyncio.sleep(0.005)
    raise NotReady(tail(log))


async def until_said(process: subprocess.Popen[bytes], log: Path, before: int) -> float:
    """When its log had more than `before` characters, on the monotonic clock."""
    end = time.monotonic() + READY_LIMIT
    while time.monotonic() < end and process.poll() is None:
        if len(tail(log)) > before:
            return time.monotonic()
        await asyncio.sleep(0.005)
    raise NotReady(tail(log))


def tail(log: Path) -> str:
    """The end of what a process said."""
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def memory(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """RSS and PSS in MiB; both the RSS where the system doesn't tell the PSS."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
        kept = {words[0]: int(words[1]) / MIB for line in lines if len(words := line.split()) == 3}
        return kept["Rss:"], kept["Pss:"]
    except OSError:
        size = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, check=True)  # noqa: S603, S607
        return int(size.stdout) / MIB, int(size.stdout) / MIB
