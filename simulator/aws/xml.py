"""AWS's query protocol and the XML that it shares with S3: forms in, elements out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from botocore.model import ListShape, MapShape, Shape, StructureShape

from simulator.aws.calls import AwsError, Params


def unflattened(form: Mapping[str, str], shape: Shape | None) -> Params:
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
        return unflattened(inner, shape)
    return scalar(form.get(name, ""), shape)


def scalar(text: str, shape: Shape) -> Any:
    """A value that came as text; what doesn't fit its shape stays text, for the check to name."""
    match shape.type_name:
        case "integer" | "long" if re.fullmatch(r"-?\d+", text):
            return int(text)
        case "float" | "double" if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
    return text


def grow(parent: ET.Element, value: Any, shape: Shape) -> None:
    """Hang a value below an element, as its shape wants it."""
    if isinstance(shape, StructureShape):
        for name, each in value.items():
            _hang(parent, shape.members[name].serialization.get("name", name), each, shape.members[name])
    elif isinstance(shape, ListShape):
        for each in value:
            _hang(parent, shape.member.serialization.get("name", "member"), each, shape.member)
    elif isinstance(shape, MapShape):
        for key, each in value.items():
            entry = ET.SubElement(parent, "entry")
            grow(ET.SubElement(entry, "key"), key, shape.key)
            grow(ET.SubElement(entry, "value"), each, shape.value)
    else:
        parent.text = text_of(value)


def _hang(parent: ET.Element, name: str, value: Any, shape: Shape) -> None:
    """A flattened list has no element of its own."""
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        for each in value:
            grow(ET.SubElement(parent, shape.member.serialization.get("name", name)), each, shape.member)
    else:
        grow(ET.SubElement(parent, name), value, shape)


def text_of(value: Any) -> str:
    """A scalar as XML and headers write it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value).lower() if isinstance(value, bool) else str(value)


def told(root: ET.Element) -> bytes:
    """The document."""
    return ET.tostring(root, encoding="unicode").encode()


def tree(name: str, **texts: str) -> ET.Element:
    """An element with a child for each text."""
    root = ET.Element(name)
    for child, text in texts.items():
        ET.SubElement(root, child).text = text
    return root
