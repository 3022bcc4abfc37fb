"""A theme is a folder: `theme.toml`, `square/` and, if it likes, `card/`."""

import hashlib
import re
import struct
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

SUBAKU = Path(__file__).parent / "subaku"
LOCALES = ("ko", "ja", "en")
ALT_LIMIT = 2000  # characters that Slack takes

_FILE_NAME = re.compile(r"[a-z0-9_-]+\.(gif|png)")
_THEME_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_ABOUT = ("title", "credit", "licence")


class State(StrEnum):
    """What a release, a target or the bot itself is doing."""

    ASKED = "asked"
    WAITING = "waiting"  # for an approval
    QUEUED = "queued"
    SNIFFING = "sniffing"  # gates are checked
    RUNNING = "running"
    TESTING = "testing"  # green is up and held for a person
    SWITCHING = "switching"  # traffic goes over
    BAKING = "baking"
    CHEERING = "cheering"  # succeeded
    FAILED = "failed"
    ROLLING_BACK = "rolling_back"
    SAFE = "safe"  # rolled back, and well
    REJECTED = "rejected"
    LOCKED = "locked"
    FROZEN = "frozen"
    ASLEEP = "asleep"  # nothing to do


# Nothing falls back to joy, and joy to nothing: a wrong feeling is worse than no picture.
FALLBACK: Mapping[State, State] = MappingProxyType(
    {
        State.ASKED: State.WAITING,
        State.QUEUED: State.WAITING,
        State.SNIFFING: State.RUNNING,
        State.RUNNING: State.WAITING,
        State.TESTING: State.WAITING,
        State.SWITCHING: State.RUNNING,
        State.BAKING: State.TESTING,
        State.ROLLING_BACK: State.FAILED,
        State.SAFE: State.ASLEEP,
        State.REJECTED: State.FAILED,
        State.LOCKED: State.WAITING,
        State.FROZEN: State.LOCKED,
    }
)


class Shape(StrEnum):
    """Where a picture goes; the value is its folder in the theme."""

    SQUARE = "square"
    CARD = "card"

    @property
    def limit(self) -> int:
        """Bytes that a file of this shape may have."""
        return 64 * 1024 if self is Shape.SQUARE else 150 * 1024


class BadTheme(Exception):
    """A theme that can't be used; each of `problems` is one `FILE:LINE: what is wrong`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Picture:
    """A GIF or PNG; `alt` maps a locale to what a screen reader says."""

    path: Path
    sha256: str
    width: int
    height: int
    alt: Mapping[str, str]


@dataclass(frozen=True)
class Theme:
    title: str
    credit: str
    licence: str
    pictures: Mapping[tuple[State, Shape], Picture]

    def picture(self, state: State, shape: Shape = Shape.SQUARE) -> Picture | None:
        """The nearest picture along the fallbacks, a square where there is no card; None: go without."""
        current: State | None = state
        while current is not None:
            if found := self.pictures.get((current, shape)) or self.pictures.get((current, Shape.SQUARE)):
                return found
            current = FALLBACK.get(current)
        return None


QUIET = Theme("Quiet", "nobody", "none needed", MappingProxyType({}))
"""For those who like it without pictures: `theme: quiet`."""


def find(name: str, *shelves: Path) -> Theme:
    """The theme `name` from the first folder that holds it: `shelves` in their order, then our own; `quiet` is none."""
    if name == "quiet":
        return QUIET
    if not _THEME_NAME.fullmatch(name):
        raise BadTheme([f"theme {name!r}: a name has lower-case letters, digits, - and _ only"])
    for shelf in (*shelves, SUBAKU.parent):
        if (shelf / name / "theme.toml").is_file():
            return load(shelf / name)
    raise BadTheme([f"theme {name!r}: no folder of that name holds a theme.toml"])


def load(folder: Path = SUBAKU) -> Theme:
    """Reads a theme and every file in it, or raises BadTheme with all that is wrong."""
    source = folder / "theme.toml"
    try:
        text = source.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadTheme([f"{source}: {error}"]) from error
    reader = _Reader(source, text)
    about = {key: reader.text(table, key) for key in _ABOUT}
    pictures = {
        (state, shape): picture
        for key, entry in table.items()
        if key not in _ABOUT
        for state, shape, picture in reader.entry(key, entry)
    }
    if reader.problems:
        raise BadTheme(reader.problems)
    return Theme(**about, pictures=MappingProxyType(pictures))


class _Reader:
    """Goes through one theme.toml and collects what is wrong with it."""

    def __init__(self, source: Path, text: str) -> None:
        self.source = source
        self.lines = text.splitlines()
        self.problems: list[str] = []

    def complain(self, section: str, problem: str) -> None:
        numbers = (
            i for i, line in enumerate(self.lines, 1) if line.strip().startswith((f"[{section}]", f"{section} "))
        )
        self.problems.append(f"{self.source}:{next(numbers, 1)}: {section}: {problem}")

    def text(self, table: Mapping[str, object], key: str, section: str = "") -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip() and len(value) <= ALT_LIMIT:
            return value
        self.complain(section or key, f"`{key}` must be a text of 1 to {ALT_LIMIT} characters")
        return ""

    def entry(self, key: str, entry: object) -> Iterator[tuple[State, Shape, Picture]]:
        if key not in set(State):
            self.complain(key, f"no such state; there are {', '.join(State)}")
            return
        if not isinstance(entry, dict):
            self.complain(key, "must be a table with `file`, " + ", ".join(f"`{locale}`" for locale in LOCALES))
            return
        alt = MappingProxyType({locale: self.text(entry, locale, key) for locale in LOCALES})
        name = self.text(entry, "file", key)
        if not _FILE_NAME.fullmatch(name):
            self.complain(key, "`file` must be a plain name that ends in .gif or .png")
            return
        for shape in Shape:
            if picture := self.picture(key, shape, name, alt):
                yield State(key), shape, picture

    def picture(self, key: str, shape: Shape, name: str, alt: Mapping[str, str]) -> Picture | None:
        path = self.source.parent / shape / name
        if shape is Shape.CARD and not path.exists():
            return None
        try:
            data = _read(path, self.source.parent, shape.limit)
            width, height = _size(data)
        except (OSError, ValueError) as error:
            self.complain(key, f"{shape}/{name}: {error}")
            return None
        return Picture(path, hashlib.sha256(data).hexdigest(), width, height, alt)


def _read(path: Path, folder: Path, limit: int) -> bytes:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError("leads out of the theme's folder")
    if (size := path.stat().st_size) > limit:
        raise ValueError(f"{size} bytes, at most {limit}")
    return path.read_bytes()


def _size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header."""
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) > 10:
        width, height = struct.unpack_from("<HH", data, 6)
    elif data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 24:
        width, height = struct.unpack_from(">II", data, 16)
    else:
        raise ValueError("neither a GIF nor a PNG")
    return width, height
