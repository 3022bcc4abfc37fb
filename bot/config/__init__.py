"""The configuration: the catalogue from its files, and the settings from the environment.

`load(path)` gives the catalogue or raises `ConfigurationError` with every mistake as `FILE:LINE: what is wrong, and
what is allowed there`. `schema()` is the JSON Schema of a file. `Settings` are the environment variables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config.build import build
from bot.config.checks import check
from bot.config.files import gather
from bot.config.models import File
from bot.config.nodes import Node, Problems, plain
from bot.config.settings import Settings
from bot.domain.catalogue import Catalogue
from bot.errors import ConfigurationError

__all__ = ["Settings", "load", "schema"]


def load(path: str | Path) -> Catalogue:
    """The catalogue of a file, or of all YAML files of a folder and its sub-folders; ConfigurationError."""
    problems = Problems()
    root = gather(Path(path), problems)
    file = _validated(root, problems) if root else None
    if problems or file is None:
        raise ConfigurationError(problems.lines())
    return build(file)


def _validated(root: Node, problems: Problems) -> File | None:
    check(root, problems)
    try:
        return File.model_validate(plain(root))
    except ValidationError as error:
        from bot.config.explain import explain  # noqa: PLC0415 - the schema is built for mistakes alone: a start is measured

        explain(error, root, problems)
        return None


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one configuration file."""
    from bot.config import json_schema  # noqa: PLC0415 - as above

    return json_schema.schema()
