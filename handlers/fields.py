"""Fields of a form: how they are drawn, and what a person put into them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.commands import Reply
from bot.domain.grammar.words import LONGEST_REASON, reason_of
from handlers.blocks import Block, plain

Shown = Mapping[str, Any]  # a view as Slack sends it


def field(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    """A field with its label."""
    made = {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}
    return made | ({"optional": True} if optional else {})


def reason_field(action_id: str, value: str = "") -> Block:
    """Where a reason is typed."""
    element = {"type": "plain_text_input", "action_id": action_id, "max_length": LONGEST_REASON}
    return element | ({"initial_value": value} if value else {})


def time_field(action_id: str, at: datetime | None = None) -> Block:
    """Where a day and time are picked, in the person's own time zone."""
    element: Block = {"type": "datetimepicker", "action_id": action_id}
    return element | ({"initial_date_time": int(at.timestamp())} if at else {})


def typed(shown: Shown, action_id: str) -> str:
    """A reason, on one line; empty when there is none."""
    return reason_of(str(state(shown, action_id).get("value") or ""))


def picked(shown: Shown, action_id: str) -> datetime | None:
    """The instant in a picker."""
    seconds = state(shown, action_id).get("selected_date_time")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def selected(shown: Shown, action_id: str) -> str | None:
    """The value of the choice in a menu."""
    chosen = state(shown, action_id).get("selected_option")
    return str(chosen["value"]) if chosen else None


def ticked(shown: Shown, action_id: str) -> tuple[str, ...]:
    """The values of what is ticked."""
    return tuple(str(option["value"]) for option in state(shown, action_id).get("selected_options") or ())


def state(shown: Shown, action_id: str) -> Mapping[str, Any]:
    """What stands in a field."""
    values = (shown.get("state") or {}).get("values") or {}
    return next((fields[action_id] for fields in values.values() if action_id in fields), {})


def block_ids(shown: Shown) -> dict[str, str]:
    """The block of each field, by its action id: where an error is shown."""
    blocks = ((block.get("element") or {}, block) for block in shown.get("blocks") or ())
    return {str(element.get("action_id")): str(block.get("block_id")) for element, block in blocks}


def keep_beside(reply: Reply, **more: str | None) -> str:
    """What Slack keeps beside a form and gives back: where the answer goes, and what isn't in a field."""
    kept = {"channel": reply.channel, "response_url": reply.response_url, **more}
    return json.dumps({name: value for name, value in kept.items() if value}, separators=(",", ":"))


def kept_beside(shown: Shown) -> dict[str, Any]:
    """The same, given back; empty when it can't be read."""
    try:
        kept = json.loads(shown.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def reply_of(shown: Shown, user: str) -> Reply:
    """Where the answer to a form goes."""
    kept = kept_beside(shown)
    return Reply(user, str(kept.get("channel", "")), kept.get("response_url"))
