"""Troubles for a while: who meets them, how many calls felt them, and that they end."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator.server import Server
from simulator.world import load

SLOW = 0.2  # seconds


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server(load()) as made:
        made.troubles.slow = SLOW
        yield made


@pytest.fixture
async def http(server: Server) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.address) as session:
        yield session


async def make(http: aiohttp.ClientSession, **asked: Any) -> dict[str, Any]:
    async with http.post("/world/troubles", json=asked) as answer:
        return dict(await answer.json())


async def felt(http: aiohttp.ClientSession, name: str) -> int:
    async with http.get("/world/troubles") as answer:
        return int((await answer.json())["troubles"][name]["felt"])


async def test_a_registry_that_is_away_answers_nobody(http: aiohttp.ClientSession) -> None:
    assert (await make(http, name="registry", seconds=60))["ok"]
    async with http.get("/registry/v2/") as answer:
        assert answer.status == 503
    assert await felt(http, "registry") == 1
    await make(http, name="registry", seconds=0)
    async with http.get("/registry/v2/") as answer:
        assert answer.status == 401


async def test_a_slow_slack_answers_all_the_same(http: aiohttp.ClientSession) -> None:
    await make(http, name="slack", seconds=60)
    began = time.monotonic()
    async with http.post("/api/auth.test", headers={"Authorization": "Bearer xoxb-demo-subaku"}) as answer:
        assert (await answer.json())["ok"]
    assert time.monotonic() - began >= SLOW
    assert await felt(http, "slack") == 1


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"name": "rain", "seconds": 1}, "No trouble 'rain'"), ({"name": "aws", "seconds": 9999}, "0 to 3600")],
)
async def test_the_game_master_is_told_which_there_are(
    http: aiohttp.ClientSession, asked: dict[str, Any], error: str
) -> None:
    answer = await make(http, **asked)
    assert answer["ok"] is False
    assert error in answer["error"]
