"""The scout: looks now and then for what is new of each service, and offers it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import ClassVar

import structlog

from bot.domain import offer, standing, train
from bot.domain.catalogue import Service, Target
from bot.domain.events import SUBAKU
from bot.domain.offer import Change, Commit, MadeOffer, News
from bot.domain.release import Plan, Release, Revision
from bot.domain.standing import is_same
from bot.drivers.commits import Comparison
from bot.drivers.newest import Newest
from bot.engine.offers import Offers
from bot.engine.planner import Planner
from bot.engine.world import World
from bot.errors import DriverError, Refused, RevisionNotFound, StoreUnavailable

LIMIT = 30.0  # seconds for one service
AT_ONCE = 4
IN_A_TURN = 40  # services; where there are more, each has its turn less often: GitHub allows 5,000 calls an hour
HISTORY = 20  # releases of a target among which something isn't news
SHOWN = 8  # commits, files and settings that an offer shows
MANY = 300  # files: GitHub tells no more of them

log = structlog.get_logger()


class Scout:
    """Works on the leader. What can't be asked just now is looked for again in the next turn."""

    every: ClassVar[float] = 60.0  # seconds between two turns

    def __init__(self, world: World, newest: Newest, offers: Offers) -> None:
        self._world, self._newest, self._offers = world, newest, offers
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turn = 0
        self._old: dict[str, tuple[Revision, str]] = {}  # by target: what was found not to be newer than what stands

    async def look(self) -> None:
        """Look for what is new, of as many services as there is room for."""
        found = self._offered()
        begin = self._turn % len(found) if found else 0
        turn = list(islice([*found[begin:], *found[:begin]], IN_A_TURN))
        self._turn = begin + len(turn)
        await asyncio.gather(*(self._surely(service, target) for service, target in turn))

    async def look_at(self, repository: str) -> None:
        """Look for what is new of the services whose image is in this repository of a registry."""
        found = [one for one in self._offered() if (one[0].image or "").partition("/")[2] == repository]
        await asyncio.gather(*(self._surely(service, target) for service, target in found))

    def _offered(self) -> list[tuple[Service, Target]]:
        return [
            (service, service.targets[service.offer.environment])
            for service in self._world.catalogue().services.values()
            if service.offer and service.offer.environment in service.targets
        ]

    async def _surely(self, service: Service, target: Target) -> None:
        async with self._room:
            try:
                async with asyncio.timeout(LIMIT):
                    await self._look_for(service, target)
            except (DriverError, Refused, StoreUnavailable, TimeoutError) as err:
                log.info("nothing_to_offer", service=service.name, error=str(err) or type(err).__name__)

    async def _look_for(self, service: Service, target: Target) -> None:
        driver = self._world.driver(target.driver, service.name)
        known = await self._known(target)
        for revision in await self._newest.of(service, target, driver, self._world.now()):
            if release := next((one for one in known if is_same(one.revision, revision)), None):
                await self._offers.asked_for(release)
                await self._overtake(service.name)
                return
            try:
                await self._offer(service, target, revision, known)
            except RevisionNotFound:
                continue  # a commit is there before its bundle is
            return

    async def _offer(self, service: Service, target: Target, revision: Revision, known: Sequence[Release]) -> None:
        """Offer it, unless it stands there, is older than what does, or was answered."""
        stands = standing.current(known)
        after = stands.release.id if stands and stands.release else ""
        if self._old.get(target.key) == (revision, after):
            return
        held = await self._world.store.offers.get(service.name)
        if offer.is_news(held, revision, target.key, after):
            made = await self._made(service, target, revision, known, after)
            if made is None:
                self._old[target.key] = (revision, after)
                await self._overtake(service.name)
                return
            await self._world.store.offers.amend(service.name, lambda newest: offer.make(newest, made))
            held = await self._world.store.offers.get(service.name)
        if held and held.open and held.automatic and not _own(known):
            await self._offers.take_itself(held)

    async def _made(
        self, service: Service, target: Target, revision: Revision, known: Sequence[Release], after: str
    ) -> MadeOffer | None:
        """What would be released, and how it differs from what stands there; None where it isn't newer."""
        plan = await Planner(self._world).make(service, target, revision.digest or revision.name)
        planned = plan.renamed(revision.name).revision
        live = await self._live(service, target, plan, known)
        if live and is_same(live, planned):
            return None
        between = None
        if service.source and live and live.commit and planned.commit:
            between = await self._newest.between(service.source, live.commit, planned.commit)
        if between and not _is_newer(between, service):
            return None
        now = self._world.now()
        return MadeOffer(
            service=service.name, environment=target.environment, revision=planned, since=now, found_at=now,
            live=plan.live or "", after=after, news=_news(between, await self._changes(service, target, plan)),
            automatic=bool(service.offer and service.offer.automatic),
        )  # fmt: skip

    async def _live(self, service: Service, target: Target, plan: Plan, known: Sequence[Release]) -> Revision | None:
        """What stands there, with its commit as far as anybody knows it."""
        live = train.live_revision(plan, known)
        if live is None or live.commit:
            return live
        return await self._newest.named(service, target, live.name) or live

    async def _changes(self, service: Service, target: Target, plan: Plan) -> tuple[Change, ...]:
        """Settings that would change beside the revision. An offer without them is still an offer."""
        driver = self._world.driver(target.driver, service.name)
        try:
            found = await driver.diff(service, target, plan)
        except DriverError as err:
            log.info("not_compared", target=target.key, error=str(err))
            return ()
        named = {str(plan.revision.name), str(plan.revision.digest), str(plan.image)}
        return tuple(Change(it.path, it.before, it.after) for it in found if it.after not in named)[:SHOWN]

    async def _known(self, target: Target) -> list[Release]:
        """What was asked for there and hasn't ended, and what did lately: the newest first. None of it is news."""
        releases = self._world.store.releases
        waiting = [one for one in await releases.open() if one.target == target.key]
        return [*reversed(waiting), *await releases.history(target.key, HISTORY)]

    async def _overtake(self, service: str) -> None:
        now = self._world.now()
        await self._world.store.offers.amend(service, lambda held: offer.overtake(held, now))


def _own(known: Sequence[Release]) -> bool:
    """Whether an earlier request of our own is still open: one at a time."""
    return any(one.requester == SUBAKU and not one.ended for one in known)


def _is_newer(between: Comparison, service: Service) -> bool:
    """Whether there is anything new; with `paths`, anything that concerns the service."""
    paths = service.source.paths if service.source else ()
    if not between.ahead or not paths or len(between.files) >= MANY:
        return between.ahead > 0
    return train.touches(between.files, paths)


def _news(between: Comparison | None, changes: tuple[Change, ...]) -> News:
    if between is None:
        return News(changes=changes)
    newest = [Commit(it.sha, it.title[:200], it.author[:100]) for it in reversed(between.commits)][:SHOWN]
    files = tuple(file[:200] for file in between.files[:SHOWN])
    return News(tuple(newest), between.ahead, files, len(between.files), changes, between.link)
