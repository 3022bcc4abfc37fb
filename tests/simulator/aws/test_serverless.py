"""Functions, bundles, alarms and images of the simulated account, through real clients."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aioboto3
import pytest
from aiobotocore.config import AioConfig
from aiohttp import ClientSession, encode_basic_auth
from botocore.exceptions import ClientError

from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load

FUNCTION = "erp-dev-employee-service"
IMAGE = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/erp/employee-service-lambda"
REPOSITORY = "erp/employee-service-lambda"
SESSION = aioboto3.Session("AKIAEXAMPLE", "example", region_name="ap-northeast-2")


class House:
    """The account of erp, and clients for it."""

    def __init__(self, address: str, clock: Clock, http: ClientSession) -> None:
        self.address, self.clock, self.http = address, clock, http
        self.functions: Any = None
        self.s3: Any = None
        self.cloudwatch: Any = None
        self.ecr: Any = None

    async def world(self, path: str, **asked: object) -> int:
        """The game master's move; answers the status."""
        async with self.http.post(f"{self.address}/world/aws/{path}", json=asked) as answer:
            return answer.status

    async def updated(self, tag: str) -> None:
        """New code, once Lambda is done with it."""
        await self.functions.update_function_code(FunctionName=FUNCTION, ImageUri=f"{IMAGE}:{tag}")
        await self.settled()

    async def settled(self) -> None:
        """Once an update has ended; Lambda is asked, it doesn't tell."""
        async with asyncio.timeout(30):
            status = "InProgress"
            while status == "InProgress":
                await asyncio.sleep(0.01)
                status = (await self.functions.get_function_configuration(FunctionName=FUNCTION))["LastUpdateStatus"]

    async def state(self) -> str:
        [alarm] = (await self.cloudwatch.describe_alarms(AlarmNames=["erp-employee-errors"]))["MetricAlarms"]
        said: str = alarm["StateValue"]
        return said


@pytest.fixture
async def house() -> AsyncIterator[House]:
    names = {"functions": "lambda", "s3": "s3", "cloudwatch": "cloudwatch", "ecr": "ecr"}
    async with Server(load(DEMO.with_name("erp.yaml")), Clock(600)) as server, ClientSession() as http:
        made = House(server.address, server.clock, http)
        async with AsyncExitStack() as stack:
            for name, service in names.items():
                config = AioConfig(retries={"max_attempts": 0})
                client = SESSION.client(service, endpoint_url=f"{server.address}/aws", config=config)
                setattr(made, name, await stack.enter_async_context(client))
            yield made


async def test_code_is_updated_for_a_while_and_then_published_once(house: House) -> None:
    house.clock.paused = True
    answer = await house.functions.update_function_code(FunctionName=FUNCTION, ImageUri=f"{IMAGE}:v2")
    assert answer["LastUpdateStatus"] == "InProgress"
    with pytest.raises(ClientError, match=r"ResourceConflictException.*update is in progress"):
        await house.functions.publish_version(FunctionName=FUNCTION)
    house.clock.paused = False
    await house.settled()
    first = await house.functions.publish_version(FunctionName=FUNCTION, Description="one")
    again = await house.functions.publish_version(FunctionName=FUNCTION, Description="two")
    assert (first["Version"], again["Version"], again["Description"]) == ("8", "8", "one")
    with pytest.raises(ClientError, match="CodeSHA256"):
        await house.functions.publish_version(FunctionName=FUNCTION, CodeSha256="other")
    listed = await house.functions.list_versions_by_function(FunctionName=FUNCTION, MaxItems=2)
    rest = await house.functions.list_versions_by_function(FunctionName=FUNCTION, Marker=listed["NextMarker"])
    assert [each["Version"] for each in (*listed["Versions"], *rest["Versions"])] == ["$LATEST", "7", "8"]
    found = await house.functions.get_function(FunctionName=FUNCTION, Qualifier="8")
    assert found["Code"]["ResolvedImageUri"].startswith(f"{IMAGE}@sha256:")


async def test_an_alias_is_guarded_by_its_revision(house: House) -> None:
    await house.updated("v2")
    await house.functions.publish_version(FunctionName=FUNCTION)
    named = {"FunctionName": FUNCTION, "Name": "live"}
    seen = await house.functions.get_alias(**named)
    moved = await house.functions.update_alias(
        **named, RevisionId=seen["RevisionId"], RoutingConfig={"AdditionalVersionWeights": {"8": 0.1}}
    )
    assert moved["RoutingConfig"] == {"AdditionalVersionWeights": {"8": 0.1}}
    with pytest.raises(ClientError, match="PreconditionFailedException"):
        await house.functions.update_alias(**named, RevisionId=seen["RevisionId"], FunctionVersion="8")
    for weights in ({"$LATEST": 0.1}, {"7": 0.1}, {"8": 1.5}):
        with pytest.raises(ClientError, match="InvalidParameterValueException"):
            await house.functions.update_alias(**named, RoutingConfig={"AdditionalVersionWeights": weights})
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await house.functions.update_alias(**named, FunctionVersion="99")
    done = await house.functions.update_alias(
        **named, FunctionVersion="8", RoutingConfig={"AdditionalVersionWeights": {}}
    )
    assert "RoutingConfig" not in done


async def test_code_must_be_of_the_functions_kind(house: House) -> None:
    with pytest.raises(ClientError, match="packageType Image"):
        await house.functions.update_function_code(FunctionName=FUNCTION, S3Bucket="erp-bundles", S3Key="x")
    with pytest.raises(ClientError, match="does not exist"):
        await house.functions.update_function_code(FunctionName=FUNCTION, ImageUri=f"{IMAGE}:v99")
    with pytest.raises(ClientError, match="NoSuchKey"):
        await house.functions.update_function_code(FunctionName="erp-dev-report", S3Bucket="erp-bundles", S3Key="x")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await house.functions.get_function(FunctionName="nobody")


async def test_errors_show_in_the_alarm_while_the_version_has_traffic(house: House) -> None:
    await house.updated("v4-errors")
    version = (await house.functions.publish_version(FunctionName=FUNCTION))["Version"]
    named = {"FunctionName": FUNCTION, "Name": "live"}
    await house.functions.update_alias(**named, RoutingConfig={"AdditionalVersionWeights": {version: 0.1}})
    async with asyncio.timeout(30):
        state = "OK"
        while state != "ALARM":  # CloudWatch is asked, it doesn't tell
            await asyncio.sleep(0.01)
            state = await house.state()
    await house.functions.update_alias(**named, RoutingConfig={"AdditionalVersionWeights": {}})
    assert await house.state() == "OK"


async def test_the_game_master_turns_alarms_puts_objects_and_scans(house: House) -> None:
    assert await house.world("alarm-state", name="erp-employee-errors", state="ALARM") == 200
    assert await house.state() == "ALARM"
    assert await house.world("alarm-state", name="nobody", state="OK") == 404
    assert await house.world("object", bucket="erp-bundles", key="a b/c.zip", body="x", metadata={"sha": "1"}) == 200
    head = await house.s3.head_object(Bucket="erp-bundles", Key="a b/c.zip")
    assert (head["ContentLength"], head["Metadata"]) == (1, {"sha": "1"})
    assert await house.world("object", bucket="nobody", key="x") == 404
    assert await house.world("scan", repository=REPOSITORY, tag="v2", findings={"CRITICAL": 2}) == 200
    assert await house.world("scan", repository=REPOSITORY, tag="v99") == 404
    found = await house.ecr.describe_image_scan_findings(repositoryName=REPOSITORY, imageId={"imageTag": "v2"})
    assert found["imageScanFindings"]["findingSeverityCounts"] == {"CRITICAL": 2}


async def test_objects_are_kept_and_listed(house: House) -> None:
    put = await house.s3.put_object(Bucket="erp-bundles", Key="report/one.zip", Body=b"one")
    got = await house.s3.get_object(Bucket="erp-bundles", Key="report/one.zip")
    assert (await got["Body"].read(), got["ETag"]) == (b"one", put["ETag"])
    listed = await house.s3.list_objects_v2(Bucket="erp-bundles", Prefix="report/", MaxKeys=1)
    more = await house.s3.list_objects_v2(
        Bucket="erp-bundles", Prefix="report/", ContinuationToken=listed["NextContinuationToken"]
    )
    assert [each["Key"] for each in (*listed["Contents"], *more["Contents"])] == [
        "report/0e9d8c7.zip",
        "report/one.zip",
    ]
    for ask in (house.s3.head_object, house.s3.get_object):
        with pytest.raises(ClientError, match=r"404|NoSuchKey"):
            await ask(Bucket="erp-bundles", Key="nothing")
    with pytest.raises(ClientError, match="NoSuchBucket"):
        await house.s3.list_objects_v2(Bucket="nobody")


async def test_images_tell_what_their_scan_found(house: House) -> None:
    found = await house.ecr.describe_images(repositoryName=REPOSITORY, imageIds=[{"imageTag": "v3"}])
    [detail] = found["imageDetails"]
    assert detail["imageScanStatus"] == {"status": "COMPLETE"}
    assert detail["imageScanFindingsSummary"]["findingSeverityCounts"] == {"HIGH": 1, "MEDIUM": 3}
    by_digest = {"imageDigest": detail["imageDigest"]}
    scanned = await house.ecr.describe_image_scan_findings(repositoryName=REPOSITORY, imageId=by_digest)
    assert len(scanned["imageScanFindings"]["findings"]) == 4
    await house.world("scan", repository=REPOSITORY, tag="v2", status="NOT_FOUND")
    with pytest.raises(ClientError, match="ScanNotFoundException"):
        await house.ecr.describe_image_scan_findings(repositoryName=REPOSITORY, imageId={"imageTag": "v2"})
    with pytest.raises(ClientError, match="ImageNotFoundException"):
        await house.ecr.describe_images(repositoryName=REPOSITORY, imageIds=[{"imageTag": "v99"}])
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        await house.ecr.describe_images(repositoryName="nobody")


async def test_a_private_repository_opens_to_ecrs_password_alone(house: House) -> None:
    url = f"{house.address}/registry/v2/{REPOSITORY}/tags/list"
    async with house.http.get(url) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    [given] = (await house.ecr.get_authorization_token())["authorizationData"]
    user, _, password = base64.b64decode(given["authorizationToken"]).decode().partition(":")
    async with house.http.get(url, headers={"Authorization": encode_basic_auth(user, password)}) as answer:
        assert (await answer.json())["tags"] == ["v1", "v2", "v3", "v4-errors"]
    async with house.http.get(url, headers={"Authorization": encode_basic_auth(user, "guessed")}) as answer:
        assert answer.status == 401
