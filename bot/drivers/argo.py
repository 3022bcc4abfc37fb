"""Argo CD's API, as far as the driver needs it; its errors in our words.

https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.domain.catalogue import ArgoCdTarget
from bot.drivers.bodies import message_in, whole
from bot.drivers.means import Means
from bot.errors import DriverUnavailable, EffectRefused, Throttled

LIMIT = aiohttp.ClientTimeout(total=15, connect=3)  # seconds
MOST_BYTES = 16 * 1024 * 1024  # a list of all applications


class NotThere(EffectRefused):
    """Argo CD knows no such application."""


class Argo:
    """One for all servers. Raises `NotThere`, `Throttled`, `DriverUnavailable`, `EffectRefused`."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def application(self, settings: ArgoCdTarget) -> dict[str, Any]:
        """The application as Argo CD sees it now."""
        return _shaped(await self._ask("GET", settings, query=_namespace(settings)))

    async def applications(self, settings: ArgoCdTarget) -> dict[str, dict[str, Any]]:
        """All applications of its server and namespace that the token may see, by name."""
        found = await self._ask("GET", settings, None, query=_namespace(settings))
        items = found.get("items") or ()
        return {str(each["metadata"]["name"]): _shaped(each) for each in items}

    async def resolved(self, settings: ArgoCdTarget, revision: str) -> str:
        """The full commit (or chart's version) that a revision means to Argo CD's own repository server."""
        query = {"revision": revision} | _namespace(settings)
        return str((await self._ask("GET", settings, "manifests", query=query))["revision"])

    async def post(self, settings: ArgoCdTarget, verb: str, body: Mapping[str, Any]) -> None:
        """Begin an operation: one try. `DriverUnavailable` means that it may have come through."""
        await self._ask("POST", settings, verb, body={"name": settings.application, **_namespace(settings), **body})

    async def terminate(self, settings: ArgoCdTarget) -> None:
        """End the operation that is under way."""
        await self._ask("DELETE", settings, "operation", query=_namespace(settings))

    async def warm(self, settings: ArgoCdTarget) -> None:
        """Open a connection."""
        async with self._means.http.get(f"{self._base(settings)}/api/version", timeout=LIMIT) as answer:
            await answer.read()

    async def _ask(
        self,
        method: str,
        settings: ArgoCdTarget,
        verb: str | None = "",
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """`verb`: what follows the application's name; None asks for all of them."""
        name = "" if verb is None else f"/{quote(settings.application, safe='')}"
        path = f"/api/v1/applications{name}{f'/{verb}' if verb else ''}"
        headers = {"Authorization": f"Bearer {self._token(settings)}"}
        url = f"{self._base(settings)}{path}"
        try:
            async with self._means.http.request(
                method, url, params=query, json=body, headers=headers, timeout=LIMIT, allow_redirects=False
            ) as answer:
                text = (await whole(answer.content, MOST_BYTES)).decode("utf-8", "replace")
                return _read(settings, f"{method} {path}", answer.status, text)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as err:
            raise DriverUnavailable(f"Argo CD {method} {path}: {type(err).__name__}") from err

    def _base(self, settings: ArgoCdTarget) -> str:
        return self._means.address(settings.server.rstrip("/"))

    def _token(self, settings: ArgoCdTarget) -> str:
        token = self._means.argocd_tokens.get((settings.token or "").lower())
        if not token:
            raise EffectRefused(f"{settings.key} has no token for {settings.server}: set {variable(settings)}")
        return token


def variable(settings: ArgoCdTarget) -> str:
    """The environment variable that holds a target's token."""
    return f"ARGOCD_TOKEN_{settings.token.upper()}" if settings.token else "ARGOCD_TOKEN"


def _read(settings: ArgoCdTarget, what: str, status: int, text: str) -> dict[str, Any]:
    if status < 300:
        found = json.loads(text or "{}")
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found
    said = f"Argo CD {what}: {status} {message_in(text)}"
    if status in (401, 403):
        raise EffectRefused(f"{said}: may the account of {variable(settings)} do this in {settings.application}?")
    if status == 404:
        raise NotThere(said)
    if status == 429:
        raise Throttled(said)
    raise DriverUnavailable(said) if status >= 500 or status < 400 else EffectRefused(said)


def _namespace(settings: ArgoCdTarget) -> dict[str, str]:
    return {"appNamespace": settings.namespace} if settings.namespace else {}


def _shaped(found: dict[str, Any]) -> dict[str, Any]:
    """An application with what we count on; Argo CD leaves out what is empty, but never these."""
    return {**found, "spec": found["spec"], "status": found.get("status") or {}}
