"""The same revision has stood elsewhere for a while, by our own history."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain.gate import Verdict
from bot.domain.release import Release, Revision, Status
from tests.gates.conftest import NOW, Gates, read, release

HOUR = timedelta(hours=1)
V1, V2 = Revision("v1", "sha256:" + "11" * 32), Revision("v2", "sha256:" + "22" * 32)


def stood(revision: Revision, ended: datetime, status: Status = Status.SUCCEEDED) -> Release:
    return release(revision, status=status, ended_at=ended)


@pytest.mark.parametrize(
    ("history", "verdict", "code"),
    [
        ([], Verdict.FAILING, "soak-never"),
        ([stood(V1, NOW - 5 * HOUR)], Verdict.FAILING, "soak-never"),
        ([stood(V2, NOW - 5 * HOUR, Status.FAILED)], Verdict.FAILING, "soak-never"),
        ([stood(V2, NOW - HOUR)], Verdict.PENDING, "soak-runs"),
        ([stood(V2, NOW - 2 * HOUR)], Verdict.PASSING, "soak-done"),
        ([stood(V1, NOW - HOUR), stood(V2, NOW - 4 * HOUR)], Verdict.PASSING, "soak-done"),
        ([stood(V1, NOW - HOUR), stood(V2, NOW - 2 * HOUR)], Verdict.FAILING, "soak-short"),
        ([stood(V2, NOW - HOUR), stood(V1, NOW - 2 * HOUR), stood(V2, NOW - 3 * HOUR)], Verdict.PENDING, "soak-runs"),
    ],
    ids=["nothing", "another", "failed", "not yet", "long enough", "before", "too short", "not in one go"],
)
async def test_every_history_has_an_answer(gates: Gates, history: list[Release], verdict: Verdict, code: str) -> None:
    said = {"staging": history, "production": [stood(V2, NOW - 9 * HOUR)]}
    settings = {"environment": "staging"}
    word = await gates.look("soak", settings, release(V2), histories=said, lasting=2 * HOUR)
    assert (word.verdict, word.code) == (verdict, code)


async def test_it_says_how_long_it_still_takes(gates: Gates) -> None:
    history = {"staging": [stood(V2, NOW - timedelta(minutes=75))]}
    word = await gates.look("soak", {"environment": "staging"}, release(V2), histories=history, lasting=2 * HOUR)
    assert word.facts["minutes"] == "45"
    assert "45" in read(word, "soak")
