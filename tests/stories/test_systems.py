"""The five systems of the examples, played to their end by their own files, as `make play SYSTEM=…` does it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from bot.config import load
from simulator.systems import FOLDER, SYSTEMS, catalogue_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_system_is_played_to_its_end(system: str) -> None:
    command = [sys.executable, "-m", "bot", "demo", "--play", "--system", system]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    written, _ = await process.communicate()
    assert process.returncode == 0, written.decode()
    assert "stories ended as they should" in written.decode()


def test_each_service_and_train_of_each_file_is_played(tmp_path: Path) -> None:
    for system, trips in SYSTEMS.items():
        catalogue = load(catalogue_of(system, "http://127.0.0.1:1", tmp_path / system, 1.0))
        assert {trip.service for trip in trips} == {*catalogue.services, *catalogue.trains}
        own = (FOLDER / f"{system}.yaml").read_text(encoding="utf-8")
        assert (tmp_path / system / f"{system}.yaml").read_text(encoding="utf-8") == own  # unchanged at its own pace
