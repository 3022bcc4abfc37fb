"""The live page: read-only, in the reader's language, with nothing from a third party."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from bot.domain.catalogue import Locale
from bot.domain.scope import Scope
from bot.engine.queries import Queries
from bot.errors import StoreUnavailable
from bot.i18n import LOCALES, Languages
from bot.web import statics, view, words
from bot.web.door import Door
from bot.web.feed import Feed
from bot.web.names import Names
from bot.web.readers import Full

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STREAM = HEADERS | {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
LANGUAGE = "subaku_language"
WRITE_LIMIT = 10.0  # seconds for one frame: whoever is slower comes again
HISTORY = 100
RELEASE = re.compile(r"r[0-9a-z]{10,20}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Page:
    """Answers from the start; has something to show from `show` on."""

    def __init__(self, door: Door, languages: Languages) -> None:
        self._door = door
        self._languages = languages
        self._feed: Feed | None = None
        self._queries: Queries | None = None
        self._names = Names()
        self._files = {} if door.shut else statics.load()
        self._words = {tag: statics.File.of("words.json", words.of(languages, tag)) for tag in LOCALES}

    def show(self, feed: Feed, queries: Queries, names: Names) -> None:
        """From now on this is shown."""
        self._feed, self._queries, self._names = feed, queries, names

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The page at `/`, its stream at `/events`, and what they need."""
        for path in ("/", "/history", "/release/{id}"):
            router.add_get(path, self._guarded(self._index))
        router.add_get("/events", self._guarded(self._events))
        router.add_get("/data/history", self._guarded(self._history))
        router.add_get("/data/release/{id}", self._guarded(self._release))
        router.add_get("/page/words/{locale}", self._open(self._say))
        router.add_get("/page/{name}", self._open(self._file))
        router.add_post("/login", self._open(self._login))

    def close(self) -> None:
        """End the streams, so that the server can end."""
        if self._feed:
            self._feed.close()

    def _open(self, handler: Handler) -> Handler:
        """For everybody who may ask at all: what is in it is no secret."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if self._door.shut or not self._door.is_called_rightly(request):
                return self._turn_away(request)
            response = await handler(request)
            if not response.prepared:
                response.headers.update(HEADERS)
            return response

        return answer

    def _guarded(self, handler: Handler) -> Handler:
        """For those whom the door knows."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if self._door.asks and "token" in request.query:
                return self._let_in(request, request.query["token"], request.rel_url.raw_path)
            return await handler(request) if self._door.knows(request) else self._ask_for_token(request)

        return self._open(answer)

    def _turn_away(self, request: web.Request) -> web.Response:
        if self._door.shut is None:
            return web.Response(status=421, text="This page is asked for under another name than its own.\n")
        say = self._languages.to(self._locale(request))
        key = "page-off" if self._door.shut == "off" else "page-no-token"
        return web.Response(status=404, text=say.plain(key) + "\n", headers=HEADERS)

    async def _login(self, request: web.Request) -> web.StreamResponse:
        said = await request.post()
        return self._let_in(request, str(said.get("token", "")), "/")

    def _let_in(self, request: web.Request, token: str, path: str) -> web.Response:
        """A mark in the browser, and the address without its token; or asked again."""
        if not self._door.is_token(token.strip()):
            return self._ask_for_token(request, wrong=True)
        response = web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})
        self._door.let_in(response)
        return response

    def _ask_for_token(self, request: web.Request, *, wrong: bool = False) -> web.Response:
        headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
        if not wrong and "text/html" not in request.headers.get("Accept", ""):
            return web.Response(status=401, headers=headers)
        locale = self._locale(request)
        say = self._languages.to(locale)
        text = say.plain("page-login-wrong") if wrong else say.plain("page-login-text")
        facts = {
            "title": say.plain("page-login"), "text": text, "label": say.plain("page-token"),
            "button": say.plain("page-enter"), "lang": locale,
        }  # fmt: skip
        body = _filled(statics.text("login.html"), facts)
        return web.Response(status=401, text=body, content_type="text/html", headers=headers)

    async def _index(self, request: web.Request) -> web.Response:
        locale = self._locale(request)
        facts = {"lang": locale, "title": self._languages.plain(locale, "page-title")}
        facts |= {"loading": self._languages.plain(locale, "page-loading")}
        facts |= {"noscript": self._languages.plain(locale, "page-noscript")}
        body = _filled(statics.text("index.html"), facts)
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
        return web.Response(text=body, content_type="text/html", headers=headers)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if self._feed is None or not self._feed.ready.is_set():
            return web.Response(status=503, headers={"Retry-After": "2"})
        last = request.headers.get("Last-Event-ID") or request.query.get("after")
        try:
            with self._feed.joined(last) as reader:
                response = web.StreamResponse(headers=STREAM)
                await response.prepare(request)
                while (frame := await reader.next()) is not None:
                    async with asyncio.timeout(WRITE_LIMIT):
                        await response.write(frame)
        except Full:
            return web.Response(status=503, headers={"Retry-After": "30"})
        except (ConnectionError, TimeoutError):
            if request.transport:
                request.transport.abort()  # what it hasn't read by now is old
        return response

    async def _history(self, request: web.Request) -> web.Response:
        """The newest that ended, of one service, of one environment, or of all."""
        if self._queries is None:
            return web.Response(status=503)
        asked = request.query
        scope = Scope(asked.get("service") or None, asked.get("environment") or None)
        return await self._answer(partial(self._ended, self._queries, scope))

    async def _release(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        if self._queries is None or not RELEASE.fullmatch(name):
            return web.Response(status=404 if self._queries else 503)
        return await self._answer(partial(self._one, self._queries, name))

    async def _answer(self, read: Callable[[], Awaitable[view.Json | None]]) -> web.Response:
        try:
            found = await read()
        except StoreUnavailable:
            return web.Response(status=503, headers={"Retry-After": "5"})
        if found is None:
            return web.Response(status=404)
        headers = {"Cache-Control": "no-store"}
        return web.json_response(found, headers=headers, dumps=partial(json.dumps, ensure_ascii=False))

    async def _ended(self, queries: Queries, scope: Scope) -> view.Json:
        return self._shown([view.release(one) for one in await queries.histories(scope, HISTORY)])

    async def _one(self, queries: Queries, name: str) -> view.Json | None:
        found = await queries.release(name)
        return self._shown([view.release(found)]) if found else None

    def _shown(self, releases: list[view.Json]) -> view.Json:
        return {"releases": releases, "people": self._names.of(view.people(releases, []))}

    async def _say(self, request: web.Request) -> web.Response:
        found = self._words.get(request.match_info["locale"].removesuffix(".json"))  # type: ignore[call-overload]
        return found.answer(request) if found else web.Response(status=404)

    async def _file(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["name"])
        return found.answer(request) if found else web.Response(status=404)

    def _locale(self, request: web.Request) -> Locale:
        return words.chosen(request.cookies.get(LANGUAGE), request.headers.get("Accept-Language", ""))


def _filled(template: str, facts: dict[str, str]) -> str:
    """`{{name}}` replaced by the fact as text."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: html.escape(facts[found[1]]), template)
