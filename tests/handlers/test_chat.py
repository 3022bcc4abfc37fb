"""Conversation: questions are answered, acts are repeated with buttons, and nothing is done on a guess."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.domain.asks import (
    Back,
    Cancel,
    Deploy,
    Freeze,
    Lock,
    Look,
    Move,
    Out,
    Promote,
    Reload,
    Reschedule,
    Retry,
    Steal,
    Thaw,
    Unlock,
    When,
)
from bot.domain.catalogue import Locale
from bot.domain.chat import understand
from bot.domain.commands import Command, NoteQuestion, RequestRelease, TakeLock
from bot.domain.people import Person
from bot.domain.release import Status
from bot.domain.scope import EVERYTHING, Scope
from bot.i18n import LOCALES, Languages, refusal
from handlers import form
from handlers.front import Call, Front
from handlers.questions.asked import Asked
from handlers.repeating import Repeated, repeated
from simulator.slack import payloads
from tests.handlers.conftest import RELEASE, Town, catalogue, release, until

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def acts(town: Town) -> list[Command]:
    return [command for command in town.desk.commands if not isinstance(command, NoteQuestion)]


async def whispers(town: Town, user: str = "U0ALEX", channel: str = "C0DEPLOY") -> list[dict[str, Any]]:
    messages = (await town.get(f"channels/{channel}/messages?user={user}"))["messages"]
    every = [each for root in messages for each in (root, *root.get("replies", ()))]
    return [each for each in every if each.get("is_ephemeral")]


async def mention(town: Town, front: Front, text: str, user: str = "U0ALEX", **where: str) -> dict[str, Any]:
    """What the asker alone sees then."""
    told = town.server.slack.slack.rooms["C0DEPLOY"].whispers
    before = len(told)
    await town.post("say", user=user, channel="C0DEPLOY", text=f"@subaku {text}", **where)
    await until(lambda: len(told) > before)
    await front.errands.idle()
    return (await whispers(town, user))[-1]


def buttons(message: dict[str, Any]) -> dict[str, str]:
    found = [element for block in message.get("blocks", ()) for element in block.get("elements", ())]
    return {element["action_id"]: element.get("value", "") for element in found}


async def click(town: Town, message: dict[str, Any], action_id: str, user: str = "U0ALEX") -> bool:
    """Whether there still was what is clicked."""
    block = next(each for each in message["blocks"] if action_id in str(each))
    where = {"channel": "C0DEPLOY", "ts": message["ts"], "block_id": block["block_id"]}
    return bool((await town.post("click", user=user, action_id=action_id, **where))["ok"])


async def press(town: Town, front: Front, message: dict[str, Any], action_id: str, user: str = "U0ALEX") -> None:
    assert await click(town, message, action_id, user)
    await front.errands.idle()


def blocks_of(view: Any) -> list[dict[str, Any]]:
    return list(view.given["blocks"])


def direct(town: Town, user: str) -> list[str]:
    return [str(message["text"]) for message in town.server.slack.slack.direct(user).roots()]


QUESTIONS: list[tuple[Locale, str, str]] = [
    ("ko", "U0MINA", "잠겨 있는 거 있어?"),
    ("ja", "U0HARU", "ロックされているものはある?"),
    ("en", "U0ALEX", "is anything locked?"),
]


@pytest.mark.parametrize(("locale", "user", "text"), QUESTIONS)
async def test_a_question_is_answered_at_once_to_the_asker_alone(
    town: Town, locale: Locale, user: str, text: str
) -> None:
    async with town.bot() as (front, _):
        answer = await mention(town, front, text, user)
        where = front.speak(locale, "scope-everything")
        assert answer["text"] == front.speak(locale, "locks-none", where=where)
    ((command, keys, _),) = town.desk.kept
    assert isinstance(command, NoteQuestion)
    assert (command.question, command.by, command.reply) == (text, user, None)
    assert len(keys) == 2


async def test_the_answer_is_in_the_readers_language_not_in_the_sentences(town: Town) -> None:
    async with town.bot() as (front, _):
        answer = await mention(town, front, "is anything locked?", "U0HARU")
        assert answer["text"] == front.speak("ja", "locks-none", where=front.speak("ja", "scope-everything"))


async def test_what_is_asked_in_a_thread_is_answered_in_it(town: Town) -> None:
    async with town.bot() as (front, _):
        root = await town.post("say", user="U0MINA", channel="C0DEPLOY", text="lunch?")
        answer = await mention(town, front, "help", thread_ts=root["ts"])
    assert answer["thread_ts"] == root["ts"]


async def test_a_direct_message_is_answered_there_once(town: Town) -> None:
    async with town.bot() as (front, _):
        room = town.server.slack.slack.direct("U0MINA")
        await town.post("say", user="U0MINA", channel=room.id, text="지금 잠겨 있는 거 있어?")
        await until(lambda: len(direct(town, "U0MINA")) == 2)
        await town.post("redeliver")
        await front.errands.idle()
        answer = front.speak("ko", "locks-none", where=front.speak("ko", "scope-everything"))
        assert direct(town, "U0MINA")[1:] == [answer]
    assert len(town.desk.kept) == 1


async def test_what_another_replica_has_answered_is_left_alone(town: Town) -> None:
    async with town.bot() as (front, _):
        await mention(town, front, "help")
    async with town.bot() as (front, _):  # it remembers nothing of its own
        await town.post("redeliver")
        await front.errands.idle()
        assert len(await whispers(town)) == 1


SAID: list[tuple[Locale, str, str]] = [
    ("ko", "U0MINA", "demo-backend v2 프로덕션에 올려줘"),
    ("ja", "U0HARU", "demo-backendのv2を本番にデプロイして"),
    ("en", "U0ALEX", "please put demo-backend v2 on prod"),
]


@pytest.mark.parametrize(("locale", "user", "text"), SAID)
async def test_an_act_is_repeated_and_done_by_a_click(town: Town, locale: Locale, user: str, text: str) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, text, user)
        said = str(offer["blocks"])
        assert all(name in said for name in ("demo-backend", "v2", "production"))
        assert "/platform-deploy demo-backend v2 production" in said
        assert front.speak.plain(locale, "chat-yes") in said
        assert not acts(town)
        assert any(await asyncio.gather(*(click(town, offer, "chat.yes", user) for _ in range(3))))
        await front.errands.idle()
        await town.post("redeliver")
        await front.errands.idle()
        ended = front.speak(locale, "chat-taken-up", command="/platform-deploy demo-backend v2 production")
        assert [each["text"] for each in await whispers(town, user)] == [ended]
    (command,) = acts(town)
    assert isinstance(command, RequestRelease)
    assert (command.service, command.environment, command.revision) == ("demo-backend", "production", "v2")
    assert command.by == user


async def test_a_click_has_the_rights_of_who_clicks(town: Town) -> None:
    async with town.bot() as (front, _):
        await front.people.person("U0GUEST")
        await town.press("demo-backend v2 production", "chat.yes", "U0GUEST")
        await front.errands.idle()
        assert await town.whispers("U0GUEST") == [front.speak("en", "refused-not-deployer")]
    assert not acts(town)


async def test_an_act_without_a_form_has_two_buttons(town: Town) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, "lock demo-backend in production for 2h because of the audit")
        assert set(buttons(offer)) == {"chat.yes", "chat.no"}
        await press(town, front, offer, "chat.yes")
    (command,) = acts(town)
    assert isinstance(command, TakeLock)
    assert command.scope == "demo-backend/production"
    assert command.until


async def test_no_means_no(town: Town) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, "promote web-api")
        await press(town, front, offer, "chat.no")
        assert [each["text"] for each in await whispers(town)] == [front.speak("en", "chat-declined")]
    assert not acts(town)


async def test_the_form_opens_filled_in(town: Town) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, "deploy demo-backend v2 to production")
        await press(town, front, offer, "chat.form")
        blocks = {each["element"]["action_id"]: each["element"] for each in blocks_of(town.view("U0ALEX"))}
        filled = [blocks[name]["initial_option"]["value"] for name in (form.SERVICE, form.ENVIRONMENT, form.REVISION)]
    assert filled == ["demo-backend", "production", "v2"]
    assert not acts(town)


async def test_what_was_understood_in_part_is_completed_in_the_form(town: Town) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, "please deploy web-api")
        assert front.speak("en", "chat-partly") in str(offer["blocks"])
        assert set(buttons(offer)) == {"chat.form", "chat.no"}
        await press(town, front, offer, "chat.form")
        blocks = {each["element"]["action_id"]: each["element"] for each in blocks_of(town.view("U0ALEX"))}
    assert blocks[form.SERVICE]["initial_option"]["value"] == "web-api"


async def test_a_mended_name_is_said_to_be_a_guess(town: Town) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, "deploy demo-bakend v2 to production")
        assert front.speak("en", "chat-unsure") in str(offer["blocks"])
    assert not acts(town)


async def test_a_rollback_is_previewed(town: Town) -> None:
    ended = NOW - timedelta(days=2)
    for number in (1, 2):
        await town.keep(release(Status.SUCCEEDED, number, started_at=ended, ended_at=ended + timedelta(hours=number)))
    async with town.bot() as (front, _):
        shown = await mention(town, front, "데모 백엔드 롤백해줘", "U0MINA")
        assert set(buttons(shown)) == {"rollback.confirm", "rollback.choose"}
        asked = await mention(town, front, "roll back please")
        assert asked["text"] == front.speak("en", "rollback-where")
        assert buttons(asked) == {}
    assert asked["blocks"][0]["accessory"]["value"] == "*/*"
    assert not acts(town)


@pytest.mark.parametrize(("user", "locale"), [("U0MINA", "ko"), ("U0HARU", "ja"), ("U0ALEX", "en")])
async def test_what_is_not_understood_is_answered_with_examples_that_are(town: Town, user: str, locale: Locale) -> None:
    async with town.bot() as (front, _):
        answer = await mention(town, front, "the cat sat on the mat", user)
        lines = answer["text"].splitlines()
        assert lines[0] == front.speak(locale, "chat-puzzled")
    deploy, why = (line.partition("`")[2].partition("`")[0] for line in lines[1:3])
    understood = understand(deploy, catalogue(), "C0RANDOM", NOW)
    assert (understood.ask, understood.sure) == (Deploy("demo-backend", "production", "v2"), True)
    assert understand(why, catalogue(), "C0RANDOM", NOW).ask == Look("why", Scope("demo-backend"))
    assert not acts(town)


@pytest.mark.parametrize("word", ["help", "도움말", "ヘルプ"])
def test_help_is_understood_in_each_language(word: str) -> None:
    assert understand(word, catalogue(), "C0DEPLOY", NOW).ask == Look("help")


UNSPOKEN: list[dict[str, Any]] = [
    {"subtype": "bot_message", "bot_id": "B0OTHER"},
    {"user": "U0ALEX", "app_id": "A0OTHER"},
    {"user": "U0ALEX", "subtype": "message_changed", "hidden": True},
    {"user": "U0ALEX", "edited": {"user": "U0ALEX", "ts": "1.2"}},
    {"user": "U0ALEX", "subtype": "channel_join"},
    {"user": "U0SUBAKU"},
    {"user": "USLACKBOT"},
]


@pytest.mark.parametrize("said", UNSPOKEN)
@pytest.mark.parametrize("kind", ["app_mention", "message"])
async def test_what_nobody_said_to_us_is_not_answered(town: Town, said: dict[str, Any], kind: str) -> None:
    slack = town.server.slack.slack
    room = slack.direct("U0ALEX").id if kind == "message" else "C0DEPLOY"
    kind_of = {"channel_type": "im"} if kind == "message" else {}
    inner = {"type": kind, "channel": room, "text": "help", "ts": "1.1", **kind_of, **said}
    async with town.bot() as (front, _):
        ack = await slack.hub.ask("events_api", payloads.event(slack, inner))
        await front.errands.idle()
    assert not ack.error
    assert not town.desk.kept
    assert not direct(town, "U0ALEX")
    assert not await whispers(town)


async def test_a_guest_is_told_kindly(town: Town) -> None:
    async with town.bot() as (front, _):
        answer = await mention(town, front, "is anything locked?", "U0GUEST")
        assert answer["text"] == front.speak("en", "chat-strangers")


async def test_somebody_whom_slack_does_not_tell_of_learns_why(town: Town) -> None:
    await town.post("slack/faults", method="users.info", error="internal_error", times=9)
    async with town.bot() as (front, _):
        answer = await mention(town, front, "is anything locked?")
        assert answer["text"] == refusal(front.speak.to("ko"), "person_unknown", {})


async def test_redis_gone_help_is_given_all_the_same_and_a_click_says_that_nothing_was_kept(town: Town) -> None:
    async with town.bot() as (front, _):
        offer = await mention(town, front, "promote web-api")
        town.desk.down = True
        assert (await mention(town, front, "help"))["text"]
        await press(town, front, offer, "chat.yes")
        assert front.speak("en", "refused-nothing-kept") in await town.whispers("U0ALEX")
        town.desk.down = False
        await press(town, front, offer, "chat.yes")
    assert len(acts(town)) == 1


async def test_a_value_that_nobody_of_us_wrote_is_data(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.press("frobnicate <!channel>", "chat.yes", "U0ALEX")
        await front.errands.idle()
        (told,) = await town.whispers("U0ALEX")
    assert "<!channel>" not in told
    assert not acts(town)


SOMEWHERE = Scope("demo-backend", "production")
REPEATED: list[Repeated] = [
    Deploy("demo-backend", "production", "v2"),
    Deploy("demo-backend", "production", "v2", When(NOW), "fire & <!channel>"),
    Deploy("demo-backend", "production", "v2", When(next_window=True)),
    Promote("web-api"),
    Promote("web-api", "production"),
    Retry(RELEASE),
    Retry(None, SOMEWHERE),
    Cancel(RELEASE),
    Move(RELEASE, 2),
    Reschedule(RELEASE, When()),
    Reschedule(RELEASE, When(NOW)),
    Reschedule(RELEASE, When(next_window=True)),
    Lock(EVERYTHING),
    Lock(SOMEWHERE, NOW, "<!channel>"),
    Unlock(Scope("web-api")),
    Steal(Scope(None, "production"), "why"),
    Freeze(EVERYTHING, NOW, None, "holidays"),
    Freeze(EVERYTHING, NOW, NOW - timedelta(days=1), "holidays"),
    Thaw(EVERYTHING),
    Out("U0MINA", NOW),
    Back(),
    Reload(),
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("act", REPEATED, ids=lambda act: type(act).__name__)
def test_every_act_can_be_repeated(locale: Locale, act: Repeated) -> None:
    front = cast("Front", SimpleNamespace(catalogue=catalogue))
    call = Call("U0ALEX", "C0DEPLOY", (), None, RELEASE, NOW)
    asked = Asked(front, call, Look("help"), Languages.load().to(locale), Person("U0ALEX"))
    said = repeated(asked, act)
    assert "<!channel>" not in said
    assert "none" not in said
    assert said.strip() == said
    assert ("?" in said) or ("か。" in said)
