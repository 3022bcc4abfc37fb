"""Follows the event stream and tells it in Slack: one root a release, its replies, and the live message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalogue import Catalogue, Locale
from bot.domain.events import ENDINGS, CommandRefused, Event, HoldReached, ReleaseRequested
from bot.domain.release import Release, Status
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.i18n import Languages
from bot.store import Place, Store
from bot.thread.answers import Answers
from bot.thread.blocks import Draw, Look, Message
from bot.thread.board import Board, Sheet, urgency_of
from bot.thread.lanes import Lanes
from bot.thread.live import live_message
from bot.thread.memory import Memory
from bot.thread.pace import Urgency, backoff
from bot.thread.pictures import Pictures
from bot.thread.replies import reply, settled_hold
from bot.thread.story import GONE, ChannelUnreachable, Story
from bot.thread.talk import SaidNo, Talk

GROUP = "thread"
AT_ONCE = 512  # events whose effects are under way
REMEMBERED = 2048  # entries that were told, in case the stream gives them once more
MINUTE = 60.0

log = structlog.get_logger()


class Renderer:
    """`run` until cancelled. Where it stopped another one goes on: what this one remembers ends with it."""

    def __init__(
        self,
        store: Store,
        client: AsyncWebClient,
        catalogue: Callable[[], Catalogue],
        locale_of: Callable[[str], Awaitable[Locale]],
        pictures: Pictures,
        speak: Languages,
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._catalogue, self._pictures, self._speak, self._now = store, catalogue, pictures, speak, now
        self._talk = Talk(client)
        self._story = Story(store.threads, self._talk, pictures.distrust)
        self._board = Board(self._sheet, self._talk, self._story)
        self._answers = Answers(client, self._talk, store.replies, speak, locale_of)
        self._memory = Memory(store.ping, self._talk, speak)
        self._lanes = Lanes(AT_ONCE)
        self._begun: OrderedDict[str, None] = OrderedDict()

    async def run(self) -> None:
        """Tell what happens, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for part in (self._board.run, self._memory.run, self._refresh, self._follow):
                    group.create_task(part(), name=f"thread {part.__name__}")
        finally:
            await self._lanes.close()

    async def _follow(self) -> None:
        async for entry, event in self._store.stream.follow(GROUP):
            if entry in self._begun:  # read once more after Redis was away
                continue
            self._begun[entry] = None
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
            lane = entry if isinstance(event, CommandRefused) else event.release
            await self._lanes.put(lane, partial(self._tell, entry, event))

    async def _refresh(self) -> None:
        """Redraw what is open now and then: time goes by, pictures arrive, a crash may have lost an edit."""
        urgency = Urgency.PROGRESS
        while True:
            try:
                for release in await self._store.releases.open():
                    await self._board.mark(release.id, urgency)
            except StoreUnavailable as err:
                log.info("not_refreshed", error=str(err))
            urgency = Urgency.CLOCK
            await asyncio.sleep(MINUTE)

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
        try:
            if isinstance(event, CommandRefused):
                await self._answers.refused(event, release)
            elif release is not None:
                await self._tell_release(entry, event, release)
        except ChannelUnreachable as err:
            await self._say_unreachable(release, err)
        except SaidNo as err:
            log.warning("event_untold", error=str(err))
        except (StoreUnavailable, SlackUnavailable):
            raise
        except Exception:
            log.exception("event_untold")  # one bad event must not stop the others

    async def _tell_release(self, entry: str, event: Event, release: Release) -> None:
        place = await self._root(release)
        if isinstance(event, ReleaseRequested):
            await self._answer(release, place)
        await self._board.mark(release.id, urgency_of(release))
        await self._reply(entry, event, release, place)
        await self._settle_hold(release, place)
        if isinstance(event, ENDINGS):
            await self._board.stands(release.id)
            self._board.forget(release.id)
            self._memory.forgets(release.id)

    async def _root(self, release: Release) -> Place:
        place = await self._store.threads.place(release.id)
        if place is None:
            draw, look = self._draw(release), self._look(release)
            channel = self._channel(release)
            posted = await self._story.root(release, channel, draw, look)
            place = Place(channel, posted.ts)
            if posted.message:
                self._board.drew(release.id, posted.message)
        if release.live:
            self._memory.knows(release.id, place, self._locale(release))
        return place

    async def _answer(self, release: Release, place: Place) -> None:
        if await self._story.said(release, "answer") is None:
            await self._answers.requested(release, place)
            await self._store.threads.finish(release.id, "answer", place.channel, place.ts)

    async def _reply(self, entry: str, event: Event, release: Release, place: Place) -> None:
        say = self._speak.to(self._locale(release))
        draw = reply(event, release, say)
        if draw is None:
            return
        name = _hold_name(event.at) if isinstance(event, HoldReached) else entry
        urgency = Urgency.FINAL if release.ended else Urgency.PERSON
        try:
            await self._story.reply(release, name, place, draw, self._look(release), urgency)
        except SaidNo as err:
            if err.code not in GONE:
                raise
            await self._reply_anew(name, release, place, draw)

    async def _reply_anew(self, name: str, release: Release, lost: Place, draw: Draw) -> None:
        """Somebody deleted the root: once more under a new one."""
        place = await self._story.root_again(release, lost, self._draw(release), self._look(release))
        if place is not None:
            await self._story.reply(release, name, place, draw, self._look(release), Urgency.PERSON)

    async def _settle_hold(self, release: Release, place: Place) -> None:
        """Take the buttons away from the reply that asked, once the hold is over, however it ended."""
        hold = release.hold
        if hold is None or (hold.verdict is None and release.status is Status.HOLDING):
            return
        name = _hold_name(hold.since)
        asked = await self._story.said(release, name)
        if asked is None or await self._story.said(release, f"{name} over"):
            return
        say = self._speak.to(self._locale(release))
        await self._board.edit(Place(place.channel, asked), settled_hold(release, hold.since, say, self._look(release)))
        await self._store.threads.finish(release.id, f"{name} over", place.channel, asked)

    async def _say_unreachable(self, release: Release | None, err: ChannelUnreachable) -> None:
        """Tell the requester once; a later event tries the channel again."""
        log.warning("channel_unreachable", error=str(err))
        if release is not None and await self._story.said(release, "unreachable") is None:
            await self._answers.unreachable(release, err.channel)
            await self._store.threads.finish(release.id, "unreachable", err.channel, "0")

    async def _sheet(self, release_id: str) -> Sheet | None:
        release = await self._store.releases.get(release_id)
        place = await self._store.threads.place(release_id)
        if release is None or place is None:
            return None
        if release.live:
            self._memory.knows(release.id, place, self._locale(release))
        draw = self._draw(release)
        return Sheet(release, place, draw, draw(self._look(release)))

    def _draw(self, release: Release) -> Draw:
        say = self._speak.to(self._locale(release))

        def draw(look: Look) -> Message:
            return live_message(release, self._catalogue(), self._now(), say, look)

        return draw

    def _look(self, release: Release) -> Look:
        return self._pictures.look(self._locale(release))

    def _locale(self, release: Release) -> Locale:
        catalogue = self._catalogue()
        environment = catalogue.environments.get(release.environment)
        return (environment and environment.locale) or catalogue.workspace.locale

    def _channel(self, release: Release) -> str:
        """Where an environment's releases are told. Raises `ChannelUnreachable` when it is in the catalogue no more."""
        environment = self._catalogue().environments.get(release.environment)
        if environment is None:
            raise ChannelUnreachable(release.environment, "not in the catalogue")
        return environment.channel


def _hold_name(since: datetime) -> str:
    return f"hold-{int(since.timestamp() * 1000)}"
