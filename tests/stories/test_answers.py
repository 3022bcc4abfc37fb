"""Answers that one person sees: what can't be done and why, in the reader's language; help, status, the form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from bot.domain.catalogue import Locale
from bot.i18n import refusal
from bot.store import Store
from simulator.client import Message
from simulator.redis import RedisServer
from tests.stories.conftest import (
    ALEX,
    CHANNEL,
    EUNHO,
    GUEST,
    HARU,
    MINA,
    SERVICE,
    SPEAK,
    Stage,
    beats,
    open_stage,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

APPROVERS = "S0PLATFORM, U0EUNHO"
LOCALES: dict[str, Locale] = {MINA: "ko", EUNHO: "ko", HARU: "ja", ALEX: "en", GUEST: "en"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quiet(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One stage for all of these: nothing comes of what they try."""
    async with open_stage(redis_server, tmp_path_factory.mktemp("answers")) as made:
        yield made


@asynccontextmanager
async def _whispered(stage: Stage, to: str) -> AsyncIterator[list[Message]]:
    """Collects what this person alone is told because of what happens inside."""
    before = {it.ts for it in await stage.hands.whispers(CHANNEL, to)}
    told: list[Message] = []
    yield told

    async def look() -> list[Message]:
        return [it for it in await stage.hands.whispers(CHANNEL, to) if it.ts not in before]

    told += await stage.hands.wait_for(look, f"an answer for {to}")


async def _told(stage: Stage, by: str, command: str) -> str:
    async with _whispered(stage, by) as told:
        answer = await stage.hands.say(by, CHANNEL, f"/platform-deploy {command}")
        assert answer.ok, answer
    return "\n".join(each.words for each in told)


MISTAKES = {
    "a service that isn't there": (
        HARU,
        "demo-bakend v2",
        "service_unknown",
        {"service": "demo-bakend", "nearest": SERVICE},
    ),
    "a tag that isn't there": (
        ALEX,
        f"{SERVICE} v22",
        "revision_not_found",
        {"service": SERVICE, "revision": "v22", "nearest": "v2, v2-bad, v3"},
    ),
    "a guest": (GUEST, f"{SERVICE} v2", "not_deployer", {}),
    "a mention of everybody": (MINA, f"{SERVICE} <!channel>", "bad_revision", {"revision": "<!channel>"}),
    "a tag of 10,000 characters": (EUNHO, f"{SERVICE} {'x' * 10_000}", "bad_revision", {"revision": "x" * 39 + "…"}),
    "an unknown subcommand": (HARU, "statsu", "unknown_verb", {"verb": "statsu", "nearest": "status"}),
    "a release that isn't there": (ALEX, "cancel r00000000000000", "release_gone", {}),
    "a release of another form": (MINA, "cancel <@U0ALEX>", "service_unknown", {"service": "<@U0ALEX>"}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_is_answered_kindly_and_nothing_is_kept(quiet: Stage, mistake: str) -> None:
    """In the reader's language, with the nearest name, without any markup of what was typed."""
    by, command, code, facts = MISTAKES[mistake]
    words = await _told(quiet, by, command)
    assert words == refusal(SPEAK.to(LOCALES[by]), code, facts)
    assert "<!" not in words
    assert "<@" not in words
    assert [it for it in await quiet.hands.messages(CHANNEL) if not it.is_ephemeral] == []
    assert await _open_releases(quiet) == 0


async def test_rights_are_checked_at_the_click_and_values_are_only_names(quiet: Stage) -> None:
    """A request of Alex, who is an approver too: everybody tries, and nobody who may not gets anywhere."""
    root = await quiet.ask("v2", by=ALEX)
    await quiet.whispered(ALEX, SPEAK("en", "answer-link"))
    offered = await quiet.offers(root, "release.approve")
    fingerprint = next(it.value for it in offered.buttons if it.action_id == "release.approve").partition(":")[2]
    tries = [
        (ALEX, None, _no(ALEX, "own_approval")),
        (HARU, None, _no(HARU, "not_approver", approvers=APPROVERS)),
        (GUEST, None, _no(GUEST, "not_approver", approvers=APPROVERS)),
        (EUNHO, "<!channel> DROP", SPEAK("ko", "button-unreadable")),
        (EUNHO, f"r00000000000000:{fingerprint}", _no(EUNHO, "release_gone")),
        (EUNHO, f"{root.about['release']}:forged", _no(EUNHO, "plan_changed")),
    ]
    for by, value, expected in tries:
        async with _whispered(quiet, by) as told:
            assert (await quiet.hands.click(by, offered, "release.approve", value)).ok
        assert [each.words for each in told] == [expected]

    await quiet.press(EUNHO, root, "release.reject")
    await quiet.replied(root, "🙅")
    assert beats(await quiet.hands.thread(root)) == "<🙅"
    assert await quiet.calls("CreateDeployment") == 0


async def test_the_form_from_an_empty_command_to_a_request(quiet: Stage) -> None:
    """Choose the service, type ahead for the tag, send it off; help and status answer beside it."""
    hands = quiet.hands
    assert (await hands.say(MINA, CHANNEL, "/platform-deploy")).ok
    await hands.wait_for(lambda: _looks_at_form(quiet, MINA), "the form")
    opened = hands.view(MINA)["hash"]
    service = {"text": {"type": "plain_text", "text": SERVICE}, "value": SERVICE}
    await hands.choose(MINA, "deploy.service", service)
    await hands.wait_for(lambda: _is_redrawn(quiet, MINA, opened), "the form for this service")
    found = await hands.suggest(MINA, "deploy.revision", "v2")
    assert [option["value"] for option in found] == ["v2", "v2-bad"]
    chosen = next(option for option in found if option["value"] == "v2")
    answer = await hands.submit(MINA, {"deploy.revision": {"selected_option": chosen}})
    assert (answer.ok, answer.errors) == (True, {})
    await hands.wait_for(lambda: _looks_at_form(quiet, MINA, closed=True), "the form to close")
    root = await quiet.root_of("v2")

    status = await _told(quiet, ALEX, "status")
    assert SPEAK("en", "status-requested") in status
    assert SERVICE in status
    assert SPEAK("ja", "help") in await _told(quiet, HARU, "help")
    await quiet.press(MINA, root, "release.cancel")
    await quiet.replied(root, "🗂")
    assert SPEAK("en", "status-quiet") in await _told(quiet, ALEX, "status")


def _no(to: str, code: str, **facts: str) -> str:
    return refusal(SPEAK.to(LOCALES[to]), code, facts)


async def _looks_at_form(stage: Stage, user: str, *, closed: bool = False) -> bool:
    return stage.hands.looks_at_form(user) is not closed


async def _is_redrawn(stage: Stage, user: str, before: str) -> bool:
    return bool(stage.hands.view(user)["hash"] != before)


async def _open_releases(stage: Stage) -> int:
    store = Store(stage.redis.url, stage.server.world.team.id, "onlooker")
    try:
        return len(await store.releases.open())
    finally:
        await store.close()
