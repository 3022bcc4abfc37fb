"""Argo CD as the simulator has it: its shapes, and what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load

HERE = "/argocd/api/v1/applications"


class Argo:
    """A client of it."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self.http, self.address = http, address

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        async with self.http.request(method, f"{self.address}{path}", json=body) as answer:
            return answer.status, await answer.json()

    async def until_idle(self, name: str) -> dict[str, Any]:
        """Until its last operation is over and its pods are up."""
        async with asyncio.timeout(20):
            while True:
                _, app = await self.ask("GET", f"{HERE}/{name}")
                if "operation" not in app and app["status"]["health"]["status"] != "Progressing":
                    found: dict[str, Any] = app
                    return found
                await asyncio.sleep(0.02)


@pytest.fixture
async def argo() -> AsyncIterator[Argo]:
    headers = {"Authorization": "Bearer demo"}
    world = load(DEMO.with_name("erp.yaml"))
    async with Server(world, Clock(600)) as server, aiohttp.ClientSession(headers=headers) as http:
        yield Argo(http, server.address)


async def test_a_sync_ends_in_the_history(argo: Argo) -> None:
    infos = [{"name": "who", "value": "me"}]
    status, app = await argo.ask("POST", f"{HERE}/cgv-prod/sync", {"revision": "9d0a3c2", "infos": infos})
    assert (status, app["operation"]["info"]) == (200, infos)
    status, refusal = await argo.ask("POST", f"{HERE}/cgv-prod/sync", {"revision": "main"})
    assert (status, refusal["code"], refusal["message"]) == (400, 9, "another operation is already in progress")
    app = await argo.until_idle("cgv-prod")
    assert [each["id"] for each in app["status"]["history"]] == [0, 1]
    assert app["status"]["operationState"]["phase"] == "Succeeded"
    assert app["status"]["sync"]["status"] == "OutOfSync"  # the branch is further
    status, _ = await argo.ask("POST", f"{HERE}/cgv-prod/rollback", {"id": 0})
    app = await argo.until_idle("cgv-prod")
    assert (status, app["status"]["history"][-1]["revision"][:7]) == (200, "21e6f7a")


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("nothing/sync", {}, 404, "not found"),
        ("cgv-prod/sync", {"revison": "main"}, 400, "revison"),
        ("cgv-prod/sync", {"revision": "nowhere"}, 400, "to a commit SHA"),
        ("cgv-prod/sync", {"appNamespace": "other"}, 404, "not found"),
        ("cgv-prod/rollback", {"id": 7}, 400, "does not have deployment with id 7"),
        ("cgv-dev/rollback", {"id": 0}, 400, "rollback cannot be initiated when auto-sync is enabled"),
        ("cgv-dev/sync", {"revision": "9d0a3c2"}, 400, "auto-sync currently set to main"),
    ],
)
async def test_it_refuses_as_argo_cd_does(argo: Argo, path: str, body: dict[str, Any], status: int, said: str) -> None:
    answered, refusal = await argo.ask("POST", f"{HERE}/{path}", body)
    assert answered == status
    assert said in refusal["message"]


async def test_an_operation_can_be_terminated_once(argo: Argo) -> None:
    await argo.ask("POST", "/world/scenario", {"service": "cgv-prod", "scenario": "sync_hangs"})
    await argo.ask("POST", f"{HERE}/cgv-prod/sync", {"revision": "main"})
    assert (await argo.ask("DELETE", f"{HERE}/cgv-prod/operation"))[0] == 200
    app = await argo.until_idle("cgv-prod")
    assert (app["status"]["operationState"]["phase"], len(app["status"]["history"])) == ("Failed", 1)
    assert (await argo.ask("DELETE", f"{HERE}/cgv-prod/operation"))[0] == 400


async def test_what_is_pushed_is_synced_where_it_syncs_by_itself(argo: Argo) -> None:
    _, pushed = await argo.ask("POST", "/world/github/push", {"repository": "cgv-devops/cgv-gitops"})
    async with asyncio.timeout(20):
        while True:
            _, app = await argo.ask("GET", f"{HERE}/cgv-dev")
            if app["status"]["history"][-1]["revision"] == pushed["sha"]:
                break
            await asyncio.sleep(0.02)
    assert app["status"]["history"][-1]["initiatedBy"] == {"automated": True}


async def test_without_a_token_there_is_nothing_to_see(argo: Argo) -> None:
    async with aiohttp.ClientSession() as stranger, stranger.get(f"{argo.address}{HERE}") as answer:
        assert answer.status == 401
