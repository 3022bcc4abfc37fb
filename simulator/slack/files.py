"""Uploaded files, bounded in number and bytes; a file's kind shows only a moment after its upload."""

from __future__ import annotations

import secrets
import struct
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from simulator.slack.errors import SlackError

Json = dict[str, Any]

FILES = 500
BYTES = 64 * 1024 * 1024
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"GIF8", "gif", "image/gif"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"RIFF", "webp", "image/webp"),
    (b"%PDF", "pdf", "application/pdf"),
)
SHOWABLE = {"png", "gif", "jpg"}


@dataclass
class File:
    """A file in the making: asked for, then uploaded, then completed (when its kind begins to be looked at)."""

    id: str
    name: str
    length: int
    secret: str
    user: str
    alt_txt: str = ""
    title: str = ""
    body: bytes | None = None
    completed: float | None = None
    channels: tuple[str, ...] = ()
    created: int = 0

    def kind(self) -> tuple[str, str]:
        """File type and mimetype by the first bytes."""
        body = self.body or b""
        return next(((name, mime) for head, name, mime in _KINDS if body.startswith(head)), ("text", "text/plain"))

    def size(self) -> tuple[int, int]:
        """Width and height of a PNG or GIF; 0, 0 otherwise."""
        body, kind = self.body or b"", self.kind()[0]
        if kind == "png" and len(body) >= 24:
            width, height = struct.unpack(">II", body[16:24])
            return width, height
        if kind == "gif" and len(body) >= 10:
            width, height = struct.unpack("<HH", body[6:10])
            return width, height
        return 0, 0


class Files:
    """All files; `delay` is the seconds until a mimetype shows."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self._files: OrderedDict[str, File] = OrderedDict()

    def ask(self, name: str, length: int, user: str, alt_txt: str = "") -> File:
        """Room for a file of `length` bytes."""
        identity = "F0" + secrets.token_hex(5).upper()
        file = File(identity, name, length, secrets.token_urlsafe(16), user, alt_txt, name, created=int(time.time()))
        self._files[identity] = file
        self._bound()
        return file

    def put(self, secret: str, body: bytes) -> File:
        """Take the bytes of an upload. Raises SlackError."""
        file = next((each for each in self._files.values() if each.secret == secret), None)
        if file is None or file.body is not None:
            raise SlackError("file_not_found", status=404)
        if len(body) != file.length:
            raise SlackError("file_size_mismatch", status=400)
        file.body = body
        self._bound()
        return file

    def complete(self, identity: str, title: str, channels: tuple[str, ...]) -> File:
        """End an upload. Raises SlackError."""
        file = self.get(identity)
        if file.body is None:
            raise SlackError("file_not_found")
        file.title = title or file.name
        file.channels = tuple(dict.fromkeys((*file.channels, *channels)))
        file.completed = file.completed or time.monotonic()
        return file

    def get(self, identity: str) -> File:
        """One file. Raises SlackError."""
        if identity not in self._files:
            raise SlackError("file_not_found")
        return self._files[identity]

    def all(self) -> list[File]:
        """Completed files, newest first."""
        return [each for each in reversed(self._files.values()) if each.completed is not None]

    def ready(self, file: File) -> bool:
        """Whether Slack has looked at it by now."""
        return file.completed is not None and time.monotonic() - file.completed >= self.delay

    def refused(self, slack_file: Json) -> bool:
        """Whether an image block may not show it (yet)."""
        file = self.find(slack_file)
        return file is None or not self.ready(file) or file.kind()[0] not in SHOWABLE

    def find(self, slack_file: Json) -> File | None:
        """The file that a `slack_file` object means, by id or by url."""
        identity, url = str(slack_file.get("id", "")), str(slack_file.get("url", ""))
        return self._files.get(identity) or next((each for each in self._files.values() if f"/{each.id}/" in url), None)

    def _bound(self) -> None:
        while len(self._files) > FILES or sum(len(each.body or b"") for each in self._files.values()) > BYTES:
            self._files.popitem(last=False)


def described(file: File, ready: bool, base: str) -> Json:
    """A file object as the Web API gives it; without a kind until it is ready."""
    filetype, mimetype = file.kind() if ready else ("", "")
    url = f"{base}/files/{file.id}/{file.name}"
    width, height = file.size()
    seen = {"original_w": width, "original_h": height} if ready and width else {}
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": mimetype,
        "filetype": filetype,
        "pretty_type": filetype.upper(),
        "user": file.user,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "public_url_shared": False,
        "alt_txt": file.alt_txt,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": list(file.channels),
        "groups": [],
        "ims": [],
        "file_access": "visible",
        **seen,
    }
