"""Each kind of mistake: its line, what is wrong, and what is allowed there. The cases are in the text files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Case:
    file: str
    old: str
    new: str
    said: list[str]

    def apply(self, text: str) -> str:
        assert self.old in text, "the piece to change isn't in the file"
        return text.replace(self.old, self.new, 1)


def cases(name: str) -> list[Case]:
    blocks = (Path(__file__).parent / name).read_text().strip().split("\n\n")
    return [_case(block.splitlines()) for block in blocks if not block.startswith("#")]


def _case(lines: list[str]) -> Case:
    file, old, new, said = ([line[2:] for line in lines if line[0] == mark] for mark in "@-+=")
    end = "" if new else "\n"
    return Case("".join(file), "\n".join(old) + end, "\n".join(new), said)


@pytest.mark.parametrize("case", cases("mistakes.txt"), ids=lambda case: case.said[0])
def test_mistake(case: Case, mistakes: Callable[[str], list[str]], small: str) -> None:
    assert mistakes(case.apply(small)) == case.said


@pytest.mark.parametrize("case", cases("mistakes_of_systems.txt"), ids=lambda case: case.said[0])
def test_mistake_in_the_five_systems(case: Case, five_systems: Path, problems_of: Callable[[Path], list[str]]) -> None:
    file = five_systems / case.file
    file.write_text(case.apply(file.read_text()))

    assert problems_of(five_systems) == [f"{file}:{said}".replace("FOLDER", str(five_systems)) for said in case.said]
