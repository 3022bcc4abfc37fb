"""Bundles against another S3 than ours: moto's, with versions and many objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import aioboto3
import pytest
from moto.server import ThreadedMotoServer

from bot.domain.catalogue import Aws
from bot.drivers.aws import Clients
from bot.drivers.bundles import Bundle, Bundles, Shelf, of_location
from bot.drivers.codedeploy_ec2 import CALLS
from bot.errors import RevisionNotFound, TargetMisconfigured

AWS = Aws("ap-northeast-2")
SHA = "8be03d7c1a5f4e2b9d6a0c7f3e1b5d8a2c4f6e90"
SHELF = Shelf.of("s3://bundles/prod 배포/deploy-{sha}.zip")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
async def s3(address: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "demo")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
    async with aioboto3.Session().client("s3", region_name=AWS.region) as client:
        await client.create_bucket(Bucket="bundles", CreateBucketConfiguration={"LocationConstraint": AWS.region})
        yield client
        await _empty(client)
        await client.delete_bucket(Bucket="bundles")


@pytest.fixture
async def bundles(s3: Any) -> AsyncIterator[Bundles]:
    clients = Clients()
    clients.declare(CALLS)
    yield Bundles(clients)
    await clients.close()


async def test_an_object_is_pinned_by_its_etag(s3: Any, bundles: Bundles) -> None:
    await s3.put_object(Bucket="bundles", Key=f"prod 배포/deploy-{SHA}.zip", Body=b"one")
    found = await bundles.find(AWS, SHELF, SHA[:9])
    assert found == await bundles.find(AWS, SHELF, SHA) == await bundles.find(AWS, SHELF, found.etag)
    assert found.location["bundleType"] == "zip"
    assert (found.version, len(found.etag)) == ("", 32)
    pinned = Bundle.parse(str(found))
    assert pinned.location == found.location == of_location(found.location).location


async def test_where_versions_are_kept_the_earlier_one_is_still_there(s3: Any, bundles: Bundles) -> None:
    await s3.put_bucket_versioning(Bucket="bundles", VersioningConfiguration={"Status": "Enabled"})
    await s3.put_object(Bucket="bundles", Key=SHELF.key_of(SHA), Body=b"one")
    first = await bundles.find(AWS, SHELF, SHA)
    await s3.put_object(Bucket="bundles", Key=SHELF.key_of(SHA), Body=b"another")
    second = await bundles.find(AWS, SHELF, SHA)
    assert first.version
    assert first.version != second.version
    assert await bundles.head(AWS, Bundle.parse(str(first))) == first
    assert first.location["version"] == first.version


async def test_what_is_not_there_is_told_with_what_is_near(s3: Any, bundles: Bundles) -> None:
    for number in range(3):
        await s3.put_object(Bucket="bundles", Key=SHELF.key_of(f"{number}{SHA[1:]}"), Body=b"x")
    await s3.put_object(Bucket="bundles", Key="prod 배포/notes.txt", Body=b"no bundle")
    with pytest.raises(RevisionNotFound) as missing:
        await bundles.find(AWS, SHELF, "9be03d7")
    assert set(missing.value.nearest) == {"0be03d7", "1be03d7", "2be03d7"}
    assert len(await bundles.listed(AWS, SHELF)) == 3


async def test_an_empty_bucket_has_no_newest(bundles: Bundles) -> None:
    with pytest.raises(RevisionNotFound):
        await bundles.find(AWS, SHELF, "")
    with pytest.raises(TargetMisconfigured, match="elsewhere"):
        await bundles.find(AWS, Shelf.of("s3://elsewhere/{tag}.tgz"), "v1")


@pytest.mark.parametrize(
    ("bundle", "key", "revision"),
    [
        ("s3://b/deploy-{sha}.zip", "deploy-8be03d7.zip", "8be03d7"),
        ("s3://b/deploy-{sha}.zip", "deploy-8be03d.zip", None),
        ("s3://b/deploy-{sha}.zip", "deploy-main.zip", None),
        ("s3://b/{tag}.tar.gz", "v1.tar.gz", "v1"),
        ("s3://b/{tag}.tar.gz", "old/v1.tar.gz", None),
        ("s3://b/{tag}/app-{tag}.tgz", "v1/app-v1.tgz", "v1"),
        ("s3://b/{tag}/app-{tag}.tgz", "v1/app-v2.tgz", None),
        ("s3://b/a.b/{tag}.zip", "aXb/v1.zip", None),
    ],
)
def test_a_key_names_its_revision(bundle: str, key: str, revision: str | None) -> None:
    shelf = Shelf.of(bundle)
    assert shelf.revision_in(key) == revision
    if revision:
        assert shelf.key_of(revision) == key


async def _empty(client: Any) -> None:
    listed = await client.list_object_versions(Bucket="bundles")
    for each in listed.get("Versions", []):
        await client.delete_object(Bucket="bundles", Key=each["Key"], VersionId=each["VersionId"])
