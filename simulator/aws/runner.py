"""The process of a Lambda function: `runner.py MODULE:FUNCTION`, the event on stdin, what is returned on stdout."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path


def main() -> None:
    """Call the function; what it prints goes to stderr, as to a log."""
    # as a script this file's own folder comes first on the path, where names of the standard library could be hidden
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    module, _, function = sys.argv[1].partition(":")
    event = json.load(sys.stdin)
    returned, sys.stdout = sys.stdout, sys.stderr
    answer = getattr(importlib.import_module(module), function)(event, None)
    json.dump(answer, returned)


if __name__ == "__main__":
    main()
