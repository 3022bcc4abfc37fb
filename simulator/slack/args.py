"""The arguments of a Web API call, from query, form or JSON, read the way that Slack reads them."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from simulator.slack.errors import InvalidError, SlackError

Json = dict[str, Any]

PAGE = 1_000


class Args:
    """Arguments by name; what is missing or malformed raises SlackError."""

    def __init__(self, given: Json) -> None:
        self.given = given

    def text(self, name: str) -> str:
        """A string that must be there."""
        value = self.maybe(name)
        if not value:
            raise InvalidError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def maybe(self, name: str) -> str | None:
        """A string that may be there."""
        value = self.given.get(name)
        return None if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean: true, "true", 1 or "1"."""
        value = self.given.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true", "t"}

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.given.get(name) or default)
        except (TypeError, ValueError) as err:
            raise SlackError("invalid_arguments") from err

    def structure(self, name: str, error: str) -> Any:
        """An object or array, as it is or as JSON text; `error` is Slack's word for text that isn't JSON."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as err:
            raise SlackError(error) from err

    def names(self, name: str) -> list[str]:
        """Strings out of a comma-separated list."""
        value = self.given.get(name) or ""
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def page(self, items: list[Any], default: int = 100) -> tuple[list[Any], Json]:
        """One page of `items` by `limit` and `cursor`, and the `response_metadata` that leads on."""
        limit = min(max(self.number("limit", default), 1), PAGE)
        cursor = self.maybe("cursor") or "0"
        if not cursor.isdigit() or int(cursor) > len(items):
            raise SlackError("invalid_cursor")
        end = int(cursor) + limit
        return items[int(cursor) : end], {"next_cursor": str(end) if end < len(items) else ""}


async def read(request: web.Request) -> Args:
    """All arguments of a request, the body's before the query's. Raises SlackError."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= _json(await request.text())
    elif request.can_read_body:
        given |= dict(await request.post())
    return Args(given)


def _json(text: str) -> Json:
    try:
        body = json.loads(text or "{}")
    except ValueError as err:
        raise SlackError("invalid_json") from err
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
