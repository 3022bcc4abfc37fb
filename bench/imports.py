"""The floor of a start: our libraries imported, three AWS clients opened, nothing done: `python -m bench.imports`."""

from __future__ import annotations

import asyncio
import sys

import aioboto3
import aiohttp.web
import apscheduler.schedulers.asyncio
import fluent.runtime
import prometheus_client
import pydantic_settings
import redis.asyncio
import slack_bolt.async_app
import structlog
import uvloop
import yaml

LIBRARIES = (
    aiohttp.web,
    apscheduler.schedulers.asyncio,
    fluent.runtime,
    prometheus_client,
    pydantic_settings,
    redis.asyncio,
    slack_bolt.async_app,
    structlog,
    yaml,
)


async def main() -> None:
    """Say so when they are open, and stay."""
    session = aioboto3.Session(region_name="ap-northeast-2")
    async with session.client("codedeploy"), session.client("ecs"), session.client("dynamodb"):
        sys.stdout.write(f"{len(LIBRARIES)} libraries\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
