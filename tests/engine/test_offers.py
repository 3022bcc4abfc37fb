"""Offers, made by a scout that looks at a simulated registry and a simulated GitHub."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.domain import offer
from bot.domain.catalogue import Catalogue, Gate, Offer, Target
from bot.domain.commands import CancelRelease, IgnoreOffer, TakeOffer
from bot.domain.events import OfferIgnored, OfferMade, OfferReplaced, OfferTaken, ReleaseRequested
from bot.domain.offer import MadeOffer, State
from bot.domain.release import Status
from bot.drivers import registry
from bot.drivers.aws import Clients
from bot.drivers.github import GitHub
from bot.drivers.means import Means
from bot.drivers.newest import Newest
from bot.drivers.registry import Registry
from bot.engine.ledger import StreamLedger
from bot.engine.scout import Scout
from simulator.server import Server
from tests.engine.conftest import LIMIT, Bench

SERVICE = "demo-backend"
CODE = f"softbank-hackathon-watermelon/{SERVICE}"
IMAGE = f"ghcr.io/{CODE}"


@dataclass
class Yard:
    """A bench with a scout, and hands that push to it."""

    bench: Bench
    scout: Scout

    async def held(self) -> MadeOffer | None:
        """What is offered once the scout has looked."""
        await self.scout.look()
        return await self.bench.store.offers.get(SERVICE)

    async def commit(self, message: str = "A change", **more: object) -> str:
        answer = await self._post("github/push", repository=CODE, branch="main", message=message, **more)
        return str(answer["sha"])

    async def image(self, tag: str, commit: str) -> None:
        await self._post("images", repository=IMAGE, tag=tag, commit=commit)

    async def push(self, tag: str, message: str = "A change", **more: object) -> str:
        """A commit with its image."""
        sha = await self.commit(message, **more)
        await self.image(tag, sha)
        return sha

    async def answered(self, state: State) -> MadeOffer:
        """The offer, once it was answered so."""
        async with asyncio.timeout(LIMIT):
            async for _ in self.bench.store.stream.tail("0"):
                held = await self.bench.store.offers.get(SERVICE)
                if held and held.state is state:
                    return held
        raise AssertionError("unreachable")

    async def requests(self) -> list[str]:
        return [one.revision.name for one in await self.bench.store.releases.open()]

    async def _post(self, path: str, **body: object) -> dict[str, object]:
        async with self.bench.http.post(f"{self.bench.cloud}/world/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())


@pytest.fixture
async def yard(bench: Bench, cloud: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Yard]:
    monkeypatch.setattr(registry, "TAGS_FRESH", 0.0)
    world, clients, http = bench.engine.world, Clients(), bench.http
    github, ledger = GitHub(http, f"{cloud.address}/github"), StreamLedger(bench.store.stream, bench.clock.now)
    means = Means(clients, http, Registry(http), github, ledger, lambda: world.catalogue().workspace)
    yield Yard(bench, Scout(world, Newest(means), bench.engine.offers))
    await clients.close()


def automatic(catalogue: Catalogue) -> Catalogue:
    service = replace(catalogue.services[SERVICE], offer=Offer("production", automatic=True))
    return replace(catalogue, services={**catalogue.services, SERVICE: service})


def gated(catalogue: Catalogue) -> Catalogue:
    """A target whose gate names the one check that counts."""
    service = catalogue.services[SERVICE]
    gate = Gate("github_checks", {"required": ("lint",)})
    targets: dict[str, Target] = {"production": replace(service.targets["production"], gates=(gate,))}
    return replace(catalogue, services={**catalogue.services, SERVICE: replace(service, targets=targets)})


async def test_at_first_what_is_newer_than_what_stands_there_is_offered(yard: Yard) -> None:
    held = await yard.held()
    assert held
    assert (held.revision.name, held.live, held.state) == ("v3", "v1", State.OPEN), "by its own name, not `latest`"
    assert held.news.commits[0].title == "Shut down gracefully, and within 20 seconds"
    assert [one.author for one in held.news.commits] == ["eunho", "mina", "haru"]
    assert held.news.ahead == len(held.news.commits)
    assert "Dockerfile" in held.news.files
    assert held.news.touched == len(held.news.files) == 6
    assert held.news.changes == (), "the image is what is offered, not a setting"
    assert await yard.held() == held, "looked at twice, offered once"


async def test_a_newer_image_takes_the_place_of_the_offer(yard: Yard) -> None:
    first = await yard.held()
    assert first
    sha = await yard.push("v5", "Answer in Japanese too")
    second = await yard.held()
    assert second
    assert (second.id, second.revision.name, second.revision.commit) == (first.id, "v5", sha)
    assert second.news.commits[0].title == "Answer in Japanese too"
    replaced = await yard.bench.happened(OfferReplaced)
    assert replaced.before == first.revision.pinned


@pytest.mark.parametrize("name", ["{sha}", "sha-{short}", "main-{short}"])
async def test_a_tag_that_names_its_commit_needs_no_label(yard: Yard, name: str) -> None:
    sha = await yard.commit()
    tag = name.format(sha=sha, short=sha[:7])
    await yard.image(tag, secrets.token_hex(20))
    held = await yard.held()
    assert held
    assert held.revision.name == tag


async def test_what_no_check_has_passed_yet_waits_and_the_one_before_is_offered(yard: Yard) -> None:
    await yard.push("v5", checks={"lint": "success", "build": "in_progress"})
    await yard.push("v6", checks={"lint": "failure"})
    held = await yard.held()
    assert held
    assert held.revision.name == "v3"


async def test_the_checks_that_count_are_those_of_the_gate(yard: Yard) -> None:
    yard.bench.rewrite(gated)
    await yard.push("v5", checks={"lint": "success", "deploy": "in_progress"})
    held = await yard.held()
    assert held
    assert held.revision.name == "v5"


@pytest.mark.parametrize(("at", "offered"), [("2026-11-04T02:08:00Z", "v5"), (None, "v3")])
async def test_a_commit_without_checks_is_believed_after_a_while(yard: Yard, at: str | None, offered: str) -> None:
    await yard.push("v5", checks={}, at=at or datetime.now(UTC).isoformat())
    held = await yard.held()
    assert held
    assert held.revision.name == offered


async def test_what_is_on_another_branch_is_not_offered(yard: Yard) -> None:
    await yard.image("v9", "e44d012")
    held = await yard.held()
    assert held
    assert held.revision.name == "v3"


async def test_somebody_takes_it_and_it_is_an_ordinary_request(yard: Yard) -> None:
    held = await yard.held()
    assert held
    for by in ("U0MINA", "U0EUNHO"):
        await yard.bench.do(TakeOffer, by, service=SERVICE, offer=held.mark)
    taken = await yard.answered(State.TAKEN)
    release = await yard.bench.until(held.release, Status.REQUESTED)
    assert (release.revision.pinned, release.requester) == (held.revision.pinned, taken.by)
    event = await yard.bench.happened(OfferTaken)
    assert (event.taken, event.revision) == (release.id, held.revision.pinned)
    assert await yard.requests() == ["v3"], "two clicks, one release"
    assert (await yard.held()) == taken, "what was asked for is no news"


async def test_asking_for_it_by_command_takes_it_too(yard: Yard) -> None:
    await yard.held()
    name = await yard.bench.ask("v3")
    await yard.bench.until(name, Status.REQUESTED)
    assert (await yard.answered(State.TAKEN)).by == "U0MINA"


async def test_what_was_cancelled_is_not_offered_anew(yard: Yard) -> None:
    name = await yard.bench.ask("v3")
    await yard.bench.until(name, Status.REQUESTED)
    await yard.bench.do(CancelRelease, release=name)
    await yard.bench.until(name, Status.CANCELLED)
    assert await yard.held() is None


async def test_what_was_ignored_stays_so_until_something_newer_comes(yard: Yard) -> None:
    held = await yard.held()
    assert held
    await yard.bench.do(IgnoreOffer, service=SERVICE, offer=held.mark)
    await yard.bench.happened(OfferIgnored, actor="U0MINA")
    assert (await yard.held()) == replace(held, state=State.IGNORED, by="U0MINA")
    await yard.push("v5")
    newer = await yard.held()
    assert newer
    assert (newer.revision.name, newer.open) == ("v5", True)
    assert newer.id != held.id, "a message of its own"


async def test_who_may_not_deploy_may_not_answer_and_an_old_button_does_nothing(yard: Yard) -> None:
    held = await yard.held()
    assert held
    for kind in (TakeOffer, IgnoreOffer):
        name = await yard.bench.do(kind, "U0NOBODY", service=SERVICE, offer=held.mark)
        assert await yard.bench.refused(name) == "not_deployer"
        name = await yard.bench.do(kind, service=SERVICE, offer="0" * 12)
        assert await yard.bench.refused(name) == "offer_gone"
    assert await yard.held() == held


async def test_an_automatic_one_is_asked_for_by_subaku_one_at_a_time(yard: Yard) -> None:
    yard.bench.rewrite(automatic)
    await yard.held()
    first = await yard.bench.happened(ReleaseRequested, actor="subaku")
    release = await yard.bench.until(first.release, Status.REQUESTED)
    assert release.revision.name == "v3"
    assert (await yard.answered(State.TAKEN)).automatic
    await yard.push("v5")
    waiting = await yard.held()
    assert waiting
    assert waiting.open, "the first one still waits for its approval"
    assert await yard.requests() == ["v3"]
    await yard.bench.do(CancelRelease, by="U0ALEX", release=first.release)
    await yard.bench.until(first.release, Status.CANCELLED)
    await yard.scout.look()
    await yard.bench.happened(OfferTaken, actor="subaku", revision=waiting.revision.pinned)
    assert await yard.requests() == ["v5"]


async def test_a_target_that_is_elsewhere_by_now_is_offered_anew(yard: Yard) -> None:
    await yard.held()
    name = await yard.bench.succeed("v2")
    held = await yard.held()
    assert held
    assert (held.revision.name, held.live, held.after) == ("v3", "v2", name)
    assert [one.author for one in held.news.commits] == ["eunho"]


async def test_nothing_is_offered_while_the_registry_or_github_can_not_be_asked(yard: Yard) -> None:
    await yard._post("github/throttle", seconds=60)
    assert await yard.held() is None


async def test_an_offer_that_nobody_can_compare_is_still_one(yard: Yard) -> None:
    def astray(catalogue: Catalogue) -> Catalogue:
        service = catalogue.services[SERVICE]
        assert service.source
        private = replace(service, source=replace(service.source, github="somebody/private"))
        return replace(catalogue, services={**catalogue.services, SERVICE: private})

    yard.bench.rewrite(astray)
    held = await yard.held()
    assert held
    assert (held.revision.name, held.news.commits) == ("v4-broken", ()), "the highest version there is"


@pytest.mark.parametrize(("folder", "offered"), [("src/", True), ("frontend/", False)])
async def test_what_changes_nothing_of_the_service_is_not_offered(yard: Yard, folder: str, offered: bool) -> None:
    def narrow(catalogue: Catalogue) -> Catalogue:
        service = catalogue.services[SERVICE]
        assert service.source
        narrowed = replace(service, source=replace(service.source, paths=(folder,)))
        return replace(catalogue, services={**catalogue.services, SERVICE: narrowed})

    yard.bench.rewrite(narrow)
    assert (await yard.held() is not None) == offered
    assert (await yard.held() is not None) == offered, "also when it is looked at again"


async def test_an_offer_that_is_of_no_use_any_more_ends(yard: Yard) -> None:
    await yard.push("v5")
    held = await yard.held()
    assert held
    name = await yard.bench.ask("v3")
    await yard.bench.until(name, Status.REQUESTED)
    await yard._post("images/remove", repository=IMAGE, tag="v5")
    assert await yard.held() == replace(held, state=State.OVERTAKEN)


async def test_a_made_offer_is_told_once(yard: Yard) -> None:
    held = await yard.held()
    assert held
    event = await yard.bench.happened(OfferMade)
    assert (event.scope, event.offer, event.revision) == (held.target, held.id, held.revision.pinned)
    assert offer.make(held, held) == (held, ())
