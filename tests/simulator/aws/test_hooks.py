"""Functions that run in a process of their own, and what becomes of those that fail."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from simulator.aws.account import Account
from simulator.aws.hooks import FunctionFailed, Lambda
from simulator.world import HookFunction

CODE = """
import os, time

def says(event, context):
    print("a line for the log")
    return {"event": event, "region": os.environ["AWS_REGION"], "secret": os.environ.get("A_SECRET")}

def breaks(event, context):
    raise KeyError("DeploymentId")

def sleeps(event, context):
    time.sleep(60)
"""


@pytest.fixture
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lambda:
    (tmp_path / "told.py").write_text(CODE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("A_SECRET", "of the simulator's own process")
    names = ("says", "breaks", "sleeps", "is_missing")
    hooks = tuple(HookFunction(each, f"told:{each}") for each in names)
    return Lambda(Account("111122223333", "ap-northeast-2"), hooks, lambda: "http://127.0.0.1:1", limit=5)


async def test_it_gets_the_event_and_its_settings_and_nothing_else(functions: Lambda) -> None:
    assert await functions.invoke("says", {"DeploymentId": "d-1"}) == {
        "event": {"DeploymentId": "d-1"},
        "region": "ap-northeast-2",
        "secret": None,
    }


@pytest.mark.parametrize(("name", "error"), [("breaks", "KeyError: 'DeploymentId'"), ("is_missing", "AttributeError")])
async def test_what_it_raises_is_told(functions: Lambda, name: str, error: str) -> None:
    with pytest.raises(FunctionFailed, match=error):
        await functions.invoke(name, {})


async def test_it_has_a_time_limit(functions: Lambda) -> None:
    functions._limit = 0.3
    with pytest.raises(FunctionFailed, match=r"timed out after 0\.30 seconds"):
        await functions.invoke("sleeps", {})


async def test_its_process_ends_with_who_called_it(functions: Lambda) -> None:
    call = asyncio.create_task(functions.invoke("sleeps", {}))
    await asyncio.sleep(0.2)
    call.cancel()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await call
