"""Run a command for as long as whoever started us lives: `python -m simulator.guard COMMAND…`.

Our standard input is a pipe that the starter holds; it closes however the starter ends, even by `kill -9`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType


def main() -> int:
    """The command's exit status."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)  # noqa: S603  the starter's own words

    def end(_signal: int = 0, _frame: FrameType | None = None) -> None:
        child.terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_when_closed, args=(end,), daemon=True).start()
    return child.wait()


def _when_closed(end: Callable[[], None]) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    end()


if __name__ == "__main__":
    sys.exit(main())
