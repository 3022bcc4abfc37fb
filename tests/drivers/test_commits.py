"""Commits on GitHub: names become commits, and whatever GitHub says has its meaning."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.catalogue import Service, Source
from bot.domain.release import Revision
from bot.drivers.commits import Commits, branch_of, source_of
from bot.drivers.github import GitHub
from bot.errors import RegistryRefused, RegistryUnavailable, RevisionNotFound, TargetMisconfigured, Throttled

SHA = "6fa2d192c9ed4c421a6d02eb9a7c32a20da79287"
SOURCE = Source("sss654654/erp-microservices")
HERE = f"/repos/{SOURCE.github}"
COMMIT = {
    "sha": SHA,
    "html_url": "https://github.com/x",
    "author": {"login": "haru"},
    "commit": {"message": "Say it\n\nin their language", "author": {"name": "春", "date": "2026-11-17T04:05:00Z"}},
}


class Hub:
    """A GitHub that answers what a test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, object]] = {}
        self.otherwise: tuple[int, object] = (404, {"message": "Not Found"})
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.rel_url.raw_path)
        status, body = self.answers.get(request.rel_url.raw_path, self.otherwise)
        return web.json_response(body, status=status)


@pytest.fixture
async def hub() -> Hub:
    return Hub()


@pytest.fixture
async def commits(hub: Hub) -> AsyncIterator[Commits]:
    app = web.Application()
    app.router.add_get("/{path:.*}", hub.answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        yield Commits(GitHub(http, str(server.make_url("")).rstrip("/")))


@pytest.mark.parametrize(
    ("ref", "name"),
    [(None, "6fa2d19"), ("main", "6fa2d19"), (SHA, "6fa2d19"), ("6fa2d192c", "6fa2d19"), ("v1.4.0", "v1.4.0")],
)
async def test_a_name_stays_where_it_is_one_of_its_own(hub: Hub, commits: Commits, ref: str | None, name: str) -> None:
    hub.otherwise = (200, COMMIT)
    assert await commits.resolve(SOURCE, ref, "main") == Revision(name, SHA, SHA)


async def test_a_name_is_never_another_path(hub: Hub, commits: Commits) -> None:
    hub.otherwise = (200, COMMIT)
    for strange in ("../../../user", "a..b", "a b", "-x", "main?x=y", "a//b", "x" * 300, "main\n"):
        with pytest.raises(RevisionNotFound):
            await commits.resolve(SOURCE, strange, "main")
    assert not hub.asked
    await commits.resolve(SOURCE, "feature/a#b", "main")
    assert hub.asked == [f"{HERE}/commits/feature%2Fa%23b"]


async def test_what_is_not_there_comes_with_what_is_near(hub: Hub, commits: Commits) -> None:
    hub.answers = {
        f"{HERE}/commits/mian": (422, {"message": "No commit found for SHA: mian"}),
        f"{HERE}/branches": (200, [{"name": "main"}, {"name": "develop"}]),
        f"{HERE}/tags": (200, [{"name": "v1"}]),
    }
    with pytest.raises(RevisionNotFound) as missing:
        await commits.resolve(SOURCE, "mian", "main")
    assert missing.value.nearest == ("main",)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, {"message": "Not Found"}, RegistryRefused),  # the repository itself, then
        (401, {"message": "Bad credentials"}, RegistryRefused),
        (403, {"message": "Resource not accessible: 404 in disguise"}, RegistryRefused),
        (429, {}, Throttled),
        (500, {}, RegistryUnavailable),
        (200, [], RegistryUnavailable),
        (200, {"sha": None, "commit": None}, RegistryUnavailable),
        (200, {}, RegistryUnavailable),
    ],
)
async def test_what_github_cannot_say_is_not_a_missing_commit(
    hub: Hub, commits: Commits, status: int, body: object, error: type[Exception]
) -> None:
    hub.otherwise = (status, body)
    with pytest.raises(error) as raised:
        await commits.resolve(SOURCE, "main", "main")
    assert type(raised.value) is error


async def test_nobody_there_is_unavailable() -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(RegistryUnavailable):
            await Commits(GitHub(http, "http://127.0.0.1:9")).resolve(SOURCE, "main", "main")


async def test_a_comparison_tells_commits_and_files(hub: Hub, commits: Commits) -> None:
    hub.answers[f"{HERE}/compare/0e9d8c7...6fa2d19"] = (
        200,
        {"commits": [COMMIT], "files": [{"filename": "helm/values.yaml"}], "ahead_by": 1, "behind_by": 0},
    )
    found = await commits.compare(SOURCE, "0e9d8c7", "6fa2d19")
    assert [(one.title, one.author) for one in found.commits] == [("Say it", "haru")]
    assert (found.files, found.ahead, found.behind) == (("helm/values.yaml",), 1, 0)
    with pytest.raises(RevisionNotFound):
        await commits.compare(SOURCE, "0e9d8c7", "1234567")


async def test_choices_begin_with_what_was_typed(hub: Hub, commits: Commits) -> None:
    hub.answers[f"{HERE}/commits"] = (200, [COMMIT, {**COMMIT, "sha": "1" * 40}])
    assert [one.name for one in await commits.choices(SOURCE, "main", "6FA", 5)] == ["6fa2d19"]
    assert len(await commits.choices(SOURCE, "main", "", 5)) == 2


def test_the_branch_of_an_environment() -> None:
    assert branch_of(Source("o/r", "trunk"), "staging") == "trunk"
    assert branch_of(Source("o/r", {"staging": "develop"}), "staging") == "develop"
    assert branch_of(Source("o/r", {"staging": "develop"}), "production") == "main"
    with pytest.raises(TargetMisconfigured, match="OWNER/NAME"):
        source_of(Service("erp", {}))
