"""A small valid catalogue, and the five systems' one, to be changed by each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from bot.config import load
from bot.errors import ConfigurationError

EXAMPLES = Path(__file__).parents[2] / "examples"

SMALL = dedent("""\
    workspace:
      locale: en
      timezone: Asia/Seoul
    environments:
      staging:
        channel: C0STAGING
      production:
        channel: C0DEPLOY
        after: {environment: staging, soak: 10m}
        approval: {required: 1, by: [S0PLATFORM, U0EUNHO], own: false, expires: 30m}
    services:
      api:
        source: {github: octo/api, branch: main}
        image: ghcr.io/octo/api
        offer: production
        targets:
          production:
            driver: codedeploy_ecs
            aws: {region: ap-northeast-2}
            application: api
            group: api-group
            cluster: main
            service: api
            container: app
            port: 8080
            hold: after_allow_test_traffic
            hook_function: hook
            hook_table: hooks
            gates:
              - http: {url: "http://test:9000/health", expect: 200, when: hold}
    trains:
      all-of-it:
        services: [api]
    """)


@pytest.fixture
def mistakes(tmp_path: Path) -> Callable[[str], list[str]]:
    """The mistakes of a catalogue in one file, as `LINE: sentence`; none where it loads."""
    file = tmp_path / "subaku.yaml"

    def find(text: str | bytes) -> list[str]:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return [problem.removeprefix(f"{file}:") for problem in problems(file)]

    return find


@pytest.fixture
def five_systems(tmp_path: Path) -> Path:
    """A copy of the example catalogue."""
    return Path(shutil.copytree(EXAMPLES / "catalogue", tmp_path / "catalogue"))


@pytest.fixture
def small() -> str:
    return SMALL


@pytest.fixture
def examples() -> Path:
    return EXAMPLES


@pytest.fixture
def problems_of() -> Callable[[Path], list[str]]:
    return problems


def problems(path: Path) -> list[str]:
    try:
        load(path)
    except ConfigurationError as error:
        return error.problems
    return []
