"""The JSON Schema of a configuration file, for `subaku schema`, editors, and the words of errors."""

from __future__ import annotations

import functools
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from bot.config.models import File
from bot.config.types import MAPPING, TEXT

Json = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """Titles are ours alone: they say in words what a value may be."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> Json:
        """Names as `propertyNames`, so that a name that isn't allowed is refused, and told why."""
        made: Json = {
            "type": "object",
            "propertyNames": self.generate_inner(schema["keys_schema"]),
            "additionalProperties": self.generate_inner(schema["values_schema"]),
        }
        return made | ({"minProperties": schema["min_length"]} if "min_length" in schema else {})

    def get_default_value(self, schema: Any) -> Any:
        """Defaults are told as people write them, so durations are left to the description."""
        value = super().get_default_value(schema)
        return value if isinstance(value, str | int | float | bool) and value != "" else None


@functools.cache
def schema() -> Json:
    """JSON Schema (2020-12) of one file. Don't change what is handed out: it is made once."""
    made = File.model_json_schema(schema_generator=_Generator)
    for definition in (made, *made["$defs"].values()):
        definition.pop("title", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Subaku",
        "patternProperties": {"^x-": {"description": "Free, for anchors."}},
        **_tidied(made),
    }


def _tidied(value: Any) -> Any:
    """Without the defaults that say nothing, and with `X or null` as X: an empty value is never allowed."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    options = value.get("anyOf", [])
    if {"type": "null"} in options:
        rest = [option for option in options if option != {"type": "null"}]
        value = {key: item for key, item in value.items() if key != "anyOf"}
        value |= rest[0] | value if len(rest) == 1 else {"anyOf": rest}
    return {key: _tidied(item) for key, item in value.items() if not (key == "default" and item is None)}


def resolved(part: Json) -> Json:
    """The part itself, for a part that refers to a definition; what stands beside the reference wins."""
    while "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        part = schema()["$defs"][name] | {key: value for key, value in part.items() if key != "$ref"}
    return part


def inside(part: Json, step: str | int) -> Json:
    """The part for a key, or for each item of a list; an empty one where nothing is known."""
    if isinstance(step, int):
        return dict(part.get("items", {}))
    if step in part.get("properties", {}):
        return dict(part["properties"][step])
    extra = part.get("additionalProperties")
    return dict(extra) if isinstance(extra, dict) else {}


def branch(part: Json, step: str | int) -> Json | None:
    """The branch that a step of pydantic's names: of text or mapping, or a driver's; None where it names a key."""
    if step in {TEXT, MAPPING}:
        wanted = "object" if step == MAPPING else "string"
        return next(option for option in map(resolved, part["oneOf"]) if option["type"] == wanted)
    drivers = part.get("discriminator", {}).get("mapping", {})
    return {"$ref": drivers[step]} if step in drivers else None
