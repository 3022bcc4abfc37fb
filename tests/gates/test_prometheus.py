"""A real Prometheus that scrapes a service, and servers that only claim to be one."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.domain.gate import Verdict
from bot.gates import prometheus
from bot.gates.base import Word
from tests.gates.conftest import EVIL, Gates, Wild, answer, read

EXAMPLE = Path(__file__).parents[2] / "examples/catalogue/services/demo-backend.yaml"
BINARY = shutil.which("prometheus")
READY = b"ready to receive web requests"  # in its log
LIMIT = 60.0  # seconds that a change may take to be seen
CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: demo-backend
    static_configs: [{{targets: ["{target}"]}}]
"""


@dataclass
class Exporter:
    """A service that counts its answers by their status, in `http_requests_total`; `coming`: until the next scrape."""

    counted: Counter[str] = field(default_factory=lambda: Counter({"200": 1, "500": 1}))
    coming: Counter[str] = field(default_factory=Counter)
    forced: int = 0  # answers of 500 that somebody wants, ten in a row
    scraped: asyncio.Condition = field(default_factory=asyncio.Condition)
    target: str = ""

    async def metrics(self, _: web.Request) -> web.Response:
        errors = min(10, self.forced)
        self.forced -= errors
        self.counted += self.coming + Counter({"500": errors})
        lines = [f'http_requests_total{{status="{status}"}} {count}' for status, count in self.counted.items()]
        async with self.scraped:
            self.scraped.notify_all()
        return web.Response(text="\n".join(["# TYPE http_requests_total counter", *lines, ""]))


@dataclass
class Measured:
    """The gate of the example, at a Prometheus that runs."""

    gates: Gates
    service: Exporter
    url: str

    @property
    def settings(self) -> dict[str, Any]:
        """As the example's catalogue has them."""
        target = yaml.safe_load(EXAMPLE.read_text())["services"]["demo-backend"]["targets"]["production"]
        found: dict[str, Any] = next(one["prometheus"] for one in target["gates"] if "prometheus" in one)
        return {**found, "url": self.url}

    async def until(self, *codes: str) -> Word:
        """What the gate says once it says one of these; asked after each scrape."""
        async with asyncio.timeout(LIMIT):
            while True:
                word = await self.gates.look("prometheus", self.settings)
                if word.code in codes:
                    return word
                async with self.service.scraped:
                    await self.service.scraped.wait()


@pytest.fixture
async def exporter() -> AsyncIterator[Exporter]:
    it, app = Exporter(), web.Application()
    app.router.add_get("/metrics", it.metrics)
    async with TestServer(app) as server:
        it.target = f"{server.host}:{server.port}"
        yield it


@pytest.fixture
async def measured(gates: Gates, exporter: Exporter, tmp_path: Path) -> AsyncIterator[Measured]:
    """Prometheus from the distribution, on a port of the loopback; it ends with us, however we end."""
    if BINARY is None:
        assert not os.environ.get("CI"), "install `prometheus`: without it nobody knows whether the queries are right"
        pytest.skip("NO PROMETHEUS HERE: the example's query is not tried; install `prometheus`")
    config, port = tmp_path / "prometheus.yml", unused_port()
    config.write_text(CONFIG.format(target=exporter.target))
    where = (f"--config.file={config}", f"--storage.tsdb.path={tmp_path}", f"--web.listen-address=127.0.0.1:{port}")
    command = (sys.executable, "-m", "simulator.guard", BINARY, *where)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stderr=pipe)
    try:
        assert process.stderr
        async with asyncio.timeout(LIMIT):
            while READY not in (line := await process.stderr.readline()):
                assert line, "Prometheus ended before it was ready"
        yield Measured(gates, exporter, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        await process.communicate()


async def test_the_examples_query_sees_forty_errors(measured: Measured) -> None:
    service = measured.service
    assert (await measured.until("prometheus-empty")).verdict is Verdict.PENDING  # nobody asks it anything
    service.coming["200"] = 20
    assert (await measured.until("prometheus-well", "prometheus-high")).verdict is Verdict.PASSING
    service.forced = 40
    word = await measured.until("prometheus-high")
    assert word.verdict is Verdict.FAILING
    assert float(word.facts["value"]) > 0.05
    assert word.link.startswith(f"{measured.url}/graph?g0.expr=sum")


async def test_what_prometheus_itself_says_of_other_queries(measured: Measured) -> None:
    async def look(query: str, **bounds: float) -> Word:
        return await measured.gates.look("prometheus", {"url": f"{measured.url}/", "query": query, **bounds})

    assert (await look("sum(")).code == "prometheus-refuses"
    assert (await look("7", below=7.5, above=6.5)).verdict is Verdict.PASSING
    assert (await look("7", below=7)).code == "prometheus-high"
    assert (await look("vector(7)", above=7)).code == "prometheus-low"
    assert (await look("1/0", below=7)).code == "prometheus-high"
    assert (await look("0/0", below=7)).verdict is Verdict.PENDING
    assert (await look('"seven"', below=7)).code == "prometheus-odd"
    assert (await look("http_requests_total[1m]", below=7)).code in ("prometheus-odd", "prometheus-empty")
    assert (await look("label_replace(vector(1), 'a', 'b', '', '') or vector(2)", below=7)).code == "prometheus-many"


def vector(*values: object) -> str:
    found = [{"metric": {}, "value": [0, value]} for value in values]
    return json.dumps({"status": "success", "data": {"resultType": "vector", "result": found}})


ODD = {
    "nothing": "",
    "a page": "<html>",
    "null": "null",
    "a list": "[]",
    "no status": "{}",
    "an error": json.dumps({"status": "error", "error": EVIL}),
    "an error that is no text": json.dumps({"status": "error", "error": [EVIL]}),
    "no data": json.dumps({"status": "success"}),
    "data of another kind": json.dumps({"status": "success", "data": EVIL}),
    "no result": json.dumps({"status": "success", "data": {"resultType": "vector"}}),
    "a result of another kind": json.dumps({"status": "success", "data": {"resultType": "vector", "result": 7}}),
    "a matrix": json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [{"values": []}]}}),
    "words": vector(EVIL),
    "no value": vector(None),
    "too deep": "[" * 100_000,
    "cut off": vector("0.01")[:-3],
}


@pytest.mark.parametrize("status", [200, 302, 400, 401, 422, 500, 503])
@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_what_is_no_answer_is_unknown(gates: Gates, wild: Wild, status: int, body: str) -> None:
    wild.answer = answer(body, status)
    word = await gates.look("prometheus", {"url": wild.url, "query": "up", "below": 0.05})
    assert word.verdict is Verdict.UNKNOWN
    assert "<!channel>" not in read(word, "prometheus")


@pytest.mark.parametrize("value", ["NaN", "0.01", "+Inf", "-Inf", "1e999"])
async def test_every_number_has_an_answer(gates: Gates, wild: Wild, value: str) -> None:
    wild.answer = answer(vector(value))
    word = await gates.look("prometheus", {"url": wild.url, "query": "up", "below": 0.05})
    expected = {"NaN": Verdict.PENDING, "0.01": Verdict.PASSING, "-Inf": Verdict.PASSING}
    assert word.verdict is expected.get(value, Verdict.FAILING)


async def test_one_that_does_not_answer_is_unknown(gates: Gates, wild: Wild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prometheus, "LIMIT", aiohttp.ClientTimeout(total=0.2))
    wild.answer = None
    slow = await gates.look("prometheus", {"url": wild.url, "query": "up", "below": 1})
    assert (slow.verdict, slow.facts["error"]) == (Verdict.UNKNOWN, "TimeoutError")
    nobody = await gates.look("prometheus", {"url": f"http://127.0.0.1:{unused_port()}", "query": "up", "below": 1})
    assert (nobody.verdict, nobody.code) == (Verdict.UNKNOWN, "prometheus-silent")


async def test_an_address_of_the_catalogue_may_be_asked_elsewhere(gates: Gates, wild: Wild) -> None:
    wild.answer = answer(vector("0.01"))
    there = gates.pointed(addresses={"http://prometheus:9090": wild.url})
    word = await there.look("prometheus", {"url": "http://prometheus:9090", "query": "up", "below": 0.05})
    assert word.verdict is Verdict.PASSING
    assert word.link.startswith("http://prometheus:9090/graph")  # what people open is what the catalogue says
