"""What tests share: a real Valkey for the session, and a store of its own for each test."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import certifi
import pytest
import structlog
from aiobotocore.config import AioConfig
from aiohttp import ClientTimeout
from hypothesis import settings

from bot.drivers import aws, github, registry
from bot.store import Store
from simulator.redis import RedisServer

END = b"-----END CERTIFICATE-----\n"
ONE_CA = Path(tempfile.gettempdir()) / f"subaku-tests-{os.getpid()}.pem"
ONE_CA.write_bytes(Path(certifi.where()).read_bytes().partition(END)[0] + END)
atexit.register(ONE_CA.unlink, missing_ok=True)
os.environ["AWS_CA_BUNDLE"] = str(ONE_CA)  # nobody speaks TLS to AWS here, and each client would read all CAs there are

# whoever answers stands beside us, and may have to wait for a processor
registry.LIMIT = github.LIMIT = ClientTimeout(total=60, connect=30)
aws.CONFIG = aws.CONFIG.merge(AioConfig(connect_timeout=30, read_timeout=60))

# the same examples each time: a change fails for its own sake; `make proof` looks at others
settings.register_profile("same", derandomize=True)
settings.register_profile("others", print_blob=True)
settings.load_profile(os.environ.get("EXAMPLES", "same"))

gc.disable()  # nothing is let go while tests are collected, and to look for it takes a third of that time

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))


def pytest_collection_finish() -> None:
    gc.freeze()  # what stays for the whole session isn't looked through again and again
    gc.enable()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A server for the whole session; `TEST_REDIS_SERVER` names another one than the embedded Valkey."""
    server = RedisServer(binary=os.environ.get("TEST_REDIS_SERVER"))
    server.start()
    yield server
    server.close()


@pytest.fixture
async def store(redis_server: RedisServer) -> AsyncIterator[Store]:
    """A workspace of its own on the session's server."""
    made = Store(redis_server.url, f"T{uuid.uuid4().hex[:10].upper()}", "replica-1")
    await made.inbox.open()
    yield made
    await made.close()
