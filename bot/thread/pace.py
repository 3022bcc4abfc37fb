"""Slack's rates, which are the app's: who may speak next, and what gives way. `now` is in monotonic seconds."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from heapq import heapify, heappush
from itertools import count

EDITS_PER_MINUTE = 46.0  # Slack allows about 50 for the whole app; what others of its calls take stays free
EDITS_AT_ONCE = 8
SPACING = 3.0  # seconds between two edits of one message
POSTS_PER_MINUTE = 60.0  # for each channel
POSTS_AT_ONCE = 2  # Slack takes three; on the way to it they come closer together than they left


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the app speaks: its edits, and its posts into one channel. Both are calls a minute."""

    edits: float = EDITS_PER_MINUTE
    posts: float = POSTS_PER_MINUTE
    spacing: float = SPACING

    def times(self, factor: float) -> Pace:
        """The pace for a Slack with so many times the rates."""
        return replace(self, edits=self.edits * factor, posts=self.posts * factor, spacing=self.spacing / factor)


class Urgency(IntEnum):
    """What goes first. Progress gives way, and is drawn anew instead of being queued."""

    FINAL = 0
    PERSON = 1
    PROGRESS = 2
    CLOCK = 3  # nothing happened but time


KEPT = {
    Urgency.FINAL: 0,
    Urgency.PERSON: 1,
    Urgency.PROGRESS: 2,
    Urgency.CLOCK: 5,
}  # calls left for what is more urgent


def backoff(attempt: int, longest: float = 30.0) -> float:
    """Seconds before try number `attempt` (from 1): doubling from half a second, with jitter."""
    delay: float = min(longest, 0.5 * 2 ** min(attempt - 1, 10))
    return delay * random.uniform(0.5, 1.0)  # noqa: S311  no secret in it


class Bucket:
    """So many calls a minute, and so many at once."""

    def __init__(self, per_minute: float, at_once: int) -> None:
        self._every, self._most = 60 / per_minute, at_once
        self._left, self._counted, self._closed_until = float(at_once), 0.0, 0.0

    def wait(self, now: float, keep: int = 0) -> float:
        """Seconds until a call may be made that leaves `keep` calls to others; 0 is now."""
        self._fill(now)
        missing = max(0.0, keep + 1 - self._left) * self._every
        return max(0.0, self._closed_until - now, missing)

    def take(self, now: float) -> None:
        """Count a call."""
        self._fill(now)
        self._left -= 1

    def give_back(self) -> None:
        """The call wasn't needed."""
        self._left = min(self._most, self._left + 1)

    def hold_off(self, now: float, seconds: float) -> None:
        """Slack named a time to wait (Retry-After)."""
        self._closed_until = max(self._closed_until, now + seconds)

    def _fill(self, now: float) -> None:
        self._left = min(self._most, self._left + max(0.0, now - self._counted) / self._every)
        self._counted = max(now, self._counted)


class Agenda:
    """Which message is edited next: the most urgent first, each at most every few seconds, each once."""

    def __init__(self, bucket: Bucket, spacing: float = SPACING) -> None:
        self._bucket, self._spacing = bucket, spacing
        self._due: dict[str, Urgency] = {}  # in the order in which they came
        self._busy: set[str] = set()
        self._not_before: dict[str, float] = {}

    def mark(self, name: str, urgency: Urgency) -> None:
        """The message is out of date."""
        self._due[name] = min(urgency, self._due.get(name, urgency))

    def next(self, now: float) -> tuple[str, Urgency] | None:
        """The message to edit now, or None; whoever takes it says `done` in the end."""
        ready = [name for name, delay in self._delays(now) if delay <= 0]
        if not ready:
            return None
        name = min(ready, key=self._due.__getitem__)
        self._bucket.take(now)
        self._busy.add(name)
        return name, self._due.pop(name)

    def wait(self, now: float) -> float | None:
        """Seconds until `next` may have something; None: not before something is marked or done."""
        return min((delay for _, delay in self._delays(now)), default=None)

    def done(self, name: str, now: float, again: float | None = None) -> None:
        """The edit is over; the next one of this message after its spacing, or `again` seconds after it failed."""
        self._busy.discard(name)
        self._not_before = {other: at for other, at in self._not_before.items() if at > now}
        self._not_before[name] = now + (self._spacing if again is None else again)

    def pending(self, name: str) -> bool:
        """Whether the message is out of date or being edited."""
        return name in self._due or name in self._busy

    def hold_off(self, now: float, seconds: float) -> None:
        """Slack named a time to wait."""
        self._bucket.hold_off(now, seconds)

    def _delays(self, now: float) -> list[tuple[str, float]]:
        """How long each that nobody edits has to wait. There may be hundreds, and each change looks at all."""
        room = {urgency: self._bucket.wait(now, keep) for urgency, keep in KEPT.items()}
        waiting = ((name, urgency) for name, urgency in self._due.items() if name not in self._busy)
        return [(name, max(self._not_before.get(name, 0.0) - now, room[urgency])) for name, urgency in waiting]


class Line:
    """Those who want to make one kind of call: each in turn, the most urgent first. `keep` calls are left to others."""

    def __init__(self, bucket: Bucket, keep: int = 0) -> None:
        self._bucket, self._keep = bucket, keep
        self._places: list[tuple[Urgency, int, asyncio.Event]] = []
        self._numbers = count()

    @property
    def empty(self) -> bool:
        """Whether nobody waits."""
        return not self._places

    async def turn(self, urgency: Urgency) -> None:
        """Return when it's this caller's turn to call."""
        clock, first = asyncio.get_running_loop().time, asyncio.Event()
        place = (urgency, next(self._numbers), first)
        heappush(self._places, place)
        try:
            while (wait := self._bucket.wait(clock(), self._keep) if self._places[0] is place else None) != 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await first.wait()
                first.clear()
            self._bucket.take(clock())
        finally:
            self._places.remove(place)
            heapify(self._places)
            if self._places:
                self._places[0][-1].set()  # this one alone: hundreds may stand behind it

    def hold_off(self, seconds: float) -> None:
        """Slack named a time to wait for this channel."""
        self._bucket.hold_off(asyncio.get_running_loop().time(), seconds)
