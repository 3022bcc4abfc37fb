"""Follows the event stream and tells it in Slack: releases in their threads, locks and freezes, answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import events as happened
from bot.domain.carriage import head_of
from bot.domain.catalogue import Catalogue
from bot.domain.events import CommandAnswered, CommandRefused, Event
from bot.domain.release import Release
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.i18n import Languages
from bot.store import Store
from bot.thread.answers import Answers
from bot.thread.chronicle import Chronicle
from bot.thread.direct import Direct
from bot.thread.kit import Kit
from bot.thread.lanes import Lanes
from bot.thread.links import Links
from bot.thread.memory import Memory
from bot.thread.neighbours import Neighbours
from bot.thread.news import News
from bot.thread.offers import Offers
from bot.thread.owners import Owners
from bot.thread.pace import Pace, Urgency, backoff
from bot.thread.pictures import Pictures
from bot.thread.readers import Readers
from bot.thread.scenes import Scenes
from bot.thread.story import ChannelUnreachable, Story
from bot.thread.talk import SaidNo, Talk

GROUP = "thread"
AT_ONCE = 512  # events whose effects are under way
REMEMBERED = 2048  # entries that were told, in case the stream gives them once more
MINUTE = 60.0
HEARD = 1.0  # seconds in which whoever takes over hears what has ended

UNTOLD = (
    happened.CommandTaken, happened.EffectWritten, happened.DeploymentIntended, happened.ReleaseAdopted,
    happened.ApproverBack, happened.PreferencesSet, happened.Nudged,
)  # fmt: skip
"""Nobody sees these in Slack: they are passed over."""
TOLD = frozenset(Event.kinds.values()) - {Event, *UNTOLD}

log = structlog.get_logger()


class Renderer:
    """`run` until cancelled. Where it stopped another one goes on: what this one remembers ends with it."""

    pace = Pace()  # Slack's own

    def __init__(
        self,
        store: Store,
        client: AsyncWebClient,
        catalogue: Callable[[], Catalogue],
        readers: Readers,
        pictures: Pictures,
        speak: Languages,
        now: Callable[[], datetime],
    ) -> None:
        talk = Talk(client, self.pace)
        links, story = Links(store.threads, talk), Story(store.threads, talk, pictures.distrust)
        kit = Kit(store, catalogue, readers, pictures, speak, now, talk, story, links)
        scenes = Scenes(store, catalogue, now, links)
        self._store, self._links = store, links
        self._answers = Answers(client, talk, links, store.replies, speak, readers.locale)
        self._memory = Memory(store.ping, talk, speak)
        self._direct = Direct(kit)
        self._chronicle = Chronicle(kit, scenes, self._answers, self._direct, self._memory)
        self._board = self._chronicle.board
        self._news, self._owners = News(kit, self._board.edit), Owners(kit, self._direct)
        self._offers = Offers(kit, self._board.edit)
        self._neighbours = Neighbours(store, self._redraw, scenes.changed)
        self._lanes = Lanes(AT_ONCE)
        self._begun: OrderedDict[str, None] = OrderedDict()

    async def run(self) -> None:
        """Tell what happens, until cancelled."""
        parts = (self._board.run, self._memory.run, self._neighbours.run, self._refresh, self._follow)
        try:
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(part(), name=f"thread {part.__name__}")
        finally:
            await self._lanes.close()

    async def _follow(self) -> None:
        async for entry, event in self._store.stream.follow(GROUP, TOLD):
            if entry in self._begun:  # read once more after Redis was away
                continue
            self._begun[entry] = None
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
            await self._lanes.put(_lane(entry, event), partial(self._tell, entry, event))

    async def _refresh(self) -> None:
        """Redraw what is open now and then: time goes by, pictures arrive, a crash may have lost an edit."""
        urgency = Urgency.PROGRESS
        await asyncio.sleep(HEARD)  # final states must not wait for a redrawing of what still runs
        while True:
            try:
                for release in await self._store.releases.open():
                    await self._board.mark(release.id, urgency)
            except StoreUnavailable as err:
                log.info("not_refreshed", error=str(err))
            urgency = Urgency.CLOCK
            await asyncio.sleep(MINUTE)

    async def _redraw(self, release: Release) -> None:
        await self._board.mark(release.id, Urgency.PROGRESS)

    async def _tell(self, entry: str, event: Event) -> None:
        """All that follows from one event, however long Redis or Slack are away."""
        attempt = 0
        with structlog.contextvars.bound_contextvars(release=event.release, event_kind=event.kind):
            while True:
                try:
                    await self._tell_once(entry, event)
                    await self._store.stream.done(GROUP, entry)
                except (StoreUnavailable, SlackUnavailable) as err:
                    attempt += 1
                    log.warning("event_waits", error=str(err), attempt=attempt)
                    await asyncio.sleep(backoff(attempt))
                else:
                    return

    async def _tell_once(self, entry: str, event: Event) -> None:
        release = await self._store.releases.get(event.release) if event.release else None
        self._neighbours.see(event, release)
        try:
            await self._pass_on(entry, event, release)
        except (SaidNo, ChannelUnreachable) as err:
            log.warning("event_untold", error=str(err))
        except (StoreUnavailable, SlackUnavailable):
            raise
        except Exception:
            log.exception("event_untold")  # one bad event must not stop the others

    async def _pass_on(self, entry: str, event: Event, release: Release | None) -> None:
        match event:
            case CommandRefused():
                await self._answers.refused(event, release)
            case CommandAnswered():
                await self._answers.answered(event, await self._links.of(event.release) if event.release else None)
            case happened.ApproverOut():
                await self._direct.stands_in(entry, event)
            case _ if release is not None:
                await self._chronicle.tell(entry, event, release)
            case _:
                await self._news.tell(entry, event)
                await self._owners.tell(entry, event)
                await self._offers.tell(event)


def _lane(entry: str, event: Event) -> str:
    """What must be told in order: what happens to a release or train, or to what is locked or frozen in one scope."""
    if isinstance(event, (CommandRefused, CommandAnswered)):
        return entry
    return head_of(event.release) or getattr(event, "scope", "") or entry
