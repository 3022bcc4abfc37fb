"""Approvals: how many of whom, until when, in whose place, taken back, refused, and of which plan."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.i18n import Markup, refusal
from simulator.redis import RedisServer
from tests.stories.conftest import ALEX, EUNHO, HARU, MINA
from tests.stories.teams import (
    ANY,
    REPOSITORY,
    Json,
    Town,
    direct,
    like,
    mention,
    open_town,
    side_by_side,
    typed,
    voice,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ONE = {"required": 1, "by": ["S0PLATFORM", EUNHO]}
SHOPS: dict[str, Json] = {
    "pair": {"locale": "ja", "approval": {"required": 2, "by": ["S0PLATFORM", EUNHO, MINA]}},
    "brief": {"approval": {**ONE, "expires": "4s"}},
    "lent": {"locale": "en", "approval": ONE},
    "undone": {"approval": ONE},
    "denied": {"locale": "en", "approval": ONE},
    "moving": {"approval": {"required": 2, "by": ["S0PLATFORM", EUNHO, MINA]}},
    "passed": {"approval": ONE},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A shop for each story."""
    async with open_town(redis_server, tmp_path_factory.mktemp("approvals"), SHOPS) as made:
        yield made


async def test_approvals(town: Town) -> None:
    """How many, by whom, in whose place, until when, taken back, refused, and of what."""
    await side_by_side(
        town,
        _two_of_a_list_approve_and_the_requester_is_none_of_them,
        _a_request_is_called_to_mind_at_half_time_and_then_expires,
        _somebody_approves_in_the_place_of_an_approver_who_is_out,
        _a_yes_that_is_taken_back_takes_it_out_of_the_queue,
        _a_no_says_why_and_what_is_typed_stays_text,
        _a_changed_plan_is_approved_anew_and_says_what_changed,
        _what_nobody_approved_blocks_nobody,
    )


async def _two_of_a_list_approve_and_the_requester_is_none_of_them(town: Town) -> None:
    """Mina may approve, but not what she asked for herself; Alex may because of a user group."""
    shop = town["pair"]
    root = await shop.ask(by=MINA)
    await shop.live(root, "live-requested-more", given=0, required=2)
    asked = await shop.reply(root, "said-asked", approvers=ANY, requester=mention(MINA), service="pair",
                             revision="v2", environment=shop.environment, until=ANY)  # fmt: skip
    assert "<!subteam^S0PLATFORM>" in asked.words
    assert f"<@{EUNHO}>" in asked.words
    assert await shop.refused(MINA, root, "release.approve") == refusal(voice(MINA), "own_approval", {})
    assert await shop.refused(HARU, root, "release.approve") == refusal(
        voice(HARU), "not_approver", {"approvers": f"S0PLATFORM, {EUNHO}, {MINA}"}
    )

    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-approved-more", by=mention(EUNHO), missing=1)
    assert await shop.refused(EUNHO, root, "release.approve") == refusal(voice(EUNHO), "approved_before", {})
    assert await shop.deployments() == []

    await shop.presses(ALEX, root, "release.approve")
    await shop.reply(root, "said-approved-last", by=mention(ALEX))
    await shop.live(root, "live-succeeded")
    assert [it.status for it in await shop.deployments()] == ["Succeeded"]


async def _a_request_is_called_to_mind_at_half_time_and_then_expires(town: Town) -> None:
    shop = town["brief"]
    root = await shop.ask(by=HARU)
    await shop.reply(root, "said-approval-reminded", approvers=ANY, requester=mention(HARU), until=ANY)
    await shop.live(root, "live-expired")
    thread = await shop.stage.hands.thread(root)
    assert [it.action_id for it in thread.buttons] == ["release.retry"]
    await shop.reply(root, "said-expired")
    assert await shop.deployments() == []


async def _somebody_approves_in_the_place_of_an_approver_who_is_out(town: Town) -> None:
    """`out @mina until …`: she is told, decides for Eunho while he is away, and no longer afterwards."""
    shop = town["lent"]
    root = await shop.ask(by=ALEX)
    not_asked = refusal(voice(MINA), "not_approver", {"approvers": f"S0PLATFORM, {EUNHO}"})
    assert await shop.refused(MINA, root, "release.approve") == not_asked
    away = await shop.told(EUNHO, "out @mina for 3d")
    assert f"<@{MINA}>" in away.words
    await direct(shop.stage, MINA, "dm-stand-in", by=mention(EUNHO), until=ANY)
    instead = await shop.told(MINA, "out")
    assert re.search(like(voice(MINA), "out-instead", by=mention(EUNHO), until=ANY), instead.words)

    await shop.presses(MINA, root, "release.approve")
    given = Markup(shop.say("in-place-of", by=mention(MINA), other=mention(EUNHO)))
    await shop.reply(root, "said-approved-last", by=given)
    await shop.succeeded(root)

    await shop.told(EUNHO, "out back")
    later = await shop.ask("v3", by=ALEX)
    assert await shop.refused(MINA, later, "release.approve") == not_asked
    await shop.presses(ALEX, later, "release.cancel")


async def _a_yes_that_is_taken_back_takes_it_out_of_the_queue(town: Town) -> None:
    """Approved, but behind Alex's lock: there is still time to think again."""
    shop = town["undone"]
    await shop.told(ALEX, "lock undone because looking at the logs")
    root = await shop.ask()
    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-held", hindrance=ANY)
    await shop.presses(EUNHO, root, "release.withdraw")
    await shop.reply(root, "said-withdrawn", by=mention(EUNHO), missing=1)
    await shop.live(root, "live-requested")
    queue = await shop.told(HARU, f"queue {shop.name}")
    assert queue.words == voice(HARU)("queue-none", where=shop.everywhere(voice(HARU)))
    await shop.told(ALEX, "unlock undone")
    assert await shop.deployments() == []


async def _a_no_says_why_and_what_is_typed_stays_text(town: Town) -> None:
    shop = town["denied"]
    root = await shop.ask(by=MINA)
    offered = await shop.stage.offers(root, "release.reject_why")
    unsaid = await shop.fills(HARU, offered, "release.reject_why", reason=typed("  "))
    assert list(unsaid.errors.values()) == [voice(HARU).plain("dialog-reason-missing")]
    async with shop.reading(HARU) as answers:
        await shop.sends(HARU, reason=typed("me too"))
    approvers = {"approvers": f"S0PLATFORM, {EUNHO}"}
    assert answers[0].words == refusal(voice(HARU), "not_approver", approvers)
    await shop.fills(EUNHO, offered, "release.reject_why", reason=typed("<!channel> *not* on a friday & later"))
    said = await shop.reply(root, "said-rejected-reason", by=mention(EUNHO),
                            reason="<!channel> *not* on a friday & later")  # fmt: skip
    assert "<!channel>" not in said.words
    await shop.live(root, "live-rejected", by=mention(EUNHO))
    assert await shop.deployments() == []


async def _a_changed_plan_is_approved_anew_and_says_what_changed(town: Town) -> None:
    """The tag moves between two approvals: the first one was of something else."""
    shop, hands = town["moving"], town.stage.hands
    await hands.post("images", repository=REPOSITORY, tag="rolling", commit="aaaaaaa")
    root = await shop.ask("rolling", by=HARU)
    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-approved-more", by=mention(EUNHO), missing=1)
    seen = await shop.stage.offers(root, "release.approve")
    moved = await hands.post("images", repository=REPOSITORY, tag="rolling", commit="bbbbbbb")
    async with shop.reading(ALEX) as answers:
        await hands.click(ALEX, seen, "release.approve")
    assert answers[0].words == refusal(voice(ALEX), "plan_changed", {})
    await shop.reply(root, "said-voided-asking", approvers=ANY, changed=shop.say("part-image"))
    await shop.stage.shows(root, moved["digest"][: len("sha256:") + 12])
    await shop.live(root, "live-requested-more", given=0, required=2)
    assert await shop.deployments() == []

    await shop.presses(ALEX, root, "release.approve")
    await shop.reply(root, "said-approved-more", by=mention(ALEX), missing=1)
    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-approved-last", by=mention(EUNHO))
    await shop.succeeded(root)
    assert [it.image for it in await shop.deployments()] == [f"{REPOSITORY}@{moved['digest']}"]


async def _what_nobody_approved_blocks_nobody(town: Town) -> None:
    shop = town["passed"]
    first = await shop.ask("v2", by=MINA)
    second = await shop.ask("v3", by=HARU)
    await shop.presses(EUNHO, second, "release.approve")
    await shop.succeeded(second)
    assert shop.say("live-requested") in (await shop.stage.hands.thread(first)).words
    await shop.presses(MINA, first, "release.cancel")
    await shop.reply(first, "said-cancelled", by=mention(MINA))
