"""The story of each release in its channel: one root, its replies, and the live message."""

from __future__ import annotations

import structlog

from bot.domain import events as happened
from bot.domain.carriage import head_of
from bot.domain.events import ENDINGS, Event, ReleaseRequested
from bot.domain.release import Release, Status
from bot.domain.train import is_carriage
from bot.store import Place
from bot.thread.answers import Answers
from bot.thread.blocks import Draw, Look, Message
from bot.thread.board import Board, Sheet, urgency_of
from bot.thread.direct import Direct
from bot.thread.kit import Kit
from bot.thread.live import live_message
from bot.thread.memory import Memory
from bot.thread.pace import Urgency
from bot.thread.replies import carries, hold_name, name_of, reply, settled_hold
from bot.thread.scenes import NOTHING, Scenes
from bot.thread.story import GONE, ChannelUnreachable
from bot.thread.talk import SaidNo

log = structlog.get_logger()


class Chronicle:
    """Tells what happens to releases, each thing once; `board` keeps their live messages up to date."""

    def __init__(self, kit: Kit, scenes: Scenes, answers: Answers, direct: Direct, memory: Memory) -> None:
        self._kit, self._scenes, self._answers, self._direct, self._memory = kit, scenes, answers, direct, memory
        self.board = Board(self._sheet, kit.talk, kit.story)

    async def tell(self, entry: str, event: Event, release: Release) -> None:
        """All that follows from one event of a release."""
        try:
            await self._tell(entry, event, release)
        except ChannelUnreachable as err:
            await self._say_unreachable(release, err)

    async def _tell(self, entry: str, event: Event, release: Release) -> None:
        place = await self._root(release)
        if isinstance(event, ReleaseRequested) and not is_carriage(release):
            await self._answer(release, place)
        await self.board.mark(release.id, urgency_of(release))
        if is_carriage(release):
            await self.board.mark(head_of(release.id), urgency_of(release))
        await self._reply(entry, event, release, place)
        await self._settle_hold(release, place)
        if isinstance(event, happened.ReleaseBatched):
            await self._tell_carrier(entry, event, release)
        await self._direct.of_release(entry, event, release)
        if isinstance(event, ENDINGS):
            await self._close(release)

    async def _close(self, release: Release) -> None:
        self._scenes.ended(release.target)
        for name in {release.id, head_of(release.id)} if release.train else {release.id}:
            await self.board.stands(name)
            self.board.forget(name)
        self._memory.forgets(release.id)

    async def _root(self, release: Release) -> Place:
        place = await self._kit.store.threads.place(release.id)
        if place is None:
            at = await self._stop(release)
            posted = await self._kit.story.root(release, at, await self._draw(release), self._look(release))
            place = Place(at.channel, posted.ts, at.ts)
            if posted.message:
                self.board.drew(release.id, posted.message)
        if release.live:
            self._memory.knows(release.id, place.inside, self._kit.locale(release.environment))
        return place

    async def _stop(self, release: Release) -> Place:
        """Where its live message goes: into the channel, or the thread of its train."""
        head = await self._kit.store.releases.get(head_of(release.id)) if is_carriage(release) else None
        if head is None:
            return Place(self._channel(release), "")
        return (await self._root(head)).inside

    async def _answer(self, release: Release, place: Place) -> None:
        if await self._kit.story.said(release, "answer") is None:
            await self._answers.requested(release, place)
            await self._kit.store.threads.finish(release.id, "answer", place.channel, place.ts)

    async def _reply(self, entry: str, event: Event, release: Release, place: Place) -> None:
        scene = NOTHING
        if isinstance(event, (happened.ObstacleMet, happened.ReleaseBatched)):
            self._scenes.changed()
            scene = await self._scenes.of(release)
        admins = self._kit.catalogue().workspace.admins
        draw = reply(event, release, self._kit.voice_of(release), scene, admins)
        if draw is not None:
            await self._say(name_of(event, entry), release, place, draw)

    async def _say(self, name: str, release: Release, place: Place, draw: Draw) -> None:
        urgency = Urgency.FINAL if release.ended else Urgency.PERSON
        try:
            await self._kit.story.once(release, name, place.inside, draw, self._look(release), urgency)
        except SaidNo as err:
            if err.code not in GONE:
                raise
            await self._say_anew(name, release, place, draw)

    async def _say_anew(self, name: str, release: Release, lost: Place, draw: Draw) -> None:
        """Somebody deleted the root: once more under a new one."""
        look = self._look(release)
        place = await self._kit.story.root_again(release, lost, await self._draw(release), look)
        if place is not None:
            await self._kit.story.once(release, name, place.inside, draw, look, Urgency.PERSON)

    async def _tell_carrier(self, entry: str, event: happened.ReleaseBatched, release: Release) -> None:
        """The later release hears what it carries."""
        carrier = await self._kit.store.releases.get(event.into)
        place = await self._kit.store.threads.place(event.into)
        if carrier is not None and place is not None:
            url = await self._kit.links.of(release.id)
            draw = carries(event, release, url, self._kit.voice(carrier.environment))
            await self._say(entry, carrier, place, draw)

    async def _settle_hold(self, release: Release, place: Place) -> None:
        """Take the buttons away from the reply that asked, once the hold is over, however it ended."""
        hold = release.hold
        if hold is None or (hold.verdict is None and release.status is Status.HOLDING):
            return
        name = hold_name(hold.since)
        asked = await self._kit.story.said(release, name)
        if asked is None or await self._kit.story.said(release, f"{name} over"):
            return
        say = self._kit.voice_of(release)
        await self.board.edit(Place(place.channel, asked), settled_hold(release, hold.since, say, self._look(release)))
        await self._kit.store.threads.finish(release.id, f"{name} over", place.channel, asked)

    async def _say_unreachable(self, release: Release, err: ChannelUnreachable) -> None:
        """Tell the requester once; a later event tries the channel again."""
        log.warning("channel_unreachable", error=str(err))
        if await self._kit.story.said(release, "unreachable") is None:
            await self._answers.unreachable(release, err.channel)
            await self._kit.store.threads.finish(release.id, "unreachable", err.channel, "0")

    async def _sheet(self, release_id: str) -> Sheet | None:
        release = await self._kit.store.releases.get(release_id)
        place = await self._kit.store.threads.place(release_id)
        if release is None or place is None:
            return None
        if release.live:
            self._memory.knows(release.id, place.inside, self._kit.locale(release.environment))
        draw = await self._draw(release)
        return Sheet(release, place, draw, draw(self._look(release)))

    async def _draw(self, release: Release) -> Draw:
        scene, say = await self._scenes.of(release), self._kit.voice_of(release)

        def draw(look: Look) -> Message:
            return live_message(release, scene, self._kit.catalogue(), self._kit.now(), say, look)

        return draw

    def _look(self, release: Release) -> Look:
        return self._kit.look(release.environment)

    def _channel(self, release: Release) -> str:
        """Where an environment's releases are told. Raises `ChannelUnreachable` when it is in the catalogue no more."""
        environment = self._kit.catalogue().environments.get(release.environment)
        if environment is None:
            raise ChannelUnreachable(release.environment, "not in the catalogue")
        return environment.channel
