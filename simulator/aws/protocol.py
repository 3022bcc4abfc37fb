"""AWS's protocols, read and written by botocore's service models, so that neither side can drift from AWS.

A request is checked by its operation's input shape, an answer by its output shape: a mistake here fails loudly as an
InternalFailure instead of teaching the bot a shape that AWS doesn't have.
"""

from __future__ import annotations

import base64
import functools
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

from simulator.aws import rest, xml
from simulator.aws.calls import Answer, AnswerDrifted, AwsError, Call, Operations, Params, Reply, Request

__all__ = ["Answer", "AnswerDrifted", "AwsError", "Call", "Operations", "Params", "Reply", "Request"]

SERVICES = (
    "autoscaling",
    "codedeploy",
    "ecs",
    "dynamodb",
    "sts",
    "lambda",
    "s3",
    "cloudwatch",
    "ecr",
    "codepipeline",
    "codebuild",
    "logs",
    "sqs",
)
REST = ("rest-json", "rest-xml")
NEWER = Path(__file__).with_name("models")


@functools.cache
def model(service: str) -> ServiceModel:
    """botocore's model of a service, with what is newer than botocore; `service` is one of SERVICES."""
    session = botocore.session.get_session()
    session.get_component("data_loader").search_paths.append(str(NEWER))
    return session.get_service_model(service)


def read(asked: Request) -> Call:
    """Tell which operation is asked for, and check what it is asked with. Raises AwsError."""
    if target := asked.headers.get("X-Amz-Target"):
        service, operation = _targeted(target)
        return Call(service, operation, _checked(service, operation, rest.parsed(asked.body)))
    service = _signed_for(asked.headers.get("Authorization", ""))
    if _protocol(service) in REST:
        operation = rest.operation_of(model(service), asked)
        return Call(service, operation, _checked(service, operation, rest.params_of(operation, asked)))
    form = dict(parse_qsl(asked.body.decode("utf-8", "replace"), keep_blank_values=True))
    operation = _operation(service, form.pop("Action", ""))
    form.pop("Version", None)
    params = xml.unflattened(form, operation.input_shape)
    return Call(service, operation, _checked(service, operation, params))


def write(call: Call, answer: Answer) -> Reply:
    """What goes back for an answer. Raises AnswerDrifted."""
    shape = call.operation.output_shape
    if found := mistakes(answer, shape):
        raise AnswerDrifted(f"{call.service}.{call.name}: {found}")
    headers = {"x-amzn-RequestId": call.request_id}
    match _protocol(call.service):
        case "query":
            return Reply(_xml_answer(call, shape, answer), headers=headers | {"Content-Type": "text/xml"})
        case "json":
            return Reply(_json(answer, shape), headers=headers | {"Content-Type": _json_type(call.service)})
    placed, status, left = rest.parts_of(shape, answer)
    kind, body = _rest_body(call, shape, left)
    status = status or call.operation.http.get("responseCode", 200)
    return Reply(body, status, headers | ({"Content-Type": kind} if body else {}) | placed)


def write_error(service: str, error: AwsError) -> Reply:
    """What goes back for an error."""
    match _protocol(service):
        case "query":
            return Reply(_query_error(service, error), error.status, {"Content-Type": "text/xml"})
        case "rest-xml":
            told = xml.tree("Error", Code=error.code, Message=error.message, RequestId=str(uuid.uuid4()))
            return Reply(xml.told(told), error.status, {"Content-Type": "application/xml"})
        case "rest-json":
            return _rest_error(service, error)
    prefix = "com.amazonaws.dynamodb.v20120810#" if service == "dynamodb" else ""
    body = {"__type": prefix + error.code, "message": error.message, **error.members}
    headers = {"Content-Type": _json_type(service), **_older_name(service, error.code)}
    return Reply(json.dumps(body).encode(), error.status, headers)


def service_of(headers: Mapping[str, str]) -> str:
    """Whose error format a request wants that could not be read."""
    prefix = headers.get("X-Amz-Target", "").partition(".")[0]
    if prefix:
        named = (each for each in SERVICES if model(each).metadata.get("targetPrefix") == prefix)
        return next(named, "codedeploy")
    try:
        return _signed_for(headers.get("Authorization", ""))
    except AwsError:
        return "sts"


def mistakes(value: Mapping[str, Any], shape: Shape | None) -> str:
    """What of a value doesn't fit its shape, in sentences; empty where all of it fits."""
    if shape is None:
        return "" if not value else f"Unknown parameters: {value}"
    report = ParamValidator().validate(value, shape)
    wrong: str = report.generate_report() if report.has_errors() else ""
    return wrong or "; ".join(_unlisted(value, shape, shape.name))


def _targeted(target: str) -> tuple[str, OperationModel]:
    prefix, _, name = target.partition(".")
    for service in SERVICES:
        if model(service).metadata.get("targetPrefix") == prefix:
            return service, _operation(service, name)
    raise AwsError("UnknownOperationException", f"{target}: this account has {', '.join(SERVICES)} only")


def _signed_for(authorization: str) -> str:
    """The service whose name stands in the signature's scope, whatever the protocol."""
    scope = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([a-z0-9-]+)/aws4_request", authorization)
    if scope is None:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", status=403)
    for service in SERVICES:
        if model(service).signing_name == scope[1]:
            return service
    raise AwsError("UnknownOperationException", f"{scope[1]}: this account has {', '.join(SERVICES)} only")


def _protocol(service: str) -> str:
    return str(model(service).metadata["protocol"])


def _operation(service: str, name: str) -> OperationModel:
    if name not in model(service).operation_names:
        raise AwsError("UnknownOperationException", f"{service} has no operation {name!r}", status=400)
    return model(service).operation_model(name)


def _checked(service: str, operation: OperationModel, params: Params) -> Params:
    if found := mistakes(params, operation.input_shape):
        raise _refusal(service, operation, found)
    return params


def _refusal(service: str, operation: OperationModel, found: str) -> AwsError:
    """The error that this service answers to such a mistake."""
    if "Invalid type" in found or "Unknown parameter" in found:
        return AwsError("SerializationException", found)
    modelled = {each.name for each in operation.error_shapes}
    if at_fault := re.search(r'(Missing required parameter in input: "|Invalid length for parameter )(\w+)', found):
        name = at_fault[2][0].upper() + at_fault[2][1:].removesuffix("s")
        named = f"{name}RequiredException" if at_fault[1].startswith("Missing") else f"Invalid{name}Exception"
        if named in modelled:
            return AwsError(named, found)
    for name in ("InvalidParameterException", "InvalidParameterValueException"):
        if name in modelled:
            return AwsError(name, found)
    return AwsError("ValidationError" if _protocol(service) == "query" else "ValidationException", found)


def _unlisted(value: object, shape: Shape, at: str) -> Iterable[str]:
    """Words that an enum doesn't list: botocore's own validator leaves them be."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name, each in value.items():
            yield from _unlisted(each, shape.members[name], f"{at}.{name}")
    elif isinstance(shape, ListShape) and isinstance(value, Iterable):
        for index, each in enumerate(value):
            yield from _unlisted(each, shape.member, f"{at}[{index}]")
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for name, each in value.items():
            yield from _unlisted(each, shape.value, f"{at}.{name}")
    elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        yield f"Invalid value at {at}: {value!r} is none of {', '.join(shape.enum)}"


def _plain(value: Any, shape: Shape) -> Any:
    """A checked value as JSON can hold it."""
    if isinstance(shape, StructureShape):
        return {name: _plain(each, shape.members[name]) for name, each in value.items()}
    if isinstance(shape, ListShape):
        return [_plain(each, shape.member) for each in value]
    if isinstance(shape, MapShape):
        return {name: _plain(each, shape.value) for name, each in value.items()}
    if isinstance(value, datetime):
        return round(value.timestamp(), 3)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _json_type(service: str) -> str:
    return f"application/x-amz-json-{model(service).metadata.get('jsonVersion', '1.1')}"


def _json(answer: Any, shape: Shape | None) -> bytes:
    return json.dumps(_plain(answer, shape) if shape else {}).encode()


def _xml_answer(call: Call, shape: StructureShape | None, answer: Answer) -> bytes:
    root = ET.Element(f"{call.name}Response", xmlns=str(model(call.service).metadata["xmlNamespace"]))
    if shape is not None:
        xml.grow(ET.SubElement(root, shape.serialization.get("resultWrapper", f"{call.name}Result")), answer, shape)
    ET.SubElement(ET.SubElement(root, "ResponseMetadata"), "RequestId").text = call.request_id
    return xml.told(root)


def _rest_body(call: Call, shape: StructureShape | None, left: Any) -> tuple[str, bytes]:
    """Content type and body of what isn't in a header."""
    if shape is None or left is None:
        return "", b""
    if isinstance(left, bytes):
        return "application/octet-stream", left
    payload = shape.serialization.get("payload")
    inner: Any = shape.members[payload] if payload else shape
    if _protocol(call.service) == "rest-json":
        return "application/json", _json(left, inner)
    if not any("location" not in each.serialization for each in shape.members.values()):
        return "", b""
    root = ET.Element(inner.serialization.get("name", inner.name))
    xml.grow(root, left, inner)
    return "application/xml", xml.told(root)


def _query_error(service: str, error: AwsError) -> bytes:
    root = ET.Element("ErrorResponse", xmlns=str(model(service).metadata["xmlNamespace"]))
    root.append(xml.tree("Error", Type="Sender", Code=error.code, Message=error.message))
    ET.SubElement(root, "RequestId").text = str(uuid.uuid4())
    return xml.told(root)


def _older_name(service: str, code: str) -> dict[str, str]:
    """What the error was called while SQS still spoke the query protocol: its clients go by that."""
    described = model(service)
    if "awsQueryCompatible" not in described.metadata or code not in {each.name for each in described.error_shapes}:
        return {}
    older = {"QueueDoesNotExist": "NonExistentQueue"}.get(code, code)
    return {"x-amzn-query-error": f"AWS.SimpleQueueService.{older};Sender"}


def _rest_error(service: str, error: AwsError) -> Reply:
    """Under the status and the spelling of `message` that the model has for it."""
    shapes = {each.name: each for each in model(service).error_shapes}
    shape, status, spelt = shapes.get(error.code), error.status, "message"
    if isinstance(shape, StructureShape):
        status = shape.metadata.get("error", {}).get("httpStatusCode", status)
        spelt = next((name for name in shape.members if name.lower() == "message"), spelt)
    body = {"Type": "User" if status < 500 else "Service", spelt: error.message, **error.members}
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": error.code}
    return Reply(json.dumps(body).encode(), status, headers)
