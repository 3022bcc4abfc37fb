"""Who may look: everybody on loopback, elsewhere whoever knows the token, or nobody."""

from __future__ import annotations

import aiohttp
import pytest

from tests.web.conftest import Serve, Served

TOKEN = "melon-seeds-in-the-moonlight"
PATHS = ("/", "/history", "/release/r00000000000000", "/events", "/data/history", "/data/release/r00000000000000")


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_shown_without_the_token(http: aiohttp.ClientSession, serve: Serve, path: str) -> None:
    async with serve(TOKEN, host="0.0.0.0") as served, http.get(served.url + path) as answer:  # noqa: S104
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert await answer.text() == ""


async def test_a_bearer_may_look(http: aiohttp.ClientSession, serve: Serve) -> None:
    async with serve(TOKEN) as served:
        for said, status in ((TOKEN, 200), (TOKEN + "s", 401), ("", 401)):
            async with http.get(f"{served.url}/", headers={"Authorization": f"Bearer {said}"}) as answer:
                assert answer.status == status


async def test_the_form_lets_a_browser_in_and_the_token_stays_out_of_it(
    http: aiohttp.ClientSession, serve: Serve
) -> None:
    async with serve(TOKEN, public_url="https://subaku.example.com") as served:
        async with http.get(f"{served.url}/", headers={"Accept": "text/html", "Accept-Language": "ja"}) as answer:
            assert answer.status == 401
            assert "トークン" in await answer.text()
        async with http.post(f"{served.url}/login", data={"token": "wrong"}, allow_redirects=False) as answer:
            assert answer.status == 401
            assert not answer.cookies
        async with http.post(f"{served.url}/login", data={"token": TOKEN}, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            cookie = answer.cookies["subaku_page"]
        assert TOKEN not in cookie.value
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
        async with http.get(f"{served.url}/", headers={"Cookie": f"subaku_page={cookie.value}"}) as answer:
            assert answer.status == 200


async def test_a_token_in_the_address_is_taken_out_of_it(http: aiohttp.ClientSession, serve: Serve) -> None:
    async with serve(TOKEN) as served:
        address = f"{served.url}/release/r00000000000000?token={TOKEN}"
        async with http.get(address, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/release/r00000000000000")
        async with http.get(f"{served.url}/?token=wrong", allow_redirects=False) as answer:
            assert answer.status == 401


async def test_reachable_from_elsewhere_and_without_a_token_it_is_off(
    http: aiohttp.ClientSession, serve: Serve
) -> None:
    async with serve(host="0.0.0.0") as served:  # noqa: S104
        async with http.get(f"{served.url}/") as answer:
            assert answer.status == 404
            assert "SUBAKU_PAGE_TOKEN" in await answer.text()
        async with http.get(f"{served.url}/healthz") as answer:
            assert answer.status == 200
        async with http.get(f"{served.url}/page/base.css") as answer:
            assert answer.status == 404


async def test_it_can_be_turned_off(http: aiohttp.ClientSession, serve: Serve) -> None:
    async with serve(off=True) as served, http.get(f"{served.url}/events") as answer:
        assert answer.status == 404
        assert "SUBAKU_PAGE=off" in await answer.text()


@pytest.mark.parametrize(("host", "status"), [("evil.example.com", 421), ("localhost:1", 200), ("[::1]:80", 200)])
async def test_a_foreign_name_for_loopback_reads_nothing(
    http: aiohttp.ClientSession, page: Served, host: str, status: int
) -> None:
    async with http.get(f"{page.url}/data/history", headers={"Host": host}) as answer:
        assert answer.status == status


async def test_the_public_name_is_ours(http: aiohttp.ClientSession, serve: Serve) -> None:
    named = {"Host": "subaku.example.com"}
    async with serve(public_url="https://subaku.example.com") as served, http.get(served.url, headers=named) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/", "/events", "/page/base.css", "/page/words/ko.json", "/data/history"])
async def test_every_answer_is_locked_down(http: aiohttp.ClientSession, page: Served, path: str) -> None:
    await ready(http, page.url)
    async with http.get(page.url + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/page/../server.py", "/page/index.html", "/page/words/xx.json", "/release/", "/x"])
async def test_nothing_but_the_page_is_served(http: aiohttp.ClientSession, page: Served, path: str) -> None:
    async with http.get(page.url + path) as answer:
        assert answer.status == 404


async def test_it_is_read_only(http: aiohttp.ClientSession, page: Served) -> None:
    async with http.post(f"{page.url}/events") as answer:
        assert answer.status == 405


async def ready(http: aiohttp.ClientSession, url: str) -> None:
    """Once there is something to show."""
    while True:
        async with http.get(f"{url}/events") as answer:
            if answer.status == 200:
                return
            assert answer.status == 503
