"""What HTTP servers answer: read within measure, however many pieces it comes in."""

from __future__ import annotations

import json
import re

import aiohttp

PIECE = 65_536  # bytes
SAID = 500  # characters
LINE = 200  # characters, of a log
# escape sequences of a terminal, then whatever control character is left
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|[\x00-\x08\x0b-\x1f\x7f]")


async def whole(content: aiohttp.StreamReader, most: int) -> bytes:
    """The body. Raises `ValueError` for one beyond `most` bytes."""
    body = bytearray()
    async for piece in content.iter_chunked(PIECE):
        body += piece
        if len(body) > most:
            raise ValueError(f"more than {most} bytes")
    return bytes(body)


async def end_of(content: aiohttp.StreamReader, most: int) -> bytes:
    """The body's last bytes."""
    body = bytearray()
    async for piece in content.iter_chunked(PIECE):
        body += piece
        del body[:-most]
    return bytes(body)


def plain(line: str) -> str:
    """A log's line within measure, without what a terminal would make of it."""
    return ESCAPES.sub("", line).rstrip()[:LINE]


def message_in(text: str) -> str:
    """What a refusal in JSON says; '' where it says nothing."""
    try:
        found = json.loads(text)
    except ValueError:
        return ""
    return str(found.get("message") or found.get("error") or "")[:SAID] if isinstance(found, dict) else ""
