"""The probe: what answers as expected, and all that doesn't."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.domain.gate import Verdict
from bot.domain.release import Revision
from bot.gates.http import MOST
from tests.gates.conftest import EVIL, Gates, Wild, answer, read, release


class Green:
    """A service that can be told what to say."""

    def __init__(self) -> None:
        self.status, self.body, self.url = 200, "ready", ""
        self.asked: list[str] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.raw_path)
        response = web.StreamResponse(status=self.status, headers={"Location": "/elsewhere"})
        await response.prepare(request)
        for first in range(0, len(self.body), 4096):
            await response.write(self.body[first : first + 4096].encode())
        return response


@pytest.fixture
async def green() -> AsyncIterator[Green]:
    it, app = Green(), web.Application()
    app.router.add_get("/{path:.*}", it.serve)
    async with TestServer(app) as server:
        it.url = str(server.make_url("")).rstrip("/")
        yield it


async def test_the_expected_status_passes(gates: Gates, green: Green) -> None:
    word = await gates.look("http", {"url": f"{green.url}/health", "expect": 200})
    assert (word.verdict, word.code) == (Verdict.PASSING, "http-well")


async def test_a_key_in_the_address_is_not_told(gates: Gates, green: Green) -> None:
    asked = f"{green.url}/health?key=hunter2"
    for settings in (
        {"url": asked},
        {"url": asked, "expect": 201},
        {"url": f"http://127.0.0.1:{unused_port()}/?hunter2"},
    ):
        word = await gates.look("http", settings)
        assert "hunter2" not in str(word)
    assert green.asked == ["/health?key=hunter2"] * 2


@pytest.mark.parametrize("status", [201, 301, 404, 500, 503])
async def test_another_status_fails_and_no_redirect_is_followed(gates: Gates, green: Green, status: int) -> None:
    green.status = status
    word = await gates.look("http", {"url": f"{green.url}/health", "expect": 200})
    assert (word.verdict, word.facts["status"]) == (Verdict.FAILING, str(status))
    assert green.asked == ["/health"]
    assert (await gates.look("http", {"url": f"{green.url}/", "expect": status})).verdict is Verdict.PASSING


async def test_a_text_is_found_wherever_it_stands_in_an_answer_that_comes_in_pieces(gates: Gates, green: Green) -> None:
    green.body = "." * 100_000 + "ready"
    settings = {"url": green.url, "expect": 200, "contains": "ready"}
    assert (await gates.look("http", settings)).verdict is Verdict.PASSING
    green.body = "starting"
    assert (await gates.look("http", settings)).code == "http-lacks"
    green.body = "." * (MOST + 1) + "ready"
    assert (await gates.look("http", settings)).code == "http-lacks"  # nobody reads for ever


async def test_what_is_not_well_fails(gates: Gates, wild: Wild) -> None:
    """Nothing answers, something else than HTTP does, or it takes its time: the service isn't well."""
    wild.answer = b"SSH-2.0-OpenSSH_9.2\r\n"
    assert (await gates.look("http", {"url": wild.url})).code == "http-silent"
    wild.answer = answer("half of it")[:-5]
    assert (await gates.look("http", {"url": wild.url})).code == "http-silent"
    wild.answer = None
    slow = await gates.look("http", {"url": wild.url}, timeout=timedelta(seconds=0.2))
    assert (slow.verdict, slow.facts["error"]) == (Verdict.FAILING, "TimeoutError")
    refused = await gates.look("http", {"url": f"http://127.0.0.1:{unused_port()}/"})
    assert (refused.verdict, refused.code) == (Verdict.FAILING, "http-silent")


@pytest.mark.parametrize("name", ["v2", "..", "a/../b", "x?y=1#z", "%2e%2e", EVIL])
async def test_a_revision_stays_one_part_of_the_path(gates: Gates, green: Green, name: str) -> None:
    about = release(Revision(name, "sha256:" + "ab" * 32, "8be03d7"))
    word = await gates.look("http", {"url": f"{green.url}/of/{{tag}}/at/{{sha}}"}, about)
    assert read(word, "http")
    (path,) = green.asked
    assert path.startswith("/of/")
    assert path.endswith("/at/8be03d7")
    assert len(path.split("/")) == 5
