"""Offers in a channel: one message a service, redrawn in place, in the channel's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from bot.domain import events as happened
from bot.domain import offer
from bot.domain.events import Event
from bot.domain.offer import Change, Commit, MadeOffer, News
from bot.domain.release import Revision
from bot.i18n import LOCALES, Languages
from bot.thread.offers import drawn, over
from simulator.slack import validate

EVIL = "<!channel> `x` <@U1> " + "9" * 3_000
SCOPE = "demo-backend/production"
LINK = "https://github.com/softbank/demo/compare/a...b"
NEWS = News(
    commits=(Commit("91d7e5b" + "0" * 33, "Shut down gracefully", "eunho"), Commit("8be03d7", "Greet visitors")),
    ahead=9,
    files=("Dockerfile", "src/a.java", "src/b.java", "src/c.java"),
    touched=12,
    changes=(Change("cpu", "256", "512"), Change("containers.app.command", "", "serve")),
    link=LINK,
)
EMPTY = News()
FULL = News((Commit(EVIL, EVIL, EVIL),) * 8, 250, (EVIL,) * 8, 300, (Change(EVIL, EVIL, EVIL),) * 8, LINK)
Stage = Any


def made(revision: str = "v3", news: News = NEWS, **more: Any) -> MadeOffer:
    at = datetime.now(UTC)
    pinned = Revision(revision, "sha256:" + sha256(revision.encode()).hexdigest())
    fields = {"since": at, "found_at": at, "live": "v1", **more}
    return MadeOffer(service="demo-backend", environment="production", revision=pinned, news=news, **fields)


def ended(kind: type[Event], held: MadeOffer, by: str = "U0MINA", **more: str) -> Any:
    about: dict[str, Any] = {"scope": SCOPE, "offer": held.id, "revision": held.revision.pinned, **more}
    return kind(release="", at=datetime.now(UTC), actor=by, **about)


def endings(held: MadeOffer) -> list[Any]:
    return [
        ended(happened.OfferTaken, held, taken="r1"),
        ended(happened.OfferIgnored, held),
        ended(happened.OfferOvertaken, held, by="subaku"),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_slack_takes_it_in_every_language(locale: Any) -> None:
    say = Languages.load("Asia/Seoul").to(locale)
    offers = [made(), made(news=EMPTY), made(news=EMPTY, live=""), made(EVIL, FULL, live=EVIL)]
    offers.append(made(news=replace(NEWS, ahead=3, touched=1, files=("one",))))
    messages = [drawn(one, say) for one in offers] + [over(event, say) for event in endings(made(EVIL))]
    for message in messages:
        validate.message_blocks(message.blocks, lambda _: False)
        words = message.text + str(message.blocks)
        assert "<!channel>" not in words
        assert "<@U1>" not in words
    assert len({str(message.blocks) for message in messages}) == len(messages)


def test_it_names_what_is_new_and_counts_the_rest() -> None:
    [section, buttons] = drawn(made(), Languages.load().to("en")).blocks
    assert section["text"]["text"].splitlines() == [
        "📦 `v3` is ready for demo-backend in production, where `v1` stands now.",
        "• `91d7e5b` Shut down gracefully · eunho",
        "• `8be03d7` Greet visitors",
        "… and 7 more commits",
        f"12 files: `Dockerfile` `src/a.java` `src/b.java` and 9 more · <{LINK}|all changes>",
        "• `cpu`: `256` → `512`",
        "• `containers.app.command`: – → `serve`",
    ]
    assert [button["action_id"] for button in buttons["elements"]] == ["offer.take", "offer.ignore"]
    assert {button["value"] for button in buttons["elements"]} == {f"demo-backend:{made().mark}"}


async def keep(stage: Stage, found: MadeOffer) -> None:
    await stage.store.offers.amend("demo-backend", lambda held: offer.make(held, found))


async def one(stage: Stage, words: str) -> dict[str, Any]:
    """The only message of the channel, once it has these words."""
    [message] = await stage.until(lambda threads: any(words in each["text"] for each in threads))
    found: dict[str, Any] = message
    return found


async def test_it_is_one_message_from_its_beginning_to_its_end(stage: Stage) -> None:
    async with stage.telling():
        first = made()
        await keep(stage, first)
        message = await one(stage, "`v3` is ready")
        await keep(stage, made("v4", since=first.since, found_at=first.since + timedelta(minutes=1)))
        assert (await one(stage, "`v4` is ready"))["ts"] == message["ts"]
        await stage.happens(ended(happened.OfferIgnored, first))
        gone = await one(stage, "lets `v3` pass")
        assert (gone["ts"], len(gone["blocks"])) == (message["ts"], 1), "nothing is left to press"


async def test_the_next_one_is_a_message_of_its_own_and_the_old_one_stays_answered(stage: Stage) -> None:
    async with stage.telling():
        first = made()
        await keep(stage, first)
        await one(stage, "`v3` is ready")
        later = first.since + timedelta(minutes=5)
        await stage.store.offers.amend("demo-backend", lambda held: offer.overtake(held, later))
        await one(stage, "no longer on offer")
        await keep(stage, made("v4", since=later, found_at=later))
        threads = await stage.until(lambda threads: len(threads) == 2)
    assert sum("no longer on offer" in thread["text"] for thread in threads) == 1


async def test_what_was_answered_before_it_was_told_is_not_told(stage: Stage) -> None:
    first = made()
    await keep(stage, first)
    await stage.store.offers.amend("demo-backend", lambda held: offer.overtake(held, first.since))
    async with stage.telling():
        await stage.told()
    assert await stage.threads() == []


async def test_an_automatic_one_is_not_shown_beside_its_release(stage: Stage) -> None:
    await keep(stage, made(automatic=True))
    async with stage.telling():
        await stage.told()
    assert await stage.threads() == []


async def test_an_environment_that_is_gone_has_no_channel(stage: Stage) -> None:
    stage.catalogue = replace(stage.catalogue, environments={})
    await keep(stage, made())
    async with stage.telling():
        await stage.told()
    assert await stage.threads() == []
