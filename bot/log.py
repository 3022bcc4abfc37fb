"""Logs: one JSON line an event (or coloured ones for people), with every token blotted out."""

from __future__ import annotations

import logging
import re
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# tokens of Slack, GitHub and AWS, bearer headers, passwords in addresses, and the addresses that are secrets themselves
SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|gh[oprsu]_\w{20,}|github_pat_\w+|(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|(?i:bearer\s+)[\w.~+/=-]{8,}|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
    r"|https://hooks\.slack\.com/\S+|(?<=ticket=)[\w-]+"
)
# in what others wrote: whatever is given to a name that sounds like a secret
ASSIGNED = re.compile(
    r"""(\b[\w.-]{0,40}(?:secret|token|passw(?:or)?d|api_?key|access_?key|credential)[\w.-]{0,40}["']?\s?[=:]\s?["']?)"""
    r"""[^\s"']{4,}""",
    re.IGNORECASE,
)
PRIVATE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
BLOT = "[redacted]"


def configure(style: Literal["json", "console"], level: str) -> None:
    """Send structlog and the libraries' own logs to standard error, in one form."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared(), processors=[*_rendered(style)])
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in ("bot", "handlers"):
        logging.getLogger(name).setLevel(level.upper())


def redact(text: str) -> str:
    """The text without anything that looks like a secret."""
    return SECRETS.sub(BLOT, text)


def redact_foreign(text: str) -> str:
    """Lines that builds and scripts wrote, also without what only its name shows to be a secret."""
    return ASSIGNED.sub(rf"\1{BLOT}", PRIVATE.sub(BLOT, redact(text)))


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendered(style: str) -> list[Processor]:
    """Tracebacks become text before the redaction, so that it sees them too."""
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if style == "console":
        return [
            drop,
            structlog.processors.format_exc_info,
            _redacted,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ]
    trace = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
    return [drop, trace, _redacted, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: _blot(value) for key, value in event.items()}


def _blot(value: object) -> object:
    match value:
        case str():
            return redact(value)
        case dict():
            return {key: _blot(item) for key, item in value.items()}
        case list() | tuple():
            return [_blot(item) for item in value]
        case int() | float() | bool() | None:
            return value
    return redact(str(value))
