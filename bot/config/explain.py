"""What pydantic found, in sentences: what is wrong, and what is allowed there, at the line where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.json_schema import Json, branch, inside, resolved, schema
from bot.config.nodes import Entry, Node, Place, Problems
from bot.config.types import TEXT
from bot.config.words import either, listed, nearest, shown

Loc = tuple[str | int, ...]

_UNSHOWN = frozenset({"token"})  # where somebody may have written a secret by mistake


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place that pydantic names: what stands there, what the schema says of it, how people call it."""

    found: Entry | None
    around: Entry
    part: Json
    name: str

    @property
    def place(self) -> Place:
        """The value's line; the key's where the value goes over several lines or isn't there."""
        here = self.found or self.around
        return here.place if isinstance(here.node.content, dict | list) else here.node.place


def explain(error: ValidationError, root: Node, problems: Problems) -> None:
    """Each of pydantic's findings as a sentence at its line, but for those that follow from another one."""
    details = error.errors(include_url=False, include_input=False)
    inner = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    typos = {(*detail["loc"][:-1], _meant(detail["loc"])) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        loc = detail["loc"]
        spot = _spot(root, loc)
        empty = spot.found is not None and spot.found.node.content is None
        if not empty and loc not in inner and (detail["type"] != "missing" or loc not in typos):
            problems.add(*_sentence(detail, spot))


def _meant(loc: Loc) -> str:
    """The known key that is nearest to an unknown one, or an empty text."""
    known = _known_keys(loc)
    return next((key for key in known if shown(key) in nearest(str(loc[-1]), known)), "")


def _spot(root: Node, loc: Loc) -> _Spot:
    if loc and loc[-1] == "[key]":
        return _name_spot(_spot(root, loc[:-2]), str(loc[-2]))
    around = here = found = Entry(root.place, root)
    part, name = schema(), "the file"
    for step in loc:
        part = resolved(part)
        if (chosen := branch(part, step)) is not None:
            part = part if step == TEXT else chosen
            continue
        around, part = here, inside(part, step)
        name = str(step) if isinstance(step, str) else name
        if (entry := here.node.entry(step)) is None:
            return _Spot(None, around, resolved(part), name)
        here = found = entry
    return _Spot(found, around, resolved(part), name)


def _name_spot(around: _Spot, name: str) -> _Spot:
    """A key that is a name: the key itself is what stands there."""
    mapping = around.found or around.around
    place = entry.place if (entry := mapping.node.entry(name)) else mapping.place
    return _Spot(Entry(place, Node(place, name)), mapping, around.part["propertyNames"], "a key here")


def _sentence(detail: ErrorDetails, spot: _Spot) -> tuple[Place, str]:
    match detail["type"]:
        case "missing":
            return spot.around.place, _missing(spot)
        case "extra_forbidden":
            return spot.found.place if spot.found else spot.place, _unknown(detail["loc"], spot)
        case "union_tag_invalid" | "union_tag_not_found":
            return _driver(spot)
        case _:
            return spot.place, _refused(detail, spot)


def _missing(spot: _Spot) -> str:
    about = spot.part.get("description", "").rstrip(".")
    about = about[:1].lower() + about[1:] if about[1:2].islower() else about
    return f"{shown(spot.name)} is missing: {about}; it must be {allowed(spot.part)}"


def _unknown(loc: Loc, spot: _Spot) -> str:
    keys = sorted(_known_keys(loc))
    return f"{shown(spot.name)} isn't known here{nearest(spot.name, keys)}; allowed here: {listed(keys)}"


def _known_keys(loc: Loc) -> list[str]:
    part = schema()
    for step in loc[:-1]:
        part = resolved(part)
        chosen = branch(part, step)
        part = inside(part, step) if chosen is None else chosen
    return list(resolved(part).get("properties", {}))


def _driver(spot: _Spot) -> tuple[Place, str]:
    drivers = sorted(spot.part["discriminator"]["mapping"])
    here = spot.found or spot.around
    if not isinstance(here.node.content, dict):
        return spot.place, f"{shown(spot.name)} must be a mapping with a driver; allowed drivers: {listed(drivers)}"
    if (entry := here.node.entry("driver")) is None:
        return here.place, f'"driver" is missing: how {shown(spot.name)} is deployed; allowed: {listed(drivers)}'
    value = entry.node.content
    near = nearest(value, drivers) if isinstance(value, str) else ""
    return entry.node.place, f'"driver" must be {either(drivers)}, not {shown(value)}{near}'


def _refused(detail: ErrorDetails, spot: _Spot) -> str:
    each = isinstance(detail["loc"][-1], int)
    subject = spot.name if " " in spot.name else f"each of {shown(spot.name)}" if each else shown(spot.name)
    value = spot.found.node.content if spot.found else None
    counted = detail["type"] in {"too_short", "too_long"} and isinstance(value, dict | list)
    said = f"not {len(value)}" if counted and isinstance(value, dict | list) else f"not {shown(value)}"
    said = "" if spot.name in _UNSHOWN else f", {said}"
    cause = str(detail.get("ctx", {}).get("error", ""))
    return f"{subject} must be {allowed(spot.part)}{said}{_hint(spot)}{': ' if cause else ''}{cause}"


def _hint(spot: _Spot) -> str:
    """A near word; or quotes that are missing, or too many."""
    value, text = (spot.found.node.content, spot.found.node.text) if spot.found else (None, "")
    kind, known = spot.part.get("type"), spot.part.get("enum", [])
    if isinstance(value, str):
        number = kind in ("integer", "number") and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value)
        return " in quotes; without them it is a number" if number else nearest(value, known)
    if text and kind == "string" and not known and re.search(spot.part.get("pattern", ""), text):
        return f'; in quotes it is text: "{text}"'
    return ""


def allowed(part: Json) -> str:
    """What a part of the schema allows, in words."""
    title = part.get("title", "")
    if "enum" in part:
        return either(part["enum"])
    if "const" in part:
        return str(part["const"])
    if part.get("type") == "array":
        return _allowed_list(part)
    if part.get("type") == "object":
        return _allowed_mapping(part)
    bounds = f" from {part['minimum']} to {part['maximum']}" if "minimum" in part else ""
    examples = f" such as {either(part['examples'])}" if part.get("examples") else ""
    return f"{title}{bounds}{examples}" if title else "something else"


def _allowed_list(part: Json) -> str:
    least, most = part.get("minItems", 0), part.get("maxItems")
    size = f" of at least {least}" if least else ""
    size += f"{' and' if least else ' of'} at most {most}" if most else ""
    item = resolved(part.get("items", {}))
    return f"a list{size}, each {allowed(item)}"


def _allowed_mapping(part: Json) -> str:
    if keys := part.get("properties"):
        return f"a mapping with the keys {listed(sorted(keys))}"
    return "a mapping of at least one name" if part.get("minProperties") else "a mapping of names"
