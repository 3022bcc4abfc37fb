"""The requester has ticked all that the target asks for."""

from __future__ import annotations

from typing import ClassVar

from bot.domain.catalogue import Gate
from bot.domain.gate import Verdict
from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.gates.base import Subject, Word
from bot.gates.settings import texts


class Checklist:
    """The gate `checklist`."""

    calls: ClassVar[tuple[Call, ...]] = ()

    def __init__(self, means: Means) -> None:
        """It asks nobody: what was ticked stands with the release."""

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """What is still open."""
        items = texts(gate, "items")
        left = [item for item in items if item not in subject.release.checklist]
        if left:
            return Word(Verdict.FAILING, "checklist-open", {"items": " · ".join(left)})
        return Word(Verdict.PASSING, "checklist-done", {"count": str(len(items))})
