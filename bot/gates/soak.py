"""The same revision has stood in another environment for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from bot.domain import standing
from bot.domain.catalogue import Gate
from bot.domain.gate import Verdict
from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.gates.base import Subject, Word
from bot.gates.settings import text


class Soak:
    """The gate `soak`."""

    calls: ClassVar[tuple[Call, ...]] = ()

    def __init__(self, means: Means) -> None:
        """It asks nobody: the history is handed to it."""

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """How long it has stood there in one go, by our own history."""
        environment, wanted = text(gate, "environment"), gate.lasting or timedelta(0)
        history = subject.histories.get(environment, ())
        stood = standing.soaked(history, subject.release.revision, subject.now)
        facts = {"environment": environment}
        if stood is None:
            return Word(Verdict.FAILING, "soak-never", facts)
        if stood >= wanted:
            return Word(Verdict.PASSING, "soak-done", facts)
        now = standing.current(history)
        stands = now is not None and standing.is_same(now.revision, subject.release.revision)
        minutes = {**facts, "minutes": str(max(1, round((wanted - stood).total_seconds() / 60)))}
        return Word(Verdict.PENDING, "soak-runs", minutes) if stands else Word(Verdict.FAILING, "soak-short", facts)
