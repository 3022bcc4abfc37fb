"""Who may: looked up at the click, whatever a button promised; and who wants to be told directly."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.i18n import refusal
from simulator.client import Message
from simulator.redis import RedisServer
from simulator.world import User, World, load
from tests.stories.conftest import ALEX, EUNHO, GUEST, MINA, SPEAK, Stage, mirror, mirrored, open_stage
from tests.stories.teams import ANY, Json, Shop, direct, like, mention, patient, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROBOT, STRANGER = "U0ROBOT", "U0STRANGER"
OUTSIDERS = (GUEST, ROBOT, STRANGER)
BELIEVED = 10.0  # seconds that Slack's word on a group is taken for, where a decision hangs on it
SHOPS = ("barred", "left", "silent", "hired", "personal")
ASKED: Json = {"required": 1, "by": ["S0PLATFORM", EUNHO, *OUTSIDERS]}


def _world() -> World:
    """With another app's bot, and somebody from another workspace; both, and the guest, are in the deployers' group."""
    world = load()
    robot = User(ROBOT, "robot", "Robot", locale="en-US", is_bot=True)
    stranger = User(STRANGER, "stranger", "Stranger", locale="en-US", is_stranger=True)
    groups = [replace(it, users=(*it.users, *OUTSIDERS)) if it.id == "S0DEVELOPERS" else it for it in world.usergroups]
    channels = [replace(it, members=(*it.members, ROBOT, STRANGER)) for it in world.channels]
    made = replace(world, users=(*world.users, robot, stranger), usergroups=tuple(groups), channels=tuple(channels))
    return mirrored(patient(made), dict.fromkeys(SHOPS, "healthy"))


def _settings(document: Json) -> None:
    """Outsiders stand in every list that there is: it gives them nothing."""
    document["workspace"]["admins"] = ["S0PLATFORM", *OUTSIDERS]
    for name in SHOPS:
        mirror(document, name, approval=ASKED, locale="en")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Shops with people who may nothing."""
    async with open_stage(redis_server, tmp_path_factory.mktemp("people"), _world(), _settings) as made:
        yield made


def _shop(stage: Stage, name: str) -> Shop:
    return Shop(stage, name, SPEAK.to("en"))


async def test_who_may_at_the_click(stage: Stage) -> None:
    """Side by side, each in a channel of its own."""
    async with asyncio.TaskGroup() as stories:
        for story in (_outsiders_may_nothing, _who_left_the_group_approves_nothing):
            stories.create_task(story(stage))


async def _outsiders_may_nothing(stage: Stage) -> None:
    """Guests, bots and strangers, though they are named: the click is where it ends. The same at a hold."""
    shop = _shop(stage, "barred")
    root = await shop.ask("v2")
    say = SPEAK.to("en")
    for who in OUTSIDERS:
        told = [await shop.refused(who, root, action) for action in ("release.approve", "release.reject")]
        told += [await shop.refused(who, root, "release.cancel"), (await shop.told(who, f"{shop.name} v3")).words]
        not_approver = like(say, "refused-not-approver", approvers=ANY)
        assert re.match(not_approver, told[0])
        assert re.match(not_approver, told[1])
        assert told[2:] == [say("refused-not-cancel"), say("refused-not-deployer")]
        locked = (await shop.told(who, f"lock {shop.name} because mine")).words
        assert locked == refusal(say, "not_lock", {"scope": shop.name})
    await shop.presses(EUNHO, root, "release.approve")
    for who in OUTSIDERS:
        for action in ("hold.continue", "hold.stop"):
            assert await shop.refused(who, root, action) == say("refused-not-hold-approver")
    await shop.live(root, "live-holding", until=ANY)
    assert [it.ts for it in await stage.hands.messages(shop.channel)] == [root.ts]


async def _who_left_the_group_approves_nothing(stage: Stage) -> None:
    """Where Slack says so at once; and where its word never comes, because it is asked again."""
    silent, told = _shop(stage, "silent"), _shop(stage, "left")
    quietly, loudly = await silent.ask("v2"), await told.ask("v2")
    await stage.offers(quietly, "release.approve")
    await stage.offers(loudly, "release.approve")
    stage.server.slack.slack.change_group("S0PLATFORM", ())
    since = time.monotonic()
    try:
        await asyncio.sleep(since + BELIEVED - time.monotonic())  # how long a group is believed is the story
        assert re.match(_not_approver(), await silent.refused(ALEX, quietly, "release.approve"))
        await stage.hands.post("usergroup", usergroup="S0PLATFORM", users=[ALEX])
        await stage.hands.post("usergroup", usergroup="S0PLATFORM", users=[])
        assert re.match(_not_approver(), await told.refused(ALEX, loudly, "release.approve"))
    finally:
        await stage.hands.post("usergroup", usergroup="S0PLATFORM", users=[ALEX])
    for shop, root in ((silent, quietly), (told, loudly)):
        await shop.live(root, "live-requested")
    await told.presses(ALEX, loudly, "release.approve")
    await told.reply(loudly, "said-approved-last", by=mention(ALEX))


async def test_who_became_a_guest_approves_nothing_either(stage: Stage) -> None:
    """Named in person; Slack tells that they changed."""
    shop = _shop(stage, "hired")
    root = await shop.ask("v2")
    await stage.offers(root, "release.approve")
    await stage.hands.post("person", user=EUNHO, is_restricted=True)
    try:
        told = await shop.refused(EUNHO, root, "release.approve")
        assert re.match(like(voice(EUNHO), "refused-not-approver", approvers=ANY), told)
    finally:
        await stage.hands.post("person", user=EUNHO, is_restricted=False)
    await shop.presses(EUNHO, root, "release.approve")
    await shop.reply(root, "said-approved-last", by=mention(EUNHO))


async def test_people_are_told_directly_what_they_ticked(stage: Stage) -> None:
    """Off until somebody ticks it: one wants to know of requests, the other how their own ended."""
    shop = _shop(stage, "personal")
    for who, wish in ((EUNHO, "asked"), (MINA, "ended")):
        await _ticks(stage, who, wish)
    root = await shop.ask("v2")
    place: Json = {"service": shop.name, "revision": "v2", "environment": shop.environment}
    asked = await direct(stage, EUNHO, "dm-asked", by=mention(MINA), link=ANY, **place)
    assert _permalink(root) in asked.words
    await shop.presses(EUNHO, root, "release.reject")
    ended = await direct(stage, MINA, "dm-ended", link=ANY, headline=ANY, **place)
    assert voice(MINA)("live-rejected", by=mention(EUNHO)) in ended.words
    assert await stage.hands.messages(f"D{ALEX[1:]}") == []


def _not_approver() -> str:
    return like(voice(ALEX), "refused-not-approver", approvers=ANY)


def _permalink(root: Message) -> str:
    return f"p{root.ts.replace('.', '')}"


async def _ticks(stage: Stage, who: str, wish: str) -> None:
    """Open the home tab, tick a box, and see it ticked."""
    await stage.hands.post("home", user=who)
    place = await stage.hands.wait_for(lambda: _boxes(stage, who, ()), f"the home of {who}")
    assert (await stage.hands.post("click", user=who, **place, selected_options=[{"value": wish}]))["ok"]
    await stage.hands.wait_for(lambda: _boxes(stage, who, (wish,)), f"{wish} ticked in the home of {who}")


async def _boxes(stage: Stage, who: str, ticked: tuple[str, ...]) -> Json | None:
    """Where one ticks what one wants to be told, once these are what is ticked."""
    slack = stage.server.slack.slack
    view = slack.views.home(who)
    shown = slack.seen(view) if view else {"blocks": []}
    for block in shown["blocks"]:
        for element in block.get("elements", ()):
            found = element["type"] == "checkboxes" and tuple(it["value"] for it in element.get("initial_options", ()))
            if found == ticked:
                return {"view_id": shown["id"], "block_id": block["block_id"], "action_id": element["action_id"]}
    return None
