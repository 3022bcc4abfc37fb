"""The command line, as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[2]


def subaku(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "SUBAKU_", "REDIS_"))}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(  # noqa: S603  our own words
        command, env={**clean, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


def test_check_accepts_the_five_systems(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "examples" / "catalogue")]) == 0
    assert "9 services, 13 targets, 1 trains" in capsys.readouterr().out


def test_check_answers_a_mistake_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "subaku.yaml"
    path.write_text("workspace:\n  locale: de\n")
    assert main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert f"{path}:2: " in said
    assert "ko, ja or en" in said


def test_check_looks_at_the_teams_own_theme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, folder = tmp_path / "subaku.yaml", tmp_path / "themes" / "melon"
    catalogue = (ROOT / "examples" / "demo" / "subaku.yaml").read_text()
    path.write_text(catalogue.replace("theme: subaku", "theme: melon"))
    assert main(["check", str(path)]) == 2
    assert "melon" in capsys.readouterr().err
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text('title = "M"\ncredit = "m"\nlicence = "CC0"\n\n[waitng]\nfile = "w.gif"\n')
    assert main(["check", str(path)]) == 2
    assert f"{folder / 'theme.toml'}:5: waitng: no such state" in capsys.readouterr().err


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"]


def test_run_without_tokens_says_which_and_how() -> None:
    done = subaku("run", SUBAKU_CONFIG="examples/catalogue")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_with_a_bad_setting_never_shows_its_value() -> None:
    done = subaku("run", REDIS_URL="postgres://user:hunter2@db/1")
    assert done.returncode == 2
    assert "REDIS_URL" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


def test_run_with_a_missing_catalogue_says_where_it_looked() -> None:
    done = subaku("run", SLACK_BOT_TOKEN="xoxb-x", SLACK_APP_TOKEN="xapp-x", SUBAKU_CONFIG="nowhere.yaml")
    assert done.returncode == 2
    assert "nowhere.yaml" in done.stderr


def test_an_unknown_command_is_answered_with_those_there_are() -> None:
    done = subaku("dance")
    assert done.returncode == 2
    assert "run" in done.stderr
    assert "check" in done.stderr
