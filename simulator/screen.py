"""Threads on a terminal, as they would look in Slack: with a little colour where somebody looks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any, TextIO

from simulator.client import Message, lines

BOLD, DIM, RED, GREEN, CYAN = "1", "2", "31", "32", "36"
EMOJI = {
    "white_circle": "⚪",
    "hourglass_flowing_sand": "⏳",
    "white_check_mark": "✅",
    "x": "❌",
    "fast_forward": "⏩",
    "grey_question": "❔",
}
_REFERENCE = re.compile(r"<(@|#|!subteam\^|!)?([^<>|]*)(?:\|([^<>]*))?>")


class Screen:
    """Writes to `out`; `world` is what `GET /world` tells of names."""

    def __init__(self, world: dict[str, Any], out: TextIO = sys.stdout) -> None:
        self._out, self._colours = out, out.isatty()
        self._names = {each["id"]: str(each["real_name"]) for each in world["users"]}
        self._names |= {each["id"]: str(each["handle"]) for each in world["usergroups"]}
        self._names[world["me_bot"]["user_id"]] = str(world["me_bot"]["name"])

    def title(self, text: str) -> None:
        """The name of a story."""
        self._write("", self._in(BOLD, f"── {text} " + "─" * max(0, 72 - len(text))))

    def thread(self, root: Message) -> None:
        """The root, and its replies moved in."""
        self._write(*self._message(root))
        for reply in root.replies:
            self._write(*(line and f"    {line}" for line in self._message(reply)))

    def failure(self, text: str) -> None:
        """What went wrong."""
        self._write(self._in(RED, f"✗ {text}"))

    def verdict(self, good: int, total: int, seconds: float) -> None:
        """How it all went."""
        colour = GREEN if good == total else RED
        self._write("", self._in(colour, f"{good} of {total} stories ended as they should, in {seconds:.0f} s"))

    def _message(self, message: Message) -> Iterator[str]:
        at = f"{datetime.fromtimestamp(float(message.ts)).astimezone():%H:%M:%S}"
        sender = self._in(BOLD, self._names.get(message.sender, message.sender))
        yield ""
        yield f"{sender}  {self._in(DIM, at)}"
        for block in message.blocks or ({"type": "section", "text": {"text": message.text}},):
            picture = block.get("accessory", {})
            if picture.get("type") == "image":
                yield self._in(DIM, f"🖼  {picture['alt_text']}")
            yield from (self._line(line) for line in lines(block))

    def _line(self, text: str) -> str:
        """One line of mrkdwn: names for references, signs for emoji, no stars and backticks."""
        named = _REFERENCE.sub(self._reference, text)
        signed = re.sub(r":(\w+):", lambda found: EMOJI.get(found[1], found[0]), named)
        bold = re.sub(r"\*([^*]+)\*", lambda found: self._in(BOLD, found[1]), signed)
        return unescape(re.sub(r"`([^`]+)`", lambda found: self._in(CYAN, found[1]), bold))

    def _reference(self, found: re.Match[str]) -> str:
        kind, name, label = found.groups()
        if label:
            return str(label)
        sign = "#" if kind == "#" else "@" if kind else ""
        return self._in(CYAN, f"{sign}{self._names.get(name, name)}")

    def _in(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colours else text

    def _write(self, *written: str) -> None:
        self._out.writelines(f"{line}\n" for line in written)
        self._out.flush()
