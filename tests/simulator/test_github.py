"""GitHub as the simulator has it: what it answers, and what it refuses, as GitHub's documentation says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from simulator.clock import Clock
from simulator.registry import _bare
from simulator.server import Server
from simulator.world import DEMO, load

DEMO_BACKEND = "/repos/softbank-hackathon-watermelon/demo-backend"
WEB = "/repos/softbank-hackathon-watermelon/chiikawa-web"
DISPATCHES = f"{WEB}/actions/workflows/cd.yml/dispatches"
WORLDS = sorted(path for path in DEMO.parent.glob("*.yaml") if path.stem not in ("github", "subaku"))


class Hub:
    """A client of it."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self.http, self.address = http, address

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.http.get(f"{self.address}/github{path}") as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        async with self.http.post(f"{self.address}{path}", json=body) as answer:
            return answer.status, await answer.json(content_type=None) if answer.status != 204 else None

    async def until(self, path: str, key: str, value: object) -> dict[str, Any]:
        """Ask until it is so."""
        async with asyncio.timeout(20):
            while True:
                _, found = await self.get(path)
                if found[key] == value:
                    run: dict[str, Any] = found
                    return run
                await asyncio.sleep(0.02)


@asynccontextmanager
async def served() -> AsyncIterator[Hub]:
    headers = {"Authorization": "Bearer demo"}
    async with Server(load(), Clock(600)) as server, aiohttp.ClientSession(headers=headers) as http:
        yield Hub(http, server.address)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with served() as hub:
        yield hub


async def test_a_commit_is_found_by_each_of_its_names(hub: Hub) -> None:
    found = [(await hub.get(f"{DEMO_BACKEND}/commits/{ref}"))[1] for ref in ("v2", "8be03d7", "heads/main", "main")]
    assert [each["sha"][:7] for each in found] == ["8be03d7", "8be03d7", "91d7e5b", "91d7e5b"]
    assert found[0]["commit"]["author"]["name"] == "민아"
    assert found[0]["stats"]["total"] == sum(each["changes"] for each in found[0]["files"])
    assert (await hub.get(f"{DEMO_BACKEND}/commits/nowhere"))[0] == 422
    assert (await hub.get("/repos/nobody/nothing/commits/main"))[0] == 404


async def test_what_lies_between_two(hub: Hub) -> None:
    _, found = await hub.get(f"{DEMO_BACKEND}/compare/v1...v3")
    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("ahead", 3, 0)
    assert [each["sha"][:7] for each in found["commits"]] == ["3d72ac0", "8be03d7", "91d7e5b"]
    assert {each["filename"]: each["status"] for each in found["files"]}["src/main/java/demo/Metrics.java"] == "added"
    _, parted = await hub.get(f"{DEMO_BACKEND}/compare/c0ffee1...main")
    assert (parted["status"], parted["merge_base_commit"]["sha"][:7]) == ("diverged", "8be03d7")


async def test_lists_come_in_pages(hub: Hub) -> None:
    async with hub.http.get(f"{hub.address}/github{DEMO_BACKEND}/commits?per_page=2") as answer:
        assert [each["sha"][:7] for each in await answer.json()] == ["91d7e5b", "8be03d7"]
        following = answer.links["next"]["url"]
        assert answer.headers["X-RateLimit-Resource"] == "core"
    async with hub.http.get(following) as answer:
        assert [each["sha"][:7] for each in await answer.json()] == ["3d72ac0", "4f1c2a9"]


async def test_checks_fare_as_the_scenario_says(hub: Hub) -> None:
    async def last() -> tuple[str, str | None]:
        _, found = await hub.get(f"{DEMO_BACKEND}/commits/main/check-runs")
        [*_, check] = found["check_runs"]
        return check["status"], check["conclusion"]

    assert await last() == ("completed", "success")
    for scenario, said in (
        ("checks_fail", ("completed", "failure")),
        ("checks_pending", ("in_progress", None)),
    ):
        await hub.post("/world/scenario", {"service": DEMO_BACKEND.removeprefix("/repos/"), "scenario": scenario})
        assert await last() == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"ref": "nowhere"}, "No ref found for: nowhere"),
        ({"ref": "main", "inputs": {"environment": "staging"}}, "Required input 'tag' not provided"),
        ({"ref": "main", "inputs": {"tag": "v2", "oops": "1"}}, 'Unexpected inputs provided: ["oops"]'),
        (
            {"ref": "main", "inputs": {"tag": "v2", "environment": "moon"}},
            "Provided value 'moon' for input 'environment' not in the list of allowed values",
        ),
    ],
)
async def test_a_dispatch_is_checked_against_the_workflow(hub: Hub, body: dict[str, Any], said: str) -> None:
    status, found = await hub.post(f"/github{DISPATCHES}", body)
    assert (status, found["message"]) == (422, said)


async def test_a_run_waits_for_its_review_and_goes_to_its_end(hub: Hub) -> None:
    inputs = {"tag": "v2", "environment": "production"}
    status, made = await hub.post(f"/github{DISPATCHES}", {"ref": "main", "inputs": inputs, "return_run_details": True})
    assert status == 200
    run = f"{WEB}/actions/runs/{made['workflow_run_id']}"
    await hub.until(run, "status", "waiting")
    _, [pending] = await hub.get(f"{run}/pending_deployments")
    answer = {"environment_ids": [pending["environment"]["id"]], "state": "approved", "comment": "go"}
    assert (await hub.post(f"/github{run}/pending_deployments", answer))[0] == 200
    assert (await hub.post(f"/github{run}/pending_deployments", answer))[0] == 422
    ended = await hub.until(run, "status", "completed")
    assert (ended["conclusion"], ended["display_title"]) == ("success", "Deploy v2 to production")
    assert (await hub.post(f"/github{run}/cancel", {}))[0] == 409
    _, found = await hub.get(f"{run}/jobs")
    async with hub.http.get(f"{hub.address}/github{WEB}/actions/jobs/{found['jobs'][0]['id']}/logs") as log:
        assert "##[group]Run Check out" in await log.text()


async def test_without_a_token_nothing_changes(hub: Hub) -> None:
    async with aiohttp.ClientSession() as stranger, stranger.post(f"{hub.address}/github{DISPATCHES}") as answer:
        assert answer.status == 401


async def test_the_secondary_limit(hub: Hub) -> None:
    await hub.post("/world/github/throttle", {"seconds": 30})
    async with hub.http.get(f"{hub.address}/github{WEB}/branches") as answer:
        assert (answer.status, int(answer.headers["Retry-After"]) > 20) == (403, True)
    await hub.post("/world/github/throttle", {"seconds": 0})
    assert (await hub.get(f"{WEB}/branches"))[0] == 200


async def test_what_is_pushed_is_there(hub: Hub) -> None:
    body = {
        "repository": "planitai/planitai-kpi",
        "branch": "develop",
        "message": "More",
        "files": {"backend/x.py": {}},
    }
    _, pushed = await hub.post("/world/github/push", body)
    _, [newest, *_] = await hub.get("/repos/planitai/planitai-kpi/commits?sha=develop&path=backend")
    assert newest["sha"] == pushed["sha"]


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_every_image_was_made_from_a_commit_that_is_there(path: Any) -> None:
    world = load(path)
    known = {commit.sha[:7] for repository in world.github.repositories for commit in repository.commits}
    made = {tag.commit[:7]: _bare(each.name) for each in world.images for tag in each.tags}
    assert {commit: name for commit, name in made.items() if commit not in known} == {}
