"""Health, readiness and metrics over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot import metrics
from bot.domain.events import CommandRefused, ReleaseRequested, ReleaseSucceeded
from bot.web.server import Check, WebServer

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def answering(said: str | None) -> Check:
    async def check() -> str | None:
        return said

    return check


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def served() -> AsyncIterator[tuple[str, dict[str, Check]]]:
    checks = {"slack": answering(None), "redis": answering(None)}
    server = WebServer(checks, metrics.exposition)
    port = await server.open("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}", checks
    await server.close()


async def test_ready_only_when_all_that_it_needs_is(
    http: aiohttp.ClientSession, served: tuple[str, dict[str, Check]]
) -> None:
    url, checks = served
    async with http.get(f"{url}/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "slack": "ok", "redis": "ok"})
    checks["redis"] = answering("Redis did not answer")
    async with http.get(f"{url}/readyz") as answer:
        assert answer.status == 503
        assert (await answer.json())["redis"] == "Redis did not answer"
    async with http.get(f"{url}/healthz") as answer:
        assert answer.status == 200


async def test_metrics_count_what_happened_without_naming_releases(
    http: aiohttp.ClientSession, served: tuple[str, dict[str, Check]]
) -> None:
    url, _ = served
    metrics.count(ReleaseRequested(release="r1", at=NOW))
    metrics.count(ReleaseSucceeded(release="r1", at=NOW))
    metrics.count(CommandRefused(release="r1", at=NOW, code="own_approval", reply=None, channel="C1", facts={}))
    async with http.get(f"{url}/metrics") as answer:
        text = await answer.text()
        assert answer.headers["Content-Type"].startswith("text/plain")
    assert 'subaku_releases_ended_total{result="succeeded"} 1.0' in text
    assert 'subaku_commands_refused_total{code="own_approval"} 1.0' in text
    assert "r1" not in text
