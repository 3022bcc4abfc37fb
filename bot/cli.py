"""The command line: `subaku run`, `check`, `schema`, `calls`, `audit`, `demo`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import TypeVar

from bot.errors import ConfigurationError

T = TypeVar("T")
WRONG = 2  # exit status for what a person has to mend


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 failed, 2 something to mend, said on standard error."""
    arguments = _parser().parse_args(argv)
    work: Callable[[argparse.Namespace], int] = arguments.work
    try:
        return work(arguments)
    except ConfigurationError as err:
        for problem in err.problems:
            print(problem, file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="subaku", description="The deploy bot that people look forward to.")
    parser.add_argument("--version", action="version", version=version("subaku"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run the bot until SIGTERM")
    run.set_defaults(work=_run)

    check = commands.add_parser("check", help="check the configuration; each mistake with FILE:LINE")
    check.add_argument("path", nargs="?", help="a file or folder; SUBAKU_CONFIG by default")
    check.set_defaults(work=_check)

    schema = commands.add_parser("schema", help="print the JSON schema of the configuration")
    schema.set_defaults(work=_schema)

    calls = commands.add_parser("calls", help="print every AWS call that the catalogue can lead to, a JSON line each")
    calls.add_argument("path", nargs="?", help="a file or folder; SUBAKU_CONFIG by default")
    calls.set_defaults(work=_calls)

    _add_audit(commands.add_parser("audit", help="export or verify the record of who did what"))

    demo = commands.add_parser("demo", help="a whole workspace and cloud on this machine, with a page to chat in")
    demo.add_argument("--port", type=int, default=8099, help="of the page (0: a free one)")
    demo.add_argument("--speed", type=float, default=10.0, help="how fast the cloud's minutes go by, 1 to 60")
    demo.add_argument("--play", action="store_true", help="play the stories with no hands, print the threads, end")
    demo.add_argument("--system", metavar="NAME", help="one of the example systems, by the name of its file")
    demo.set_defaults(work=_demo)
    return parser


def _add_audit(audit: argparse.ArgumentParser) -> None:
    commands = audit.add_subparsers(required=True, metavar="COMMAND")

    export = commands.add_parser("export", help="write the records, the oldest first")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    export.add_argument("--from", dest="since", metavar="ISO", help="no earlier than this time (UTC by default)")
    export.add_argument("--until", metavar="ISO", help="earlier than this time")
    export.add_argument("--release", metavar="ID", help="of one release alone")
    export.add_argument("--output", metavar="FILE", help="instead of standard output")
    export.set_defaults(work=_export)

    verify = commands.add_parser("verify", help="find the first record that isn't as it was written")
    verify.add_argument("files", nargs="*", metavar="FILE", help="exported or archived, in order; Redis by default")
    verify.add_argument("--head", metavar="NUMBER:HASH", help="as an earlier run printed it: must be in the chain")
    verify.set_defaults(work=_verify)

    for command in (export, verify):
        command.add_argument("--team", metavar="T…", help="the workspace, where Redis keeps several")


def _run(_arguments: argparse.Namespace) -> int:
    import uvloop

    from bot import app, log
    from bot.config import Settings

    settings = Settings.read()
    log.configure(settings.log_format, settings.log_level)
    uvloop.run(app.run(settings))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from bot.config import Settings, load
    from bot.config.living import themes_beside
    from images import BadTheme, find

    path = arguments.path or Settings.read().config
    catalogue = load(path)
    try:
        find(catalogue.workspace.theme, themes_beside(path))
    except BadTheme as err:
        raise ConfigurationError(list(err.problems)) from err
    targets = sum(len(service.targets) for service in catalogue.services.values())
    print(f"{path}: good; {len(catalogue.services)} services, {targets} targets, {len(catalogue.trains)} trains")
    return 0


def _schema(_arguments: argparse.Namespace) -> int:
    from bot.config import schema

    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


def _calls(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from bot.config import Settings, load
    from bot.drivers import DRIVERS
    from bot.drivers.calls import needed
    from bot.gates import GATES

    drivers, gates = ({name: made.calls for name, made in kinds.items()} for kinds in (DRIVERS, GATES))
    for call in needed(load(arguments.path or Settings.read().config), drivers, gates):
        print(json.dumps(asdict(call)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from bot import audit

    since, until = _typed("--from", audit.instant, arguments.since), _typed("--until", audit.instant, arguments.until)
    wanted = audit.Filter(since, until, arguments.release)
    if fault := audit.export(arguments.team, wanted, arguments.format, arguments.output):
        print(fault, file=sys.stderr)
    return 1 if fault else 0


def _verify(arguments: argparse.Namespace) -> int:
    from bot import audit

    noted = _typed("--head", audit.place, arguments.head)
    verdict = audit.verify(arguments.team, arguments.files, noted)
    print(*audit.said(verdict, noted), sep="\n")
    return 1 if verdict.fault else 0


def _typed(option: str, read: Callable[[str], T], text: str | None) -> T | None:
    """What was typed behind an option. It is read here, so that no other command loads what reads it."""
    try:
        return None if text is None else read(text)
    except ValueError as err:
        raise ConfigurationError([f"{option}: {text!r} can't be read; see --help"]) from err


def _demo(arguments: argparse.Namespace) -> int:
    from simulator.demo import demo

    return demo(port=arguments.port, speed=arguments.speed, play=arguments.play, system=arguments.system or None)


if __name__ == "__main__":
    sys.exit(main())
