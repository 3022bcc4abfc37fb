"""What the Web API was asked and what went over the sockets, as far back as a bounded log reaches."""

from __future__ import annotations

import json
import time
from collections import deque
from typing import Any

Json = dict[str, Any]

KEPT = 1_000
CHARACTERS = 8_000
SECRETS = {"token", "secret"}


class Journal:
    """The log behind GET /world/log, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Json] = deque(maxlen=KEPT)

    def call(self, method: str, args: Json, error: str | None) -> None:
        """A Web API call and how it went."""
        entry = {"at": time.time(), "method": method, "ok": error is None, "args": _clipped(args)}
        self._entries.append(entry if error is None else {**entry, "error": error})

    def sent(self, envelope: Json, socket: int | None) -> Json:
        """An envelope; the entry is completed when its ack comes."""
        entry = {
            "at": time.time(),
            "envelope_id": envelope["envelope_id"],
            "type": envelope["type"],
            "socket": socket,
            "retry_attempt": envelope.get("retry_attempt", 0),
            "ack_ms": None,
        }
        self._entries.append(entry)
        return entry

    def last(self, limit: int) -> list[Json]:
        """The latest `limit` entries."""
        return list(self._entries)[-limit:] if limit > 0 else []


def _clipped(args: Json) -> Json:
    kept = {key: value for key, value in args.items() if key not in SECRETS}
    if len(json.dumps(kept, ensure_ascii=False, default=str)) <= CHARACTERS:
        return kept
    return {key: value if len(str(value)) < 300 else f"{str(value)[:300]}…" for key, value in kept.items()}
