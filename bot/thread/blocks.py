"""The few Block Kit pieces that a thread is made of, within Slack's limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.i18n import Markup, code, link
from images import State

Block = dict[str, Any]
Look = Callable[[State], Block | None]  # the accessory for a state, or None to go without

SECTION_LIMIT = 3000  # characters of a text object
LABEL_LIMIT = 75  # characters of a button
RUNNING = "hourglass_flowing_sand"  # the emoji of the step that is under way
_CUT_ENTITY = re.compile(r"(&[a-z]{0,4}|<[^>]*)$")  # an escape or a tag that the cut went through


@dataclass(frozen=True)
class Message:
    """What Slack is given: `blocks` for people, `text` for notifications and screen readers."""

    text: str
    blocks: list[Block]


Draw = Callable[[Look], Message]


def no_pictures(_: State) -> Block | None:
    """Looks at nothing: the message goes without."""
    return None


def fit(text: str, limit: int = SECTION_LIMIT) -> str:
    """mrkdwn of at most `limit` characters; no half escape or tag stays behind."""
    return text if len(text) <= limit else _CUT_ENTITY.sub("", text[: limit - 1]) + "…"


def mrkdwn(text: str) -> Block:
    """A text object in which names and addresses that somebody typed stay as they are."""
    return {"type": "mrkdwn", "text": fit(text), "verbatim": True}


def plain(text: str, limit: int = LABEL_LIMIT) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text if len(text) <= limit else text[: limit - 1] + "…", "emoji": True}


def section(name: str, lines: Iterable[str], accessory: Block | None = None) -> Block:
    """Lines of text, with a picture beside them where there is one."""
    block = {"type": "section", "block_id": name, "text": mrkdwn("\n".join(lines)), "expand": True}
    return {**block, "accessory": accessory} if accessory else block


def context(name: str, parts: Sequence[str]) -> Block:
    """One small line."""
    return {"type": "context", "block_id": name, "elements": [mrkdwn(" · ".join(parts))]}


def actions(name: str, buttons: list[Block]) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "block_id": name, "elements": buttons}


def button(action: str, value: str, label: str, style: str | None = None, confirm: Block | None = None) -> Block:
    """A button; `style` is primary or danger."""
    made = {"type": "button", "action_id": action, "value": value, "text": plain(label)}
    return made | ({"style": style} if style else {}) | ({"confirm": confirm} if confirm else {})


def confirm(title: str, text: str, yes: str, no: str, style: str) -> Block:
    """Asks once more before a click counts."""
    words = {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}
    return {**words, "style": style}


def linked(url: str | None, name: str) -> Markup:
    """A name that leads somewhere, where that is known."""
    return link(url, name) if url else code(name)


def pictures(message: Message) -> list[str]:
    """The ids of the Slack files that a message shows."""
    shown = [block.get("accessory", {}).get("slack_file") for block in message.blocks]
    return [file["id"] for file in shown if file]


def steps(name: str, lines: Iterable[tuple[str, str, str]]) -> Block:
    """One line a step: the name of its emoji, what it is, and what there is to say of it."""
    elements: list[Block] = []
    for emoji, title, note in lines:
        bold = {"style": {"bold": True}} if emoji == RUNNING else {}
        said = {"type": "text", "text": f"  {title}", **bold}
        noted = [{"type": "text", "text": f"  · {note}"}] if note else []
        elements += [*_line_break(elements), {"type": "emoji", "name": emoji}, said, *noted]
    return {"type": "rich_text", "block_id": name, "elements": [{"type": "rich_text_section", "elements": elements}]}


def table(name: str, rows: Sequence[Sequence[str]]) -> Block:
    """Rows of plain cells, the first column to the left, the others to the right."""
    cells = [[{"type": "raw_text", "text": cell or "–"} for cell in row] for row in rows[:100]]
    settings = [{"align": "left" if column == 0 else "right"} for column in range(len(rows[0]))]
    return {"type": "table", "block_id": name, "rows": cells, "column_settings": settings}


def _line_break(before: list[Block]) -> list[Block]:
    return [{"type": "text", "text": "\n"}] if before else []
