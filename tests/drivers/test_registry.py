"""Registries of other makes than the simulator's, and what becomes of their odd answers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.drivers.registry import Registry, Repository
from bot.errors import RegistryUnavailable, RevisionNotFound

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ask = Callable[[Handler], Awaitable[tuple[Registry, Repository]]]


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    """A registry that answers every path with one handler."""
    servers: list[TestServer] = []
    async with aiohttp.ClientSession() as http:

        async def serve(handler: Handler) -> tuple[Registry, Repository]:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", handler)
            server = TestServer(app)
            await server.start_server()
            servers.append(server)
            base = str(server.make_url("")).rstrip("/")
            return Registry(http, "secret"), Repository.of("ghcr.io/team/api", {"ghcr.io": base})

        yield serve
    for server in servers:
        await server.close()


async def test_a_manifest_without_a_digest_header_is_digested_whole(ask: Ask) -> None:
    body = b'{"layers": [' + b'"x", ' * 60_000 + b'"x"]}'

    async def pieces(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for start in range(0, len(body), 50_000):
            await response.write(body[start : start + 50_000])
            await asyncio.sleep(0)
        return response

    registry, repository = await ask(pieces)
    assert await registry.digest(repository, "v1") == f"sha256:{hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize(("status", "there"), [(200, True), (404, False), (400, False), (403, None), (503, None)])
async def test_gone_is_not_the_same_as_not_told(ask: Ask, status: int, there: bool | None) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response({}, status=status)

    registry, repository = await ask(answer)
    if there is None:
        with pytest.raises(RegistryUnavailable):
            await registry.has(repository, "v1")
    else:
        assert await registry.has(repository, "v1") is there


async def test_the_login_goes_to_the_registry_itself_and_the_token_is_kept(ask: Ask) -> None:
    asked: list[tuple[str, str]] = []

    async def locked(request: web.Request) -> web.StreamResponse:
        login = request.headers.get("Authorization", "")
        asked.append((request.path, login.split(" ")[0]))
        if request.path == "/token":
            assert base64.b64decode(login.split(" ")[1]) == b"subaku:secret"
            assert request.query["scope"] == "repository:team/api:pull"
            return web.json_response({"token": "t", "expires_in": 300})
        if login == "Bearer t":
            return web.json_response({"tags": ["v1"]}, headers={"Docker-Content-Digest": "sha256:" + "a" * 64})
        challenge = f'Bearer realm="{request.url.with_path("/token")}",service="x",scope="repository:team/api:pull"'
        return web.Response(status=401, headers={"WWW-Authenticate": challenge})

    registry, repository = await ask(locked)
    assert await registry.digest(repository, "v1") == "sha256:" + "a" * 64
    assert await registry.tags(repository) == ["v1"]
    assert [path for path, _ in asked].count("/token") == 1


async def test_the_secret_stays_at_home_when_the_challenge_points_elsewhere(ask: Ask) -> None:
    seen: list[str | None] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Authorization"))
        return web.json_response({"token": "t"})

    other, _ = await ask(elsewhere)
    home = str((await ask(elsewhere))[1].base)

    async def locked(_: web.Request) -> web.StreamResponse:
        return web.Response(status=401, headers={"WWW-Authenticate": f'Bearer realm="{home}/token"'})

    registry, repository = await ask(locked)
    assert other is not registry
    with pytest.raises(RegistryUnavailable):
        await registry.digest(repository, "v1")
    assert seen == [None]


async def test_tags_come_in_pages_and_the_highest_version_is_first(ask: Ask) -> None:
    async def pages(request: web.Request) -> web.StreamResponse:
        if "last" in request.query:
            return web.json_response({"tags": ["v10", "v9-rc1", "latest"]})
        return web.json_response(
            {"tags": ["v1", "v2"]}, headers={"Link": '</v2/team/api/tags/list?n=100&last=v2>; rel="next"'}
        )

    registry, repository = await ask(pages)
    names = [choice.name for choice in await registry.choices(repository, "v", 4)]
    assert names == ["v10", "v9-rc1", "v2", "v1"]


async def test_a_tag_that_is_not_there_names_what_is_near(ask: Ask) -> None:
    async def missing(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/tags/list"):
            return web.json_response({"tags": ["v1.2.3", "v1.2.4", "main"]})
        return web.json_response({"errors": [{"code": "MANIFEST_UNKNOWN"}]}, status=404)

    registry, repository = await ask(missing)
    with pytest.raises(RevisionNotFound) as refused:
        await registry.digest(repository, "v1.2.5")
    assert set(refused.value.nearest) == {"v1.2.3", "v1.2.4"}


@pytest.mark.parametrize("status", [403, 429, 500, 502])
async def test_a_registry_in_trouble_is_not_a_missing_tag(ask: Ask, status: int) -> None:
    async def trouble(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text="<html>")

    registry, repository = await ask(trouble)
    with pytest.raises(RegistryUnavailable, match=str(status)):
        await registry.digest(repository, "v1")


@pytest.mark.parametrize("body", ["", "null", "[]", '{"tags": null}', '{"tags": "v1"}', "<html>"])
async def test_an_odd_list_of_tags_is_an_empty_one(ask: Ask, body: str) -> None:
    async def odd(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body)

    registry, repository = await ask(odd)
    assert await registry.tags(repository) == []


@pytest.mark.parametrize(
    ("image", "manifest"),
    [
        ("ghcr.io/team/api", "https://ghcr.io/v2/team/api/manifests/v1"),
        ("localhost:5000/api", "https://localhost:5000/v2/api/manifests/v1"),
        ("team/api", "https://registry-1.docker.io/v2/team/api/manifests/v1"),
        ("nginx", "https://registry-1.docker.io/v2/library/nginx/manifests/v1"),
        ("mine.example/api", "http://127.0.0.1:9/registry/v2/api/manifests/v1"),
    ],
)
def test_where_an_image_lives(image: str, manifest: str) -> None:
    elsewhere = {"mine.example": "http://127.0.0.1:9/registry/"}
    assert Repository.of(image, elsewhere).url("manifests", "v1") == manifest
