"""Runs a hook function as Lambda would: in a process of its own, with its settings and a time limit."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from simulator.aws.account import Account
from simulator.world import HookFunction

RUNNER = Path(__file__).with_name("runner.py")
ROOT = Path(__file__).parents[2]
LIMIT = 30.0  # s on the wall: the process is real
_INHERITED = ("PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV", "TMPDIR", "LANG")

log = logging.getLogger(__name__)


class FunctionFailed(Exception):
    """The function raised, ran into its time limit, or could not be started; the message says which."""


class Lambda:
    """The account's functions. `endpoint` tells where AWS is at the time of the call; `limit` is in s of the wall."""

    def __init__(
        self,
        account: Account,
        functions: tuple[HookFunction, ...],
        endpoint: Callable[[], str],
        limit: float = LIMIT,
    ) -> None:
        self._account, self._endpoint, self._limit = account, endpoint, limit
        self.functions = {each.name: each for each in functions}

    async def invoke(self, name: str, event: dict[str, str], **settings: str) -> object:
        """Call a function and hand back what it returns; `settings` go before its own. Raises FunctionFailed."""
        function = self.functions[name]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(RUNNER),
            function.handler,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment(function) | settings,
            cwd=ROOT,
        )
        try:
            async with asyncio.timeout(self._limit):
                out, err = await process.communicate(json.dumps(event).encode())
        except TimeoutError:
            raise FunctionFailed(f"{name}: Task timed out after {self._limit:.2f} seconds") from None
        finally:
            await _end(process)
        said = err.decode("utf-8", "replace").strip()
        log.info("%s ended with %s: %s", name, process.returncode, said[-2000:])
        if process.returncode != 0:
            raise FunctionFailed(f"{name}: {said.splitlines()[-1] if said else 'ended without a word'}")
        returned: object = json.loads(out)
        return returned

    def _environment(self, function: HookFunction) -> dict[str, str]:
        """What Lambda sets, and nothing of what this process knows."""
        return {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "AWS_ENDPOINT_URL": self._endpoint(),
            "AWS_REGION": self._account.region,
            "AWS_DEFAULT_REGION": self._account.region,
            "AWS_ACCESS_KEY_ID": "ASIASIMULATEDLAMBDA0",
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            **function.environment,
        }


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill it, and see it gone however often we are cancelled meanwhile: nothing may outlive its loop."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    ending, cancelled = asyncio.ensure_future(process.wait()), False
    while not ending.done():
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
