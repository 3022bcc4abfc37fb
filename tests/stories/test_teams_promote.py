"""From one environment to the next, once more after it didn't go through, and with another catalogue."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.i18n import Markup, refusal
from simulator.redis import RedisServer
from simulator.world import load
from tests.stories.conftest import ALEX, EUNHO, HARU, MINA, SPEAK, Stage, mirror, mirrored, open_stage, without_hold
from tests.stories.teams import ANY, REPOSITORY, Json, Shop, like, mention, patient, voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOPS = ("early", "final", "again", "late", "ruled")
SERVICE, FIRST, LAST = "cart", "of-early", "of-final"
SOAK = 4  # seconds
ASKED: Json = {"required": 1, "by": [EUNHO]}


def _settings(document: Json) -> None:
    """One service in two environments, the second after the first; and some in one."""
    targets = {
        "early": mirror(document, "early"),
        "final": mirror(document, "final", approval=ASKED, after={"environment": FIRST, "soak": f"{SOAK}s"}),
        "again": mirror(document, "again"),
        "late": mirror(document, "late", approval={**ASKED, "expires": "2s"}),
        "ruled": mirror(document, "ruled", approval=ASKED, locale="en"),
    }
    for name, target in targets.items():
        if name != "again":
            without_hold(target)
    services = document["services"]
    cart = {FIRST: services.pop("early")["targets"][FIRST], LAST: services.pop("final")["targets"][LAST]}
    services[SERVICE] = {"image": services["again"]["image"], "targets": cart}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A service that stands in two environments, and others."""
    world = mirrored(patient(load()), dict.fromkeys(SHOPS, "healthy"))
    async with open_stage(redis_server, tmp_path_factory.mktemp("promote"), world, _settings) as made:
        yield made


def _shop(stage: Stage, name: str) -> Shop:
    return Shop(stage, name, SPEAK.to("en" if name == "ruled" else "ko"))


async def test_to_the_next_environment_and_what_never_stood_before(stage: Stage) -> None:
    """One after the other: they share a target."""
    await _is_promoted(stage)
    await _waits_for_the_environment_before(stage)


async def test_once_more_and_with_another_catalogue(stage: Stage) -> None:
    """Side by side, each in a channel of its own."""
    async with asyncio.TaskGroup() as stories:
        for story in (_what_failed_is_asked_again, _what_expired_is_asked_again, _another_catalogue_is_taken_in):
            stories.create_task(story(stage))


async def _is_promoted(stage: Stage) -> None:
    """Not before it stands there at all, and not before it has stood there for its while; the same image."""
    early, final = _shop(stage, "early"), _shop(stage, "final")
    told = await final.told(HARU, f"promote {SERVICE}")
    assert told.words == voice(HARU)("refused-nothing-to-promote", service=SERVICE, environment=FIRST)
    told = await early.told(HARU, f"promote {SERVICE} {FIRST}")
    assert told.words == voice(HARU)("refused-nothing-before-environment", service=SERVICE, environment=FIRST)

    assert (await early.told(MINA, f"{SERVICE} v2")).words
    before = await stage.root_of("v2", SERVICE, early.channel)
    await early.stage.replied(before, "🎉")
    await final.told(HARU, f"promote {SERVICE}")
    root = await stage.root_of("v2", SERVICE, final.channel)
    await final.presses(EUNHO, root, "release.approve")
    await final.reply(root, "said-held", hindrance=ANY)
    why = await final.told(HARU, f"why {SERVICE} {LAST}")
    assert re.search(like(voice(HARU), "why-after", environment=FIRST, until=ANY), why.words)
    await final.stage.replied(root, "🎉")
    images = [(await stage.hands.deployments(name))[0].image for name in ("early", "final")]
    assert images[0] == images[1]


async def _waits_for_the_environment_before(stage: Stage) -> None:
    """Nothing that was typed into the second environment gets around the first."""
    final = _shop(stage, "final")
    await final.told(MINA, f"{SERVICE} v3 {LAST}")
    root = await stage.root_of("v3", SERVICE, final.channel)
    await final.presses(EUNHO, root, "release.approve")
    await final.reply(root, "said-held", hindrance=ANY)
    why = (await final.told(MINA, f"why {root.about['release']}")).words
    assert voice(MINA)("why-after", environment=FIRST, until="none") in why
    assert f"`/platform-deploy {SERVICE} v3 {FIRST}`" in why
    await final.presses(MINA, root, "release.cancel")
    await final.reply(root, "said-cancelled", by=mention(MINA))


async def _what_failed_is_asked_again(stage: Stage) -> None:
    """The tag points elsewhere by now; what was asked for is what runs."""
    shop = _shop(stage, "again")
    await stage.hands.post("aws/scenario", service="again", scenario="hook_fails")
    root = await shop.ask("v3", by=HARU)
    await shop.stage.replied(root, "🛟")
    await stage.hands.post("aws/scenario", service="again", scenario="healthy")
    await stage.hands.post("images", repository=REPOSITORY, tag="v3")
    await shop.presses(HARU, root, "release.retry")
    again = await shop.root("v3")
    await shop.presses(MINA, again, "hold.continue")
    thread = await shop.stage.replied(again, "🎉")
    assert shop.say("live-again") in thread.words
    first, second = reversed(await shop.deployments())
    assert first.image == second.image


async def _what_expired_is_asked_again(stage: Stage) -> None:
    """The button stays in the thread that expired."""
    shop = _shop(stage, "late")
    root = await shop.ask("v2")
    await shop.reply(root, "said-expired")
    await shop.presses(HARU, root, "release.retry")
    again = await shop.root("v2")
    asked = await shop.live(again, "live-asked", by=mention(HARU), at=ANY)
    assert shop.say("live-again") in asked.words


async def _another_catalogue_is_taken_in(stage: Stage) -> None:
    """A mistake changes nothing and is told with its place; what waits is asked for anew; SIGHUP does the same."""
    shop, config = _shop(stage, "ruled"), Path(stage.bot._environment["SUBAKU_CONFIG"])
    document = _read(config)
    rule = document["environments"][shop.environment]["approval"]
    root = await shop.ask("v2")

    rule["required"] = "many"
    line = _written(config, document).index('"required": "many"')
    assert (await shop.told(MINA, "reload")).words == refusal(voice(MINA), "not_admin", {"admins": "S0PLATFORM"})
    told = (await shop.told(ALEX, "reload")).words
    assert re.search(rf"```\n{re.escape(str(config))}:{line + 1}: .+\n```", told)
    assert shop.say("live-requested") in (await stage.hands.thread(root)).words

    rule |= {"required": 2, "by": [EUNHO, HARU]}
    _written(config, document)
    targets = sum(len(service["targets"]) for service in document["services"].values())
    done = voice(ALEX)("answer-reloaded", services=len(document["services"]), targets=targets)
    assert (await shop.told(ALEX, "reload")).words == done
    await shop.live(root, "live-requested-more", given=0, required=2)
    await shop.reply(
        root, "said-rule-asking", approvers=Markup(f"{mention(EUNHO)} {mention(HARU)}"), requester=mention(MINA)
    )

    rule["required"] = 1
    _written(config, document)
    assert stage.bot._process
    stage.bot._process.send_signal(signal.SIGHUP)
    await shop.live(root, "live-requested")
    await shop.presses(HARU, root, "release.approve")
    await shop.stage.replied(root, "🎉")


def _read(config: Path) -> Json:
    return dict(json.loads(config.read_text(encoding="utf-8")))


def _written(config: Path, document: Json) -> list[str]:
    """Write it; its lines, without their indentation and commas."""
    text = json.dumps(document, indent=1)
    config.write_text(text, encoding="utf-8")
    return [line.strip(" ,") for line in text.splitlines()]
