"""The pace of the simulated cloud: how fast its minutes go by. Slack's own times stay real."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Durations shrink by `speed` (1 to 3,600); instants stay those of the wall, so that logs compare."""

    def __init__(self, speed: float = 1.0) -> None:
        self._changed = asyncio.Event()
        self._paused = False
        self.speed = speed

    @property
    def speed(self) -> float:
        """Simulated seconds in one real second."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        if not 1 <= value <= 3600:
            raise ValueError(f"speed {value}: allowed are 1 to 3600")
        self._speed = value
        self._tell()

    @property
    def paused(self) -> bool:
        """Whether the cloud's minutes stand still."""
        return self._paused

    @paused.setter
    def paused(self, value: bool) -> None:
        self._paused = value
        self._tell()

    def now(self) -> float:
        """Epoch seconds of the wall."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait for simulated seconds; a change of speed takes hold at once, and a pause lasts until it is lifted."""
        left = seconds
        while left > 0:
            began, speed, changed = time.monotonic(), 0 if self._paused else self._speed, self._changed
            try:
                async with asyncio.timeout(left / speed if speed else None):
                    await changed.wait()
            except TimeoutError:
                return
            left -= (time.monotonic() - began) * speed

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
