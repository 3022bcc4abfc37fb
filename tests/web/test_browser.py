"""The page in a real browser: every state in every language, light and dark, wide and narrow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.domain.events import LockTaken
from bot.domain.lock import Lock
from bot.domain.release import Deployment, Obstacle, Outcome, Progress, Release, Stage, StageStatus, Status
from bot.domain.scope import Scope
from bot.i18n import LOCALES, Languages
from bot.store import Store
from bot.web import statics, words
from tests.web.conftest import Serve, Served, change, keep, now, release

WIRE = 60 * 1024  # bytes that a first visit may cost, pictures aside
PHONE, DESK = (360, 740), (1280, 820)
STILL = "document.getAnimations().filter(it => it.playState === 'running').length"


@asynccontextmanager
async def visited(
    browser: Browser, address: str, locale: str = "en", *, dark: bool = False, still: bool = False
) -> AsyncIterator[Page]:
    """The page, open, by a reader of a language. What the console complains of fails the test."""
    context = await browser.new_context(
        viewport={"width": DESK[0], "height": DESK[1]},
        locale=locale,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if still else "no-preference",
        timezone_id="Asia/Seoul",
    )
    page, complaints = await context.new_page(), list[str]()
    await page.clock.install()
    page.on("console", lambda it: complaints.append(it.text) if it.type in ("error", "warning") else None)
    page.on("pageerror", lambda it: complaints.append(str(it)))
    try:
        await page.goto(address)
        await page.locator("main[data-link=live] h1").wait_for()
        yield page
        assert complaints == []
    finally:
        await context.close()


async def go(page: Page, path: str) -> None:
    """Another address of the page, without loading it again."""
    await page.evaluate("(path) => { history.pushState(null, '', path); dispatchEvent(new Event('popstate')) }", path)
    await page.wait_for_function("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))) || 1")


async def widest(page: Page) -> int:
    """How far the content reaches."""
    return int(await page.evaluate("document.documentElement.scrollWidth"))


async def complaints_of_axe(page: Page) -> list[str]:
    """What axe finds; without its package the rest of the test is skipped."""
    package = pytest.importorskip("axe_playwright_python")
    await page.evaluate((Path(package.__path__[0]) / "axe.min.js").read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found["violations"]]


@pytest.fixture
async def busy(store: Store, page: Served) -> Release:
    """A board on which something of everything is going on; the release whose traffic goes over."""
    await keep(store, release(Status.SUCCEEDED, "demo-backend/staging", "v3"))
    await keep(store, release(Status.FAILED, "tradingpt/production", "2026.11.20-a81f3c2"))
    await keep(store, release(Status.REQUESTED, "tradingpt/production", "v8"))
    await keep(store, release(Status.QUEUED, revision="v3"))
    await keep(store, release(Status.SCHEDULED, "demo-backend/staging", "v4"))
    lock = Lock("r00000000000001", Scope("tradingpt", None), "U0ALEX", now(), "month end", now() + timedelta(hours=1))
    taken = LockTaken(release="", at=lock.at, scope=lock.scope.key, lock=lock.id, reason="", until=lock.until)
    await store.locks.amend(lock.scope.key, lambda _: (lock, [taken]))
    return await keep(store, release(Status.SHIFTING))


@pytest.mark.parametrize(
    ("locale", "dark"),
    [
        pytest.param(locale, dark, marks=[] if (locale, dark) == ("ja", False) else pytest.mark.slow)
        for locale in LOCALES
        for dark in (False, True)
    ],
)
async def test_everything_fits_and_is_accessible(
    browser: Browser, busy: Release, page: Served, locale: str, dark: bool
) -> None:
    say = Languages.load("Asia/Seoul").to(locale)  # type: ignore[arg-type]
    async with visited(browser, page.url, locale, dark=dark) as shown:
        await expect(shown.locator("html")).to_have_attribute("lang", locale)
        await expect(shown.locator(".stage .chip")).to_have_text(say.plain("page-status-shifting"))
        paths = ("/", f"/release/{busy.id}", "/history")
        for size in (PHONE, DESK):
            await shown.set_viewport_size({"width": size[0], "height": size[1]})
            for path in paths:
                await go(shown, path)
                assert await widest(shown) <= size[0], (path, size)
        for path in paths:
            await go(shown, path)
            assert await complaints_of_axe(shown) == [], path


async def test_blue_turns_green_while_one_looks(browser: Browser, busy: Release, page: Served) -> None:
    async with visited(browser, f"{page.url}/release/{busy.id}") as shown:
        bar = shown.locator(".stage [role=progressbar]")
        await expect(bar).to_have_attribute("aria-valuenow", "40")
        moved = await change(page.store, busy, Status.SHIFTING, traffic=80)
        await expect(bar).to_have_attribute("aria-valuenow", "80")
        await expect(shown.locator(".stage")).to_have_attribute("data-sky", "switching")
        share = "getComputedStyle(document.querySelector('.stage')).getPropertyValue('--share')"
        assert float(await shown.evaluate(share)) == pytest.approx(0.8)
        await change(page.store, moved, Status.SUCCEEDED)
        await expect(shown.locator(".stage")).to_have_attribute("data-sky", "cheering")
        await expect(shown.locator(".stage use.green")).to_have_attribute("data-pose", "cheering")
        await expect(shown.locator("#told")).to_have_text("demo-backend v2, production: Succeeded")


async def test_a_failure_says_why_and_data_stays_data(browser: Browser, store: Store, page: Served) -> None:
    evil = "<img src=x onerror=alert(1)>"
    one = await keep(store, release(Status.FAILED, revision=evil))
    async with visited(browser, f"{page.url}/release/{one.id}") as shown:
        await expect(shown.locator(".why")).to_contain_text("health check")
        await expect(shown.locator(".why code")).to_contain_text("Task failed ELB health checks")
        await expect(shown.locator("h1 code")).to_have_text(evil)
        await expect(shown.locator(".stage")).to_have_attribute("data-sky", "failed")
        assert await shown.locator("img").count() == 0


@pytest.mark.slow
async def test_the_stage_at_which_it_was_stopped_says_so(browser: Browser, store: Store, page: Served) -> None:
    began = now()
    stages = (
        Stage("before_install", StageStatus.SUCCEEDED, began, began),
        Stage("install", StageStatus.SUCCEEDED, began, began + timedelta(seconds=50)),
        Stage("allow_traffic", StageStatus.SKIPPED, began + timedelta(seconds=50), began + timedelta(seconds=70)),
        Stage("after_allow_traffic", StageStatus.SKIPPED),
    )
    progress = Progress(Outcome.FAILED, stages, 30)
    stopped = release(Status.FAILED, deployment=Deployment(began, "d-5EED", progress, None))
    one = await keep(store, stopped)
    async with visited(browser, f"{page.url}/release/{one.id}") as shown:
        cut = shown.locator(".timeline li", has_text="Traffic goes over")
        await expect(cut).to_have_attribute("data-state", "failed")
        await expect(cut).to_contain_text("Stopped")
        mark = await cut.evaluate("node => getComputedStyle(node, '::before').content")
        assert mark.startswith('"✕"')
        await expect(shown.locator(".timeline li", has_text="setting up")).to_have_count(0)


@pytest.mark.slow
async def test_all_states_have_a_face_and_a_sentence(browser: Browser, store: Store, page: Served) -> None:
    kept = [await keep(store, release(status)) for status in Status]
    async with visited(browser, page.url) as shown:
        for one in kept:
            await go(shown, f"/release/{one.id}")
            await expect(shown.locator(".stage .chip")).to_have_attribute("data-status", one.status.value)
            pose = await shown.locator(".stage use.blue").get_attribute("data-pose")
            assert await shown.locator(f"#{pose}-1").count() == 1
            assert "tells-" not in await shown.locator(".tells").inner_text()


async def test_who_waits_for_gates_sniffs_at_them(browser: Browser, store: Store, page: Served) -> None:
    one = await keep(store, release(Status.QUEUED, waits_for=Obstacle.GATE))
    async with visited(browser, page.url) as shown:
        for path in ("/", f"/release/{one.id}"):
            await go(shown, path)
            await expect(shown.locator(".stage use.blue")).to_have_attribute("data-pose", "sniffing")
        assert await shown.locator("#sniffing-1").count() == 1


@pytest.mark.slow
async def test_the_board_says_what_waits_and_for_what(browser: Browser, busy: Release, page: Served) -> None:
    async with visited(browser, page.url) as shown:
        waiting = shown.locator("section", has_text="Waiting").locator(".row")
        await expect(waiting).to_have_count(3)
        await expect(waiting.nth(0)).to_contain_text("place 1 in line")
        await expect(waiting.nth(1)).to_contain_text("starts at")
        await expect(waiting.nth(2)).to_contain_text("은호")
        grid = shown.locator(".grid")
        await expect(grid.locator("tr", has_text="tradingpt")).to_contain_text("locked until")
        await expect(grid.locator("td.well")).to_contain_text("v3")
        await expect(grid.locator("td.busy")).to_contain_text("v1")


async def test_links_and_keys_lead_through_the_page(browser: Browser, busy: Release, page: Served) -> None:
    async with visited(browser, page.url) as shown:
        await shown.locator(".card").first.press("Enter")
        await expect(shown).to_have_url(f"{page.url}/release/{busy.id}")
        await expect(shown.locator("h1")).to_be_focused()
        await shown.go_back()
        await expect(shown.locator(".grid")).to_be_visible()
        await shown.locator("nav a", has_text="History").click()
        await expect(shown.locator(".list tbody tr")).to_have_count(2)
        await shown.locator("select[name=result]").select_option("failed")
        await expect(shown.locator(".list tbody tr")).to_have_count(1)
        await expect(shown).to_have_url(f"{page.url}/history?result=failed")


async def test_the_language_can_be_chosen_and_is_kept(browser: Browser, page: Served) -> None:
    async with visited(browser, page.url, "en") as shown:
        await expect(shown.locator("h1")).to_have_text("Fast asleep")
        await shown.locator(".language select").select_option("ja")
        await expect(shown.locator("h1")).to_have_text("すやすや眠っています")
        await shown.reload()
        await expect(shown.locator("h1")).to_have_text("すやすや眠っています")


@pytest.mark.slow
async def test_it_comes_back_by_itself_and_says_when_it_is_stale(browser: Browser, store: Store, serve: Serve) -> None:
    one = await keep(store, release(Status.DEPLOYING))
    async with serve() as served, visited(browser, f"{served.url}/release/{one.id}") as shown:
        served.feed.close()
        await change(store, one, Status.SHIFTING)
        await expect(shown.locator(".stage .chip")).to_have_attribute("data-status", "shifting")
        await served.hush()
        await shown.clock.fast_forward(17_000)
        await expect(shown.locator(".stale")).to_contain_text("Not heard anything since")
        await expect(shown.locator("main")).to_have_attribute("data-link", "stale")


@pytest.mark.slow
async def test_still_for_those_who_like_it_still(browser: Browser, busy: Release, page: Served) -> None:
    async with visited(browser, page.url, still=True) as shown:
        assert await shown.evaluate(STILL) == 0
        first = await shown.locator(".stage use.blue").get_attribute("href")
        drawn = await shown.evaluate("document.querySelector('canvas.weather').toDataURL()")
        await asyncio.sleep(0.6)  # longer than a frame of the character
        assert await shown.locator(".stage use.blue").get_attribute("href") == first
        assert await shown.evaluate("document.querySelector('canvas.weather').toDataURL()") == drawn
    async with visited(browser, page.url) as shown:
        assert await shown.evaluate(STILL) > 0


@pytest.mark.slow
async def test_music_is_off_until_wanted_and_obeys_the_keys(browser: Browser, page: Served) -> None:
    async with visited(browser, page.url) as shown:
        play, position = shown.locator(".play"), shown.locator(".clock")
        await expect(play).to_have_accessible_name("Play")
        await shown.keyboard.press("ArrowRight")
        await expect(position).to_have_text("0:05 / 0:49")
        await shown.keyboard.press("ArrowLeft")
        await expect(position).to_have_text("0:00 / 0:49")
        await shown.keyboard.press("Space")
        await expect(play).to_have_accessible_name("Pause")
        await expect(position).to_have_text("0:01 / 0:49")
        await shown.locator(".volume").fill("20")
        await shown.locator(".volume").press("ArrowRight")
        await expect(shown.locator(".volume")).to_have_value("25")
        await expect(play).to_have_accessible_name("Pause")
        await play.click()
        await expect(play).to_have_accessible_name("Play")


@pytest.mark.slow
async def test_the_form_is_accessible(browser: Browser, serve: Serve) -> None:
    async with serve("melon-seeds") as served:
        shown = await browser.new_page(color_scheme="dark", locale="ja")
        await shown.goto(served.url)
        assert await complaints_of_axe(shown) == []
        await shown.close()


async def test_the_token_is_asked_for_kindly(browser: Browser, serve: Serve) -> None:
    async with serve("melon-seeds") as served:
        context = await browser.new_context(locale="ko", viewport={"width": 360, "height": 740})
        shown = await context.new_page()
        await shown.goto(served.url)
        await expect(shown.locator("h1")).to_have_text("팀을 위한 페이지예요")
        assert await widest(shown) <= 360
        await shown.locator("#token").fill("melon-seeds")
        await shown.locator("button").click()
        await shown.locator("main[data-link=live] h1").wait_for()
        await context.close()


def test_a_first_visit_is_light() -> None:
    files = statics.load()
    said = words.of(Languages.load("UTC"), "ja")
    wire = sum(len(file.packed) for file in files.values()) + len(said)
    assert wire < WIRE, wire


@pytest.mark.parametrize(
    ("wish", "accepted", "locale"),
    [
        (None, "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        (None, "fr-FR, ja;q=0.4, en;q=0.2", "ja"),
        (None, "en;q=0.2, ja;q=0.4", "ja"),
        (None, "", "en"),
        (None, "zh-TW", "en"),
        ("ja", "ko", "ja"),
        ("../x", "ko", "ko"),
    ],
)
def test_the_reader_s_language(wish: str | None, accepted: str, locale: str) -> None:
    assert words.chosen(wish, accepted) == locale
