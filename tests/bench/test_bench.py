"""The harness runs, whatever the figures are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import acks, releases, starts
from bench.figures import Aim, Figure, Part, percentile
from bench.processes import simulator


def test_figures_stand_beside_ours() -> None:
    rows = {"ours": {"p50": Figure.of([1.0, 2.0, 9.0])}, "theirs": {"p50": Figure.of([4.0])}}
    part = Part("Acks", "note", rows, [Aim("p50", 2.0, 2.0, "ms"), Aim("rate", 10, 20, "1/s", least=True)])
    assert "2.00 (1.00–9.00)" in part.table()
    assert "ours is 0.50×" in part.table()
    assert [aim["holds"] for aim in part.as_json()["aims"]] == [True, False]


@pytest.mark.parametrize(("share", "value"), [(0.5, 51), (0.99, 100), (1.0, 100)])
def test_percentiles(share: float, value: int) -> None:
    assert percentile(range(100, 0, -1), share) == value


@pytest.mark.slow
async def test_acks_are_measured_beside_rivals(tmp_path: Path) -> None:
    with simulator() as cloud:
        part = await acks.measure(acks.Size(rounds=1, seconds=0.1, commands=20), tmp_path, cloud)
    assert list(part.rows) == [acks.OURS, acks.LIGHT, *acks.RIVALS]
    assert all(figure.median > 0 for row in part.rows.values() for figure in row.values())


@pytest.mark.slow
async def test_starts_are_measured_beside_the_imports(tmp_path: Path) -> None:
    with simulator() as cloud:
        part = await starts.measure(1, tmp_path, cloud)
    assert all(figure.median > 0 for row in part.rows.values() for figure in row.values())


@pytest.mark.slow
async def test_releases_are_measured_beside_a_script(tmp_path: Path) -> None:
    start, change = await releases.measure(1, tmp_path)
    assert start.rows["Subaku"]["p50 (ms)"].median > 0
    assert change.rows["the reply"]["p50 (ms)"].median > 0
