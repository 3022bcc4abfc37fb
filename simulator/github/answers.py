"""Answers as GitHub writes them: errors, pages, times, people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from aiohttp import web

T = TypeVar("T")
Json = dict[str, Any]

DOCS = "https://docs.github.com/rest"
WEB = "https://github.com"
LONGEST_PAGE = 100


class Refusal(Exception):
    """An answer that is an error; `headers` go with it."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}

    def answer(self) -> web.Response:
        """The JSON of an error."""
        body = {"message": self.message, "documentation_url": DOCS, "status": str(self.status)}
        return web.json_response(body, status=self.status, headers=self.headers)


def not_found() -> Refusal:
    """What isn't there, or isn't to be seen."""
    return Refusal(404, "Not Found")


def page_of(request: web.Request, everything: Sequence[T], default: int = 30) -> tuple[Sequence[T], dict[str, str]]:
    """The page that was asked for, and the header that names the next one."""
    size = min(LONGEST_PAGE, max(1, _number(request, "per_page", default)))
    number = max(1, _number(request, "page", 1))
    shown = everything[(number - 1) * size : number * size]
    if number * size >= len(everything):
        return shown, {}
    following = request.url.update_query(page=str(number + 1))
    return shown, {"Link": f'<{following}>; rel="next"'}


def paged(request: web.Request, everything: Sequence[T], shape: Callable[[T], Json], key: str = "") -> web.Response:
    """A list as GitHub pages it: bare, or under `key` with the total count."""
    shown, headers = page_of(request, everything)
    found = [shape(each) for each in shown]
    body = {"total_count": len(everything), key: found} if key else found
    return web.json_response(body, headers=headers)


def moment(at: datetime | None) -> str | None:
    """A time as GitHub writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def person(login: str) -> Json:
    """A user, in short."""
    kind = "Bot" if login.endswith("[bot]") else "User"
    return {"login": login, "id": number_of(login), "type": kind, "html_url": f"{WEB}/{login}", "site_admin": False}


def number_of(name: str) -> int:
    """A number that stands for a name, always the same."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def _number(request: web.Request, name: str, default: int) -> int:
    asked = request.query.get(name, "")
    return int(asked) if asked.isdecimal() else default
