"""Slash commands, from what a person types to what the desk gets and the person reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.commands import CancelRelease, RequestRelease
from bot.domain.grammar import VERBS
from bot.domain.release import TERMINAL, Status
from tests.handlers.conftest import RELEASE, Town, release, until


async def test_a_request_is_kept_before_the_ack_and_the_ack_is_silent(town: Town) -> None:
    async with town.bot():
        said = await town.type("demo-backend v2")
    assert said["ok"]
    assert not (said["ack"] or {}).get("text")
    (command, keys, reply), *others = town.desk.kept
    assert not others
    assert isinstance(command, RequestRelease)
    assert (command.service, command.environment, command.revision) == ("demo-backend", "production", "v2")
    assert (command.by, command.channel, command.reply) == ("U0ALEX", "C0DEPLOY", command.id)
    assert len(keys) == 2
    assert reply
    assert reply.response_url
    assert reply.response_url.startswith(town.server.address)


async def test_the_same_envelope_twice_is_one_request(town: Town) -> None:
    async with town.bot():
        await town.type("demo-backend v2")
        again = await town.post("redeliver")
    assert again["acked"]
    assert len(town.desk.kept) == 1


async def test_redis_gone_the_ack_itself_says_so_in_the_readers_language(town: Town) -> None:
    async with town.bot() as (front, _):
        town.desk.down = True
        korean = await town.type("demo-backend v2", user="U0MINA")
        japanese = await town.type("demo-backend v2", user="U0HARU")
        assert korean["ack"]["text"] == front.speak("ko", "refused-nothing-kept")
        assert japanese["ack"]["text"] == front.speak("ja", "refused-nothing-kept")
        town.desk.down = False
        assert (await town.type("demo-backend v2"))["ok"]
    assert len(town.desk.kept) == 1


async def test_a_guest_is_refused_at_once(town: Town) -> None:
    async with town.bot() as (front, _):
        await front.people.person("U0GUEST")
        said = await town.type("demo-backend v2", user="U0GUEST")
        assert said["ack"]["text"] == front.speak("en", "refused-not-deployer")
    assert not town.desk.kept


async def test_rights_follow_a_group_that_changes(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.post("usergroup", usergroup="S0DEVELOPERS", users=["U0EUNHO"])
        await until(lambda: not front.people.cached("U0MINA").groups)
        said = await town.type("demo-backend v2", user="U0MINA")
        assert said["ack"]["text"] == front.speak("ko", "refused-not-deployer")


BAD = [
    ("demo-bakend v2", "demo-backend"),
    ("frobnicate", "frobnicate"),
    ("statsu", "status"),
    ("demo-backend v2 prod", "production"),
    ("demo-backend <!channel>", "&lt;!channel&gt;"),
    ("demo-backend " + "a" * 10_000, "aaa…"),
    ("report demo-backend", "report"),
    ("demo-backend v2 at 25:00", "25:00"),
    ("lock because of rain", "lock"),
    ("freeze production until tomorrow", "freeze"),
]


@pytest.mark.parametrize(("text", "named"), BAD)
async def test_bad_input_is_answered_kindly_in_the_ack(town: Town, text: str, named: str) -> None:
    async with town.bot():
        said = await town.type(text)
    answer = said["ack"]["text"]
    assert named in answer
    assert "<!" not in answer
    assert len(answer) < 500
    assert not town.desk.kept


async def test_help_names_every_verb_of_the_grammar(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.type("help")
        await front.errands.idle()
        (shown,) = await town.whispers("U0ALEX")
    assert shown == front.speak("en", "help")
    assert not [verb for verb in VERBS if verb not in ("status", "report") and verb not in shown]


async def test_an_unknown_command_gets_an_ack(town: Town) -> None:
    async with town.bot():
        payload = {"command": "/dance", "text": "", "user_id": "U0ALEX", "channel_id": "C0DEPLOY"}
        ack = await town.server.slack.slack.hub.ask("slash_commands", payload, accepts=True)
    assert "/dance" in ack.payload["text"]


async def test_status_tells_what_waits_for_a_person_first(town: Town) -> None:
    await town.keep(release(Status.REQUESTED, 1), release(Status.SHIFTING, 2), release(Status.HOLDING, 3))
    async with town.bot() as (front, _):
        posted = await town.client.chat_postMessage(channel="C0DEPLOY", text="root")
        await town.store.threads.finish(release(Status.HOLDING, 3).id, "root", "C0DEPLOY", posted["ts"])
        said = await town.type("status", user="U0HARU")
        await front.errands.idle()
        shown = await told(town, "U0HARU")
    assert not (said["ack"] or {}).get("text")
    assert shown.index("`v3`") < shown.index("`v2`") < shown.index("`v1`")
    assert "/archives/C0DEPLOY/p" in shown
    assert "承認待ち" in shown


@pytest.mark.parametrize("user", ["U0MINA", "U0HARU", "U0ALEX"])
async def test_status_has_words_for_everything_that_is_under_way(town: Town, user: str) -> None:
    under_way = [status for status in Status if status not in TERMINAL]
    await town.keep(*(release(status, number) for number, status in enumerate(under_way)))
    await town.keep(*(release(Status.QUEUED, number) for number in range(20, 40)))
    async with town.bot() as (front, _):
        await town.type("status", user=user)
        await front.errands.idle()
        shown = await told(town, user)
    assert all(f"`v{number}`" in shown for number in range(len(under_way)))
    assert "`v35`" not in shown
    assert "11" in shown


async def test_status_of_a_quiet_place_is_friendly(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.type("status", user="U0MINA")
        await front.errands.idle()
        assert await town.whispers("U0MINA") == [front.speak("ko", "status-quiet")]


async def test_status_of_one_service_leaves_out_the_others(town: Town) -> None:
    await town.keep(release(Status.QUEUED, 1))
    async with town.bot() as (front, _):
        await town.type("status web-api")
        await front.errands.idle()
        assert await town.whispers("U0ALEX") == [front.speak("en", "status-quiet-about", about="web-api")]


async def test_status_while_redis_is_gone_says_so(town: Town) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        await town.type("status")
        await front.errands.idle()
        assert await town.whispers("U0ALEX") == [front.speak("en", "status-unavailable")]


async def test_cancel_with_a_release_is_kept(town: Town) -> None:
    async with town.bot():
        await town.type(f"cancel {RELEASE}")
    (command,) = town.desk.commands
    assert isinstance(command, CancelRelease)
    assert command.release == RELEASE


async def test_cancel_alone_offers_what_may_be_taken_back(town: Town) -> None:
    await town.keep(release(Status.REQUESTED, 1), release(Status.DEPLOYING, 2))
    async with town.bot() as (front, _):
        await town.type("cancel", user="U0MINA")
        await town.type("cancel", user="U0HARU")
        await front.errands.idle()
        assert await town.whispers("U0HARU") == [front.speak("ja", "cancel-nothing")]
        messages = (await town.get("channels/C0DEPLOY/messages?user=U0MINA"))["messages"]
    buttons = [block["accessory"]["value"] for block in messages[-1]["blocks"] if "accessory" in block]
    assert buttons == [release(Status.REQUESTED, 1).id]


async def test_somebody_unknown_is_answered_in_their_language_after_the_ack(town: Town) -> None:
    town.catalogue = replace(town.catalogue, workspace=replace(town.catalogue.workspace, deployers=None, admins=()))
    async with town.bot() as (front, _):
        assert not front.people.knows("U0HARU")
        said = await town.type("help", user="U0HARU")
        await front.errands.idle()
        assert not (said["ack"] or {}).get("text")
        assert await town.whispers("U0HARU") == [front.speak("ja", "help")]


async def told(town: Town, user: str) -> str:
    messages = (await town.get(f"channels/C0DEPLOY/messages?user={user}"))["messages"]
    (whisper,) = [message for message in messages if message.get("is_ephemeral")]
    return "\n".join(block["text"]["text"] for block in whisper["blocks"])
