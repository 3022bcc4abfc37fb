"""Direct messages: what owners of locks and admins must know, and what each wants to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain import events as happened
from bot.domain.approvers import Delegation, Preferences
from bot.i18n import LOCALES, Languages
from bot.thread.owners import _drawn, _nag_buttons, _orphan_buttons
from simulator.slack import validate

SCOPE = "demo-backend/production"
LOCK = "r1abc"
Stage = Any


def now() -> datetime:
    return datetime.now(UTC)


def nagged(owner: str = "U0HARU", until: datetime | None = None, orphaned: bool = False) -> happened.LockNagged:
    return happened.LockNagged(
        release="", at=now(), scope=SCOPE, lock=LOCK, owner=owner, until=until, orphaned=orphaned
    )


async def wants(stage: Stage, user: str, **what: bool) -> None:
    await stage.store.preferences.amend(user, lambda _: (Preferences(**what), ()))


async def quiet(stage: Stage, user: str) -> bool:
    """Whether somebody was told nothing, once everything was told."""
    await stage.told()
    opened = await stage.client.conversations_open(users=user)
    return not await stage.threads(channel=opened["channel"]["id"], user=user)


@pytest.mark.parametrize("locale", LOCALES)
def test_slack_takes_what_owners_and_admins_hear(locale: Any) -> None:
    say = Languages.load("Asia/Seoul").to(locale)
    drawn = [
        _drawn("dm-lock-nagged", nagged(until=now()), "1-0", _nag_buttons),
        _drawn("dm-lock-nagged-open", nagged(), "1-0", _nag_buttons),
        _drawn("admin-lock-orphaned", nagged(until=now(), orphaned=True), "1-0", _orphan_buttons),
        _drawn("admin-lock-orphaned", nagged(orphaned=True), "1-0", _orphan_buttons),
    ]
    for message in [draw(say) for draw in drawn]:
        validate.message_blocks(message.blocks, lambda _: False)


async def test_an_owner_is_asked_whether_the_lock_is_still_needed(stage: Stage) -> None:
    async with stage.telling():
        await stage.happens(nagged(until=now() + timedelta(minutes=10)))
        [message] = await stage.direct("U0HARU")
    assert "Your lock on demo-backend in production ends" in message["text"]
    buttons = {button["action_id"]: button["value"] for button in message["blocks"][1]["elements"]}
    assert buttons == {"lock.lift": f"{SCOPE}:{LOCK}", "lock.extend": f"{SCOPE}:7200"}


async def test_a_lock_without_an_end_can_be_given_one(stage: Stage) -> None:
    async with stage.telling():
        await stage.happens(nagged())
        [message] = await stage.direct("U0HARU")
    assert "has no end" in message["text"]
    assert message["blocks"][1]["elements"][1]["text"]["text"] == "Let it end in 2 h"


async def test_an_owner_hears_who_took_the_lock_over_and_why(stage: Stage) -> None:
    event = happened.LockStolen(
        release="", at=now(), actor="U0ALEX", scope=SCOPE, lock=LOCK, owner="U0MINA", reason="it burns", until=None
    )
    async with stage.telling():
        await stage.happens(event)
        [message] = await stage.direct("U0MINA")
    assert message["text"].startswith("🔒 <@U0ALEX>님이")
    assert "it burns" in message["text"]


async def test_an_owner_hears_of_the_end_unless_it_was_their_own_doing(stage: Stage) -> None:
    about = {"release": "", "scope": SCOPE, "lock": LOCK}
    async with stage.telling():
        await stage.happens(happened.LockReleased(at=now(), actor="U0MINA", owner="U0MINA", **about))
        await stage.happens(happened.LockReleased(at=now(), actor="U0ALEX", owner="U0HARU", reason="gone", **about))
        await stage.happens(happened.LockExpired(at=now(), owner="U0EUNHO", **about))
        assert "<@U0ALEX> lifted your lock" in (await stage.direct("U0HARU"))[0]["text"]
        assert "has come to its end" in (await stage.direct("U0EUNHO"))[0]["text"]
        assert await quiet(stage, "U0MINA")


async def test_the_admins_hear_of_a_lock_that_nobody_owns(stage: Stage) -> None:
    async with stage.telling():
        await stage.happens(nagged("U0GONE", orphaned=True))
        [message] = await stage.direct("U0ALEX")
        assert "<@U0GONE> isn't a member any more" in message["text"]
        [button] = message["blocks"][1]["elements"]
        assert (button["action_id"], button["value"]) == ("lock.lift_why", f"{SCOPE}:{LOCK}")


async def test_the_admins_channel_comes_before_their_direct_messages(stage: Stage) -> None:
    workspace = replace(stage.catalogue.workspace, admin_channel="C0STAGING")
    stage.catalogue = replace(stage.catalogue, workspace=workspace)
    async with stage.telling():
        await stage.happens(nagged("U0GONE", orphaned=True))
        [message] = await stage.until(bool, channel="C0STAGING")
        assert "left a lock behind" in message["text"]
        assert await quiet(stage, "U0ALEX")


async def test_where_groups_alone_are_admins_the_channels_hear_of_it(stage: Stage) -> None:
    workspace = replace(stage.catalogue.workspace, admins=("S0PLATFORM",))
    stage.catalogue = replace(stage.catalogue, workspace=workspace)
    async with stage.telling():
        await stage.happens(nagged("U0GONE", orphaned=True))
        [message] = await stage.until(bool, channel="C0DEPLOY")
        assert "<@U0GONE>" in message["text"]
        assert message["blocks"][1]["elements"][0]["action_id"] == "lock.lift_why"


async def test_those_who_may_decide_and_want_to_know_are_told(stage: Stage) -> None:
    for user in ("U0EUNHO", "U0ALEX", "U0HARU", "U0MINA", "U0GONE"):
        await wants(stage, user, asked=True)
    stage.strangers = {"U0GONE"}
    async with stage.telling():
        await stage.play.request()
        for user in ("U0EUNHO", "U0ALEX"):  # named, and in a group that is named
            [message] = await stage.direct(user)
            assert "<@U0MINA> asks for an approval that you can give" in message["text"]
            assert "/archives/C0DEPLOY/" in message["text"]
        assert await quiet(stage, "U0HARU")


async def test_who_stands_in_for_an_approver_may_decide(stage: Stage) -> None:
    await wants(stage, "U0HARU", asked=True)
    until = now() + timedelta(days=1)
    await stage.store.delegations.amend("U0EUNHO", lambda _: (Delegation("U0EUNHO", "U0HARU", until), ()))
    async with stage.telling():
        await stage.happens(happened.ApproverOut(release="", at=now(), actor="U0EUNHO", to="U0HARU", until=until))
        await stage.play.request()
        texts = await stage.direct("U0HARU")
        await stage.told()
        texts = [message["text"] for message in await stage.direct("U0HARU")]
    assert sorted(text[0] for text in texts) == ["🙋", "🪑"]


async def test_the_requester_hears_of_the_end_who_wants_to(stage: Stage) -> None:
    await wants(stage, "U0MINA", ended=True)
    async with stage.telling():
        await stage.play.request()
        await stage.play.reject("not today")
        direct = await stage.client.conversations_open(users="U0MINA")
        told = await stage.until(
            lambda threads: any("🙅" in each["text"] for each in threads), channel=direct["channel"]["id"]
        )
    assert len([message for message in told if "demo-backend" in message["text"]]) == 2  # the link, and the end


async def test_what_one_did_oneself_is_no_news(stage: Stage) -> None:
    await wants(stage, "U0MINA", ended=True)
    async with stage.telling():
        await stage.play.request()
        await stage.play.cancel()
        await stage.told()
        assert len(await stage.direct("U0MINA")) == 1  # the link alone


async def test_a_refused_direct_message_is_all_that_happens(stage: Stage) -> None:
    stage.strangers = {"U0GONE"}
    await stage.fault(method="conversations.open", error="user_disabled", times=1)
    async with stage.telling():
        await stage.happens(nagged("U0GONE"))
        await stage.told()
        await stage.happens(nagged())
        assert await stage.direct("U0HARU")


async def test_each_is_told_once_although_the_renderer_starts_anew(stage: Stage) -> None:
    await wants(stage, "U0EUNHO", asked=True)
    async with stage.telling():
        release = await stage.play.request()
        await stage.direct("U0EUNHO")
        await stage.told()
    event = happened.ReleaseRequested(release=release.id, at=stage.play.at, actor="U0MINA")
    entry = (await stage.store._client.redis.xrange(stage.store.stream._keys.events))[0][0].decode()
    async with stage.telling() as renderer:
        await renderer._tell(entry, event)
    assert len(await stage.direct("U0EUNHO")) == 1
