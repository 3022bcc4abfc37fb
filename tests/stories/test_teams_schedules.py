"""Releases for later: the time is said back, each starts once whoever is alive then, none is missed in silence."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.i18n import Markup
from bot.store import Change, Store
from simulator.client import Message
from simulator.redis import RedisServer
from tests.stories.conftest import EUNHO, HARU, MINA, SPEAK, Bot, Stage, ours
from tests.stories.teams import ANY, Json, Shop, Town, like, mention, open_town, side_by_side, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEOUL = ZoneInfo("Asia/Seoul")
ASKED = {"required": 1, "by": [EUNHO]}
AHEAD = 4.0  # seconds until something starts: enough to approve it, on a busy machine too


OPENS = (datetime.now(UTC) + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
WINDOW: Json = {
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "from": f"{OPENS:%H:%M}", "to": f"{OPENS:%H}:59", "timezone": "UTC",
}  # fmt: skip
SHOPS: dict[str, Json] = {
    "typed": {"approval": ASKED},
    "both": {"locale": "ja"},
    "neither": {"approval": ASKED},
    "missed": {"approval": ASKED, "locale": "en"},
    "windowed": {"windows": [WINDOW], "locale": "en"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Shops whose releases are for later."""
    async with open_town(redis_server, tmp_path_factory.mktemp("schedules"), SHOPS) as made:
        yield made


async def test_what_is_typed_is_said_back(town: Town) -> None:
    """A time, and the next window."""
    await side_by_side(town, _a_typed_time, _the_next_window)


async def _a_typed_time(town: Town) -> None:
    """Approved now, listed, moved, taken back; the list in the reader's language has a menu for those who may."""
    shop = town["typed"]
    due = _tomorrow(14)
    answer = await shop.told(MINA, "typed v2 내일 14시에")
    assert SPEAK.moment(due) in answer.words
    root = await shop.root("v2")
    await shop.live(root, "live-due", due=SPEAK.moment(due), span=ANY)
    await shop.presses(EUNHO, root, "release.approve")
    await shop.live(root, "live-scheduled", due=SPEAK.moment(due), span=ANY)

    listed = await shop.told(HARU, "schedule typed")
    line: Json = {"release": ANY, "by": mention(MINA), "id": root.about["release"]}
    assert re.search(like(voice(HARU), "schedule-waits", at=SPEAK.moment(due), **line), listed.words)
    assert not _menus(listed)
    later = due + timedelta(hours=2)
    await _types(shop, MINA, f"schedule move {root.about['release']} to {later.astimezone(SEOUL):%Y-%m-%d %H:%M}")
    await shop.live(root, "live-scheduled", due=SPEAK.moment(later), span=ANY)
    await shop.reply(root, "said-scheduled", due=SPEAK.moment(later))

    await _chooses(shop, MINA, await shop.told(MINA, "schedule typed"), f"cancel:{root.about['release']}")
    await shop.reply(root, "said-cancelled", by=mention(MINA))
    assert SPEAK("ja", "schedule-none", where=ANY).partition(ANY)[0] in (await shop.told(HARU, "schedule typed")).words
    assert await shop.deployments() == []


@pytest.mark.slow
async def test_each_starts_once_and_what_was_missed_asks_first(town: Town) -> None:
    """With two replicas; with both killed before its time; and an hour too late, when who asked is called."""
    stage, both, neither, missed = town.stage, town["both"], town["neither"], town["missed"]
    late = await missed.ask("v3", more="at 09:00 tomorrow")
    await _is_scheduled(missed, late)
    async with _another(stage) as other:
        first, _ = await _asks_in_the_form(both)
        await stage.cloud("the first to start", lambda found: bool(ours(found)), both.name)
        second, due = await _asks_in_the_form(neither)
        await _is_scheduled(neither, second)
        await asyncio.gather(stage.bot.kill(), other.kill())
        await _an_hour_ago(stage, late)
        await asyncio.sleep(max(0.0, due - time.time()))  # that nobody is there then is the story
        assert await neither.deployments() == []
        await asyncio.gather(stage.bot.start(), other.start())
        for shop, root in ((both, first), (neither, second)):
            await shop.stage.replied(root, "🎉")
        await _is_told_and_started(missed, late)
    assert [len(await shop.deployments()) for shop in (both, neither, missed)] == [1, 1, 1]


async def _is_scheduled(shop: Shop, root: Message) -> None:
    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-approved-all", by=mention(EUNHO))


async def _is_told_and_started(shop: Shop, root: Message) -> None:
    """Missed: in its thread, in the list, and nowhere at AWS until the button is pressed."""
    await shop.reply(root, "said-missed", requester=mention(MINA), due=ANY)
    listed = await shop.told(MINA, f"schedule {shop.name}")
    line: Json = {"release": ANY, "by": mention(MINA), "id": root.about["release"]}
    assert re.search(like(voice(MINA), "schedule-missed", at=ANY, **line), listed.words)
    assert await shop.deployments() == []
    await shop.live(root, "live-missed", due=ANY, requester=mention(MINA))
    await shop.presses(MINA, root, "release.now")
    await shop.stage.replied(root, "🎉")


async def _the_next_window(town: Town) -> None:
    """Whoever starts it earlier meets the window."""
    shop = town["windowed"]
    answer = await shop.told(HARU, "windowed v2 in the next window")
    assert SPEAK.moment(OPENS) in answer.words
    root = await shop.root("v2")
    await shop.live(root, "live-scheduled", due=SPEAK.moment(OPENS), span=ANY)
    await shop.presses(HARU, root, "release.now")
    await shop.live(root, "live-held-window")
    await shop.reply(root, "said-held", hindrance=Markup(SPEAK("en", "why-window", until=SPEAK.moment(OPENS))))
    await shop.presses(HARU, root, "release.cancel")
    await shop.reply(root, "said-cancelled", by=mention(HARU))
    assert await shop.deployments() == []


def _tomorrow(hour: int) -> datetime:
    """A full hour of tomorrow, as the clocks of the workspace show it."""
    return (datetime.now(SEOUL) + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


async def _types(shop: Shop, by: str, command: str) -> None:
    assert (await shop.stage.hands.say(by, shop.channel, f"/platform-deploy {command}")).ok


async def _asks_in_the_form(shop: Shop) -> tuple[Message, float]:
    """A request for in a moment, which nobody can type; its thread, and its time."""
    hands = shop.stage.hands
    await _types(shop, MINA, shop.name)
    await shop.form(MINA)
    due = int(time.time() + AHEAD) + 1
    tag = {"text": {"type": "plain_text", "text": "v2"}, "value": "v2"}
    sent: Json = {"deploy.revision": {"selected_option": tag}, "deploy.start": {"selected_date_time": due}}
    answer = await hands.submit(MINA, sent)
    assert (answer.ok, answer.errors) == (True, {})
    return await shop.root("v2"), due


def _menus(message: Message) -> list[Json]:
    """The blocks with three dots."""
    return [block for block in message.blocks if block.get("accessory", {}).get("type") == "overflow"]


async def _chooses(shop: Shop, by: str, message: Message, value: str) -> None:
    [block] = _menus(message)
    place = {"channel": message.channel, "ts": message.ts, "block_id": block["block_id"]}
    chosen = {"action_id": block["accessory"]["action_id"], "selected_option": {"value": value}}
    assert (await shop.stage.hands.post("click", user=by, **place, **chosen))["ok"]


@asynccontextmanager
async def _another(stage: Stage) -> AsyncIterator[Bot]:
    """A second replica."""
    bot = Bot(stage.bot._environment)
    try:
        await bot.start()
        yield bot
    finally:
        await bot.close()


async def _an_hour_ago(stage: Stage, root: Message) -> None:
    """What was to start later should have started an hour ago: nobody can wait for that."""
    store = Store(stage.redis.url, stage.server.world.team.id, "the clock")
    try:
        release = await store.releases.get(root.about["release"])
        assert release
        await store.releases.decide(Change(release, release.changed(due=datetime.now(UTC) - timedelta(hours=1)), ()))
    finally:
        await store.close()
