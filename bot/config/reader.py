"""YAML text into nodes.

The file is read from PyYAML's events: they carry places, cost a few milliseconds with libyaml, and let this
module decide what the loaders decide otherwise: duplicate keys, tags, how deep and how wide a file may be.
Plain scalars follow YAML 1.2: `no`, `10:00` and `2026-12-24` are text, where YAML 1.1 would see other things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml

from bot.config.nodes import Entry, Node, Place, Problems, Scalar
from bot.config.words import SECRET, shown

MAX_BYTES = 1_048_576
MAX_DEPTH = 40
MAX_VALUES = 100_000  # with aliases written out, so that a few lines can't become a billion values

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?")


class _UnreadableError(Exception):
    """The file can't be read beyond this place."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place


def read(raw: bytes, file: str, problems: Problems) -> Node | None:
    """The file's mapping, or None where it can't be read; the mistakes go to `problems`."""
    try:
        text = _decode(raw, file)
        _refuse_secrets(text, file, problems)
        return _Composer(text, file, problems).document()
    except _UnreadableError as unreadable:
        problems.add(unreadable.place, str(unreadable))
    except yaml.YAMLError as error:
        problems.add(*_syntax(error, text, file))
    return None


def _decode(raw: bytes, file: str) -> str:
    if len(raw) > MAX_BYTES:
        raise _UnreadableError(
            Place(file, 1), f"the file holds more than {MAX_BYTES} bytes; split it into several files"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = f"the byte 0x{raw[error.start]:02x} isn't UTF-8; save the file as UTF-8"
        raise _UnreadableError(Place(file, line), sentence) from None


def _refuse_secrets(text: str, file: str, problems: Problems) -> None:
    for found in SECRET.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        problems.add(Place(file, line), "this looks like a secret; secrets are allowed in environment variables alone")


def _syntax(error: yaml.YAMLError, text: str, file: str) -> tuple[Place, str]:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Place(file, line), "a control character; only printable characters are allowed"
    context = str(getattr(error, "context", None) or "")
    opened = context.startswith(("while parsing a flow", "while scanning a quoted"))  # where it began says more
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    place = Place(file, mark.line + 1 if mark else 1)
    if mark and _is_tab(text, mark.line):
        return place, "a tab where YAML wants spaces; indent with spaces alone"
    said = ", ".join(part for part in (getattr(error, "problem", None), context) if part)
    return place, f"this isn't YAML: {said or 'it cannot be parsed'}; check the indentation, quotes and brackets here"


def _is_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return line < len(lines) and re.match(r" *\t", lines[line]) is not None


class _Composer:
    """One file's events made into nodes."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._file = file
        self._problems = problems
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._values = 0

    def document(self) -> Node:
        next(self._events)  # the stream's start
        begin = next(self._events)
        if isinstance(begin, yaml.StreamEndEvent):
            self._stop(Place(self._file, 1), "the file is empty")
        root = self._node(next(self._events), 0)
        next(self._events)  # the document's end
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop(self._place(after), "a second document begins here; a file may hold one")
        if root.content is None:
            self._stop(Place(self._file, 1), "the file is empty")
        if not isinstance(root.content, dict):
            self._stop(root.place, "the file must be a mapping")
        return root

    def _stop(self, place: Place, sentence: str) -> NoReturn:
        allowed = "the keys workspace, environments, services and trains are allowed here"
        raise _UnreadableError(place, sentence if ";" in sentence else f"{sentence}; {allowed}")

    def _place(self, event: yaml.Event) -> Place:
        return Place(self._file, event.start_mark.line + 1 if event.start_mark else 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        if depth > MAX_DEPTH:
            self._stop(place, f"nested too deeply; at most {MAX_DEPTH} levels are allowed")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), place)
        before = self._values
        self._count(1, place)
        node = self._composed(event, place, depth)
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            self._anchors[event.anchor] = node, self._values - before
        return node

    def _composed(self, event: yaml.Event, place: Place, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, place)
            return Node(place, event.value if event.style else _scalar(event.value), event.value)
        if isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event.tag, place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        return Node(place, list(self._until(yaml.SequenceEndEvent, depth)))

    def _until(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), end):
            yield self._node(event, depth + 1)

    def _mapping(self, place: Place, depth: int) -> Node:
        own: dict[str, Entry] = {}
        merged: list[Node] = []
        pairs = self._until(yaml.MappingEndEvent, depth)
        for key in pairs:
            value = next(pairs)
            if isinstance(key.content, dict | list):
                self._problems.add(key.place, "a key must be text, not a mapping or a list")
            elif key.text in own:
                first = own[key.text].place.line
                self._problems.add(key.place, f"the key {shown(key.text)} stands here twice; it is on line {first} too")
            else:
                own[key.text] = Entry(key.place, value)
                merged += self._merged(value) if key.text == "<<" else []
        own.pop("<<", None)
        return Node(place, _merge(own, merged))

    def _merged(self, value: Node) -> list[Node]:
        parts = value.content if isinstance(value.content, list) else [value]
        if any(not isinstance(part.content, dict) for part in parts):
            self._problems.add(value.place, "<< merges mappings; an alias of one, or a list of such, is allowed here")
        return [part for part in parts if isinstance(part.content, dict)]

    def _alias(self, anchor: str, place: Place) -> Node:
        if anchor not in self._anchors:
            known = ", ".join(f"*{name}" for name in list(self._anchors)[:10]) or "none"
            self._stop(place, f"no anchor &{anchor} stands above; known here: {known}")
        node, values = self._anchors[anchor]
        self._count(values, place)
        return node

    def _count(self, values: int, place: Place) -> None:
        self._values += values
        if self._values > MAX_VALUES:
            self._stop(place, f"more than {MAX_VALUES} values with all aliases written out; use fewer aliases")

    def _refuse_tag(self, tag: str | None, place: Place) -> None:
        if tag and tag != "!":
            known = shown(tag.replace("tag:yaml.org,2002:", "!!"))
            self._problems.add(place, f"the tag {known} isn't allowed; write the value without a tag")


def _merge(own: dict[str, Entry], merged: list[Node]) -> dict[str, Entry]:
    entries = dict(own)
    for part in merged:
        for key, entry in part.entries().items():
            entries.setdefault(key, entry)
    return entries


def _scalar(text: str) -> Scalar:
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
