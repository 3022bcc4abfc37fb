"""Channels and what was said in them: messages, threads, reactions, and what only one person sees."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.slack.errors import SlackError

Json = dict[str, Any]

MESSAGES = 2_000
WHISPERS = 200


class Stamps:
    """Message times in Slack's form, each later than the one before."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """Seconds and microseconds, `1700000000.000100`."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


@dataclass(frozen=True)
class Whisper:
    """An ephemeral message and the one person who sees it."""

    user: str
    message: Json


@dataclass
class Room:
    """A channel, or a direct message between the bot and one person."""

    id: str
    name: str
    members: list[str]
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    created: int = field(default_factory=lambda: int(time.time()))
    messages: dict[str, Json] = field(default_factory=dict)
    whispers: deque[Whisper] = field(default_factory=lambda: deque(maxlen=WHISPERS))

    def add(self, message: Json) -> Json:
        """Keep a message; a reply counts at its root. Raises SlackError where there is no such thread."""
        root = self._root(message.get("thread_ts"))
        self.messages[message["ts"]] = message
        if root is not None:
            _count(root, message)
        while len(self.messages) > MESSAGES:
            del self.messages[next(iter(self.messages))]
        return message

    def get(self, ts: str) -> Json:
        """The message at `ts`. Raises SlackError."""
        message = self.messages.get(ts)
        if message is None or message.get("subtype") == "tombstone":
            raise SlackError("message_not_found")
        return message

    def remove(self, ts: str) -> None:
        """Forget a message; a root with replies leaves a tombstone, as in Slack."""
        message = self.get(ts)
        if message.get("reply_count"):
            self.messages[ts] = _tombstone(message)
            return
        del self.messages[ts]
        root = self.messages.get(message.get("thread_ts", ""))
        if root is not None:
            root["reply_count"] = max(0, root.get("reply_count", 1) - 1)

    def roots(self) -> Iterator[Json]:
        """What stands in the channel itself, oldest first."""
        return (each for each in self.messages.values() if _is_root(each) or each.get("subtype") == "thread_broadcast")

    def replies(self, ts: str) -> Iterator[Json]:
        """A thread without its root, oldest first."""
        return (each for each in self.messages.values() if each.get("thread_ts") == ts and each["ts"] != ts)

    def whisper(self, user: str, ts: str) -> Json:
        """What only this person sees at `ts`. Raises SlackError."""
        for each in self.whispers:
            if each.user == user and each.message["ts"] == ts:
                return each.message
        raise SlackError("message_not_found")

    def hush(self, user: str, ts: str) -> None:
        """Take back what only this person sees."""
        left = [each for each in self.whispers if (each.user, each.message["ts"]) != (user, ts)]
        self.whispers.clear()
        self.whispers.extend(left)

    def _root(self, thread_ts: str | None) -> Json | None:
        if thread_ts is None:
            return None
        root = self.messages.get(thread_ts)
        if root is None:
            raise SlackError("thread_not_found")
        if not _is_root(root):
            raise SlackError("cannot_reply_to_message")
        return root


def _is_root(message: Json) -> bool:
    return message.get("thread_ts") in (None, message["ts"])


def _count(root: Json, reply: Json) -> None:
    root["thread_ts"] = root["ts"]
    root["reply_count"] = root.get("reply_count", 0) + 1
    root["latest_reply"] = reply["ts"]
    users = root.setdefault("reply_users", [])
    if reply.get("user") not in users:
        users.append(reply.get("user"))
    root["reply_users_count"] = len(users)


def _tombstone(message: Json) -> Json:
    kept = {key: message[key] for key in ("ts", "thread_ts", "reply_count", "reply_users", "latest_reply")}
    text = "This message was deleted."
    return {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": text, "hidden": True, **kept}
