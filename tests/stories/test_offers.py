"""What is new is offered in the channel: one message, replaced in place, taken, let pass, or asked for by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.domain.catalogue import Locale
from simulator.client import Message
from simulator.redis import RedisServer
from tests.stories.conftest import CHANNEL, EUNHO, GUEST, MINA, SERVICE, SPEAK, Stage, open_stage

CODE = f"softbank-hackathon-watermelon/{SERVICE}"


@dataclass
class Yard:
    """A stage whose service is offered."""

    stage: Stage
    locale: Locale

    async def push(self, tag: str, message: str) -> None:
        """A commit on the branch, and the image that was built from it."""
        hands, about = self.stage.hands, {"repository": CODE, "author": "haru", "message": message}
        commit = await hands.post("github/push", **about, branch="main", files={"src/Hello.java": {}})
        await hands.post("images", repository=f"ghcr.io/{CODE}", tag=tag, commit=commit["sha"])

    async def offered(self, *words: str) -> Message:
        """The offer in the channel, once it has these words."""

        async def look() -> Message | None:
            found = await self.stage.hands.messages(CHANNEL)
            return next((it for it in found if all(word in it.words for word in words)), None)

        return await self.stage.hands.wait_for(look, f"an offer with {', '.join(words)}")

    def ready(self, revision: str, live: str = "v1") -> str:
        """How an offer begins."""
        here = SPEAK(self.locale, "scope-target", service=SERVICE, environment="production")
        return SPEAK(self.locale, "offer-made", where=here, revision=revision, live=live)


@asynccontextmanager
async def opened(redis: RedisServer, folder: Path, locale: Locale = "ko", **more: object) -> AsyncIterator[Yard]:
    def settings(document: dict[str, Any]) -> None:
        document["environments"]["production"]["locale"] = locale
        document["services"][SERVICE]["offer"] = {"environment": "production", **more}

    async with open_stage(redis, folder, settings=settings) as stage:
        yield Yard(stage, locale)


async def test_a_pushed_image_is_offered_replaced_and_taken(redis_server: RedisServer, tmp_path: Path) -> None:
    async with opened(redis_server, tmp_path) as yard:
        hands = yard.stage.hands
        first = await yard.offered(yard.ready("v3"), "`91d7e5b` Shut down gracefully, and within 20 seconds")
        await yard.push("v5", "Say good night <!channel>")
        second = await yard.offered(yard.ready("v5"), "Say good night &lt;!channel&gt; · haru")
        assert second.ts == first.ts
        assert [it.ts for it in await hands.messages(CHANNEL)] == [first.ts], "one message, whatever comes"

        await hands.click(GUEST, second, "offer.take")
        await yard.stage.whispered(GUEST, SPEAK("en", "refused-not-deployer"))
        await hands.click(MINA, second, "offer.take")
        root = await yard.stage.root_of("v5")
        taken = await yard.offered("📦", "`v5`", f"<@{MINA}>")
        assert (taken.ts, taken.buttons) == (first.ts, [])
        await yard.stage.press(EUNHO, root, "release.approve")
        await yard.stage.press(MINA, root, "hold.continue")
        await yard.stage.reads(root, "live-succeeded")


@pytest.mark.parametrize("locale", ["en", "ja"])
async def test_one_that_is_let_pass_stays_so_until_something_newer_comes(
    redis_server: RedisServer, tmp_path: Path, locale: Locale
) -> None:
    async with opened(redis_server, tmp_path, locale) as yard:
        first = await yard.offered(yard.ready("v3"))
        await yard.stage.hands.click(MINA, first, "offer.ignore")
        passed = await yard.offered("📦", "`v3`", f"<@{MINA}>")
        assert (passed.ts, passed.buttons) == (first.ts, [])
        await yard.push("v5", "Answer faster")
        second = await yard.offered(yard.ready("v5"), "Answer faster")
        assert second.ts != first.ts
        assert await yard.stage.calls("CreateDeployment") == 0


async def test_an_automatic_one_is_asked_for_at_once_and_still_approved(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    async with opened(redis_server, tmp_path, automatic=True) as yard:
        root = await yard.stage.root_of("v3")
        assert SPEAK("ko", "who-subaku") in root.words
        await yard.stage.press(EUNHO, root, "release.approve")
        await yard.stage.offers(root, "hold.continue")
        assert [it.ts for it in await yard.stage.hands.messages(CHANNEL)] == [root.ts], "no offer beside it"


@pytest.mark.slow
async def test_an_offer_outlives_its_bot(redis_server: RedisServer, tmp_path: Path) -> None:
    async with opened(redis_server, tmp_path) as yard:
        first = await yard.offered(yard.ready("v3"))
        await yard.stage.bot.kill()
        await yard.push("v5", "While nobody looked")
        await yard.stage.bot.start()
        second = await yard.offered(yard.ready("v5"), "While nobody looked")
        assert second.ts == first.ts
