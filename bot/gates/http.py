"""A probe: an address answers as expected."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import aiohttp

from bot.domain.catalogue import Gate
from bot.domain.gate import Verdict
from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.gates.answers import beginning
from bot.gates.base import Subject, Word
from bot.gates.settings import filled, number, text

MOST = 256 * 1024  # bytes of an answer in which a text is looked for


class Http:
    """The gate `http`."""

    calls: ClassVar[tuple[Call, ...]] = ()

    def __init__(self, means: Means) -> None:
        self._means = means

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """Ask once. What doesn't answer isn't well: that is a no, not an unknown."""
        url = filled(text(gate, "url"), subject.release.revision)
        shown = url.partition("?")[0]  # a query may hold a key
        limit = aiohttp.ClientTimeout(total=(gate.timeout or timedelta(seconds=5)).total_seconds())
        address = self._means.address(url)
        try:
            async with self._means.http.get(address, timeout=limit, allow_redirects=False) as answer:
                body = await beginning(answer.content, MOST)
                return _judged(gate, shown, answer.status, body.decode("utf-8", "replace"))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as err:
            return Word(Verdict.FAILING, "http-silent", {"url": shown, "error": type(err).__name__})


def _judged(gate: Gate, url: str, status: int, body: str) -> Word:
    expected, wanted = int(number(gate, "expect") or 200), text(gate, "contains")
    facts = {"url": url, "status": str(status)}
    if status != expected:
        return Word(Verdict.FAILING, "http-other", {**facts, "expected": str(expected)})
    if wanted not in body:
        return Word(Verdict.FAILING, "http-lacks", {**facts, "wanted": wanted})
    return Word(Verdict.PASSING, "http-well", facts)
