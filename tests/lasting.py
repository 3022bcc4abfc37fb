"""A work that goes on until it is cancelled."""

from __future__ import annotations

import asyncio


class Lasting:
    """`begun` counts its runs; `moment` (s) is what its end takes, as that of a write would."""

    def __init__(self, moment: float = 0.0) -> None:
        self.begun, self.began, self.ended, self._moment = 0, asyncio.Event(), asyncio.Event(), moment

    async def __call__(self) -> None:
        self.begun += 1
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(self._moment)
            self.ended.set()
