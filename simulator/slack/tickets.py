"""What Slack hands out for a short while: trigger ids, response URLs and the tickets of websockets."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from simulator.slack.errors import SlackError

KEPT = 1_000
TRIGGER_SECONDS = 3.0
ANSWER_SECONDS = 1_800.0
ANSWER_USES = 5
SOCKET_SECONDS = 30.0

Now = Callable[[], float]
_T = TypeVar("_T")


class Triggers:
    """Trigger ids: good once, for 3 s."""

    def __init__(self, now: Now = time.monotonic) -> None:
        self._now = now
        self._made: OrderedDict[str, tuple[float, str, bool]] = OrderedDict()

    def make(self, user: str) -> str:
        """A trigger for what this person just did."""
        trigger = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        _keep(self._made, trigger, (self._now(), user, False))
        return trigger

    def exchange(self, trigger: str) -> str:
        """The person it belongs to, once. Raises SlackError."""
        if trigger not in self._made:
            raise SlackError("invalid_trigger_id")
        made, user, used = self._made[trigger]
        if used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - made > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        self._made[trigger] = (made, user, True)
        return user


@dataclass
class Answer:
    """Where a response URL leads: the channel, the person, and the message that was clicked, if any."""

    channel: str
    user: str
    ts: str = ""
    thread_ts: str = ""
    ephemeral: bool = False
    made: float = 0.0
    uses: int = field(default=0)


class Answers:
    """Response URLs: five uses in 30 minutes."""

    def __init__(self, now: Now = time.monotonic) -> None:
        self._now = now
        self._made: OrderedDict[str, Answer] = OrderedDict()

    def make(self, answer: Answer) -> str:
        """The secret end of a URL that leads to `answer`."""
        key = secrets.token_urlsafe(18)
        answer.made = self._now()
        _keep(self._made, key, answer)
        return key

    def use(self, key: str) -> Answer:
        """Count one use. Raises SlackError: used_url, expired_url."""
        answer = self._made.get(key)
        if answer is None or self._now() - answer.made > ANSWER_SECONDS:
            raise SlackError("expired_url", status=404)
        if answer.uses >= ANSWER_USES:
            raise SlackError("used_url", status=404)
        answer.uses += 1
        return answer


class SocketTickets:
    """Websocket tickets: one connection each."""

    def __init__(self, now: Now = time.monotonic) -> None:
        self._now = now
        self._made: OrderedDict[str, float] = OrderedDict()

    def make(self) -> str:
        """A new ticket."""
        ticket = secrets.token_hex(16)
        _keep(self._made, ticket, self._now())
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Whether it was good; it isn't any more."""
        made = self._made.pop(ticket, None)
        return made is not None and self._now() - made <= SOCKET_SECONDS


def _keep(store: OrderedDict[str, _T], key: str, value: _T) -> None:
    store[key] = value
    if len(store) > KEPT:
        store.popitem(last=False)
