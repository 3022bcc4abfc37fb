"""The table of the Web API's methods: what each needs to be allowed, how often it may be called, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.slack.args import Args
from simulator.slack.rates import TIERS, Limit
from simulator.slack.workspace import Slack

Json = dict[str, Any]
Handler = Callable[[Slack, Args], Json]


@dataclass(frozen=True)
class Method:
    """One method. `scopes`: any one of them will do; `app_level`: wants the app's token, not the bot's."""

    handler: Handler
    limit: Limit
    scopes: tuple[str, ...] = ()
    app_level: bool = False


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, tier: int = 3, limit: Limit | None = None, app_level: bool = False
) -> Callable[[Handler], Handler]:
    """Enter a function into the table."""

    def enter(handler: Handler) -> Handler:
        METHODS[name] = Method(handler, limit or TIERS[tier], scopes, app_level)
        return handler

    return enter
