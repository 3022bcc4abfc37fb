"""Talking to the bot: questions are answered, acts are repeated and wait for a yes; and the tab that is one's own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from bot.domain.scope import Scope
from bot.i18n import where
from simulator.client import Message
from simulator.redis import RedisServer
from simulator.world import load
from tests.stories.conftest import ALEX, CHANNEL, EUNHO, GUEST, HARU, MINA, Stage, mirror, mirrored, open_stage
from tests.stories.teams import ANY, REPOSITORY, Json, like, mention, patient, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

STAGING, ME = "C0STAGING", "U0SUBAKU"
PLACES = {"staging": "api-staging", "production": "api-production"}


def _settings(document: Json) -> None:
    """A service in both of the demo's environments."""
    targets = {place: mirror(document, name) for place, name in PLACES.items()}
    for name in PLACES.values():
        del document["environments"][f"of-{name}"]
    image = document["services"][PLACES["staging"]]["image"]
    for name in PLACES.values():
        del document["services"][name]
    document["services"]["api"] = {"image": image, "targets": targets}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """`api`, which stands in staging and in production, and has a 2.3."""
    world = mirrored(patient(load()), dict.fromkeys(PLACES.values(), "healthy"))
    async with open_stage(redis_server, tmp_path_factory.mktemp("chat"), world, _settings) as made:
        await made.hands.post("images", repository=REPOSITORY, tag="2.3")
        yield made


async def test_an_act_is_repeated_and_done_only_on_a_yes(stage: Stage) -> None:
    """In Korean, in a channel: only the one who spoke sees what was understood; a no does nothing."""
    say, hands = voice(MINA), stage.hands
    asked = say("chat-act-deploy", service="api", revision="2.3", environment="production", when="none", hotfix="none")
    for button, reads in (("chat.no", say("chat-declined")), ("chat.yes", say("chat-taken-up", command=_TYPED))):
        heard = await _says(stage, MINA, CHANNEL, "@subaku api 2.3 프로덕션에 올려줘")
        assert heard.is_ephemeral
        assert asked in heard.words
        assert say("chat-same", command=_TYPED) in heard.words
        assert [it.words for it in await hands.messages(CHANNEL) if it.sender == ME] == []
        assert (await hands.click(MINA, heard, button)).ok
        await _becomes(stage, MINA, heard, reads)
    root = await stage.root_of("2.3", "api", CHANNEL)
    await stage.press(MINA, root, "release.cancel")
    await stage.replied(root, "🗂")


_TYPED = "/platform-deploy api 2.3 production"


async def test_what_is_understood_in_part_is_asked_for_in_a_form(stage: Stage) -> None:
    """In Japanese, directly: the form is filled in as far as it was said."""
    say, hands = voice(HARU), stage.hands
    heard = await _says(stage, HARU, _direct(HARU), "ステージングにapiをデプロイして")
    assert heard.words.startswith(say("chat-partly"))
    assert [it.action_id for it in heard.buttons] == ["chat.form", "chat.no"]
    assert (await hands.click(HARU, heard, "chat.form")).ok

    async def form() -> Json | None:
        return hands.view(HARU) if hands.looks_at_form(HARU) else None

    view = await hands.wait_for(form, "the form")
    chosen = {it["element"]["action_id"]: it["element"].get("initial_option", {}).get("value") for it in view["blocks"]}
    assert (chosen["deploy.service"], chosen["deploy.environment"]) == ("api", "staging")
    tag = {"text": {"type": "plain_text", "text": "2.3"}, "value": "2.3"}
    answer = await hands.submit(HARU, {"deploy.revision": {"selected_option": tag}})
    assert (answer.ok, answer.errors) == (True, {})
    root = await stage.root_of("2.3", "api", STAGING)
    await stage.offers(root, "hold.continue")
    whose = await _says(stage, MINA, CHANNEL, "@subaku 지금 누가 배포하고 있어?")
    assert voice(MINA)("who-title", where=where(voice(MINA), Scope())) in whose.words
    assert mention(HARU) in whose.words
    await stage.press(HARU, root, "hold.stop")
    await stage.replied(root, "🛟")


QUESTIONS = {
    "why, in Japanese": (HARU, "@subaku demo-backendはなぜ進まないの?", "why-title"),
    "locks, in English": (ALEX, "@subaku anything locked?", "locks-none"),
    "windows, in Korean": (MINA, "@subaku 언제 배포할 수 있어?", "windows-title"),
    "who, in Japanese": (HARU, "@subaku いま誰がデプロイしている?", "who-"),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_is_answered_at_once_in_the_readers_language(stage: Stage, question: str) -> None:
    """In the channel for the asker alone, directly without a mention; nothing is asked back."""
    who, text, key = QUESTIONS[question]
    for channel, said in ((CHANNEL, text), (_direct(who), text.removeprefix("@subaku "))):
        heard = await _says(stage, who, channel, said)
        assert heard.is_ephemeral is (channel == CHANNEL)
        assert not [it for it in heard.buttons if it.action_id.startswith("chat.")]
        assert _is(who, key, heard), heard.words
        if key == "windows-title":
            assert voice(who)("windows-of", environment="production", services="demo-backend, api") in heard.words


async def test_what_is_not_understood_is_said_so_with_what_would_be(stage: Stage) -> None:
    """No guess, in whatever language; a guest is told whom it talks to."""
    for who, text in ((MINA, "점심 뭐 먹지"), (HARU, "いい天気ですね"), (ALEX, "colorless green ideas")):
        say, heard = voice(who), await _says(stage, who, _direct(who), text)
        assert heard.words.startswith(say("chat-puzzled"))
        assert heard.words.endswith(say("chat-help"))
    assert (await _says(stage, GUEST, CHANNEL, "@subaku status?")).words == voice(GUEST)("chat-strangers")
    assert (await _says(stage, HARU, _direct(HARU), "help")).words == voice(HARU)("help")


async def test_a_lock_is_taken_by_talking(stage: Stage) -> None:
    """The right is looked up when the button is pressed, as for whatever is typed."""
    say = voice(ALEX)
    heard = await _says(stage, ALEX, _direct(ALEX), "lock api on staging because data move")
    here = where(say, Scope("api", "staging"))
    assert say("chat-act-lock", where=here, until="none", reason="data move") in heard.words
    assert (await stage.hands.click(ALEX, heard, "chat.yes")).ok
    told = await _hears(stage, ALEX, _direct(ALEX), re.escape(say("answer-locked", scope=here, until="none")))
    assert told.sender == ME
    heard = await _says(stage, ALEX, _direct(ALEX), "unlock api on staging")
    assert (await stage.hands.click(ALEX, heard, "chat.yes")).ok
    await _hears(stage, ALEX, _direct(ALEX), re.escape(say("answer-unlocked", scope=here)))


async def test_ones_own_tab_shows_what_waits_what_runs_and_what_is_locked_and_its_buttons_work(stage: Stage) -> None:
    """Approved, let through and unlocked from the tab, and never from anywhere else."""
    say, hands = voice(EUNHO), stage.hands
    assert (await hands.say(EUNHO, CHANNEL, "/platform-deploy lock demo-backend because 점검")).ok
    await _hears(
        stage, EUNHO, CHANNEL, re.escape(say("answer-locked", scope=where(say, Scope("demo-backend")), until="none"))
    )
    root = await stage.ask("v3", by=MINA, service="api")
    tab = await _home(stage, EUNHO, lambda words: "release.approve" in words)
    for key in ("home-waiting", "home-live-none", "home-mine-none", "home-closed"):
        assert say(key) in tab["words"]
    assert mention(MINA) in tab["words"]
    assert "점검" in tab["words"]
    assert (await _presses(stage, EUNHO, tab, "release.approve"))["ok"]
    await stage.offers(root, "hold.continue")
    tab = await _home(stage, EUNHO, lambda words: "hold.continue" in words)
    assert say("home-live-none") not in tab["words"]
    assert (await _presses(stage, EUNHO, tab, "hold.continue"))["ok"]
    assert (await _presses(stage, EUNHO, tab, "lock.lift"))["ok"]
    await stage.replied(root, "🎉")
    quiet = (say("home-closed-none"), say("home-live-none"))
    await _home(stage, EUNHO, lambda words: all(each in words for each in quiet))


def _direct(user: str) -> str:
    """Where somebody writes to the bot alone."""
    return f"D{user[1:]}"


def _is(who: str, key: str, heard: Message) -> bool:
    """Whether it is this answer, or one of those whose keys begin so, whatever it is about."""
    keys = ("who-title", "who-quiet") if key == "who-" else (key,)
    facts: Json = {"zone": ANY} if key == "windows-title" else {}
    return any(re.match(like(voice(who), each, where=ANY, **facts), heard.words) for each in keys)


async def _says(stage: Stage, who: str, channel: str, text: str) -> Message:
    """Say something; returns what the bot answers."""
    before = {it.ts for it in await stage.hands.messages(channel, who)}
    await stage.hands.say(who, channel, text)

    async def look() -> Message | None:
        found = await stage.hands.messages(channel, who)
        return next((it for it in found if it.ts not in before and it.sender == ME), None)

    return await stage.hands.wait_for(look, f"an answer to {text}")


async def _becomes(stage: Stage, who: str, message: Message, words: str) -> None:
    async def look() -> bool:
        return any(it.ts == message.ts and it.words == words for it in await stage.hands.messages(message.channel, who))

    await stage.hands.wait_for(look, f"“{words}” in its place")


async def _hears(stage: Stage, who: str, channel: str, words: str) -> Message:
    async def look() -> Message | None:
        found = (it for it in reversed(await stage.hands.messages(channel, who)) if re.search(words, it.words))
        return next(found, None)

    return await stage.hands.wait_for(look, f"{words} in {channel}")


async def _home(stage: Stage, who: str, holds: Callable[[str], bool]) -> Json:
    """Somebody's tab as it shows once something holds of its words; buttons count by their action ids."""
    await stage.hands.post("home", user=who)
    slack = stage.server.slack.slack

    async def look() -> Json | None:
        view = slack.views.home(who)
        shown = slack.seen(view) if view else None
        return {**shown, "words": words} if shown and holds(words := "\n".join(_texts(shown["blocks"]))) else None

    return await stage.hands.wait_for(look, f"the home of {who}")


def _texts(node: object) -> list[str]:
    """Each text in it, and the names of its buttons."""
    match node:
        case dict():
            named = [str(node[key]) for key in ("text", "action_id") if isinstance(node.get(key), str)]
            return [*named, *(text for part in node.values() for text in _texts(part))]
        case list():
            return [text for part in node for text in _texts(part)]
    return []


async def _presses(stage: Stage, who: str, tab: Json, action: str) -> Json:
    for block in tab["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory", {})):
            if element.get("action_id") == action:
                place = {"view_id": tab["id"], "block_id": block["block_id"], "action_id": action}
                return await stage.hands.post("click", user=who, **place, value=element.get("value"))
    raise LookupError(f"no button {action}")
