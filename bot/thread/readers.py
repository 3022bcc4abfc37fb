"""Those who read: the language of each, and who they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.catalogue import Locale
from bot.domain.people import Person


@dataclass(frozen=True, slots=True)
class Readers:
    """Both may ask Slack; `person` raises `SlackUnavailable` when nobody can tell."""

    locale: Callable[[str], Awaitable[Locale]]
    person: Callable[[str], Awaitable[Person]]
