"""What was read, with the place of each key and value: all that the later steps say is said at a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

Scalar = str | int | float | bool | None


class Place(NamedTuple):
    """A line of a file; both as people write them, so lines begin at 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Entry(NamedTuple):
    """A value of a mapping, and where its key stands."""

    place: Place
    node: Node


@dataclass(slots=True, eq=False)
class Node:
    """A value: a mapping, a list or a scalar. `text` is the scalar as it was typed."""

    place: Place
    content: dict[str, Entry] | list[Node] | Scalar
    text: str = ""

    def entry(self, *path: str | int) -> Entry | None:
        """What stands at a path, or None where there is no such thing."""
        here = Entry(self.place, self)
        for step in path:
            content = here.node.content
            if isinstance(content, dict) and step in content:
                here = content[str(step)]
            elif isinstance(content, list) and isinstance(step, int) and step < len(content):
                here = Entry(content[step].place, content[step])
            else:
                return None
        return here

    def string(self, *path: str | int) -> str | None:
        """The text at a path, or None where there is none."""
        found = self.entry(*path)
        return found.node.content if found and isinstance(found.node.content, str) else None

    def entries(self, *path: str | int) -> dict[str, Entry]:
        """The mapping at a path, or an empty one."""
        found = self.entry(*path)
        return found.node.content if found and isinstance(found.node.content, dict) else {}

    def items(self, *path: str | int) -> list[Node]:
        """The list at a path, or an empty one."""
        found = self.entry(*path)
        return found.node.content if found and isinstance(found.node.content, list) else []

    def strings(self, *path: str | int) -> Iterator[tuple[Place, str]]:
        """The texts in the list at a path, each with its place."""
        for node in self.items(*path):
            if isinstance(node.content, str):
                yield node.place, node.content


Plain = dict[str, "Plain"] | list["Plain"] | Scalar


def plain(node: Node) -> Plain:
    """The value without its places."""
    match node.content:
        case dict() as entries:
            return {key: plain(entry.node) for key, entry in entries.items()}
        case list() as items:
            return [plain(item) for item in items]
        case scalar:
            return scalar


class Problems:
    """The mistakes that were found; the same sentence about the same line is kept once."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], None] = {}

    def add(self, place: Place, sentence: str) -> None:
        """Keep a mistake: what is wrong, and what is allowed there."""
        self._found[place, sentence] = None

    def __bool__(self) -> bool:
        return bool(self._found)

    def lines(self) -> list[str]:
        """`FILE:LINE: sentence` for each mistake, in the order of files and lines."""
        return [f"{place}: {sentence}" for place, sentence in sorted(self._found, key=lambda found: found[0])]
