"""What every gate must do: answer whatever the other side says, in words that exist, and take what it hears as data."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot import i18n
from bot.config import schema
from bot.domain.catalogue import Workspace
from bot.domain.gate import Verdict
from bot.domain.release import Revision
from bot.engine import gatekeeper
from bot.gates import GATES
from bot.i18n import LOCALES
from tests.gates.conftest import EVIL, Gates, Wild, answer, read, release

SETTINGS: dict[str, dict[str, Any]] = {
    "checklist": {"items": ("one", EVIL)},
    "cloudwatch_alarms": {"names": ("one", EVIL)},
    "ecr_scan": {"block": ("CRITICAL",), "warn": ("HIGH",)},
    "github_checks": {"required": ("build", EVIL)},
    "http": {"url": "http://elsewhere/health", "expect": 200, "contains": f"up {EVIL}"},
    "prometheus": {"url": "http://elsewhere", "query": "up", "below": 1},
    "soak": {"environment": EVIL},
}
ASKING = sorted({"cloudwatch_alarms", "ecr_scan", "github_checks", "http", "prometheus"})
BODIES = (
    "",
    "<!channel>",
    "null",
    "true",
    "7",
    json.dumps(EVIL),
    "[]",
    "[[]]",
    "{}",
    json.dumps({"__type": EVIL, "message": EVIL, "error": EVIL, "status": EVIL, "data": EVIL, "imageDetails": EVIL}),
    json.dumps({"check_runs": [{"name": EVIL, "status": "completed", "conclusion": EVIL}], "statuses": []}),
    json.dumps({"check_runs": [[]], "statuses": [7], "imageScanStatus": 7, "MetricAlarms": 7, "data": 7}),
    "<ErrorResponse><Error><Code>&lt;!channel&gt;</Code></Error></ErrorResponse>",
    "\x00\ufffd",
)
RAW = (
    b"",
    b"\x00\xff\xfe",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 999 ?\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nA",
    b"\r\n" * 99,
)


def pointed(gates: Gates, url: str) -> Gates:
    """The same gates, for which everything is at one address."""
    there = gates.pointed(github=url)
    elsewhere = Workspace(registries={"ghcr.io": url}, addresses={"http://elsewhere": url})
    return Gates(replace(there.means, workspace=lambda: elsewhere))


async def look(gates: Gates, kind: str) -> Verdict:
    """Its verdict on an image, and on a commit; what it said was readable, and data."""
    digest = "sha256:" + "ab" * 32
    verdicts = []
    for about in (
        release(Revision(EVIL, digest), f"ghcr.io/own/er@{digest}"),
        release(Revision(EVIL, commit="8be03d7")),
    ):
        word = await gates.look(kind, SETTINGS[kind], about, timeout=timedelta(seconds=5))
        assert "<!channel>" not in read(word, kind)
        verdicts.append(word.verdict)
    return min(verdicts, key=[Verdict.PASSING, Verdict.PENDING, Verdict.UNKNOWN, Verdict.FAILING].index)


@pytest.mark.parametrize("kind", ASKING)
async def test_no_answer_opens_a_gate_or_breaks_it(
    gates: Gates, wild: Wild, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", wild.url)
    whole = [answer(body, status) for body in BODIES for status in (200, 302, 400, 403, 503)]
    for said in (*RAW, *whole):
        wild.answer = said
        verdict = await look(pointed(gates, wild.url), kind)
        assert verdict in (Verdict.FAILING, Verdict.UNKNOWN), (said, verdict)


@pytest.mark.parametrize("kind", ASKING)
async def test_nobody_there_does_not_open_it_either(gates: Gates, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = f"http://127.0.0.1:{unused_port()}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", nobody)
    assert await look(pointed(gates, nobody), kind) in (Verdict.FAILING, Verdict.UNKNOWN)


def test_every_gate_of_the_catalogue_is_built_and_walked_here() -> None:
    assert set(GATES) == set(schema()["$defs"]["Gate"]["properties"]) == set(SETTINGS)


@pytest.mark.parametrize("kind", sorted(set(SETTINGS) - set(ASKING)))
async def test_the_others_ask_nobody(gates: Gates, kind: str) -> None:
    assert await look(gates, kind) is Verdict.FAILING


def codes() -> set[str]:
    """Every code in the sources: the second word of each `Word(…)`."""
    found = set()
    for path in (*Path(gatekeeper.__file__).parents[1].glob("gates/*.py"), Path(gatekeeper.__file__)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Word":
                code = node.args[1]
                assert isinstance(code, ast.Constant), f"{path.name}:{node.lineno}: a code that no test can see"
                found.add(str(code.value))
    return found


def test_every_code_has_words_in_every_language_and_no_words_are_left_over() -> None:
    said = codes()
    assert len(said) > 30
    for locale in LOCALES:
        lines = Path(i18n.__file__).with_name(f"{locale}.ftl").read_text(encoding="utf-8").splitlines()
        written = {line.split(" ")[0].removeprefix("gate-") for line in lines if line.startswith("gate-")}
        assert written == said
