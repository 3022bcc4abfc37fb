"""The page to chat in: static files, served as they are."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

ROOT = Path(__file__).parent
SUFFIXES = frozenset({".html", ".css", ".js"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: http: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    # Asked for anew each time: whoever changes a file sees it at the next reload.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def add_routes(app: web.Application) -> None:
    """Serves the page at `/` and its files under `/page/`."""
    app.router.add_get("/", _index)
    app.router.add_get("/page/{name}", _file)


async def _index(_: web.Request) -> web.FileResponse:
    return _answer("index.html")


async def _file(request: web.Request) -> web.FileResponse:
    name = request.match_info["name"]
    known = {path.name for path in ROOT.iterdir() if path.suffix in SUFFIXES}
    if name not in known:
        raise web.HTTPNotFound(text=f"the page has no file {name!r}")
    return _answer(name)


def _answer(name: str) -> web.FileResponse:
    return web.FileResponse(ROOT / name, headers=HEADERS)
