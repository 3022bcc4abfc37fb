"""The list of AWS calls that a policy is made from: complete, since what isn't on it is refused before it is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.config import load
from bot.domain.catalogue import Aws
from bot.drivers import DRIVERS
from bot.drivers.aws import Clients, writing
from bot.drivers.base import Call
from bot.drivers.calls import Needed, needed
from bot.drivers.ledger import NoLedger, Write
from bot.errors import UndeclaredCall
from bot.gates import GATES
from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO
from simulator.world import load as load_world

EXAMPLES = Path(__file__).parents[2] / "examples"
ROLE = "arn:aws:iam::111122223333:role/subaku-deploy"
SEOUL = Aws("ap-northeast-2", ROLE)


def listed(catalogue: str) -> list[Needed]:
    drivers, gates = ({name: made.calls for name, made in kinds.items()} for kinds in (DRIVERS, GATES))
    return needed(load(EXAMPLES / catalogue), drivers, gates)


def test_each_call_is_listed_with_whose_credentials_and_on_what() -> None:
    found = listed("catalogue")
    group = "arn:aws:codedeploy:ap-northeast-2:111122223333:deploymentgroup:demo-backend/demo-backend-bluegreen"
    assert Needed(ROLE, "codedeploy", "CreateDeployment", group) in found
    assert Needed("", "sts", "AssumeRole", ROLE) in found
    assert Needed("", "cloudwatch", "DescribeAlarms", "*") in found  # of a gate
    assert not [call for call in found if "{" in call.resource or "None" in call.resource]


def test_what_a_target_does_not_name_is_not_asked_for() -> None:
    tables = {call.resource for call in listed("catalogue") if call.service == "dynamodb"}
    assert tables == {"arn:aws:dynamodb:ap-northeast-2:111122223333:table/subaku-hooks"}


@pytest.fixture
async def cloud(monkeypatch: pytest.MonkeyPatch) -> Any:
    async with Server(load_world(DEMO), Clock(100)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"{server.address}/aws")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
        yield server


async def test_a_call_that_nobody_declares_is_refused_before_it_is_sent(cloud: Server) -> None:
    clients = Clients()
    clients.declare([Call("ecs", "DescribeClusters")])
    ecs = await clients.get("ecs", Aws("ap-northeast-2"))
    assert (await ecs.describe_clusters(clusters=["demo"]))["clusters"]
    with pytest.raises(UndeclaredCall, match="ecs:ListServices"):
        await ecs.list_services(cluster="demo")
    await clients.close()


async def test_what_is_written_is_signed_for_the_release_and_the_person(cloud: Server) -> None:
    """One client, whose session at AWS carries both; what is read is signed by our own."""
    clients = Clients()
    clients.declare([Call("sts", "GetCallerIdentity")])
    sts: Any = await clients.get("sts", SEOUL)  # type: ignore[call-overload]

    async def who() -> str:
        return str((await sts.get_caller_identity())["Arn"]).rpartition("/")[2]

    async def writes(person: str) -> str:
        async with writing(NoLedger(), Write("r1m7yt59sr00001", person, "ecs", "UpdateService", "demo")):
            return await who()

    names = await asyncio.gather(who(), writes("U0MINA"), writes("U0ALEX <!channel>"), writes("U0MINA"))
    assert names == [
        "subaku",
        "subaku-r1m7yt59sr00001-U0MINA",
        "subaku-r1m7yt59sr00001-U0ALEXchannel",
        "subaku-r1m7yt59sr00001-U0MINA",
    ]
    await clients.close()
