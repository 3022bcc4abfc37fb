"""The way back: what can still be had, what would change, and how it goes before everything else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.i18n import Markup, Voice
from simulator.client import Message, lines
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, HARU, MINA
from tests.stories.teams import ANY, REPOSITORY, Json, Shop, Town, like, mention, open_town, side_by_side, typed, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOPS: dict[str, Json] = {
    "chosen": {"locale": "ja"},
    "stopped": {"hold": True, "locale": "en"},
    "guarded": {},
    "crowded": {"hold": True},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Shops where nobody need approve."""
    async with open_town(redis_server, tmp_path_factory.mktemp("rollback"), SHOPS) as made:
        yield made


async def test_the_way_back(town: Town) -> None:
    """By the form or in words; while something is live, past a lock and a freeze, and before the queue."""
    await side_by_side(
        town, _the_form_shows_what_is_left, _what_is_live_is_stopped, _a_lock_is_asked_about, _goes_first
    )


async def _the_form_shows_what_is_left(town: Town) -> None:
    """An image that is gone is told, and what is older goes in its place; afterwards a lock is offered."""
    shop, hands = town["chosen"], town.stage.hands
    await hands.post("images", repository=REPOSITORY, tag="v9")
    await _succeeds(shop, "v9", by=HARU)
    await _succeeds(shop, "v2", by=MINA)
    await hands.post("images/remove", repository=REPOSITORY, tag="v9")

    assert (await hands.say(MINA, shop.channel, "/rollback")).ok
    await shop.form(MINA)
    await hands.choose(MINA, "rollback.service", {"value": shop.name})
    form = await _filled(shop, MINA)
    say = voice(MINA)
    gone, first = _choices(form)
    assert gone["text"]["text"].startswith("`v9` · ")
    assert gone["text"]["text"].endswith(mention(HARU))
    assert gone["description"]["text"] == _left(say, "image-gone", "definition-there")
    assert first["text"]["text"] == "`v1`"
    assert first["description"]["text"] == _left(say, "image-there", "definition-unknown")
    read = _read(form)
    place: Json = {"service": shop.name, "environment": shop.environment}
    for words in (
        say("rollback-title", leaving="v2", revision="v1", **place),
        say("rollback-skipped", revision="v9"),
        say("rollback-how-deploy"),
        say("rollback-needs-none"),
    ):
        assert words in read
    answer = await hands.submit(MINA, {})
    assert (answer.ok, answer.errors) == (True, {})

    root = await shop.news("live-title-rollback", revision="v1", **place)
    await shop.stage.replied(root, "🛟")
    back = await shop.reply(root, "said-succeeded-back", revision="v1", span=ANY, **place)
    answer = await shop.fills(MINA, back, "lock.offer", reason=typed("원인을 찾는 중"))
    assert (answer.ok, answer.errors) == (True, {})
    locked: Json = {"by": mention(MINA), "where": shop.here(), "reason": "원인을 찾는 중"}
    await shop.news("news-locked", until="none", **locked)
    newest, *_ = await shop.deployments()
    assert _digest(newest.image) == _digest((await hands.thread(root)).words)


async def _what_is_live_is_stopped(town: Town) -> None:
    """The quickest way: AWS gives all traffic back to blue; no new deployment is asked for."""
    shop = town["stopped"]
    root = await shop.ask("v3", by=HARU)
    await shop.stage.offers(root, "hold.continue")
    preview = await shop.told(ALEX, f"{shop.name}", slash="/rollback")
    say = voice(ALEX)
    assert say("rollback-how-stop") in preview.words
    assert "v3" in preview.words
    await _confirms(shop, ALEX, preview)
    await shop.stage.replied(root, "🛟")
    told = await shop.reply(root, "said-rolled-back", why=Markup(shop.say("cause-stopped-here")))
    assert [each.action_id for each in told.buttons] == ["lock.offer"]
    [stopped] = await shop.deployments()
    assert stopped.green == 0.0
    assert [each.ts for each in await town.stage.hands.messages(shop.channel)] == [root.ts]


async def _a_lock_is_asked_about(town: Town) -> None:
    """Whose lock it is stands in the preview; going on says so in the thread. A freeze is nothing to a rollback."""
    shop = town["guarded"]
    await _succeeds(shop, "v2", by=HARU)
    await shop.told(HARU, f"lock {shop.name} because 調査中")
    await shop.told(ALEX, f"freeze {shop.environment} for 2h because audit")
    waiting = await shop.ask("v3", by=MINA)
    await shop.reply(waiting, "said-held", hindrance=ANY)

    preview = await shop.told(MINA, shop.name, slash="/rollback")
    say = voice(MINA)
    held: Json = {"by": mention(HARU), "where": shop.everywhere(say), "reason": "調査中"}
    assert say("rollback-locked", **held) in preview.words
    assert f"[{say.plain('rollback-confirm-over')}]" in preview.words
    await _confirms(shop, MINA, preview)
    root = await shop.news("live-title-rollback", service=shop.name, revision="v1", environment=shop.environment)
    thread = await shop.stage.replied(root, "🛟")
    assert re.search(like(shop.say, "live-aside-rollback", by=mention(MINA)), thread.words)
    await shop.live(waiting, "live-held-lock")
    assert len(await shop.deployments()) == 2


async def _goes_first(town: Town) -> None:
    """One release is at its hold, another waits in line; an earlier revision comes back before both."""
    shop = town["crowded"]
    first = await _succeeds(shop, "v2", by=MINA)
    live = await shop.ask("v3", by=HARU)
    await shop.stage.offers(live, "hold.continue")
    waiting = await shop.ask("latest", by=MINA)
    await shop.live(waiting, "live-queued-next")

    preview = await shop.told(MINA, f"{shop.name} to v1", slash="/rollback")
    assert voice(MINA)("rollback-how-stop-first", revision="v3", by=mention(HARU)) in preview.words
    await _confirms(shop, MINA, preview)
    root = await shop.news("live-title-rollback", service=shop.name, revision="v1", environment=shop.environment)
    await shop.stage.replied(live, "🛟")
    await shop.presses(MINA, root, "hold.continue")
    await shop.stage.replied(root, "🛟")
    await shop.stage.offers(waiting, "hold.continue")
    order = [_digest((await town.stage.hands.thread(each)).words) for each in (first, live, root, waiting)]
    assert [_digest(each.image) for each in reversed(await shop.deployments())] == order


async def _succeeds(shop: Shop, revision: str, by: str) -> Message:
    root = await shop.ask(revision, by=by)
    if "hold" in SHOPS[shop.name]:
        await shop.presses(by, root, "hold.continue")
    return await shop.stage.replied(root, "🎉")


async def _filled(shop: Shop, by: str) -> Json:
    """The form, once the revisions have been looked up."""

    async def look() -> Json | None:
        view = shop.stage.hands.view(by)
        return view if _choices(view) else None

    return await shop.stage.hands.wait_for(look, "the revisions in the form")


def _choices(view: Json) -> list[Json]:
    elements = (block.get("element", {}) for block in view["blocks"])
    return next((each["options"] for each in elements if each.get("action_id") == "rollback.revision"), [])


def _left(say: Voice, *parts: str) -> str:
    return " · ".join(say.plain(f"rollback-{part}") for part in parts)


def _read(view: Json) -> str:
    return "\n".join(line for block in view["blocks"] for line in lines(block))


def _digest(text: str) -> str:
    """The beginning of the digest in it, as people compare it."""
    found = re.search(r"sha256:[0-9a-f]{12}", text)
    assert found, text
    return found[0]


async def _confirms(shop: Shop, by: str, preview: Message) -> None:
    """Press the button; the preview gives way to what was begun."""
    assert (await shop.stage.hands.click(by, preview, "rollback.confirm")).ok

    async def look() -> bool:
        now = await shop.stage.hands.whispers(shop.channel, by)
        return any(each.ts == preview.ts and each.words == voice(by)("rollback-begun") for each in now)

    await shop.stage.hands.wait_for(look, "the preview to give way")
