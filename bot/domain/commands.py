"""What a person asked for, in the imperative. A handler makes one; the desk carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.domain.release import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Who asked, when and where. `id` is fresh for each envelope; `reply` finds where the answer goes."""

    kind: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[Command]]] = {}
    id: str
    by: str
    at: datetime
    channel: str
    reply: str | None = None

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        Command.kinds[cls.__name__] = cls


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRelease(Command):
    """Put a revision of a service in an environment. `id` becomes the release's id."""

    service: str
    environment: str
    revision: str
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRelease(Command):
    """Say yes to the plan with this fingerprint."""

    release: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRelease(Command):
    """Say no to a request."""

    release: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRelease(Command):
    """Take back what hasn't started."""

    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHold(Command):
    """Let the traffic go over, or stop."""

    release: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRelease(Command):
    """Stop a live deployment and take it back."""

    release: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Where the answer to a command goes: Slack's response_url while it lasts, else a message to the user."""

    user: str
    channel: str
    response_url: str | None = None
