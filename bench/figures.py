"""What was measured, as a table and as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of several rounds, and the lowest and highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        """From one value a round."""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{_number(self.median)} ({_number(self.low)}–{_number(self.high)})"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be: at most `limit`, or at least when `least`."""

    what: str
    value: float
    limit: float
    unit: str
    least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is."""
        return self.value >= self.limit if self.least else self.value <= self.limit

    def __str__(self) -> str:
        bound = "at least" if self.least else "at most"
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        return f"{verdict:<14} {self.what}: {_number(self.value)} {self.unit}, aim {bound} {_number(self.limit)}"


@dataclass(slots=True)
class Part:
    """One thing measured. The first row is ours, and so are those `alike`; the others stand beside it."""

    title: str
    note: str
    rows: dict[str, dict[str, Figure]]
    aims: list[Aim] = field(default_factory=list)
    alike: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Everything, with the verdicts."""
        return {**asdict(self), "aims": [{**asdict(aim), "holds": aim.holds} for aim in self.aims]}

    def table(self) -> str:
        """For people: each figure with its spread, and ours as a multiple of it."""
        columns = list(dict.fromkeys(name for row in self.rows.values() for name in row))
        ours = next(iter(self.rows.values()))
        lines = [["", *columns]]
        for name, row in self.rows.items():
            beside = {} if row is ours or name in self.alike else ours
            cells = [_cell(row.get(column), beside.get(column)) for column in columns]
            lines.append([name, *cells])
        return "\n".join([f"\n## {self.title}", self.note, "", *_aligned(lines), "", *map(str, self.aims)])


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of them don't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _cell(figure: Figure | None, ours: Figure | None) -> str:
    if figure is None:
        return ""
    beside = f"  ours is {ours.median / figure.median:.2f}×" if ours and figure.median else ""
    return f"{figure}{beside}"


def _aligned(lines: list[list[str]]) -> list[str]:
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
