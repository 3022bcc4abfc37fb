"""Logs: one line an event, and never a secret."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from bot import log

SECRETS = [
    "xoxb-1111-2222-abcDEF",
    "xapp-1-A0123-456-fedcba",
    "ghp_" + "a1" * 18,
    "ASIA" + "ABCDEFGHIJKLMNOP",
    "Bearer abcdefgh.ijklmnop",
    "https://hooks.slack.com/commands/T0/1/secretpart",
]


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Configuration is the process's own: put it back."""
    root, kept = logging.getLogger(), logging.getLogger().handlers
    before = structlog.get_config()
    yield
    root.handlers = kept
    structlog.configure(**before)


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_written_wherever_it_stands(capsys: pytest.CaptureFixture[str], secret: str) -> None:
    log.configure("json", "info")
    logger = structlog.get_logger("bot.test")
    try:
        int(f"in an error: {secret}")
    except ValueError:
        logger.exception("failed", token=secret, nested={"list": [secret]}, other=object())
    logging.getLogger("slack_sdk").warning("a library says %s", secret)
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 2
    assert secret not in written
    assert written.count(log.BLOT) >= 4


def test_a_password_in_an_address_is_blotted_out() -> None:
    assert log.redact("rediss://subaku:hunter2@cache:6379/0") == f"rediss://{log.BLOT}@cache:6379/0"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("export DB_PASSWORD=hunter2!", "export DB_PASSWORD=[redacted]"),
        ('{"api_key": "0123456789"}', '{"api_key": "[redacted]"}'),
        ("AWS_SECRET_ACCESS_KEY=wJalr/XUt+nFEMI", "AWS_SECRET_ACCESS_KEY=[redacted]"),
        ("-----BEGIN RSA PRIV" + "ATE KEY-----\nMIIE\n", "[redacted]"),
        ("ghr_" + "a1" * 18, "[redacted]"),
        ("npm ERR! code ELIFECYCLE: exit 1", "npm ERR! code ELIFECYCLE: exit 1"),
        ("the token is missing", "the token is missing"),
    ],
)
def test_what_a_build_wrote_is_shown_without_what_it_calls_secret(line: str, shown: str) -> None:
    assert log.redact_foreign(line) == shown


def test_the_cost_of_a_line_grows_with_its_length_and_not_with_its_square() -> None:
    def cost(words: int) -> float:
        line, began = "a.token-" * words, time.process_time()
        assert log.redact_foreign(line) == line
        return time.process_time() - began

    assert cost(8_000) < 24 * min(cost(1_000) for _ in range(3))


def test_what_a_person_typed_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("json", "info")
    typed = 'v1"}\n{"event": "release_succeeded'
    structlog.get_logger("bot.test").info("asked", revision=typed)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["revision"] == typed


def test_levels_are_those_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("console", "warning")
    structlog.get_logger("bot.test").info("quiet")
    structlog.get_logger("bot.test").warning("loud")
    logging.getLogger("botocore").info("a library chats")
    written = capsys.readouterr().err
    assert "loud" in written
    assert "quiet" not in written
    assert "chats" not in written
