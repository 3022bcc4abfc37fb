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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

SERVICES = ("codedeploy", "ecs", "dynamodb", "sts")

Params = dict[str, Any]
Answer = dict[str, Any]
Operations = Mapping[str, Callable[[Params], Answer]]


class AwsError(Exception):
    """An error as AWS answers it: its code, a sentence, further members, and the HTTP status."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status
        self.members: dict[str, object] = {}


class AnswerDrifted(AwsError):
    """An answer of the simulator isn't one that AWS could give."""

    def __init__(self, message: str) -> None:
        super().__init__("InternalFailure", message, status=500)


@dataclass(frozen=True)
class Call:
    """One call, already checked: whose operation, with what."""

    service: str
    operation: OperationModel
    params: Params
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def name(self) -> str:
        return self.operation.name


@functools.cache
def model(service: str) -> ServiceModel:
    """botocore's model of a service; `service` is one of SERVICES."""
    return botocore.session.get_session().get_service_model(service)


def read(headers: Mapping[str, str], body: bytes) -> Call:
    """Tell which operation is asked for, and check what it is asked with. Raises AwsError."""
    if target := headers.get("X-Amz-Target"):
        service, operation = _targeted(target)
        return Call(service, operation, _checked(service, operation, _json(body)))
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    service = _signed_for(headers.get("Authorization", ""))
    operation = _operation(service, form.pop("Action", ""))
    form.pop("Version", None)
    params = _unflattened(form, operation.input_shape)
    return Call(service, operation, _checked(service, operation, params))


def write(call: Call, answer: Answer) -> tuple[str, str]:
    """The body of an answer, and its content type. Raises AnswerDrifted."""
    shape = call.operation.output_shape
    if found := mistakes(answer, shape):
        raise AnswerDrifted(f"{call.service}.{call.name}: {found}")
    if model(call.service).metadata["protocol"] == "query":
        return _xml_answer(call, shape, answer), "text/xml"
    return json.dumps(_plain(answer, shape) if shape else {}), _json_type(call.service)


def write_error(service: str, error: AwsError) -> tuple[str, str]:
    """The body of an error, and its content type."""
    if service == "sts":
        return _xml_error(error), "text/xml"
    prefix = "com.amazonaws.dynamodb.v20120810#" if service == "dynamodb" else ""
    body = {"__type": prefix + error.code, "message": error.message, **error.members}
    return json.dumps(body), _json_type(service)


def service_of(headers: Mapping[str, str]) -> str:
    """Whose error format a request wants that could not be read."""
    prefix = headers.get("X-Amz-Target", "").partition(".")[0]
    named = (each for each in SERVICES if model(each).metadata.get("targetPrefix") == prefix)
    return next(named, "sts" if not prefix else "codedeploy")


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
    scope = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([a-z0-9-]+)/aws4_request", authorization)
    if scope is None:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", status=403)
    if scope[1] not in SERVICES:
        raise AwsError("UnknownOperationException", f"{scope[1]}: this account has {', '.join(SERVICES)} only")
    return scope[1]


def _operation(service: str, name: str) -> OperationModel:
    if name not in model(service).operation_names:
        raise AwsError("UnknownOperationException", f"{service} has no operation {name!r}", status=400)
    return model(service).operation_model(name)


def _json(body: bytes) -> Params:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        raise AwsError("SerializationException", "The body is no JSON") from None
    if not isinstance(read, dict):
        raise AwsError("SerializationException", "The body is no JSON object")
    return read


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
    if "InvalidParameterException" in modelled:
        return AwsError("InvalidParameterException", found)
    return AwsError("ValidationError" if service == "sts" else "ValidationException", found)


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


def _unflattened(form: Mapping[str, str], shape: Shape | None) -> Params:
    """The query protocol's `Tags.member.1.Key=…` as lists and structures. Raises AwsError."""
    if not isinstance(shape, StructureShape):
        return dict(form)
    names = sorted({key.partition(".")[0] for key in form})
    for name in names:
        if name not in shape.members:
            raise AwsError("ValidationError", f"Unknown parameter {name!r}")
    return {name: _member(form, name, shape.members[name]) for name in names}


def _member(form: Mapping[str, str], name: str, shape: Shape) -> Any:
    if isinstance(shape, ListShape):
        numbers = sorted({int(key.split(".")[2]) for key in form if re.match(rf"{name}\.member\.\d+", key)})
        return [_member(form, f"{name}.member.{number}", shape.member) for number in numbers]
    if isinstance(shape, StructureShape):
        inner = {key.removeprefix(name + "."): each for key, each in form.items() if key.startswith(name + ".")}
        return _unflattened(inner, shape)
    value = form.get(name, "")
    return int(value) if shape.type_name == "integer" and value.isdecimal() else value


def _xml_answer(call: Call, shape: StructureShape | None, answer: Answer) -> str:
    root = ET.Element(f"{call.name}Response", xmlns=str(model(call.service).metadata["xmlNamespace"]))
    if shape is not None:
        _grow(ET.SubElement(root, shape.serialization.get("resultWrapper", f"{call.name}Result")), answer, shape)
    ET.SubElement(ET.SubElement(root, "ResponseMetadata"), "RequestId").text = call.request_id
    return ET.tostring(root, encoding="unicode")


def _grow(parent: ET.Element, value: Any, shape: Shape) -> None:
    if isinstance(shape, StructureShape):
        for name, each in value.items():
            _grow(ET.SubElement(parent, shape.members[name].serialization.get("name", name)), each, shape.members[name])
    elif isinstance(shape, ListShape):
        for each in value:
            _grow(ET.SubElement(parent, "member"), each, shape.member)
    elif isinstance(value, datetime):
        parent.text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    else:
        parent.text = str(value)


def _xml_error(error: AwsError) -> str:
    root = ET.Element("ErrorResponse", xmlns=str(model("sts").metadata["xmlNamespace"]))
    inside = ET.SubElement(root, "Error")
    for name, text in {"Type": "Sender", "Code": error.code, "Message": error.message}.items():
        ET.SubElement(inside, name).text = text
    ET.SubElement(root, "RequestId").text = str(uuid.uuid4())
    return ET.tostring(root, encoding="unicode")
