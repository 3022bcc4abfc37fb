"""Buttons that are answered once: two clicks on one of them are one wish."""

from __future__ import annotations

from dataclasses import replace

from handlers.front import Body, Call


def once(call: Call, body: Body, action_id: str) -> Call:
    """The call with a key of its own for this button in this message, so that a second click is seen before."""
    ts = (body.get("container") or {}).get("message_ts")
    return replace(call, keys=(*call.keys, f"{call.channel}:{ts}:{action_id}")) if ts else call
