"""Who may look at the live page: everybody on loopback, elsewhere whoever knows the token."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import web

COOKIE = "subaku_page"
KEPT = 30 * 86_400  # seconds that a browser need not be asked again
BEARER = "Bearer "

Shut = Literal["off", "no-token"]


class Door:
    """`host` is where we listen. Without a token there is a page on loopback alone; `off`: there is none."""

    def __init__(self, host: str, token: str | None, public_url: str | None, *, off: bool = False) -> None:
        self._token = token or None
        self._public = urlsplit(public_url or "")
        self.shut: Shut | None = "off" if off else "no-token" if not (token or _is_loopback(host)) else None

    @property
    def asks(self) -> bool:
        """Whether there is a token to be known."""
        return self._token is not None

    def is_called_rightly(self, request: web.Request) -> bool:
        """Whether the browser meant us: a foreign name that leads to loopback must not read an open page."""
        if self._token:
            return True
        name = urlsplit(f"//{request.host}").hostname or ""
        return _is_loopback(name) or name == self._public.hostname

    def knows(self, request: web.Request) -> bool:
        """Whether this request may see the page: it needs no token, bears it, or has been let in before."""
        if not self._token:
            return True
        said = request.headers.get("Authorization", "")
        if said.startswith(BEARER) and self.is_token(said[len(BEARER) :].strip()):
            return True
        return _same(request.cookies.get(COOKIE, ""), self._mark())

    def is_token(self, said: str) -> bool:
        """Whether it is the token; takes as long for a near one as for a far one."""
        return self._token is not None and _same(said, self._token)

    def let_in(self, response: web.StreamResponse) -> None:
        """Remember the browser, by a mark from which nobody gets the token."""
        secure = self._public.scheme == "https"
        response.set_cookie(COOKIE, self._mark(), max_age=KEPT, httponly=True, secure=secure, samesite="Lax")

    def _mark(self) -> str:
        return hmac.new((self._token or "").encode(), COOKIE.encode(), hashlib.sha256).hexdigest()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())
