"""`make demo` as somebody watches it in a terminal."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys

import aiohttp
import pytest

pytestmark = pytest.mark.timeout(120)


async def told(process: asyncio.subprocess.Process, pattern: str) -> re.Match[str]:
    """The first line from here on that matches."""
    assert process.stdout
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if found := re.search(pattern, line.decode()):
                return found
    raise AssertionError(f"it ended without a line of {pattern}")


def bot_of(demo: int) -> int:
    """The process that its guard, a child of the demo, holds."""
    rows = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)  # noqa: S607  where it is differs
    processes = [row.split(None, 2) for row in rows.stdout.splitlines()]
    guards = {pid for pid, parent, words in processes if int(parent) == demo and words.endswith("-m bot run")}
    [bot] = [int(pid) for pid, parent, _ in processes if parent in guards]
    return bot


async def test_a_bot_that_is_killed_is_started_again_and_the_terminal_says_so() -> None:
    command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        address = (await told(process, r"bot +(http://127\.0\.0\.1:\d+)/readyz")).group(1)
        for _ in range(2):
            os.kill(bot_of(process.pid), signal.SIGKILL)
            await told(process, "The bot ended with .* and is started again")
            await told(process, "It is back, and goes on where it was")
            async with aiohttp.ClientSession() as http, http.get(f"{address}/readyz") as answer:
                assert answer.status == 200
    finally:
        process.terminate()
        written, _ = await process.communicate()
    assert (process.returncode, written.decode().strip()) == (0, "Good night.")
