"""The few Block Kit pieces that answers and forms are made of, within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]

MOST_BLOCKS = 50  # of a message
MOST_LETTERS = 12_000  # of a message; Slack refuses somewhat more
LONGEST_SECTION = 3000
LONGEST_LABEL = 75  # of buttons and choices


def plain(text: str, longest: int = LONGEST_LABEL) -> Block:
    """A text in which nothing is markup."""
    return {"type": "plain_text", "text": text if len(text) <= longest else text[: longest - 1] + "…"}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph; names and addresses that somebody typed stay as they are."""
    words = {"type": "mrkdwn", "text": clipped(text), "verbatim": True}
    return {"type": "section", "text": words} | ({"accessory": accessory} if accessory else {})


def context(text: str) -> Block:
    """A small line."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": clipped(text), "verbatim": True}]}


def button(action_id: str, value: str, label: str, style: str | None = None) -> Block:
    """A button; `style` is primary or danger."""
    made = {"type": "button", "action_id": action_id, "value": value, "text": plain(label)}
    return made | ({"style": style} if style else {})


def menu(action_id: str, choices: Iterable[tuple[str, str]]) -> Block | None:
    """Up to five choices behind three dots, each a value and its label; None without any."""
    options = [option(label, value) for value, label in choices]
    return {"type": "overflow", "action_id": action_id, "options": options[:5]} if options else None


def option(text: str, value: str) -> Block:
    """One choice."""
    return {"text": plain(text), "value": value}


def clipped(text: str) -> str:
    """Text for one section, cut between its lines: a cut within a line could go through a link."""
    while len(text) > LONGEST_SECTION:
        text = text[: LONGEST_SECTION - 1].rpartition("\n")[0] or "…"
    return text


def fitted(blocks: Sequence[Block], more: str) -> list[Block]:
    """As many blocks as one message holds; `more` stands where some are left out."""
    kept: list[Block] = []
    letters = 0
    for place, block in enumerate(blocks):
        letters += _letters(block)
        if letters > MOST_LETTERS or (place == MOST_BLOCKS - 1 and len(blocks) > MOST_BLOCKS):
            return [*kept, context(more)]
        kept.append(block)
    return kept


def _letters(block: Block) -> int:
    texts = [block.get("text") or {}, *block.get("elements", ())]
    return sum(len(str(text.get("text", ""))) for text in texts)
