"""Locks and freezes in the channels: one message each, edited in place, in each channel's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain import events as happened
from bot.domain.catalogue import Catalogue, Environment
from bot.domain.events import Event
from bot.domain.scope import Scope
from bot.i18n import LOCALES, Languages
from bot.thread.news import _over, _standing, channels_of
from bot.thread.pace import Urgency
from bot.thread.talk import Talk
from simulator.slack import validate
from tests.thread.conftest import catalogue_in

EVIL = "<!channel> `x` <@U1> " + "9" * 3_000
SCOPE = "demo-backend/production"
Stage = Any


def now() -> datetime:
    return datetime.now(UTC)


def taken(scope: str = SCOPE, reason: str = "moving the database", **more: Any) -> Event:
    fields = {"lock": "r1", "until": now() + timedelta(hours=2), **more}
    return happened.LockTaken(release="", at=now(), actor="U0MINA", scope=scope, reason=reason, **fields)


def stolen(scope: str = SCOPE) -> Event:
    return happened.LockStolen(
        release="", at=now(), actor="U0ALEX", scope=scope, lock="r1", owner="U0MINA", reason="it burns", until=None
    )


def released(actor: str = "U0MINA", reason: str = "") -> Event:
    return happened.LockReleased(
        release="", at=now(), actor=actor, scope=SCOPE, lock="r1", owner="U0MINA", reason=reason
    )


def expired() -> Event:
    return happened.LockExpired(release="", at=now(), scope=SCOPE, lock="r1", owner="U0MINA")


def frozen(reason: str = "the sale", start: timedelta = timedelta(0)) -> Event:
    at = now()
    return happened.FreezeMade(
        release="", at=at, actor="U0ALEX", scope="*/production", start=at + start, end=at + timedelta(days=3),
        reason=reason,
    )  # fmt: skip


def thawed(actor: str = "subaku") -> Event:
    return happened.FreezeLifted(release="", at=now(), actor=actor, scope="*/production")


def two_environments() -> Catalogue:
    """Production in Korean; staging in English, in which the service has no target."""
    catalogue = catalogue_in("ko")
    staging = Environment("staging", "C0STAGING", "en")
    return replace(catalogue, environments={**catalogue.environments, "staging": staging})


@pytest.mark.parametrize(
    ("scope", "channels"),
    [
        ("demo-backend/production", ["C0DEPLOY"]),
        ("demo-backend/*", ["C0DEPLOY"]),
        ("*/staging", ["C0STAGING"]),
        ("*/*", ["C0DEPLOY", "C0STAGING"]),
        ("gone/*", []),
    ],
)
def test_the_channels_of_a_scope(scope: str, channels: list[str]) -> None:
    assert list(channels_of(Scope.of(scope), two_environments())) == channels


def test_environments_that_share_a_channel_hear_it_once() -> None:
    catalogue = catalogue_in("ja")
    shared = replace(catalogue.environments["production"], name="canary", locale="en")
    both = replace(catalogue, environments={**catalogue.environments, "canary": shared})
    assert channels_of(Scope.of("*/*"), both) == {"C0DEPLOY": "ja"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("scope", [SCOPE, "demo-backend/*", "*/production", "*/*"])
def test_slack_takes_it_in_every_language(locale: Any, scope: str) -> None:
    say = Languages.load("Asia/Seoul").to(locale)
    standing = [taken(scope, EVIL), taken(scope, ""), taken(scope, until=None), stolen(scope), frozen(EVIL)]
    messages = [_standing(event, say, "1-0")(lambda _: None) for event in [*standing, frozen(start=timedelta(hours=3))]]
    ending = [released(), released("U0ALEX", EVIL), expired(), thawed(), thawed("U0ALEX")]
    messages += [_over(event, timedelta(hours=2), say) for event in ending]
    for message in messages:
        validate.message_blocks(message.blocks, lambda _: False)
        assert "<!channel>" not in message.text
        assert "<@U1>" not in message.text
    assert len({message.text for message in messages}) == len(messages)


async def one(stage: Stage, words: str, channel: str = "C0DEPLOY") -> dict[str, Any]:
    """The only message of a channel, once it has these words."""
    [message] = await stage.until(lambda threads: any(words in each["text"] for each in threads), channel=channel)
    found: dict[str, Any] = message
    return found


async def tell(stage: Stage, steps: Sequence[tuple[Event, str]]) -> None:
    for event, words in steps:
        await stage.happens(event)
        await one(stage, words)


async def test_a_lock_is_one_message_from_its_beginning_to_its_end(stage: Stage) -> None:
    async with stage.telling():
        await tell(
            stage,
            [
                (taken(), "<@U0MINA> locked demo-backend in production until"),
                (taken(reason="and the cache"), "and the cache"),
                (stolen(), "<@U0ALEX> took over the lock of <@U0MINA>"),
            ],
        )
        message = await one(stage, "took over")
        assert [button["value"] for button in message["blocks"][1]["elements"]] == [f"{SCOPE}:r1", SCOPE]
        await tell(stage, [(released("U0ALEX"), "<@U0ALEX> lifted the lock of <@U0MINA> after")])
        assert len((await one(stage, "lifted"))["blocks"]) == 1
        await stage.happens(taken(lock="r2"))
        assert len(await stage.until(lambda threads: len(threads) == 2)) == 2  # another lock is news again


async def test_a_freeze_is_one_message_and_the_next_one_news(stage: Stage) -> None:
    async with stage.telling():
        steps = [(frozen(), "the sale"), (frozen("a longer sale"), "a longer sale"), (thawed(), "is over")]
        await tell(stage, steps)
        await stage.happens(frozen("and once more"))
        threads = await stage.until(lambda threads: len(threads) == 2)
    assert sorted("once more" in thread["text"] for thread in threads) == [False, True]


async def test_every_channel_concerned_hears_it_in_its_language(stage: Stage) -> None:
    stage.catalogue = two_environments()
    async with stage.telling():
        await stage.happens(taken("*/*"))
        assert "잠갔어요: 전체" in (await one(stage, "잠갔어요"))["text"]
        assert "locked everything" in (await one(stage, "locked", "C0STAGING"))["text"]


async def test_a_channel_out_of_reach_keeps_nothing_from_the_others(stage: Stage) -> None:
    away = {"lost": Environment("lost", "C0NOWHERE"), "production": stage.catalogue.environments["production"]}
    stage.catalogue = replace(stage.catalogue, environments=away)
    async with stage.telling():
        await stage.happens(taken("*/*"))
        await one(stage, "locked everything")
        await stage.told()


async def test_what_was_posted_before_a_crash_is_not_posted_again(stage: Stage) -> None:
    await stage.happens(taken())
    [(entry, event)] = [found async for found in _first(stage)]
    await stage.store.threads.begin("lock-r1", f"C0DEPLOY {entry}")
    say = Languages.load().to("en")
    message = _standing(event, say, entry)(lambda _: None)
    about = {"release": "lock-r1", "name": f"C0DEPLOY {entry}"}
    await Talk(stage.client).post("C0DEPLOY", message, Urgency.PERSON, None, about)
    async with stage.telling():
        await stage.told()
        await stage.happens(released())
        await one(stage, "lifted")


async def _first(stage: Stage) -> Any:
    """The oldest entry, as somebody looks at it who keeps no place."""
    async for found in stage.store.stream.tail(after="0"):
        yield found
        return


async def test_an_end_without_a_beginning_is_no_news(stage: Stage) -> None:
    async with stage.telling():
        for event in (released(), expired(), thawed()):
            await stage.happens(event)
        await stage.told()
    assert await stage.threads() == []
    assert await stage.store.threads.place("lock-r1") is None


async def test_a_reloaded_catalogue_is_told_to_the_admins_channel(stage: Stage) -> None:
    workspace = replace(stage.catalogue.workspace, admin_channel="C0STAGING")
    stage.catalogue = replace(stage.catalogue, workspace=workspace)
    async with stage.telling():
        event = happened.CatalogueReloaded(release="", at=now(), actor="U0ALEX", fingerprint="f", services=1, targets=2)
        await stage.happens(event)
        assert "one service, 2 targets" in (await one(stage, "read anew", "C0STAGING"))["text"]
