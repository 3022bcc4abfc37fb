"""The same story told to the simulator and to moto: versions, aliases and refusals are alike in both."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import aioboto3
import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load

SESSION = aioboto3.Session("demo", "demo", region_name="ap-northeast-2")
FUNCTION, ALIAS = "erp-dev-report", {"FunctionName": "erp-dev-report", "Name": "live"}


@pytest.fixture
def moto() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


async def test_both_tell_the_same_story(moto: str) -> None:
    async with Server(load(DEMO.with_name("erp.yaml")), Clock(3600)) as server:
        ours = await _story(f"{server.address}/aws")
    await _furnish(moto)
    assert ours == await _story(moto)


async def _furnish(moto: str) -> None:
    """What the world file of erp holds."""
    async with (
        SESSION.client("iam", endpoint_url=moto) as iam,
        SESSION.client("s3", endpoint_url=moto) as s3,
        SESSION.client("lambda", endpoint_url=moto) as functions,
    ):
        role = (await iam.create_role(RoleName="erp", AssumeRolePolicyDocument="{}"))["Role"]["Arn"]
        await s3.create_bucket(Bucket="erp-bundles", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
        code = {"ZipFile": _zipped("the first report")}
        await functions.create_function(
            FunctionName=FUNCTION, Runtime="python3.13", Role=role, Handler="app.handler", Code=code, Publish=True
        )
        await functions.create_alias(**ALIAS, FunctionVersion="1")


async def _story(endpoint: str) -> list[object]:
    """What is answered, without what only one account has."""
    told: list[object] = []
    async with (
        SESSION.client("s3", endpoint_url=endpoint) as s3,
        SESSION.client("lambda", endpoint_url=endpoint) as functions,
    ):
        await s3.put_object(Bucket="erp-bundles", Key="report/next.zip", Body=_zipped("the next report"))
        told.append((await functions.publish_version(FunctionName=FUNCTION))["Version"])
        await functions.update_function_code(FunctionName=FUNCTION, S3Bucket="erp-bundles", S3Key="report/next.zip")
        await _settled(functions)
        for description in ("new", "again"):
            made = await functions.publish_version(FunctionName=FUNCTION, Description=description)
            told.append((made["Version"], made["Description"], made["PackageType"]))
        listed = await functions.list_versions_by_function(FunctionName=FUNCTION)
        told.append([each["Version"] for each in listed["Versions"]])
        for route in ({"2": 0.1}, {}):
            version = "1" if route else "2"
            weights: dict[str, Any] = {"AdditionalVersionWeights": route}
            alias = await functions.update_alias(**ALIAS, FunctionVersion=version, RoutingConfig=weights)
            told.append((alias["FunctionVersion"], alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})))
        told.append(await _refusal(functions.update_alias(**ALIAS, FunctionVersion="99")))
        told.append(await _refusal(functions.get_alias(FunctionName=FUNCTION, Name="dead")))
        told.append(await _refusal(functions.get_alias(FunctionName="nobody", Name="live")))
        told.append(await _refusal(functions.get_function(FunctionName="nobody")))
    return told


async def _settled(functions: Any) -> None:
    async with asyncio.timeout(30):
        status = "InProgress"
        while status == "InProgress":
            await asyncio.sleep(0.01)
            status = (await functions.get_function_configuration(FunctionName=FUNCTION))["LastUpdateStatus"]


async def _refusal(call: Any) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as refused:
        await call
    error, meta = refused.value.response["Error"], refused.value.response["ResponseMetadata"]
    return error["Code"], error["Message"].partition("arn:")[0], meta["HTTPStatusCode"]


def _zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", text)
    return packed.getvalue()
