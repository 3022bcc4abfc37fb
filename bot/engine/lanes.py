"""Lanes: what is throttled together is asked together, within a budget, and left alone while it throttles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from random import uniform

from bot.domain.release import Release
from bot.drivers.base import Allowance
from bot.engine.tasks import monotonic

AT_ONCE = 5  # status calls, after a quiet time
CLOSELY = 20  # closer looks, after a quiet time
WORST = 30.0  # seconds, while AWS throttles or can't be reached


class Budget:
    """At most so many in any minute, of which some may go at once. `haste` hurries it, as in a simulated cloud."""

    def __init__(self, a_minute: int, at_once: int, haste: float = 1.0) -> None:
        self._at_once = at_once
        self.interval = 60 / (a_minute - at_once) / haste  # what goes at once counts too
        self._left, self._at = float(at_once), monotonic()

    def take(self, wanted: int) -> int:
        """How many may go now, and count from now on."""
        now = monotonic()
        self._left, self._at = min(self._at_once, self._left + (now - self._at) / self.interval), now
        taken = min(wanted, int(self._left))
        self._left -= taken
        return taken

    @property
    def wait(self) -> float:
        """Seconds until one more may go, from the last that was taken."""
        return max(0.0, (1 - self._left) * self.interval)


class Lane:
    """The releases of one driver in one account. Whoever was looked at longest ago comes next."""

    def __init__(self, allowance: Allowance, haste: float = 1.0) -> None:
        self.allowance, self.strikes = allowance, 0
        self._calls = Budget(allowance.calls, AT_ONCE, haste)
        self._details = Budget(allowance.details, CLOSELY, haste)
        self._looked: dict[str, float] = {}
        self._closely: dict[str, float] = {}
        self._shut_until = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next may be looked at."""
        return max(self._calls.wait, self._shut_until - monotonic())

    @property
    def round(self) -> float:
        """Seconds that a look at all of them takes."""
        return len(self._looked) / self.allowance.batch * self._calls.interval

    def admit(self, releases: Sequence[Release], hurried: Collection[str]) -> list[Release]:
        """Those whose turn it is: the hurried first, then those that are near something."""
        if monotonic() < self._shut_until:
            return []

        def turn(release: Release) -> tuple[bool, bool, float]:
            return release.id not in hurried, not _is_near(release), self._looked.get(release.id, 0.0)

        calls = self._calls.take(ceil(len(releases) / self.allowance.batch))
        admitted = sorted(releases, key=turn)[: calls * self.allowance.batch]
        self._looked |= {release.id: monotonic() for release in admitted}
        return admitted

    def closely(self, releases: Sequence[Release]) -> set[str]:
        """The ids of those whose details may be asked for as well: first those that are near something."""
        in_turn = sorted(releases, key=lambda it: (not _is_near(it), self._closely.get(it.id, 0.0)))
        chosen = {release.id for release in in_turn[: self._details.take(len(in_turn))]}
        self._closely |= dict.fromkeys(chosen, monotonic())
        return chosen

    def forget(self, kept: Collection[str]) -> None:
        """What isn't among these isn't ours any more."""
        self._looked = {it: at for it, at in self._looked.items() if it in kept}
        self._closely = {it: at for it, at in self._closely.items() if it in kept}

    def shut(self, unit: float) -> float:
        """Leave it alone: longer with each time that it throttles. The seconds."""
        self.strikes += 1
        pause = min(WORST, unit * 2.0**self.strikes) * uniform(0.7, 1.0)  # noqa: S311  jitter
        self._shut_until = monotonic() + pause
        return pause

    def answered(self) -> None:
        """It is there again."""
        self.strikes, self._shut_until = 0, 0.0


def _is_near(release: Release) -> bool:
    return release.deployment is not None and release.deployment.progress.soon
