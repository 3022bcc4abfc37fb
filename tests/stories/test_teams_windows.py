"""Windows and freezes: what waits says until when, and only those who may set one aside, with a reason."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.domain.calendar import WEEK
from bot.i18n import Markup, refusal
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, HARU, MINA
from tests.stories.teams import ANY, Json, Town, like, mention, open_town, side_by_side, typed, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEOUL = ZoneInfo("Asia/Seoul")
OPENS = (datetime.now(SEOUL) + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
SHUT = {"windows": [{"days": [WEEK[OPENS.weekday()]], "from": "10:00", "to": "16:00", "timezone": "Asia/Seoul"}]}
THAWS = (OPENS + timedelta(days=1)).replace(hour=0)
FREEZE = {"from": "2026-01-01T00:00", "to": f"{THAWS:%Y-%m-%dT%H:%M}", "reason": "연말 정산", "timezone": "Asia/Seoul"}
SHOPS: dict[str, Json] = {
    "shut": {**SHUT, "locale": "en"},
    "frozen": {"locale": "ja"},
    "thrice": {**SHUT, "freezes": [FREEZE]},
    "turned": {"locale": "en"},
}
ADMINS = Markup("<!subteam^S0PLATFORM>")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A shop for each story."""
    async with open_town(redis_server, tmp_path_factory.mktemp("windows"), SHOPS) as made:
        yield made


async def test_windows_and_freezes(town: Town) -> None:
    """What they hold, what they say, who sets them aside, and that a way back passes them."""
    await side_by_side(
        town,
        _outside_the_windows_it_waits_until_an_admin_sets_them_aside,
        _a_freeze_by_command_holds_what_comes_until_it_is_lifted,
        _why_names_each_thing_whose_it_is_and_the_way_past_it,
        _a_rollback_passes_a_freeze,
    )


async def _outside_the_windows_it_waits_until_an_admin_sets_them_aside(town: Town) -> None:
    """It says when it would start; the reason of who can't wait stands in the thread."""
    shop = town["shut"]
    root = await shop.ask()
    opens = shop.say.moment(OPENS)
    held = await shop.live(root, "live-held-window")
    assert re.search(like(shop.say, "why-window", until=opens), held.words)
    said = await shop.reply(root, "said-held", hindrance=ANY)
    assert shop.say("why-window", until=opens) in said.words
    shown = await shop.told(HARU, f"windows {shop.name}")
    for day in (OPENS, OPENS + timedelta(days=7)):
        assert re.search(rf"{day:%Y-%m-%d}（.）? 10:00 – 16:00", shown.words)
    assert "thrice" not in shown.words

    async with shop.reading(MINA) as answers:
        await shop.fills(MINA, held, "release.override", reason=typed("I am in a hurry"))
    assert answers[0].words == refusal(voice(MINA), "not_admin", {"admins": "S0PLATFORM"})
    assert await shop.deployments() == []
    unsaid = await shop.fills(ALEX, held, "release.override", reason=typed(" "))
    assert list(unsaid.errors.values()) == [voice(ALEX).plain("dialog-reason-missing")]
    await shop.sends(ALEX, reason=typed("checkout is down"))
    await shop.reply(root, "live-aside", by=mention(ALEX), barrier="window", reason="checkout is down")
    await shop.succeeded(root)
    await shop.live(root, "live-aside", by=mention(ALEX), barrier="window", reason="checkout is down")


async def _a_freeze_by_command_holds_what_comes_until_it_is_lifted(town: Town) -> None:
    shop = town["frozen"]
    barred = await shop.told(MINA, f"freeze {shop.name} for 3d because 재고 조사")
    assert barred.words == refusal(voice(MINA), "not_admin", {"admins": "S0PLATFORM"})
    endless = await shop.told(ALEX, f"freeze {shop.name} because stocktaking")
    assert endless.words == refusal(voice(ALEX), "end_missing", {"verb": "freeze"})
    await shop.told(ALEX, f"freeze {shop.name} for 3d because stocktaking")
    notice = await shop.news("news-frozen", by=mention(ALEX), where=ANY, reason="stocktaking", start=ANY, until=ANY)
    listed = await shop.told(HARU, "freeze")
    assert re.search(
        like(voice(HARU), "freezes-line", where=ANY, start=ANY, end=ANY, reason="stocktaking", by=mention(ALEX)),
        listed.words,
    )

    root = await shop.ask(by=HARU)
    held = await shop.live(root, "live-held-freeze")
    frozen = {"until": ANY, "reason": "stocktaking", "whose": mention(ALEX)}
    assert re.search(like(shop.say, "why-freeze", **frozen), held.words)
    assert await shop.deployments() == []
    await shop.told(ALEX, f"freeze lift {shop.name}")
    over = await shop.news("news-thawed-early", by=mention(ALEX), where=ANY, owner=ANY, reason=ANY, span=ANY)
    assert over.ts == notice.ts
    await shop.succeeded(root)


async def _why_names_each_thing_whose_it_is_and_the_way_past_it(town: Town) -> None:
    """A lock, a freeze of the catalogue and a closed window, at once."""
    shop = town["thrice"]
    await shop.told(HARU, f"lock {shop.name} because 計測中")
    root = await shop.ask()
    await shop.live(root, "live-held-lock")
    why = await shop.told(ALEX, f"why {root.about['release']}")
    say = voice(ALEX)
    for line in (
        like(say, "why-lock", whose=mention(HARU), where=ANY, until="none", reason="計測中"),
        like(say, "way-lock", whose=mention(HARU), scope=shop.name),
        like(say, "why-freeze", until=say.moment(THAWS), reason="연말 정산",
             whose="none"),
        like(say, "way-freeze", admins=ADMINS),
        like(say, "why-window", until=say.moment(OPENS + timedelta(days=7))),
        like(say, "way-window", admins=ADMINS),
    ):  # fmt: skip
        assert re.search(line, why.words), line
    offered = sorted(it.action_id for it in why.buttons)
    assert offered == ["lock.steal", "release.override", "release.override"]
    assert [it.value for it in why.buttons if it.action_id == "lock.steal"] == [f"{shop.name}/*"]
    new = await shop.told(MINA, f"why {shop.name}")
    assert re.search(like(voice(MINA), "why-new", where=ANY), new.words)
    await shop.presses(MINA, root, "release.cancel")
    await shop.told(HARU, f"unlock {shop.name}")


async def _a_rollback_passes_a_freeze(town: Town) -> None:
    shop = town["turned"]
    first = await shop.ask("v2")
    await shop.succeeded(first)
    await shop.told(ALEX, f"freeze {shop.environment} for 3d because audit")
    held = await shop.ask("v3")
    await shop.live(held, "live-held-freeze")
    preview = await shop.told(MINA, shop.name, slash="/rollback")
    assert (await shop.stage.hands.click(MINA, preview, "rollback.confirm")).ok
    await shop.news("live-succeeded-back")
    await shop.live(held, "live-held-freeze")
    assert [it.status for it in await shop.deployments()] == ["Succeeded", "Succeeded"]
    await shop.told(ALEX, f"freeze lift {shop.environment}")
    await shop.succeeded(held)
