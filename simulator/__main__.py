"""`python -m simulator`: the whole world on one port, until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, WorldFileError, load

POLL_SECONDS = 0.5


def main() -> int:
    """Exit status: 0 after SIGTERM, SIGINT or the parent's end; 2 when the world file or the port is no good."""
    options = _options()
    try:
        world = load(options.world)
        asyncio.run(_serve(Server(world, Clock(options.speed), options.port), options))
    except (WorldFileError, OSError, ValueError) as err:
        sys.stderr.write(f"{err}\n")
        return 2
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--world", type=Path, default=DEMO, help="a world file (YAML)")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast the cloud's minutes go by, 1 to 3600")
    parser.add_argument("--json-ready", action="store_true", help="print one JSON line when ready")
    parser.add_argument("--parent", type=int, help="end when this process has ended")
    return parser.parse_args()


async def _serve(server: Server, options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    async with server:
        sys.stdout.write(_ready(server.address, options.json_ready))
        sys.stdout.flush()
        if options.parent is None:
            await stop.wait()
        else:
            await _either(stop, options.parent)


def _ready(address: str, as_json: bool) -> str:
    if not as_json:
        return f"The simulator is at {address}\n"
    parts = {"slack_api": f"{address}/api/", "aws": f"{address}/aws", "registry": f"{address}/registry"}
    return json.dumps({"address": address, **parts, "pid": os.getpid()}) + "\n"


async def _either(stop: asyncio.Event, parent: int) -> None:
    """Wait to be told to stop, or for the parent's end; there is no portable way to be told of the latter."""
    while _lives(parent):
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await stop.wait()
                return
        except TimeoutError:
            continue


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return os.getppid() == pid or not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] == "Z"
        )
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
