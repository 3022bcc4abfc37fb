"""What the requester has ticked."""

from __future__ import annotations

import pytest

from bot.domain.gate import Verdict
from tests.gates.conftest import EVIL, Gates, read, release

ITEMS = ("Dashboards are open", "Support knows", EVIL)


@pytest.mark.parametrize(
    ("ticked", "verdict", "left"),
    [
        ((), Verdict.FAILING, list(ITEMS)),
        (("Support knows", "Something else"), Verdict.FAILING, [ITEMS[0], EVIL]),
        (ITEMS[:2], Verdict.FAILING, [EVIL]),
        (("Something else", *ITEMS), Verdict.PASSING, []),
    ],
    ids=["nothing", "some", "nearly all", "all"],
)
async def test_what_is_open_is_named(gates: Gates, ticked: tuple[str, ...], verdict: Verdict, left: list[str]) -> None:
    word = await gates.look("checklist", {"items": ITEMS}, release(checklist=ticked))
    assert word.verdict is verdict
    assert [item for item in ITEMS if item in word.facts.get("items", "")] == left
    assert "<!channel>" not in read(word, "checklist")
