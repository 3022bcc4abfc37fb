"""A theme that is broken costs the pictures, never the notices: the whole bot, with a theme of a team's own."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shots.town import SERVICE
from shots.workspace import EUNHO, opened
from simulator.redis import RedisServer
from simulator.world import Team, load

pytestmark = pytest.mark.timeout(120)  # of a busy machine

THEME = """title = "Melon"
credit = "a team"
licence = "CC0"

[waiting]
file = "waiting.gif"
ko = "기다려요"
ja = "待っています"
en = "It waits"
"""


def themed(document: dict[str, Any]) -> None:
    document["workspace"]["theme"] = "melon"


async def test_a_theme_with_a_broken_file_costs_the_pictures_alone(redis_server: RedisServer, tmp_path: Path) -> None:
    folder = tmp_path / "themes" / "melon"
    (folder / "square").mkdir(parents=True)
    (folder / "theme.toml").write_text(THEME, encoding="utf-8")
    (folder / "square" / "waiting.gif").write_bytes(b"GIF, or so it says")
    town = replace(load(), team=Team(f"T{uuid.uuid4().hex[:10].upper()}"))
    async with opened("en", redis_server.url, tmp_path, town, themed) as room:
        root = await room.ask(SERVICE, "v2")
        await room.press(EUNHO, root, "release.reject")
        ended = await room.until(root, lambda now: len(now.replies) == 2 and "said no" in now.words, "the end")
    told = [block for message in (ended, *ended.replies) for block in message.blocks]
    assert not [block for block in told if "image" in (block["type"], block.get("accessory", {}).get("type"))]
