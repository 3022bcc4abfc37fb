"""Gates with the means that they have in earnest, and other sides for them to ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain import gate
from bot.domain.catalogue import Aws, CodeDeployEcsTarget, Gate, Service, Source, Workspace
from bot.domain.gate import Finding
from bot.domain.release import Plan, Release, Revision, Status
from bot.drivers.aws import Clients
from bot.drivers.ecr import EcrLogins
from bot.drivers.github import GitHub
from bot.drivers.ledger import Write
from bot.drivers.means import Means
from bot.drivers.registry import Registry
from bot.gates import every
from bot.gates.base import Subject, Word
from bot.i18n import LOCALES, Languages, gate_word
from simulator.server import Server
from simulator.world import DEMO, load

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
REPOSITORY = "softbank-hackathon-watermelon/demo-backend"
ECR = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com"
EVIL = "<!channel> *x* `y` &"
WORLD = DEMO.with_name("erp.yaml")
VOICES = [Languages.load("Asia/Seoul").to(locale) for locale in LOCALES]
TARGET = CodeDeployEcsTarget(
    service_name="demo-backend",
    environment="production",
    aws=Aws("ap-northeast-2"),
    application="demo-backend",
    group="demo-backend-bluegreen",
    cluster="demo",
    service="demo-backend",
    container="demo-backend",
    port=8080,
)
SERVICE = Service("demo-backend", {"production": TARGET}, Source(REPOSITORY))


V2 = Revision("v2", commit="8be03d7")


def release(revision: Revision = V2, image: str | None = None, **more: Any) -> Release:
    """One that was asked for."""
    plan = Plan("demo-backend/production", "codedeploy_ecs", revision, "f1", image, settings=TARGET)
    fields: dict[str, Any] = {"plan": plan, "status": Status.REQUESTED, "requested_at": NOW} | more
    return Release(id="r1", service="demo-backend", environment="production", requester="U0MINA", **fields)


def read(word: Word, kind: str) -> str:
    """What people read in English; in no language is anything left out, or markup that somebody else wrote."""
    said = [gate_word(say, Finding(kind, word.verdict, NOW, word.code, word.facts)) for say in VOICES]
    for each in said:
        assert each
        assert "{" not in each, each
        assert "<" not in each, each
    assert len(set(said)) == len(VOICES), said
    return str(said[LOCALES.index("en")])


class Unwritten:
    """A ledger for gates, which write nothing."""

    async def wrote(self, write: Write) -> None:
        raise AssertionError(f"a gate wrote: {write}")


@dataclass
class Gates:
    """Looks through gates; what each said is kept, as the engine keeps it. Everybody has the same clock."""

    means: Means
    now: datetime = NOW
    said: dict[str, Finding] = field(default_factory=dict)

    async def look(
        self,
        kind: str,
        settings: Mapping[str, object],
        about: Release | None = None,
        *,
        service: Service = SERVICE,
        histories: Mapping[str, Sequence[Release]] | None = None,
        **spans: Any,
    ) -> Word:
        subject = Subject(about or release(), service, self.now, histories or {}, self.said.get(kind))
        word = await every(self.means)[kind].look(Gate(kind, settings, **spans), subject)
        heard = Finding(kind, word.verdict, self.now, word.code, word.facts)
        self.said[kind] = gate.after(self.said.get(kind), heard)
        read(word, kind)
        return word

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def pointed(self, github: str = "", addresses: Mapping[str, str] | None = None) -> Gates:
        """The same, which remembers nothing; GitHub, and servers of the catalogue, are elsewhere."""
        there = GitHub(self.means.http, github, "demo") if github else self.means.github
        workspace = Workspace(addresses=addresses or {})
        return Gates(replace(self.means, github=there, workspace=lambda: workspace))


@dataclass
class Wild:
    """A server that answers whatever it is told to, or (None) nothing for as long as one waits."""

    answer: bytes | None = b""
    url: str = ""
    asked: list[bytes] = field(default_factory=list)  # the bodies
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if b"content-length: " in head:
                length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
                self.asked.append(await reader.readexactly(length))
            if self.answer is None:
                await self.over.wait()
            writer.write(self.answer or b"")
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever asked has gone
        finally:
            writer.close()


def answer(body: bytes | str, status: int = 200, **headers: str) -> bytes:
    """A whole answer of HTTP."""
    content = body.encode() if isinstance(body, str) else body
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(content)}\r\nConnection: close\r\n{more}\r\n"
    return head.encode() + content


@pytest.fixture
async def wild() -> AsyncIterator[Wild]:
    it = Wild()
    server = await asyncio.start_server(it.serve, "127.0.0.1", 0)
    it.url = "http://{}:{}".format(*server.sockets[0].getsockname())
    yield it
    it.over.set()
    server.close()
    await server.wait_closed()


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")


@pytest.fixture
async def gates(credentials: None, tmp_path: Path) -> AsyncIterator[Gates]:
    """All gates. Where AWS and GitHub are is up to the test."""
    clients = Clients()
    async with aiohttp.ClientSession() as http:
        nowhere = GitHub(http, "http://127.0.0.1:9", "demo")
        yield Gates(Means(clients, http, Registry(http, logins=EcrLogins(clients)), nowhere, Unwritten()))
        await clients.close()


@dataclass
class Cloud:
    """The simulator, and hands to change it."""

    address: str
    http: aiohttp.ClientSession

    async def set(self, what: str, **fields: object) -> dict[str, Any]:
        async with self.http.post(f"{self.address}/world/{what}", json=fields) as said:
            assert said.status == 200, await said.text()
            found: dict[str, Any] = await said.json()
            return found


@pytest.fixture
async def cloud(gates: Gates, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cloud]:
    """Everything that the example with pipelines and a function has."""
    async with Server(load(WORLD)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        gates.means = gates.pointed(github=f"{server.address}/github").means
        yield Cloud(server.address, gates.means.http)
