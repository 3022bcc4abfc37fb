"""Locks: who may take which, what everybody reads of them, and how each comes to an end."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.i18n import refusal
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, EUNHO, GUEST, HARU, MINA, SPEAK
from tests.stories.teams import (
    ANY,
    SORA,
    Json,
    Shop,
    Town,
    direct,
    heard,
    like,
    mention,
    open_town,
    side_by_side,
    typed,
    voice,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINS = "C0RANDOM"  # their channel
SHOPS: dict[str, Json] = {
    "kept": {"locale": "ja"},
    "guarded": {"approval": {"required": 1, "by": [EUNHO]}},
    "robbed": {"locale": "en"},
    "running": {"locale": "en", "hold": True},
    "longer": {"hold": True},
    "lapsing": {"locale": "en", "hold": True},
    "orphaned": {"locale": "ja"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A shop for each story; the admins have a channel."""
    async with open_town(redis_server, tmp_path_factory.mktemp("locks"), SHOPS, admin_channel=ADMINS) as made:
        yield made


async def test_locks(town: Town) -> None:
    """Who takes which, what everybody reads, what a lock holds, and how it ends."""
    await side_by_side(
        town,
        _a_lock_holds_others_until_it_is_lifted_and_costs_one_message,
        _who_may_lock_what,
        _a_stolen_lock_is_told_to_its_owner_and_a_strange_one_is_not_lifted,
        _a_running_release_is_among_the_locks,
        _kept_longer,
        _ends,
        _loses_its_owner,
    )
    await _everything_is_locked_and_each_channel_reads_it_in_its_language(town)


async def _a_lock_holds_others_until_it_is_lifted_and_costs_one_message(town: Town) -> None:
    """The notice changes where it stands; the next lock is news again."""
    shop = town["kept"]
    answer = await shop.told(MINA, f"lock {shop.name} for 2h because 데이터 <!here> 옮기는 중")
    assert re.search(like(voice(MINA), "answer-locked", scope=ANY, until=ANY), answer.words)
    reason = "데이터 <!here> 옮기는 중"
    notice = await shop.news("news-locked", by=mention(MINA), where=shop.everywhere(), until=ANY, reason=reason)
    assert "<!here>" not in notice.words
    listed = await shop.told(ALEX, "lock")
    assert re.search(
        like(
            voice(ALEX),
            "locks-line",
            where=shop.everywhere(voice(ALEX)),
            by=mention(MINA),
            since=ANY,
            until=ANY,
            reason=reason,
        ),
        listed.words,
    )
    taken = await shop.told(HARU, f"lock {shop.name}")
    assert taken.words.startswith(refusal(voice(HARU), "locked_by", _held(shop, MINA, reason)))

    root = await shop.ask(by=HARU)
    await shop.reply(root, "said-held", hindrance=ANY)
    await shop.live(root, "live-held-lock")
    assert await shop.deployments() == []
    await shop.told(MINA, f"unlock {shop.name}")
    await shop.news("news-lifted", by=mention(MINA), where=ANY, reason="none", span=ANY)
    await shop.succeeded(root)
    assert [it.ts for it in await shop.stage.hands.messages(shop.channel)] == [notice.ts, root.ts]

    await shop.told(HARU, f"lock {shop.name}")
    again = await shop.news("news-locked", by=mention(HARU), where=ANY, until="none", reason="none")
    assert again.ts != notice.ts
    async with shop.reading(HARU):
        await shop.stage.hands.click(HARU, again, "lock.lift")


async def _who_may_lock_what(town: Town) -> None:
    """A deployer a service, an approver the environment, an admin everything, a guest nothing."""
    shop = town["guarded"]
    everywhere = f"*/{shop.environment}"
    for by, words, scope in (
        (MINA, "everything", "*/*"),
        (MINA, shop.environment, everywhere),
        (EUNHO, "everything", "*/*"),
        (GUEST, shop.name, f"{shop.name}/*"),
    ):
        answer = await shop.told(by, f"lock {words}")
        assert answer.words == refusal(voice(by), "not_lock", {"scope": scope})
    nameless = await shop.told(EUNHO, "lock for 2h")
    assert nameless.words == refusal(voice(EUNHO), "scope_missing", {"verb": "lock"})

    await shop.told(EUNHO, f"lock {shop.environment} because 점검")
    root = await shop.ask()
    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-held", hindrance=ANY)
    await shop.told(EUNHO, f"unlock {shop.environment}")
    await shop.succeeded(root)


async def _everything_is_locked_and_each_channel_reads_it_in_its_language(town: Town) -> None:
    shop, other = town["kept"], town["guarded"]
    await shop.told(ALEX, "lock everything because moving house")
    for one in (shop, other):
        await one.news("news-locked", by=mention(ALEX), where=one.say("scope-everything"),
                       until="none", reason="moving house")  # fmt: skip
    await shop.told(ALEX, "unlock everything")
    for one in (shop, other):
        await one.news("news-lifted", by=mention(ALEX), where=one.say("scope-everything"), span=ANY,
                       reason="none")  # fmt: skip


async def _a_stolen_lock_is_told_to_its_owner_and_a_strange_one_is_not_lifted(town: Town) -> None:
    shop = town["robbed"]
    await shop.told(HARU, f"lock {shop.name} because 計測中")
    notice = await shop.news("news-locked", by=mention(HARU), where=ANY, until="none", reason="計測中")
    strange = await shop.told(EUNHO, f"unlock {shop.name}")
    assert strange.words.startswith(refusal(voice(EUNHO), "not_lock_owner", _held(shop, HARU)))
    silent = await shop.told(EUNHO, f"steal {shop.name}")
    assert silent.words == refusal(voice(EUNHO), "reason_missing", {"verb": "steal"})

    await shop.fills(EUNHO, strange, "lock.steal", reason=typed("장애 대응"))
    where = shop.everywhere(voice(HARU))
    await direct(shop.stage, HARU, "dm-lock-stolen", by=mention(EUNHO), where=where, reason="장애 대응")
    edited = await shop.news("news-stolen", by=mention(EUNHO), owner=mention(HARU), where=ANY, until="none",
                             reason="장애 대응")  # fmt: skip
    assert edited.ts == notice.ts
    await shop.told(HARU, f"unlock {shop.name}")
    await shop.told(EUNHO, f"unlock {shop.name}")
    await shop.news("news-lifted", by=mention(EUNHO), where=ANY, span=ANY, reason="none")


async def _a_running_release_is_among_the_locks(town: Town) -> None:
    shop = town["running"]
    root = await shop.ask()
    await shop.stage.offers(root, "hold.continue")
    listed = await shop.told(HARU, f"locks {shop.name}")
    assert re.search(like(voice(HARU), "locks-running", release=ANY), listed.words)
    assert f"{shop.name} `v2`" in listed.words


async def _kept_longer(town: Town) -> None:
    """The offer after a way back; at half time the owner is asked, and keeps the lock for longer."""
    shop = town["longer"]
    await _locked_after_a_way_back(shop, MINA, seconds=11, reason="원인 찾는 중")
    nag = await direct(shop.stage, MINA, "dm-lock-nagged", where=shop.here(voice(MINA)), until=ANY)
    assert {it.action_id for it in nag.buttons} == {"lock.lift", "lock.extend"}
    assert (await shop.stage.hands.click(MINA, nag, "lock.extend")).ok
    await heard(shop.stage, nag.channel, like(voice(MINA), "answer-locked", scope=ANY, until=ANY), user=MINA)
    notice = await shop.news("news-locked", by=mention(MINA), where=ANY, until=ANY, reason="원인 찾는 중")
    assert len([it for it in await shop.stage.hands.messages(shop.channel) if it.ts >= notice.ts]) == 1
    assert (await shop.stage.hands.click(MINA, nag, "lock.lift")).ok
    await shop.news("news-lifted", by=mention(MINA), where=ANY, span=ANY, reason="none")


async def _ends(town: Town) -> None:
    """What it held goes on by itself; owner and channel read that it is over."""
    shop = town["lapsing"]
    await _locked_after_a_way_back(shop, HARU, seconds=4, reason="")
    root = await shop.ask("v3")
    await shop.reply(root, "said-held", hindrance=ANY)
    await direct(shop.stage, HARU, "dm-lock-expired", where=shop.here(voice(HARU)))
    await shop.news("news-expired", owner=mention(HARU), where=ANY, span=ANY, reason="none")
    await shop.stage.offers(root, "hold.continue")


async def _loses_its_owner(town: Town) -> None:
    """Nobody clears it by accident: an admin sees whose it was, presses, and says why."""
    shop, hands = town["orphaned"], town.stage.hands
    await shop.told(SORA, f"lock {shop.name} because 休暇の前に")
    await shop.news("news-locked", by=mention(SORA), where=ANY, until="none", reason="休暇の前に")
    await hands.post("person", user=SORA, deleted=True)
    told = await heard(shop.stage, ADMINS, like(SPEAK.to("ko"), "admin-lock-orphaned", owner=mention(SORA),
                                                where=ANY, until="none"))  # fmt: skip
    assert [it.action_id for it in told.buttons] == ["lock.lift_why"]

    unsure = await shop.told(ALEX, f"unlock {shop.name}")
    assert mention(SORA) in unsure.words
    assert [it.action_id for it in unsure.buttons] == ["lock.lift_why"]
    assert (await hands.click(ALEX, unsure, "lock.lift_why")).ok
    form = await shop.form(ALEX)
    assert mention(SORA) in form["blocks"][0]["text"]["text"]
    empty = await shop.sends(ALEX, reason=typed(" "))
    assert list(empty.errors.values()) == [voice(ALEX).plain("dialog-reason-missing")]
    await shop.sends(ALEX, reason=typed("She has left"))
    lifted = like(
        shop.say,
        "news-lifted-for",
        by=mention(ALEX),
        where=shop.everywhere(),
        owner=mention(SORA),
        span=ANY,
        reason="She has left",
    )
    await heard(shop.stage, shop.channel, lifted)


async def _locked_after_a_way_back(shop: Shop, by: str, seconds: int, reason: str) -> None:
    """Take a release back, and take the lock that is offered then."""
    root = await shop.ask(by=by)
    await shop.stage.offers(root, "hold.continue")
    preview = await shop.told(by, shop.name, slash="/rollback")
    assert (await shop.stage.hands.click(by, preview, "rollback.confirm")).ok
    offer = await shop.stage.offers(root, "lock.offer")
    ends = {"selected_date_time": int(time.time()) + seconds}
    answer = await shop.fills(by, offer, "lock.offer", reason=typed(reason), time=ends)
    assert (answer.ok, answer.errors) == (True, {})
    await shop.news("news-locked", by=mention(by), where=ANY, until=ANY, reason=reason or "none")


def _held(shop: Shop, by: str, reason: str = "") -> dict[str, str]:
    return {"by": by, "scope": f"{shop.name}/*", "reason": reason}
