"""What is newest: commits for those that release commits, versions where no branch tells, patience with what is odd."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.domain.catalogue import Aws, CodeDeployEcsTarget, PipelineTarget, Service, Source, Target, Workspace
from bot.domain.release import Revision
from bot.drivers import registry
from bot.drivers.aws import Clients
from bot.drivers.base import RevisionChoice
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.newest import LABELS, Newest
from bot.drivers.registry import Registry
from bot.errors import RegistryUnavailable
from simulator.server import Server
from simulator.world import DEMO, load

CODE = "softbank-hackathon-watermelon/demo-backend"
IMAGE = f"ghcr.io/{CODE}"
HEAD = "91d7e5b"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
IN_ECS = CodeDeployEcsTarget(
    service_name="demo-backend", environment="production", aws=Aws("ap-northeast-2"), application="a", group="g",
    cluster="c", service="s", container="c", port=80,
)  # fmt: skip
PIPELINE = PipelineTarget(
    service_name="demo-backend", environment="production", aws=Aws("ap-northeast-2"), pipeline="p"
)


class Nothing:
    """A ledger for those who write nothing."""

    async def wrote(self, write: Any) -> None:
        raise AssertionError(write)


class Shelf:
    """A driver as far as it is asked here."""

    def __init__(self, *choices: RevisionChoice) -> None:
        self._choices = choices

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        return self._choices[:limit]


@dataclass
class Yard:
    """`Newest` beside a registry and a GitHub to push to."""

    newest: Newest
    http: aiohttp.ClientSession
    address: str

    async def of(self, service: Service, target: Target = IN_ECS, driver: Any = None) -> list[Revision]:
        asked: Any = driver or Shelf()
        return await self.newest.of(service, target, asked, NOW)

    async def push(self, tag: str, commit: str) -> None:
        body = {"repository": IMAGE, "tag": tag, "commit": commit}
        async with self.http.post(f"{self.address}/world/images", json=body) as answer:
            assert answer.status == 200, await answer.text()


@pytest.fixture
async def yard(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Yard]:
    monkeypatch.setattr(registry, "TAGS_FRESH", 0.0)
    clients = Clients()
    async with Server(load(DEMO)) as server, aiohttp.ClientSession() as http:
        workspace = Workspace(registries={"ghcr.io": f"{server.address}/registry"})
        github = GitHub(http, f"{server.address}/github")
        yield Yard(
            Newest(Means(clients, http, Registry(http), github, Nothing(), lambda: workspace)), http, server.address
        )
    await clients.close()


def service(source: str | None = CODE, image: str | None = IMAGE, branch: str = "main") -> Service:
    return Service("demo-backend", {"production": IN_ECS}, Source(source, branch) if source else None, image)


async def test_images_of_the_branch_the_newest_first(yard: Yard) -> None:
    found = await yard.of(service())
    assert [(it.name, str(it.commit)[:7]) for it in found] == [("v3", HEAD), ("v2", "8be03d7"), ("v1", "4f1c2a9")]
    assert all(str(it.digest).startswith("sha256:") for it in found)


async def test_another_branch_has_others(yard: Yard) -> None:
    assert (await yard.of(service(branch="next")))[0].name == "v4-broken"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (service(source=None), ["v4-broken"]),
        (service(source="somebody/private"), ["v4-broken"]),
        (service(branch="gone"), ["v4-broken"]),
        (service(source=None, image=None), []),
    ],
)
async def test_where_no_branch_tells_the_highest_version_is_the_newest(
    yard: Yard, asked: Service, found: list[str]
) -> None:
    assert [it.name for it in await yard.of(asked)] == found


async def test_a_pipeline_releases_commits_even_of_a_service_with_an_image(yard: Yard) -> None:
    sha = (await yard.of(service()))[0].commit
    shelf = Shelf(RevisionChoice("v9", "sha256:" + "0" * 64), RevisionChoice(HEAD, sha))
    assert await yard.of(service(), PIPELINE, shelf) == [Revision(HEAD, sha, sha)], "what is no commit can't be checked"


async def test_a_commit_that_github_does_not_know_is_not_green(yard: Yard) -> None:
    assert await yard.of(service(), PIPELINE, Shelf(RevisionChoice("fffffff", "f" * 40))) == []


async def test_many_new_tags_are_read_little_by_little(yard: Yard) -> None:
    for number in range(LABELS + 5):
        await yard.push(f"build-{number:03}", "0" * 40)
    await yard.push("build-000", HEAD)
    counts = []
    for _ in range(3):
        await yard.of(service())
        counts.append(len(yard.newest._labels))
    assert counts[0] <= LABELS + 1, "and `latest`, which moves"
    assert counts[-1] == LABELS + 5 + 6, "all of them in the end"


async def test_a_tag_that_moves_is_read_each_time(yard: Yard) -> None:
    await yard.push("main", "0" * 40)
    assert "main" not in [it.name for it in await yard.of(service(branch="next"))]
    await yard.push("main", "e44d012")
    async with yard.http.post(
        f"{yard.address}/world/images/remove", json={"repository": IMAGE, "tag": "v4-broken"}
    ) as answer:
        assert answer.status == 200
    assert (await yard.of(service(branch="next")))[0].name == "main"


async def test_a_registry_that_can_not_be_asked_is_told(yard: Yard) -> None:
    away = service(image="localhost:1/away")
    with pytest.raises(RegistryUnavailable):
        await yard.of(away)


@pytest.mark.parametrize(("name", "commit"), [("v2", "8be03d7"), ("v99", None)])
async def test_what_a_name_stands_for(yard: Yard, name: str, commit: str | None) -> None:
    for target in (IN_ECS, PIPELINE):
        found = await yard.newest.named(service(), target, name)
        assert (found and str(found.commit)[:7]) == commit
