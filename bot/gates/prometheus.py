"""A PromQL query whose value stays below or above a bound.

https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

import json
import math
from typing import Any, ClassVar
from urllib.parse import urlencode

import aiohttp

from bot.domain.catalogue import Gate
from bot.domain.gate import Verdict
from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.gates.answers import beginning
from bot.gates.base import Subject, Word
from bot.gates.settings import number, text

LIMIT = aiohttp.ClientTimeout(total=10, connect=3)  # seconds
MOST = 1024 * 1024  # bytes


class Prometheus:
    """The gate `prometheus`."""

    calls: ClassVar[tuple[Call, ...]] = ()

    def __init__(self, means: Means) -> None:
        self._means = means

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """Evaluate the query now. No data, or a share of nothing, is "not yet"."""
        base, query = text(gate, "url").rstrip("/"), text(gate, "query")
        link = f"{base}/graph?{urlencode({'g0.expr': query})}"
        try:
            answer = await self._ask(f"{self._means.address(base)}/api/v1/query", query)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as err:
            return Word(Verdict.UNKNOWN, "prometheus-silent", {"url": base, "error": type(err).__name__}, link)
        if not isinstance(answer, dict) or answer.get("status") != "success":
            said = str(answer.get("error", "")) if isinstance(answer, dict) else ""
            return Word(Verdict.UNKNOWN, "prometheus-refuses", {"url": base, "error": said[:200]}, link)
        return _judged(gate, _values(answer.get("data")), link)

    async def _ask(self, address: str, query: str) -> Any:
        async with self._means.http.post(address, data={"query": query}, timeout=LIMIT) as answer:
            return json.loads(await beginning(answer.content, MOST))


def _values(data: Any) -> list[float] | None:
    """The values of an instant vector or a scalar; None for whatever else it is."""
    try:
        found = [data["result"]] if data["resultType"] == "scalar" else [each["value"] for each in data["result"]]
        return [float(value) for _, value in found]
    except (KeyError, TypeError, ValueError):
        return None


def _judged(gate: Gate, values: list[float] | None, link: str) -> Word:
    if values is None:
        return Word(Verdict.UNKNOWN, "prometheus-odd", {}, link)
    if len(values) > 1:
        return Word(Verdict.UNKNOWN, "prometheus-many", {"count": str(len(values))}, link)
    if not values or math.isnan(values[0]):
        return Word(Verdict.PENDING, "prometheus-empty", {}, link)
    below, above, value = number(gate, "below"), number(gate, "above"), values[0]
    facts = {"value": f"{value:.4g}"}
    if below is not None and value >= below:
        return Word(Verdict.FAILING, "prometheus-high", {**facts, "bound": f"{below:g}"}, link)
    if above is not None and value <= above:
        return Word(Verdict.FAILING, "prometheus-low", {**facts, "bound": f"{above:g}"}, link)
    return Word(Verdict.PASSING, "prometheus-well", facts, link)
