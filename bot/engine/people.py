"""How the engine learns who somebody is; who asks Slack implements it."""

from __future__ import annotations

from typing import Protocol

from bot.domain.people import Person


class People(Protocol):
    """Answers who a user is and what groups they are in, as fresh as a decision needs it."""

    async def person(self, user_id: str, *, fresh: bool = False) -> Person:
        """Who this is; `fresh`: as Slack says it now. Raises `SlackUnavailable` when nobody can tell."""
        ...
