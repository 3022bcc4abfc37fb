"""The image registry, as a client of GHCR meets it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from simulator import registry, world

NAME = "softbank-hackathon-watermelon/demo-backend"
V2 = f"/registry/v2/{NAME}/manifests/v2"
INDEX = {"Accept": registry.INDEX}

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    registry.add_routes(app, world.load())
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


async def login(client: Client, name: str = NAME) -> dict[str, str]:
    """Follow the challenge, as every client does."""
    async with client.get(f"/registry/v2/{name}/tags/list") as answer:
        assert answer.status == 401
        asked = dict(re.findall(r'(\w+)="([^"]*)"', answer.headers["WWW-Authenticate"]))
    assert asked["service"] == "ghcr.io"
    assert asked["realm"].endswith("/registry/token")
    async with client.get("/registry/token", params={"service": "ghcr.io", "scope": asked["scope"]}) as answer:
        return {"Authorization": f"Bearer {(await answer.json())['token']}"}


async def test_the_front_door_wants_a_token(client: Client) -> None:
    async with client.get("/registry/v2/") as answer:
        assert answer.status == 401
        assert (await answer.json())["errors"][0]["code"] == "UNAUTHORIZED"
    async with client.get("/registry/v2/", headers=await login(client)) as answer:
        assert answer.status == 200


async def test_a_token_is_for_its_repository_alone(client: Client) -> None:
    async with client.get(V2, headers=await login(client, "somebody/else")) as answer:
        assert answer.status == 401


async def test_a_tag_has_the_digest_of_its_bytes(client: Client) -> None:
    token = await login(client)
    async with client.get(V2, headers=token | INDEX) as answer:
        body = await answer.read()
        digest = answer.headers["Docker-Content-Digest"]
        assert answer.content_type == registry.INDEX
        index = await answer.json(content_type=None)
    assert digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
    async with client.head(V2, headers=token | INDEX) as answer:
        assert answer.headers["Docker-Content-Digest"] == digest
        assert int(answer.headers["Content-Length"]) == len(body)
    base = f"/registry/v2/{NAME}"
    async with client.get(f"{base}/manifests/{digest}", headers=token | INDEX) as answer:
        assert await answer.read() == body
    inner = index["manifests"][0]["digest"]
    async with client.get(f"{base}/manifests/{inner}", headers=token | {"Accept": registry.MANIFEST}) as answer:
        manifest = await answer.json(content_type=None)
    async with client.get(f"{base}/blobs/{manifest['config']['digest']}", headers=token) as answer:
        config = await answer.json(content_type=None)
    assert config["config"]["Labels"]["org.opencontainers.image.revision"] == "8be03d7"


async def test_an_index_wants_to_be_accepted(client: Client) -> None:
    async with client.get(V2, headers=await login(client) | {"Accept": registry.MANIFEST}) as answer:
        assert answer.status == 404
        (error,) = (await answer.json())["errors"]
    assert error["message"] == "OCI index found, but Accept header does not support OCI indexes"


@pytest.mark.parametrize(
    ("name", "path", "code"),
    [
        (NAME, "manifests/v99", "MANIFEST_UNKNOWN"),
        (NAME, "manifests/sha256:" + "0" * 64, "MANIFEST_UNKNOWN"),
        (NAME, "blobs/sha256:" + "0" * 64, "BLOB_UNKNOWN"),
        ("nobody/nothing", "tags/list", "NAME_UNKNOWN"),
    ],
)
async def test_what_is_not_there_is_named(client: Client, name: str, path: str, code: str) -> None:
    async with client.get(f"/registry/v2/{name}/{path}", headers=await login(client, name) | INDEX) as answer:
        assert answer.status == 404
        assert (await answer.json())["errors"][0]["code"] == code


async def test_tags_come_in_pages(client: Client) -> None:
    token, path, seen = await login(client), f"/registry/v2/{NAME}/tags/list?n=2", list[str]()
    while path:
        async with client.get(path, headers=token) as answer:
            seen += (await answer.json())["tags"]
            link = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
            path = link[1] if link else ""
    assert seen == ["v1", "v2", "v2-bad", "v3", "v4-broken", "latest"]
    async with client.get(f"/registry/v2/{NAME}/tags/list?n=x", headers=token) as answer:
        assert answer.status == 400


async def test_two_tags_of_a_build_share_its_digest() -> None:
    images = registry.Images(world.load().images)
    assert images.digest_of(f"ghcr.io/{NAME}:latest") == images.digest_of(f"ghcr.io/{NAME}:v3")
    bad = images.digest_of(f"ghcr.io/{NAME}:v2-bad")
    assert images.scenario_of(f"ghcr.io/{NAME}@{bad}") == "health_check_fails"
    assert images.digest_of(f"ghcr.io/{NAME}:v99") == ""


async def test_a_push_moves_a_tag_and_what_it_pointed_at_stays_under_its_digest(client: Client) -> None:
    token = await login(client)

    async def digest(path: str = V2) -> str:
        async with client.head(path, headers=token | INDEX) as answer:
            return answer.headers["Docker-Content-Digest"]

    before = await digest()
    async with client.post("/world/images", json={"repository": f"ghcr.io/{NAME}", "tag": "v2"}) as answer:
        pushed = await answer.json()
    assert pushed["ok"] is True
    assert await digest() == pushed["digest"] != before
    assert await digest(f"{V2.rpartition('/')[0]}/{before}") == before


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"repository": "x/y", "tag": "v1"}, "No repository 'x/y'"), ({"repository": NAME, "tag": "<!channel>"}, "A tag")],
)
async def test_a_push_is_told_what_is_allowed(client: Client, asked: dict[str, Any], error: str) -> None:
    async with client.post("/world/images", json=asked) as answer:
        assert answer.status >= 400
        assert error in (await answer.json())["error"]
