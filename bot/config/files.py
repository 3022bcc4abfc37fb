"""The files of a catalogue, read and put together into one mapping."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bot.config.nodes import Entry, Node, Place, Problems
from bot.config.reader import MAX_BYTES, read
from bot.config.words import shown

SECTIONS = ("environments", "services", "trains")
_SUFFIXES = (".yaml", ".yml")


def gather(path: Path, problems: Problems) -> Node | None:
    """The catalogue of a file, or of all YAML files of a folder and its sub-folders, as one mapping.

    None where a file can't be read: what it holds would be missed everywhere else, and said so in vain.
    """
    root = Node(Place(str(path), 1), {})
    nodes = [_node(file, problems) for file in _files(path, problems)]
    for node in filter(None, nodes):
        _add(root.entries(), node, problems)
    return root if nodes and None not in nodes else None


def _node(file: Path, problems: Problems) -> Node | None:
    raw = _bytes(file, problems)
    return None if raw is None else read(raw, str(file), problems)


def _files(path: Path, problems: Problems) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(_yaml_files(path))
    if not found:
        problems.add(Place(str(path), 1), "the folder holds no catalogue; files that end with .yaml or .yml are read")
    yield from found


def _yaml_files(folder: Path) -> Iterator[Path]:
    """Hidden names are left out: a mounted ConfigMap keeps older copies of each file in hidden folders."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files if name.endswith(_SUFFIXES) and not name.startswith("."))


def _bytes(file: Path, problems: Problems) -> bytes | None:
    try:
        if not file.exists():
            problems.add(
                Place(str(file), 1), "there is no such file; SUBAKU_CONFIG names a YAML file or a folder of such"
            )
        elif not file.is_file():
            problems.add(Place(str(file), 1), "this is no regular file; a YAML file or a folder of such is allowed")
        else:
            with file.open("rb") as opened:
                return opened.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add(
            Place(str(file), 1), f"the file can't be read: {error.strerror}; the bot must be allowed to read it"
        )
    return None


def _add(catalogue: dict[str, Entry], file: Node, problems: Problems) -> None:
    for section, entry in file.entries().items():
        if section.startswith("x-"):
            continue
        known = catalogue.get(section)
        if known is None:
            content = entry.node.content
            copy = Node(entry.node.place, dict(content) if isinstance(content, dict) else content, entry.node.text)
            catalogue[section] = Entry(entry.place, copy)
        elif section in SECTIONS:
            _extend(section, known, entry, problems)
        else:
            problems.add(entry.place, f"{shown(section)} stands here again; one is allowed, and {known.place} has it")


def _extend(section: str, known: Entry, added: Entry, problems: Problems) -> None:
    if not isinstance(known.node.content, dict) or not isinstance(added.node.content, dict):
        problems.add(added.place, f"{shown(section)} must be a mapping of names, in each file that has it")
        return
    for name, entry in added.node.content.items():
        if name in known.node.content:
            first = known.node.content[name].place
            sentence = f"{shown(name)} stands in {section} twice; {first} has it too, and a name is allowed once"
            problems.add(entry.place, sentence)
        else:
            known.node.content[name] = entry
