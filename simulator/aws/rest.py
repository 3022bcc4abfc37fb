"""AWS's REST protocols: the operation is told by method and path, its members by where they are in the request."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from simulator.aws.calls import AwsError, Params, Request
from simulator.aws.xml import scalar, text_of

PLACE = re.compile(r"\{(\w+)(\+?)\}")
PLACED = ("uri", "querystring", "header", "headers", "statusCode")


def operation_of(service: ServiceModel, asked: Request) -> OperationModel:
    """The operation that a request means: of all that match, the one that says most. Raises AwsError."""
    models = [service.operation_model(name) for name in service.operation_names]
    fitting = [each for each in models if each.http["method"] == asked.method and _fits(each, asked)]
    if not fitting:
        raise AwsError("UnknownOperationException", f"{service.service_name}: {asked.method} {asked.path}", status=404)
    return max(fitting, key=lambda each: (len(_literals(each)), len(_needed(each)), not each.deprecated))


def params_of(operation: OperationModel, asked: Request) -> Params:
    """What the operation is asked with, from path, query, headers and body. Raises AwsError."""
    shape = operation.input_shape
    if shape is None:
        return {}
    path = _pattern(operation).fullmatch(asked.path)
    spoken = {name: unquote(each) for name, each in path.groupdict().items()} if path else {}
    params: Params = {}
    for name, member in shape.members.items():
        found = _placed(member, asked, spoken)
        if found is not None:
            params[name] = found
    return params | _body(shape, asked)


def parts_of(shape: StructureShape | None, answer: Mapping[str, Any]) -> tuple[dict[str, str], int | None, Any]:
    """The headers of an answer, its status where a member says it, and what is left for the body."""
    headers: dict[str, str] = {}
    status: int | None = None
    left: dict[str, Any] = {}
    for name, each in answer.items():
        said = shape.members[name].serialization if shape else {}
        match said.get("location"):
            case "header":
                headers[said["name"]] = _header(each)
            case "headers":
                headers |= {said["name"] + key: str(value) for key, value in each.items()}
            case "statusCode":
                status = int(each)
            case _:
                left[name] = each
    payload = shape.serialization.get("payload") if shape else None
    return headers, status, left.get(payload) if payload else left


def named(value: Any, shape: Shape) -> Any:
    """JSON's own names as the model's; what is unknown stays for the check to name."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        names = {each.serialization.get("name", name): name for name, each in shape.members.items()}
        renamed = {names.get(key, key): each for key, each in value.items() if each is not None}
        return {key: named(each, shape.members[key]) if key in shape.members else each for key, each in renamed.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [named(each, shape.member) for each in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: named(each, shape.value) for key, each in value.items()}
    return value


def parsed(body: bytes) -> Params:
    """A JSON object. Raises AwsError."""
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        raise AwsError("SerializationException", "The body is no JSON") from None
    if not isinstance(read, dict):
        raise AwsError("SerializationException", "The body is no JSON object")
    return read


def _fits(operation: OperationModel, asked: Request) -> bool:
    if not _pattern(operation).fullmatch(asked.path) or not _literals(operation).items() <= asked.query.items():
        return False
    headers = {name.lower() for name in asked.headers}
    return all(name in asked.query or name.lower() in headers for name in _needed(operation))


@functools.cache
def _pattern(operation: OperationModel) -> re.Pattern[str]:
    """`/{Bucket}/{Key+}` as an expression; a place without `+` holds one segment."""
    literal, _, _ = operation.http["requestUri"].partition("?")
    pieces = PLACE.split(literal.rstrip("/"))
    built = re.escape(pieces[0])
    for name, greedy, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        built += f"(?P<{name}>{'.+' if greedy else '[^/]+'}){re.escape(after)}"
    return re.compile(built + "/?")


@functools.cache
def _literals(operation: OperationModel) -> dict[str, str]:
    """What its template wants in the query, such as `list-type=2`."""
    return dict(parse_qsl(operation.http["requestUri"].partition("?")[2], keep_blank_values=True))


@functools.cache
def _needed(operation: OperationModel) -> tuple[str, ...]:
    """The keys of the query and the headers that it can't be without: they tell CopyObject from PutObject."""
    shape = operation.input_shape
    members = [shape.members[name].serialization for name in shape.required_members] if shape else []
    return tuple(each["name"] for each in members if each.get("location") in ("querystring", "header"))


def _placed(member: Shape, asked: Request, spoken: Mapping[str, str]) -> Any:
    """A member that isn't in the body, or None."""
    name = member.serialization.get("name", "")
    match member.serialization.get("location"):
        case "uri":
            found = spoken.get(name)
        case "querystring" if isinstance(member, ListShape):
            return [asked.query[name]] if name in asked.query else None
        case "querystring":
            found = asked.query.get(name)
        case "header":
            found = asked.headers.get(name)
        case "headers":
            cut = len(name)
            starting = {key[cut:]: each for key, each in asked.headers.items() if key.lower().startswith(name.lower())}
            return starting or None
        case _:
            found = None
    return None if found is None else scalar(found, member)


def _body(shape: StructureShape, asked: Request) -> Params:
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name == "blob":
        return {payload: asked.body} if asked.body else {}
    within = [each for each in shape.members.values() if each.serialization.get("location") not in PLACED]
    if not within or not asked.body:
        return {}
    if payload:
        return {payload: named(parsed(asked.body), shape.members[payload])}
    params: Params = named(parsed(asked.body), shape)
    return params


def _header(value: Any) -> str:
    return format_datetime(value.astimezone(UTC), usegmt=True) if isinstance(value, datetime) else text_of(value)
