"""Whatever stands in the files: a catalogue, or a ConfigurationError with places. Nothing else."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import load
from bot.errors import ConfigurationError

EXAMPLES = Path(__file__).parents[2] / "examples" / "catalogue"
SERVICES = [file.read_text().partition("services:\n")[2] for file in sorted((EXAMPLES / "services").glob("*.yaml"))]
SERVICES.sort(key=lambda text: "\ntrains:" in text)  # the trains end the services
LINES = "".join([(EXAMPLES / "workspace.yaml").read_text(), "\nservices:\n", *SERVICES]).splitlines()
PIECES = [
    "&a",
    "*a",
    "<<: *a",
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "!!x ",
    "'",
    '"',
    "\t",
    "|",
    "null",
    "services:",
    "0",
    "…",
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.just("production"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
FILES = [yaml.safe_load(file.read_text()) for file in sorted(EXAMPLES.rglob("*.yaml"))]
TREE = {
    section: {name: value for file in FILES for name, value in file.get(section, {}).items()}
    for section in ("workspace", "environments", "services", "trains")
}
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def problems(text: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "subaku.yaml"
        file.write_text(text, encoding="utf-8", errors="replace")
        try:
            load(file)
        except ConfigurationError as error:
            return error.problems or ["nothing was said"]
        return []


def have_places(found: list[str]) -> bool:
    return all(re.fullmatch(r".*subaku\.yaml:[1-9][0-9]*: .+", problem) for problem in found)


def test_what_is_changed_below_is_right_at_first() -> None:
    assert problems("\n".join(LINES)) == []
    assert problems(json.dumps(TREE)) == []


@quick
@given(st.data())
def test_lines_cut_doubled_and_broken(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines.pop(place)
        column = data.draw(st.integers(0, len(line)))
        piece = data.draw(st.sampled_from(PIECES) | st.text(max_size=5))
        lines[place:place] = data.draw(st.sampled_from([[], [line, line], [line[:column] + piece + line[column:]]]))
    assert have_places(problems("\n".join(lines)))


@quick
@given(st.data())
def test_any_value_in_any_place(data: st.DataObject) -> None:
    tree = copy.deepcopy(TREE)
    for _ in range(data.draw(st.integers(1, 3))):
        _replace(tree, data)
    assert have_places(problems(json.dumps(tree, ensure_ascii=False)))


def _replace(here: Any, data: st.DataObject) -> None:
    """Walk down a while, then put something else there."""
    while True:
        key = data.draw(st.sampled_from(list(here) if isinstance(here, dict) else list(range(len(here)))))
        below = here[key]
        if not isinstance(below, dict | list) or not below or data.draw(st.integers(0, 4)) == 0:
            here[key] = data.draw(VALUES)
            return
        here = below


@quick
@given(st.text(max_size=200) | st.text(alphabet="{}[]:-&*!|>'\"\n a<", max_size=60))
def test_any_text(text: str) -> None:
    assert have_places(problems(text))
