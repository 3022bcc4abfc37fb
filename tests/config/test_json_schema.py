"""The JSON Schema: valid, telling, and of one mind with the loader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.config import schema
from bot.config.json_schema import resolved

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


@pytest.mark.parametrize("file", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda file: file.name)
def test_the_examples_fit(file: Path, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(yaml.safe_load(file.read_text()))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("port: 8080", "port: '8080'"),
        ("container: app", "contaner: app"),
        ("soak: 10m", "soak: 600"),
        ("  api:\n", "  my api:\n"),
        ("driver: codedeploy_ecs", "driver: codedeploy"),
        ("by: [S0PLATFORM, U0EUNHO]", "by: []"),
        ("channel: C0DEPLOY", "channel: deploy"),
    ],
)
def test_mistakes_do_not_fit(old: str, new: str, small: str, validator: Draft202012Validator) -> None:
    assert validator.is_valid(yaml.safe_load(small))
    assert not validator.is_valid(yaml.safe_load(small.replace(old, new, 1)))


def test_every_key_is_described() -> None:
    silent = [
        f"{name}.{key}"
        for name, part in _definitions()
        for key, value in part.get("properties", {}).items()
        if not resolved(value).get("description")
    ]
    assert silent == []


def _definitions() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "file", schema()
    yield from schema()["$defs"].items()
