"""The archive against a server that speaks S3, and against one that lies."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from moto.server import ThreadedMotoServer

from bot.drivers.archive import Archive
from bot.errors import DriverUnavailable, EffectRefused


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 of its own, by a name, so that buckets can only be told apart by path."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    environment(monkeypatch, port)
    yield f"http://localhost:{port}"
    server.stop()


def environment(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://localhost:{port}")
    monkeypatch.setenv("AWS_REGION", "ap-northeast-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    made = Archive()
    yield made
    await made.close()


async def bucket(archive: Archive, name: str) -> Any:
    client = await archive._open()
    where = {"LocationConstraint": client.meta.region_name}
    await client.create_bucket(Bucket=name, CreateBucketConfiguration=where)
    return client


async def test_an_object_is_kept_under_the_prefix_once(s3: str, archive: Archive) -> None:
    client = await bucket(archive, "records-one")
    for _ in range(2):
        await archive.keep("s3://records-one/subaku/", "audit/T1/1-2-x.jsonl", b"one\ntwo\n")
    await archive.keep("s3://records-one", "audit/3.jsonl", b"")
    listed = await client.list_objects_v2(Bucket="records-one")
    assert [found["Key"] for found in listed["Contents"]] == ["audit/3.jsonl", "subaku/audit/T1/1-2-x.jsonl"]
    found = await client.get_object(Bucket="records-one", Key="subaku/audit/T1/1-2-x.jsonl")
    assert await found["Body"].read() == b"one\ntwo\n"
    assert client.meta.region_name == "ap-northeast-2"


async def test_the_client_is_opened_once_for_all_who_come(s3: str, archive: Archive) -> None:
    one, two = await asyncio.gather(archive._open(), archive._open())
    assert one is two


async def test_a_bucket_that_is_not_there_refuses(s3: str, archive: Archive) -> None:
    with pytest.raises(EffectRefused, match="NoSuchBucket"):
        await archive.keep("s3://nowhere-to-be-found", "x", b"")


async def test_s3_away_is_said_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        environment(monkeypatch, unused.getsockname()[1])
        with pytest.raises(DriverUnavailable, match="PutObject records/x"):
            await archive.keep("s3://records", "x", b"one")


@asynccontextmanager
async def forgetful() -> AsyncIterator[int]:
    """A server that says yes and holds something else."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=b"" if request.method == "PUT" else b"onf")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def test_what_is_not_there_as_it_was_put_does_not_count(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with forgetful() as port:
        environment(monkeypatch, port)
        with pytest.raises(DriverUnavailable, match="something else"):
            await archive.keep("s3://records", "x", b"one")
