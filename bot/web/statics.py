"""The page's files, read once, in memory: no path that somebody asks for ever reaches the disk."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from aiohttp import web

from bot.web import character

KINDS = {".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent."""

    kind: str
    body: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, name: str, body: bytes) -> File:
        """From its name and bytes."""
        kind = KINDS["." + name.rpartition(".")[2]]
        return cls(kind, body, gzip.compress(body, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:16]}"')

    def answer(self, request: web.Request) -> web.Response:
        """The file, or 304 when the browser has it."""
        headers = {"ETag": self.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == self.tag:
            return web.Response(status=304, headers=headers)
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=self.body, content_type=self.kind, charset="utf-8", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=self.packed, content_type=self.kind, charset="utf-8", headers=headers)


def text(name: str) -> str:
    """A template."""
    return (files("bot.web") / "static" / name).read_text(encoding="utf-8")


def load() -> dict[str, File]:
    """Styles, scripts, and the character that is drawn for the page."""
    folder = files("bot.web") / "static"
    names = [item.name for item in folder.iterdir() if item.name.endswith((".css", ".js"))]
    found = {name: File.of(name, (folder / name).read_bytes()) for name in names}
    drawn = {"subaku.svg": character.sheet(), "icon.svg": character.icon()}
    return found | {name: File.of(name, svg.encode()) for name, svg in drawn.items()}
