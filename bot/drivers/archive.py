"""The archive in S3, reached with the bot's own credentials: what is put there is read back before it counts."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

import aioboto3
from aiobotocore.config import AioConfig

from bot.drivers.aws import CONFIG, asking
from bot.errors import DriverUnavailable

# servers that speak S3 seldom have a host name for each bucket
BY_PATH = AioConfig(s3={"addressing_style": "path"})


class Archive:
    """Opened when first used; close it at the end."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._client: Any = None  # S3's types are not among those that we check against

    async def keep(self, place: str, name: str, body: bytes) -> None:
        """Put an object under `place` (`s3://bucket/prefix`), and read it back.

        The same name and body may be kept again. Raises `DriverUnavailable`, `Throttled`, `EffectRefused`.
        """
        bucket, key = _address(place, name)
        async with asking(f"PutObject {bucket}/{key}"):
            client = await self._open()
            await client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/x-ndjson")
        async with asking(f"GetObject {bucket}/{key}"):
            found = await client.get_object(Bucket=bucket, Key=key)
            async with found["Body"] as stream:
                whole = await stream.read() == body
        if not whole:
            raise DriverUnavailable(f"GetObject {bucket}/{key}: S3 holds something else than was put there")

    async def close(self) -> None:
        """Close the connections."""
        await self._stack.aclose()

    async def _open(self) -> Any:
        async with self._opening:
            if self._client is None:
                own = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
                config = CONFIG.merge(BY_PATH) if own else CONFIG
                # botocore itself reads the older name of the region alone; containers at AWS have this one
                session = aioboto3.Session(region_name=os.environ.get("AWS_REGION"))
                self._client = await self._stack.enter_async_context(session.client("s3", config=config))
            return self._client


def _address(place: str, name: str) -> tuple[str, str]:
    """Bucket and key."""
    parts = urlsplit(place)
    prefix = parts.path.strip("/")
    return parts.netloc, f"{prefix}/{name}" if prefix else name
