"""A loop whose clock stands until it is moved, and gates where each call to the outside waits for its turn.

Nothing waits for a socket or a clock, so that the order of all that happens is the order in which gates open.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from dataclasses import dataclass, field


class QuietLoop(asyncio.SelectorEventLoop):
    """`clock` is its time, in seconds."""

    def __init__(self) -> None:
        self.clock = 0.0
        self._patient = _Patient(self)
        super().__init__(self._patient)

    def time(self) -> float:
        """What sleeps and time limits go by."""
        return self.clock

    async def quiet(self) -> float | None:
        """Until nothing goes on by itself. Seconds until the next sleep ends, if one is under way."""
        self._patient.waiter = self.create_future()
        return await self._patient.waiter


class _Patient(selectors.SelectSelector):
    """Is asked for news exactly when nothing else is left to do."""

    def __init__(self, loop: QuietLoop) -> None:
        super().__init__()
        self._loop = loop
        self.waiter: asyncio.Future[float | None] | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout > 0:
            if self.waiter is not None:
                self.waiter.set_result(timeout)
                self.waiter = None
            elif timeout is not None:
                self._loop.clock += timeout
        return super().select(0)


@dataclass(eq=False)
class Ticket:
    """One call that waits. Its turn says whether it goes through or is cut off."""

    replica: str
    label: str
    weight: float
    turn: asyncio.Future[bool]


@dataclass
class Gates:
    """All calls that wait, the oldest first. `gone`: replicas that have disappeared, and call nobody any more."""

    weigh: Callable[[str], float]  # how likely a call is next, beside the others; 0 for one that needn't wait
    waiting: list[Ticket] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    async def turn(self, replica: str, label: str) -> bool:
        """Wait; False when this call fails."""
        if replica in self.gone:
            raise asyncio.CancelledError
        weight = self.weigh(label)
        if not weight:
            return True
        ticket = Ticket(replica, label, weight, asyncio.get_running_loop().create_future())
        self.waiting.append(ticket)
        try:
            return await ticket.turn
        finally:
            if ticket in self.waiting:
                self.waiting.remove(ticket)

    def open(self, ticket: Ticket, *, cut: bool) -> None:
        """Let one call go on, or fail."""
        self.waiting.remove(ticket)
        if not ticket.turn.done():
            ticket.turn.set_result(not cut)

    def crash(self, replica: str) -> None:
        """A replica disappears at whatever it awaits."""
        self.gone.add(replica)
        for ticket in [one for one in self.waiting if one.replica == replica]:
            self.waiting.remove(ticket)
            ticket.turn.cancel()
