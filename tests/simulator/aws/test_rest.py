"""The REST protocols: what is asked by method and path, and what goes back in headers, status and body."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from simulator.aws import protocol
from simulator.aws.protocol import AwsError, Call, Request


def asked(
    service: str,
    method: str,
    path: str,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Call:
    """A request, signed for a service."""
    signature = f"AWS4-HMAC-SHA256 Credential=demo/20261121/ap-northeast-2/{service}/aws4_request"
    return protocol.read(Request(method, path, query or {}, {"Authorization": signature, **(headers or {})}, body))


@pytest.mark.parametrize(
    ("service", "method", "path", "query", "headers", "operation", "params"),
    [
        ("lambda", "GET", "/2015-03-31/functions/f", {}, {}, "GetFunction", {"FunctionName": "f"}),
        (
            "lambda",
            "GET",
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax%3A1%3Afunction%3Af/aliases/live",
            {},
            {},
            "GetAlias",
            {"FunctionName": "arn:aws:lambda:x:1:function:f", "Name": "live"},
        ),
        (
            "lambda",
            "GET",
            "/2015-03-31/functions/f/versions",
            {"MaxItems": "5"},
            {},
            "ListVersionsByFunction",
            {"FunctionName": "f", "MaxItems": 5},
        ),
        ("s3", "GET", "/b/a/c%20d.zip", {}, {}, "GetObject", {"Bucket": "b", "Key": "a/c d.zip"}),
        ("s3", "GET", "/b", {"list-type": "2"}, {}, "ListObjectsV2", {"Bucket": "b"}),
        ("s3", "GET", "/b", {"versioning": ""}, {}, "GetBucketVersioning", {"Bucket": "b"}),
        ("s3", "PUT", "/b/k", {}, {}, "PutObject", {"Bucket": "b", "Key": "k"}),
        (
            "s3",
            "PUT",
            "/b/k",
            {},
            {"x-amz-copy-source": "c/d"},
            "CopyObject",
            {"Bucket": "b", "Key": "k", "CopySource": "c/d"},
        ),
    ],
)
def test_a_request_is_read_from_where_its_members_are(
    service: str,
    method: str,
    path: str,
    query: dict[str, str],
    headers: dict[str, str],
    operation: str,
    params: dict[str, Any],
) -> None:
    call = asked(service, method, path, query, headers)
    assert (call.name, call.params) == (operation, params)


def test_a_request_that_no_operation_fits_is_unknown() -> None:
    with pytest.raises(AwsError, match="UnknownOperationException"):
        asked("lambda", "GET", "/2015-03-31/nothing")


@pytest.mark.parametrize("body", [b'{"FunctionVersion": 3}', b'{"Surprise": "x"}', b"[]", b"<html>"])
def test_a_body_that_does_not_fit_its_shape_is_refused(body: bytes) -> None:
    with pytest.raises(AwsError, match="SerializationException"):
        asked("lambda", "PUT", "/2015-03-31/functions/f/aliases/live", body=body)


def test_what_stands_in_headers_goes_into_headers() -> None:
    call = asked("s3", "HEAD", "/b/k")
    modified = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    reply = protocol.write(call, {"ContentLength": 3, "LastModified": modified, "Metadata": {"commit": "abc"}})
    assert reply.body == b""
    assert reply.headers["Content-Length"] == "3"
    assert reply.headers["Last-Modified"] == "Sat, 21 Nov 2026 10:30:00 GMT"
    assert reply.headers["x-amz-meta-commit"] == "abc"


def test_a_flattened_list_has_no_element_of_its_own() -> None:
    call = asked("s3", "GET", "/b", {"list-type": "2"})
    reply = protocol.write(call, {"IsTruncated": False, "Contents": [{"Key": "a"}, {"Key": "b"}]})
    root = ET.fromstring(reply.body)  # noqa: S314 - our own
    assert [each.findtext("Key") for each in root.findall("Contents")] == ["a", "b"]
    assert root.findtext("IsTruncated") == "false"


def test_an_answer_has_the_status_of_its_operation() -> None:
    call = asked("lambda", "POST", "/2015-03-31/functions/f/versions", body=b"{}")
    assert protocol.write(call, {"Version": "3"}).status == 201
    with pytest.raises(protocol.AnswerDrifted, match="colour"):
        protocol.write(call, {"colour": "green"})


@pytest.mark.parametrize(
    ("service", "code", "status", "part"),
    [
        ("lambda", "ResourceConflictException", 409, b'"message": "no"'),
        ("lambda", "ResourceNotFoundException", 404, b'"Message": "no"'),
        ("lambda", "TooManyRequestsException", 429, b'"message": "no"'),
        ("s3", "NoSuchKey", 400, b"<Error><Code>NoSuchKey</Code><Message>no</Message>"),
        ("cloudwatch", "Throttling", 400, b"<Code>Throttling</Code>"),
        ("ecr", "ImageNotFoundException", 400, b'"__type": "ImageNotFoundException"'),
    ],
)
def test_an_error_is_told_as_its_service_does(service: str, code: str, status: int, part: bytes) -> None:
    reply = protocol.write_error(service, AwsError(code, "no"))
    assert reply.status == status
    assert part in reply.body
    if service == "lambda":
        assert reply.headers["x-amzn-ErrorType"] == code
