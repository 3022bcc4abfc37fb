"""How often a connection may be asked for: quick at first, about once a minute for as long as it fails."""

from __future__ import annotations

import asyncio
import random
from time import monotonic


class Pace:
    """A bucket of `burst` permits that refills one in `every` seconds; shared by all sockets of a process."""

    def __init__(self, burst: int = 10, every: float = 60.0) -> None:
        self._burst = burst
        self._every = every
        self._left = float(burst)
        self._counted = monotonic()
        self._not_before = 0.0
        self._turn = asyncio.Lock()

    async def permit(self) -> None:
        """Return when one more call is allowed."""
        async with self._turn:
            while (wait := self._wait()) > 0:  # noqa: ASYNC110  time itself is what is waited for
                await asyncio.sleep(wait)
            self._left -= 1

    def give_back(self) -> None:
        """The call never got as far as Slack, and doesn't count."""
        self._left = min(self._burst, self._left + 1)

    def hold_off(self, seconds: float) -> None:
        """Slack named a time to wait."""
        self._not_before = max(self._not_before, monotonic() + seconds)

    def _wait(self) -> float:
        now = monotonic()
        self._left = min(self._burst, self._left + (now - self._counted) / self._every)
        self._counted = now
        return max(self._not_before - now, (1 - self._left) * self._every)


def backoff(attempt: int, longest: float = 15.0) -> float:
    """Seconds before try number `attempt` (from 1): doubling from a quarter of a second, with jitter."""
    delay: float = min(longest, 0.25 * 2 ** min(attempt - 1, 10))
    return delay * random.uniform(0.5, 1.0)  # noqa: S311  no secret in it
