"""What a person's words mean, whether typed behind a command or said in a conversation. Values, no decisions.

A grammar makes these; handlers turn them into commands, forms or answers. Names in them are in the catalogue,
revisions are well formed, instants are aware and in the future.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.scope import EVERYTHING, Scope

Question = Literal[
    "status",
    "queue",
    "why",
    "locks",
    "windows",
    "freezes",
    "schedule",
    "history",
    "who",
    "out",
    "diff",
    "report",
    "help",
]


@dataclass(frozen=True, slots=True)
class When:
    """When a release is to start: at an instant, or in the next window; neither: as soon as it may."""

    at: datetime | None = None
    next_window: bool = False


SOON = When()


@dataclass(frozen=True, slots=True)
class Deploy:
    """Put a revision of a service, or a train, in an environment. `hotfix` is the reason to go before others."""

    service: str
    environment: str
    revision: str
    when: When = SOON
    hotfix: str = ""


@dataclass(frozen=True, slots=True)
class RollBack:
    """Go back; what is left out is asked for in the form. `revision`: None is the one before."""

    service: str | None = None
    environment: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Promote:
    """What stands in the environment before, into this one (None: the last one that the service has)."""

    service: str
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Ask again for what didn't go through: a release, or the newest of a scope."""

    release: str | None = None
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Look:
    """A question: nothing changes. `release` where an id was named, `revision` where one would be released."""

    question: Question
    scope: Scope = EVERYTHING
    release: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """Nobody else may deploy there. Without `until` it stays until somebody lifts it."""

    scope: Scope
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Lift a lock."""

    scope: Scope
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Steal:
    """Take over somebody else's lock; the owner is told why."""

    scope: Scope
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Nothing is deployed there between two instants; `start` None is "from now on"."""

    scope: Scope
    end: datetime
    start: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Thaw:
    """End a freeze that a person made."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take a request back: one, or the question which."""

    release: str | None = None
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Move:
    """Another place in the queue, from 1."""

    release: str
    place: int


@dataclass(frozen=True, slots=True)
class Reschedule:
    """Another time for what is scheduled."""

    release: str
    when: When


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody else approves for me until an instant."""

    to: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Back:
    """I approve for myself again."""


@dataclass(frozen=True, slots=True)
class Reload:
    """Read the catalogue again."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Understood in part, or empty: a form asks for the rest."""

    service: str | None = None
    environment: str | None = None
    revision: str | None = None
    when: When = SOON
    hotfix: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong: the code of a message and its facts, fit to be shown once they are escaped."""

    code: str
    facts: Mapping[str, str]


Act = (
    Deploy
    | RollBack
    | Promote
    | Retry
    | Lock
    | Unlock
    | Steal
    | Freeze
    | Thaw
    | Cancel
    | Move
    | Reschedule
    | Out
    | Back
    | Reload
)
Ask = Act | Look | Ambiguous | Mistake
