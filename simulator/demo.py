"""`subaku demo`: Valkey, the simulator and the bot as processes of their own, on loopback, until told to stop."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

from simulator import systems
from simulator.redis import RedisServer
from simulator.world import DEMO, load

READY_LIMIT = 30.0  # seconds
STOP_LIMIT = 12.0
PLAY_SPEED = 120.0  # nobody watches: CodeDeploy's five minutes before blue goes are over in 2.5 s


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot's process and where it is to be found; `log` is what it writes."""

    url: str
    log: Path
    environment: Mapping[str, str]

    def run(self, stack: ExitStack) -> subprocess.Popen[bytes]:
        """Start it, ended with the stack; returns when it is ready. Raises RuntimeError when it doesn't get there."""
        command = [sys.executable, "-m", "simulator.guard", sys.executable, "-m", "bot", "run"]
        log = stack.enter_context(self.log.open("ab"))
        process = _spawn(stack, command, self.environment, stdin=subprocess.PIPE, stderr=log)
        _wait_until_ready(f"{self.url}/readyz", process, self.log)
        return process

    def run_on(self, process: subprocess.Popen[bytes]) -> NoReturn:
        """Start it again whenever it ends, as a container's restart policy does. Raises RuntimeError as `run`."""
        while True:
            _say(f"\n  The bot ended with {process.wait()} and is started again.\n")
            with ExitStack() as stack:
                process = self.run(stack)
                _say("  It is back, and goes on where it was.\n")
                process.wait()


@dataclass(frozen=True, slots=True)
class Demo:
    """Where a running demo is to be found, and the bot's process."""

    page: str
    bot: Bot
    process: subprocess.Popen[bytes]


def demo(*, port: int, speed: float, play: bool, system: str | None = None) -> int:
    """Run it. Exit status: 0 after Ctrl-C, or when every story of `play` ended as it should.

    `system`: one of the example systems instead of the demo's own service.
    """
    signal.signal(signal.SIGTERM, _interrupted)
    with ExitStack() as stack:
        try:
            if play:
                from simulator.play import play_all  # the page's visitors don't need it

                return play_all(start(stack, speed=max(speed, PLAY_SPEED), system=system).page, system)
            running = start(stack, port=port, speed=speed, system=system)
            _say(WELCOME.format(page=running.page, bot=running.bot.url, log=running.bot.log))
            running.bot.run_on(running.process)
        except KeyboardInterrupt:
            sys.stdout.write("\nGood night.\n")
        except RuntimeError as err:
            sys.stderr.write(f"{err}\n")
            return 1
    return 0


WELCOME = """
  Subaku is awake.

    open    {page}
    type    /platform-deploy demo-backend v2
    be      은호 (above the channels) to approve what 민아 asked for

    bot     {bot}/readyz   {bot}/metrics
    log     {log}

  Ctrl-C ends it all.
"""


def start(stack: ExitStack, *, port: int = 0, speed: float = 10.0, system: str | None = None) -> Demo:
    """Start the three, ended with the stack. Raises RuntimeError when one doesn't come up."""
    folder = Path(tempfile.mkdtemp(prefix="subaku-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    redis = RedisServer(folder / "redis")
    redis.start()
    stack.callback(redis.stop)
    page = _simulator(stack, port, speed, systems.world_of(system) if system else DEMO)
    config = folder / "catalogue"
    if system:
        systems.catalogue_of(system, page, config, speed)
    else:
        config = catalogue(page, config.with_suffix(".yaml"))
    http = f"127.0.0.1:{free_port()}"
    bot = Bot(f"http://{http}", folder / "bot.log", bot_environment(page, redis.url, config, http))
    return Demo(page, bot, bot.run(stack))


def bot_environment(page: str, redis_url: str, config: Path, http: str) -> dict[str, str]:
    """What points the bot at the simulator: addresses and the demo's own tokens, nothing else."""
    app = load(DEMO).app
    return {
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_API_URL": f"{page}/api/",
        "AWS_ENDPOINT_URL": f"{page}/aws",
        "GITHUB_API_URL": f"{page}/github",
        "GITHUB_TOKEN": "demo",
        "ARGOCD_TOKEN": "demo",
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_EC2_METADATA_DISABLED": "true",
        "REDIS_URL": redis_url,
        "SUBAKU_CONFIG": str(config),
        "SUBAKU_HTTP": http,
    }


def catalogue(page: str, path: Path) -> Path:
    """The demo's catalogue, with its registry pointed at the simulator."""
    text = (files("simulator") / "worlds" / "subaku.yaml").read_text(encoding="utf-8")
    registries = f'workspace:\n  registries: {{ghcr.io: "{page}/registry"}}'
    path.write_text(text.replace("workspace:", registries, 1), encoding="utf-8")
    return path


def free_port() -> int:
    """A port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _simulator(stack: ExitStack, port: int, speed: float, world: Path) -> str:
    command = ["-m", "simulator", "--json-ready", "--port", str(port), "--speed", str(speed), "--world", str(world)]
    process = _spawn(stack, [sys.executable, *command, "--parent", str(os.getpid())], {}, stdout=subprocess.PIPE)
    line = process.stdout.readline() if process.stdout else b""
    if not line:
        raise RuntimeError(f"the simulator did not come up; is port {port} taken? try --port 0")
    return str(json.loads(line)["address"])


def _spawn(
    stack: ExitStack, command: list[str], environment: Mapping[str, str], **pipes: object
) -> subprocess.Popen[bytes]:
    own_group = {"start_new_session": True}  # Ctrl-C is ours to pass on, in our order
    everything = {**os.environ, **environment}
    process: subprocess.Popen[bytes] = subprocess.Popen(command, env=everything, **own_group, **pipes)  # type: ignore[call-overload]  # noqa: S603
    stack.callback(end, process)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """As an operator would; by force when it takes too long."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_LIMIT
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the bot ended with {process.returncode}:\n{log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the bot was not ready within {READY_LIMIT:.0f} s:\n{log.read_text()[-2000:]}")


def _say(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


def _interrupted(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
