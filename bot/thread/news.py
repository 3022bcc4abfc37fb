"""Locks and freezes are news: one message in each channel concerned, edited in place when they change or end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.domain import events as happened
from bot.domain.catalogue import Catalogue, Locale
from bot.domain.events import SUBAKU, Event
from bot.domain.scope import Scope
from bot.i18n import Voice, where, who
from bot.store import Place
from bot.thread import blocks
from bot.thread.blocks import Block, Draw, Look, Message
from bot.thread.kit import Kit
from bot.thread.pace import Urgency
from bot.thread.story import About, ChannelUnreachable
from bot.thread.talk import SaidNo
from images import State

OVER = "0"  # kept instead of a message's ts: it ended, the next one is news again

Standing = happened.LockTaken | happened.LockStolen | happened.FreezeMade
Ending = happened.LockReleased | happened.LockExpired | happened.FreezeLifted

log = structlog.get_logger()


class News:
    """Tells channels. `edit` redraws a message when there is room."""

    def __init__(self, kit: Kit, edit: Callable[[Place, Message], Awaitable[None]]) -> None:
        self._kit, self._edit = kit, edit

    async def tell(self, entry: str, event: Event) -> None:
        """What a lock's or freeze's event means to the channels."""
        match event:
            case happened.LockTaken() | happened.LockStolen():
                await self._stands(f"lock-{event.lock}", event.scope, entry, event)
            case happened.FreezeMade():
                await self._stands(f"freeze-{event.scope}", event.scope, entry, event)
            case happened.LockReleased() | happened.LockExpired():
                await self._ends(f"lock-{event.lock}", event.scope, event)
            case happened.FreezeLifted():
                await self._ends(f"freeze-{event.scope}", event.scope, event)
            case happened.CatalogueReloaded():
                await self._reloaded(entry, event)

    async def _stands(self, name: str, scope: str, entry: str, event: Standing) -> None:
        """It is in force, perhaps with another owner, reason or end than a moment ago."""
        for channel, locale in channels_of(Scope.of(scope), self._kit.catalogue()).items():
            draw = _standing(event, self._kit.speak.to(locale), entry)
            await self._reachable(self._keep(About(name, event.at), channel, entry, draw, self._look(locale)))

    async def _keep(self, about: About, channel: str, entry: str, draw: Draw, look: Look) -> None:
        """Edit the message that stands, or post it."""
        standing = await self._kit.story.said(about, channel)
        if standing and standing != OVER:
            await self._edit(Place(channel, standing), draw(look))
            return
        at = Place(channel, "")
        posted = await self._kit.story.once(about, f"{channel} {entry}", at, draw, look, Urgency.PERSON)
        await self._kit.store.threads.finish(about.id, channel, channel, posted.ts)

    async def _ends(self, name: str, scope: str, event: Ending) -> None:
        about = About(name, event.at)
        for channel, locale in channels_of(Scope.of(scope), self._kit.catalogue()).items():
            standing = await self._kit.story.said(about, channel)
            if not standing or standing == OVER:
                continue
            took = event.at - datetime.fromtimestamp(float(standing), UTC)
            await self._edit(Place(channel, standing), _over(event, took, self._kit.speak.to(locale)))
            await self._kit.store.threads.finish(about.id, channel, channel, OVER)

    async def _reloaded(self, entry: str, event: happened.CatalogueReloaded) -> None:
        workspace = self._kit.catalogue().workspace
        if workspace.admin_channel is None:
            return
        say, at = self._kit.speak.to(workspace.locale), Place(workspace.admin_channel, "")
        text = say("news-reloaded", by=who(say, event.actor), services=event.services, targets=event.targets)
        message = Message(text, [blocks.section(f"news.{entry}", [text])])
        about, look = About(f"catalogue-{event.fingerprint}", event.at), self._look(workspace.locale)
        await self._reachable(self._kit.story.once(about, entry, at, lambda _: message, look, Urgency.PERSON))

    async def _reachable(self, telling: Awaitable[object]) -> None:
        """A channel that is out of reach keeps nothing from the others."""
        try:
            await telling
        except (SaidNo, ChannelUnreachable) as err:
            log.warning("news_untold", error=str(err))

    def _look(self, locale: Locale) -> Look:
        return self._kit.pictures.look(locale)


def channels_of(scope: Scope, catalogue: Catalogue) -> dict[str, Locale]:
    """The channels of the environments that a scope touches, each once, with its language."""
    found: dict[str, Locale] = {}
    for environment in catalogue.environments.values():
        stands = scope.service is None or catalogue.target(scope.service, environment.name) is not None
        if stands and scope.environment in (None, environment.name):
            found.setdefault(environment.channel, catalogue.locale_of(environment.name))
    return found


def _standing(event: Standing, say: Voice, entry: str) -> Draw:
    text, picture, buttons = _words(event, say)
    row = [blocks.actions(f"do.{entry}", buttons)] if buttons else []
    return lambda look: Message(text, [blocks.section(f"news.{entry}", [text], look(picture)), *row])


def _words(event: Standing, say: Voice) -> tuple[str, State, list[Block]]:
    by, place = who(say, event.actor), where(say, Scope.of(event.scope))
    if isinstance(event, happened.FreezeMade):
        key = "news-frozen" if event.start <= event.at else "news-frozen-later"
        start, end = say.moment(event.start), say.moment(event.end)
        return say(key, by=by, where=place, reason=event.reason, start=start, until=end), State.FROZEN, []
    taken = isinstance(event, happened.LockTaken)
    owner = by if isinstance(event, happened.LockTaken) else who(say, event.owner)
    until = say.moment(event.until) if event.until else "none"
    key, reason = "news-locked" if taken else "news-stolen", event.reason or "none"
    text = say(key, by=by, owner=owner, where=place, reason=reason, until=until)
    return text, State.LOCKED, lock_buttons(event.scope, event.lock, say)


def lock_buttons(scope: str, lock: str, say: Voice) -> list[Block]:
    """Lift one's own, take over somebody else's."""
    return [
        blocks.button("lock.lift", f"{scope}:{lock}", say.plain("locks-lift")),
        blocks.button("lock.steal", scope, say.plain("locks-steal")),
    ]


def _over(event: Ending, took: timedelta, say: Voice) -> Message:
    text = _end(event, took, say)
    return Message(text, [blocks.section(f"over.{int(event.at.timestamp() * 1000)}", [text])])


def _end(event: Ending, took: timedelta, say: Voice) -> str:
    by, place = who(say, event.actor), where(say, Scope.of(event.scope))
    match event:
        case happened.LockReleased():
            key = "news-lifted" if event.actor == event.owner else "news-lifted-for"
            owner, reason = who(say, event.owner), event.reason or "none"
            return say(key, by=by, owner=owner, where=place, reason=reason, span=took)
        case happened.LockExpired():
            return say("news-expired", owner=who(say, event.owner), where=place, span=took)
    return say("news-thawed" if event.actor == SUBAKU else "news-thawed-early", by=by, where=place, span=took)
