"""The way on from a refusal: a button for those who may go further. Values hold names, rights are checked later."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.i18n import Voice
from bot.thread import blocks
from bot.thread.blocks import Block


def on(code: str, facts: Mapping[str, str], say: Voice) -> list[Block]:
    """The buttons below a refusal; most have none."""
    match code:
        case "locked_by" | "not_lock_owner":
            return [blocks.button("lock.steal", facts.get("scope", ""), say.plain("locks-steal"), "danger")]
        case "lift_unconfirmed":
            named = f"{facts.get('scope', '')}:{facts.get('lock', '')}"
            return [blocks.button("lock.lift_why", named, say.plain("button-lock-lift-why"), "danger")]
        case "rollback_locked":
            return [blocks.button("rollback.confirm", _over(facts), say.plain("button-rollback-over"), "danger")]
    return []


def _over(facts: Mapping[str, str]) -> str:
    """What to bring back where, over which locks."""
    return json.dumps(
        {
            "service": facts.get("service", ""),
            "environment": facts.get("environment", ""),
            "revision": facts.get("revision") or None,
            "over": [lock for lock in facts.get("over", "").split(",") if lock],
        }
    )
