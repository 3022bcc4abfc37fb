"""The queue of each target: in order of approval, with a place and a time, and never held up by its head."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from simulator.client import LIMIT, Message
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, EUNHO, HARU, MINA
from tests.stories.teams import ANY, Json, Shop, Town, like, mention, open_town, side_by_side, typed, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

APPROVED = {"approval": {"required": 1, "by": ["S0PLATFORM", EUNHO]}}
SHOPS: dict[str, Json] = {
    "left": {"hold": True},
    "right": {"locale": "ja"},
    "orderly": {**APPROVED, "locale": "en", "hold": True},
    "urgent": {**APPROVED, "locale": "ja", "hold": True},
    "known": {**APPROVED, "hold": True},
    "together": {**APPROVED, "locale": "ja", "hold": True},
    "headed": {**APPROVED, "locale": "en"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A shop for each story."""
    async with open_town(redis_server, tmp_path_factory.mktemp("queue"), SHOPS) as made:
        yield made


async def test_the_queue(town: Town) -> None:
    """Its order and how it is changed, what it tells, and that nobody can hold it up."""
    await side_by_side(
        town,
        _two_targets_do_not_wait_for_each_other,
        _the_order_is_that_of_the_approvals_and_can_be_changed,
        _a_hotfix_goes_before_the_others_and_says_why,
        _when_it_may_start_is_told_from_what_there_was,
        _a_service_that_was_asked_for_twice_goes_out_once,
        _a_stuck_head_holds_nobody_up_and_says_who_holds_it,
    )


async def _two_targets_do_not_wait_for_each_other(town: Town) -> None:
    left, right = town["left"], town["right"]
    held = await left.ask("v2", by=MINA)
    await left.stage.offers(held, "hold.continue")
    await left.ask("v3", by=HARU)
    passes = await right.ask("v2", by=HARU)
    await right.succeeded(passes)
    waiting = await left.told(EUNHO, f"queue {left.name}")
    assert re.search(like(voice(EUNHO), "queue-live", release=ANY), waiting.words)
    assert await _order(left, EUNHO) == ["v3"]
    assert len(await left.deployments()) == 1


async def _the_order_is_that_of_the_approvals_and_can_be_changed(town: Town) -> None:
    """Asked for one, two, three; approved two, three, one; then moved by an approver, and one taken back."""
    shop = town["orderly"]
    await _live(shop, "v2")
    one, two, three = [await shop.ask(tag, by=by) for tag, by in (("v1", MINA), ("v3", HARU), ("v2-bad", MINA))]
    for root in (two, three, one):
        await _approved(shop, root)
    await _lined_up(shop, ALEX, "v3", "v2-bad", "v1")

    move = f"queue move {one.about['release']} 1"
    not_allowed = await shop.told(MINA, move)
    assert not_allowed.words == voice(MINA)("refused-not-move")
    assert (await shop.stage.hands.say(EUNHO, shop.channel, f"/platform-deploy {move}")).ok
    await _lined_up(shop, ALEX, "v1", "v3", "v2-bad")

    await shop.presses(HARU, two, "release.cancel")
    await shop.reply(two, "said-cancelled", by=mention(HARU))
    await _lined_up(shop, ALEX, "v1", "v2-bad")
    await _by_menu(shop, ALEX, "v2-bad", "queue-first")
    await _lined_up(shop, HARU, "v2-bad", "v1")
    await shop.live(three, "live-queued-next")
    await shop.live(one, "live-queued-place", place=2)


async def _a_hotfix_goes_before_the_others_and_says_why(town: Town) -> None:
    shop = town["urgent"]
    await _live(shop, "v2")
    await _approved(shop, await shop.ask("v3", by=HARU))
    silent = await shop.told(HARU, f"{shop.name} v1 hotfix")
    assert silent.words == voice(HARU)("refused-reason-missing", verb="hotfix")
    await shop.told(HARU, f"{shop.name} v1 hotfix because logins fail")
    hotfix = await _hotfix(shop)
    await shop.live(hotfix, "live-hotfix-why", reason="logins fail")
    await _approved(shop, hotfix)
    await _lined_up(shop, ALEX, "v1", "v3")


async def _when_it_may_start_is_told_from_what_there_was(town: Town) -> None:
    """After the first release there is something to go by: the place and the time stand in message and answer."""
    shop = town["known"]
    first = await _live(shop, "v2")
    before = await shop.ask("v3", by=HARU)
    await _approved(shop, before)
    unknown = await shop.told(HARU, f"queue {shop.name}")
    assert not re.search(like(voice(HARU), "live-expected-about", likely=ANY), unknown.words)

    await shop.presses(EUNHO, first, "hold.continue")
    await shop.succeeded(first)
    await shop.stage.offers(before, "hold.continue")
    later = await shop.ask("v1", by=MINA)
    await _approved(shop, later)
    await shop.live(later, "live-expected-about", likely=ANY)
    answer = await shop.told(HARU, f"queue {shop.name}")
    assert re.search(like(voice(HARU), "live-expected-about", likely=ANY), answer.words)


async def _a_service_that_was_asked_for_twice_goes_out_once(town: Town) -> None:
    """The later one offers to carry the earlier one; then that one ends, and says where it went."""
    shop = town["together"]
    await _live(shop, "v2")
    earlier = await shop.ask("v3", by=HARU)
    await _approved(shop, earlier)
    later = await shop.ask("v1", by=MINA)
    await shop.live(later, "live-earlier", revision="v3", by=mention(HARU))
    await shop.presses(ALEX, later, "release.batch")
    await shop.live(earlier, "live-batched", carrier=ANY)
    await shop.reply(later, "said-carries", by=mention(ALEX), revision=ANY)
    await _approved(shop, later)
    await _lined_up(shop, MINA, "v1")


async def _a_stuck_head_holds_nobody_up_and_says_who_holds_it(town: Town) -> None:
    """Alex's lock holds Mina's release; his own passes it. `why` says whose it is, and the ways out."""
    shop = town["headed"]
    await shop.told(ALEX, f"lock {shop.name} because measuring")
    head = await shop.ask("v2", by=MINA)
    await _approved(shop, head)
    await shop.reply(head, "said-held", hindrance=ANY)
    passes = await shop.ask("v3", by=ALEX)
    await _approved(shop, passes)
    await shop.succeeded(passes)
    why = await shop.told(HARU, f"why {shop.name}")
    say = voice(HARU)
    assert re.search(like(say, "why-lock", whose=mention(ALEX), where=ANY, until="none", reason="measuring"), why.words)
    ways = {"whose": mention(ALEX), "scope": shop.name}
    assert say("way-lock", **ways) in why.words
    assert "lock.steal" in {it.action_id for it in why.buttons}

    where = shop.everywhere()
    await shop.live(head, "why-lock", whose=mention(ALEX), where=where, until="none", reason="measuring")
    offered = await shop.live(head, "live-held-lock")
    await shop.fills(ALEX, offered, "release.override", reason=typed("the outage is over"))
    await shop.reply(head, "live-aside", by=mention(ALEX), barrier="lock", reason="the outage is over")
    await shop.succeeded(head)


async def _live(shop: Shop, revision: str) -> Message:
    """A release that holds the target until somebody answers."""
    root = await shop.ask(revision)
    await _approved(shop, root)
    await shop.stage.offers(root, "hold.continue")
    return root


async def _approved(shop: Shop, root: Message, by: str = EUNHO) -> None:
    await shop.presses(by, root, "release.approve")
    await shop.reply(root, "said-approved-last", by=mention(by))


async def _hotfix(shop: Shop) -> Message:
    title = like(shop.say, "live-title-hotfix", service=shop.name, revision="v1", environment=shop.environment)

    async def look() -> Message | None:
        roots = await shop.stage.hands.messages(shop.channel)
        return next((it for it in roots if re.search(title, it.words)), None)

    return await shop.stage.hands.wait_for(look, "the hotfix's thread")


async def _lined_up(shop: Shop, by: str, *revisions: str) -> None:
    """Ask for the queue until it stands like this."""
    async with asyncio.timeout(LIMIT):
        while (now := await _order(shop, by)) != list(revisions):
            assert set(now) >= set(revisions), now


async def _order(shop: Shop, by: str) -> list[str]:
    """The revisions in line, as `queue` tells them."""
    answer = await shop.told(by, f"queue {shop.name}")
    lines = re.findall(rf"^\*(\d+)\.\* {shop.name} `([^`]+)`", answer.words, re.MULTILINE)
    assert [int(place) for place, _ in lines] == list(range(1, len(lines) + 1))
    return [revision for _, revision in lines]


async def _by_menu(shop: Shop, by: str, revision: str, choice: str) -> None:
    """Choose something behind the three dots of a line of `queue`."""
    answer = await shop.told(by, f"queue {shop.name}")
    line = next(it for it in answer.blocks if f"`{revision}`" in it["text"]["text"] and "accessory" in it)
    label = voice(by).plain(choice)
    option = next(it for it in line["accessory"]["options"] if it["text"]["text"] == label)
    place = {"channel": answer.channel, "ts": answer.ts, "block_id": line["block_id"]}
    pressed = await shop.stage.hands.post(
        "click", user=by, **place, action_id=line["accessory"]["action_id"], selected_option=option
    )
    assert pressed["ok"]
