"""What servers answer, read with measure."""

from __future__ import annotations

import aiohttp


async def beginning(content: aiohttp.StreamReader, most: int) -> bytes:
    """The first bytes of an answer, which may come in pieces."""
    body = bytearray()
    while len(body) < most and (piece := await content.read(most - len(body))):
        body += piece
    return bytes(body)
