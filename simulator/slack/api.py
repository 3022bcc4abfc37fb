"""POST /api/METHOD: token, scopes, faults, rates, then the method, and a line in the journal."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from simulator.slack.args import Args, read
from simulator.slack.errors import RateLimitedError, SlackError
from simulator.slack.methods import METHODS, Method
from simulator.slack.workspace import Fault, Slack

Json = dict[str, Any]

HANGING_SECONDS = 60.0


class Api:
    """The Web API over one workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        name = request.match_info["method"]
        args = Args({})
        try:
            args = await read(request)
            fault = self._fault(name)
            if fault and not fault.after:
                return await self._fail(request, name, args, fault)
            answer = self._called(name, self._token(request, args), args)
            if fault:
                return await self._fail(request, name, args, fault)
        except SlackError as err:
            return self._refused(name, args, err)
        self._slack.journal.call(name, args.given, None)
        return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": ",".join(self._slack.app.scopes)})

    def _called(self, name: str, token: str, args: Args) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._allow(method, token)
        self._slack.rates.take(f"{name} {args.maybe(method.limit.by) or ''}", method.limit)
        return method.handler(self._slack, args)

    def _token(self, request: web.Request, args: Args) -> str:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else args.maybe("token") or ""

    def _allow(self, method: Method, token: str) -> None:
        app = self._slack.app
        if not token:
            raise SlackError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise SlackError("invalid_auth")
        if (token == app.app_token) != method.app_level:
            raise SlackError("not_allowed_token_type")
        if method.scopes and not method.app_level and not set(method.scopes) & set(app.scopes):
            raise SlackError("missing_scope", needed=method.scopes[0], provided=",".join(app.scopes))

    def _refused(self, name: str, args: Args, err: SlackError) -> web.Response:
        self._slack.journal.call(name, args.given, err.error)
        headers = {"Retry-After": str(err.retry_after)} if isinstance(err, RateLimitedError) else {}
        return web.json_response(err.body(), status=err.status, headers=headers)

    def _fault(self, name: str) -> Fault | None:
        faults = self._slack.faults
        fault = next((each for each in faults if each.method in (name, "*")), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                faults.remove(fault)
        return fault

    async def _fail(self, request: web.Request, name: str, args: Args, fault: Fault) -> web.StreamResponse:
        if fault.error == "ratelimited":
            return self._refused(name, args, RateLimitedError(fault.retry_after))
        if not fault.error.startswith("http") and fault.error not in ("reset", "hang"):
            return self._refused(name, args, SlackError(fault.error))
        self._slack.journal.call(name, args.given, fault.error)
        if fault.error == "hang":
            await asyncio.sleep(HANGING_SECONDS)
        if fault.error in ("reset", "hang") and request.transport is not None:
            request.transport.abort()
        code = fault.error.removeprefix("http")
        return web.Response(status=int(code) if code.isdigit() else 500, text="<html>Server Error</html>")
