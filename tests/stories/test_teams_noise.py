"""What a channel has to read: little, and in its own language; what one person reads is in that person's."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from importlib.resources import files

import pytest
import pytest_asyncio

from bot.domain.catalogue import Locale
from simulator.client import Message
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, EUNHO, HARU, MINA
from tests.stories.teams import LOCALES, Json, Shop, Town, mention, open_town, typed

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED: Json = {"required": 1, "by": [EUNHO]}
SHOPS: dict[str, Json] = {
    "quiet": {"approval": ASKED, "hold": True},
    "kyoto": {"approval": ASKED, "hold": True, "locale": "ja"},
    "york": {"approval": ASKED, "hold": True, "locale": "en"},
}
READERS = (MINA, HARU, ALEX)
SHOWING = ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.publish")
QUESTIONS = ["status", "queue", "why", "locks", "freezes", "windows", "history", "schedule", "who"]
SCRIPTS: dict[Locale, re.Pattern[str]] = {
    "ko": re.compile("[가-힣ㄱ-ㆎ]"),
    "ja": re.compile("[぀-ヿ一-鿿]"),
    "en": re.compile("[A-Za-z]"),
}
KEYS = frozenset(
    re.findall(r"^([a-z][a-z-]*) =", (files("bot.i18n") / "en.ftl").read_text(encoding="utf-8"), re.MULTILINE)
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A shop in each language."""
    async with open_town(redis_server, tmp_path_factory.mktemp("noise"), SHOPS) as made:
        yield made


async def test_a_release_that_goes_well_costs_its_channel_one_message(town: Town) -> None:
    """Approved, in line behind another, tested at its hold: all of it in its thread, and in no other channel."""
    shop, hands = town["quiet"], town.stage.hands
    first, second = await shop.ask("v2", by=MINA), await shop.ask("v3", by=HARU)
    for root in (first, second):
        await shop.presses(EUNHO, root, "release.approve")
    await shop.live(second, "live-queued-next")
    for root, by in ((first, MINA), (second, HARU)):
        await shop.presses(by, root, "hold.continue")
        await shop.stage.replied(root, "🎉")

    assert [it.ts for it in await hands.messages(shop.channel)] == [first.ts, second.ts]
    posts = [post for post in await town.stage.posted() if post["channel"] == shop.channel]
    assert len([post for post in posts if not post.get("thread_ts")]) == 2
    assert not [post for post in posts if post.get("reply_broadcast")]
    for root in (first, second):
        called = [it for it in (await hands.thread(root)).replies if f"<@{EUNHO}>" in it.words and "🙋" not in it.words]
        assert len([it for it in called if it.words.startswith(f"<@{EUNHO}>")]) == 1


@pytest.mark.slow
async def test_a_channel_reads_its_language_and_each_person_theirs(town: Town) -> None:
    """After a story with all that there is: each text that was posted, edited, whispered or shown at home."""
    await _closed(town["york"])
    held, later = await _closed(town["kyoto"])
    await _curious(town["kyoto"])
    await _opened(town["kyoto"], held, later)
    log = (await town.stage.hands.get("log?limit=1000"))["log"]
    read = [*_posted(log, town), *[it async for it in _whispered(town)]]
    assert len(read) > 100
    for locale, text in read:
        foreign = [other for other in SCRIPTS if other not in (locale, "en") and SCRIPTS[other].search(text)]
        assert not foreign, f"{locale}: {text}"
        assert SCRIPTS[locale].search(text), f"{locale}: {text}"
        assert not re.search(r"\{ ?\$", text), text
        assert not KEYS.intersection(re.findall(r"[a-z]+(?:-[a-z]+)+", text)), text


async def _closed(shop: Shop) -> tuple[Message, Message]:
    """Refused, released, locked and frozen: what waits there then, and what is for tomorrow."""
    name, place = shop.name, shop.environment
    root = await shop.ask("v2", by=HARU)
    for who in (MINA, ALEX):
        await shop.refused(who, root, "release.approve")
    await shop.presses(EUNHO, root, "release.approve")
    await shop.presses(HARU, root, "hold.continue")
    await shop.stage.replied(root, "🎉")
    await shop.told(MINA, f"lock {name} {place} for 2h because looking")
    await shop.told(ALEX, f"freeze {place} for 2h because audit")
    held = await shop.ask("v3", by=ALEX)
    await shop.presses(EUNHO, held, "release.approve")
    return held, await shop.ask("latest", by=MINA, more="at 09:00 tomorrow")


async def _curious(shop: Shop) -> None:
    """Everybody asks everything at once, opens their home, and looks at the way back."""
    hands = shop.stage.hands
    lines = [f"/platform-deploy {question} {shop.name}" for question in QUESTIONS]
    lines += ["/platform-deploy out", "/platform-deploy help", f"/rollback {shop.name}"]
    before = {who: len(await hands.whispers(shop.channel, who)) for who in READERS}
    for who in READERS:
        await hands.post("home", user=who)
        await asyncio.gather(*(hands.say(who, shop.channel, line) for line in lines))

    async def answered() -> bool:
        now = [len(await hands.whispers(shop.channel, who)) for who in READERS]
        return all(count >= before[who] + len(lines) for who, count in zip(READERS, now, strict=True))

    await hands.wait_for(answered, "all answers")


async def _opened(shop: Shop, held: Message, later: Message) -> None:
    """Rejected, set aside, stopped, unlocked, asked again, taken back."""
    await shop.presses(EUNHO, later, "release.reject")
    for barrier, reason in (("lock", "fire"), ("freeze", "still fire")):
        aside = await shop.live(held, f"live-held-{barrier}")
        assert (await shop.fills(ALEX, aside, "release.override", reason=typed(reason))).ok
    await shop.presses(ALEX, held, "hold.stop")
    await shop.stage.replied(held, "🛟")
    await shop.told(MINA, f"unlock {shop.name} {shop.environment}")
    await shop.told(ALEX, f"freeze lift {shop.environment}")
    await shop.presses(HARU, held, "release.retry")
    again = await shop.root("v3")
    await shop.presses(HARU, again, "release.cancel")
    await shop.reply(again, "said-cancelled", by=mention(HARU))


def _posted(log: list[Json], town: Town) -> Iterator[tuple[Locale, str]]:
    """What the bot had Slack show, edits and all, with the language of who reads it."""
    channels: dict[str, Locale] = {town[name].channel: town.locales[name] for name in SHOPS}
    homes: dict[str, Locale] = {f"D{user[1:]}": locale for user, locale in LOCALES.items()}
    for call in log:
        args = call.get("args") or {}
        reader = args.get("user") if call.get("method") == "chat.postEphemeral" else args.get("user_id")
        locale = LOCALES[reader] if reader else (channels | homes).get(args.get("channel", ""))
        if locale and call.get("method") in SHOWING:
            yield locale, "\n".join(_texts([args.get("text"), args.get("blocks"), args.get("view")]))


async def _whispered(town: Town) -> AsyncIterator[tuple[Locale, str]]:
    """What one person alone was told."""
    for name in SHOPS:
        for user, locale in LOCALES.items():
            for it in await town.stage.hands.whispers(town[name].channel, user):
                yield locale, "\n".join(_texts([it.text, list(it.blocks)]))


def _texts(node: object) -> Iterator[str]:
    """Each text in it that people see or hear."""
    match node:
        case str() if node[:1] in ("[", "{") and not node.endswith("…"):
            yield from _texts(json.loads(node))
        case str():
            yield node
        case list():
            for part in node:
                yield from _texts(part)
        case dict():
            for key in ("title", "text", "alt_text", "label", "elements", "accessory", "blocks", "fields", "rows"):
                yield from _texts(node.get(key))
            for key in ("confirm", "deny", "placeholder", "options", "element", "submit", "close", "description"):
                yield from _texts(node.get(key))
