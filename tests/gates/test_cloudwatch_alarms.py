"""CloudWatch's alarms, as the simulated account has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.gate import Verdict
from bot.gates.base import Word
from bot.gates.cloudwatch_alarms import BATCH
from tests.gates.conftest import Cloud, Gates, Wild, answer, read, release

NAME = "erp-employee-errors"
SEOUL = {"region": "ap-northeast-2"}


async def look(gates: Gates, *names: str) -> Word:
    return await gates.look("cloudwatch_alarms", {"names": names or (NAME,), "aws": SEOUL})


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        ("OK", Verdict.PASSING, "alarms-quiet"),
        ("ALARM", Verdict.FAILING, "alarms-ring"),
        ("INSUFFICIENT_DATA", Verdict.PASSING, "alarms-quiet"),
    ],
)
async def test_every_state_has_an_answer(cloud: Cloud, gates: Gates, state: str, verdict: Verdict, code: str) -> None:
    await cloud.set("aws/alarm-state", name=NAME, state=state)
    word = await look(gates)
    assert (word.verdict, word.code) == (verdict, code)
    assert "ap-northeast-2" in word.link


async def test_one_that_is_not_there_is_unknown_but_one_that_rings_is_worse(cloud: Cloud, gates: Gates) -> None:
    word = await look(gates, NAME, "<!channel>")
    assert (word.verdict, word.facts["names"]) == (Verdict.UNKNOWN, "<!channel>")
    assert "<!channel>" not in read(word, "cloudwatch_alarms")
    await cloud.set("aws/alarm-state", name=NAME, state="ALARM")
    assert (await look(gates, NAME, "<!channel>")).facts["names"] == NAME


async def test_more_names_than_one_call_takes_are_all_asked_for(cloud: Cloud, gates: Gates) -> None:
    await cloud.set("aws/alarm-state", name=NAME, state="ALARM")
    others = [f"alarm-{number}" for number in range(BATCH)]
    assert (await look(gates, *others, NAME)).code == "alarms-ring"


async def test_without_a_region_nobody_knows_where_to_look(gates: Gates) -> None:
    beside_aws = release(plan=replace(release().plan, settings=None))
    word = await gates.look("cloudwatch_alarms", {"names": (NAME,)}, beside_aws)
    assert (word.verdict, word.code) == (Verdict.UNKNOWN, "nowhere")


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500, 503])
async def test_what_aws_does_not_say_is_unknown(
    gates: Gates, wild: Wild, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", wild.url)
    for body in ("", "<html>", "{}", "null", '{"MetricAlarms": [{}]}', '{"MetricAlarms": "none"}'):
        wild.answer = answer(body, status)
        word = await look(gates)
        assert word.verdict is Verdict.UNKNOWN, (body, word)


async def test_it_looks_as_the_target_does_unless_it_says_otherwise(cloud: Cloud, gates: Gates) -> None:
    assert (await gates.look("cloudwatch_alarms", {"names": (NAME,)})).code == "alarms-quiet"
    own = {"names": (NAME,), "aws": {"region": "us-east-1", "role": None}}
    assert "us-east-1" in (await gates.look("cloudwatch_alarms", own)).link
