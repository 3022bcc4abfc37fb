"""Slack's rates: a bucket for each method (for chat.postMessage each channel), refilled by the minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from simulator.slack.errors import RateLimitedError

BUCKETS = 1_000


@dataclass(frozen=True)
class Limit:
    """So many calls a minute, and so many at once. `by`: the argument that each has a bucket of its own for."""

    per_minute: float
    burst: float
    by: str = ""


# Slack documents the tiers and says of the bursts only that there are some.
TIERS = {
    1: Limit(1, 20),
    2: Limit(20, 10),
    3: Limit(50, 20),
    4: Limit(100, 40),
    5: Limit(600, 200),  # "special", hundreds a minute
}
POSTS = Limit(60, 3, by="channel")


class Rates:
    """Token buckets on a monotonic clock (s). `factor` 1 is Slack's own pace, 2 twice as much, 0 no limits."""

    def __init__(self, factor: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.factor, self._clock = factor, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, limit: Limit) -> None:
        """Count one call. Raises RateLimitedError with the seconds until the next is free."""
        if self.factor <= 0:
            return
        now, rate = self._clock(), limit.per_minute * self.factor / 60
        left, at = self._left.pop(key, (limit.burst, now))
        left = min(limit.burst, left + (now - at) * rate)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        if len(self._left) > BUCKETS:
            self._left.popitem(last=False)
        if not allowed:
            raise RateLimitedError(max(1, math.ceil((1 - left) / rate)))
