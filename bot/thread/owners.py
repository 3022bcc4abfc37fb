"""What becomes of a lock, told to its owner; to the admins where the owner can't answer any more."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.domain import events as happened
from bot.domain.catalogue import Locale
from bot.domain.events import Event
from bot.domain.scope import Scope
from bot.i18n import Fact, Voice, where, who
from bot.store import Place
from bot.thread import blocks
from bot.thread.blocks import Block, Message
from bot.thread.direct import Direct
from bot.thread.kit import Kit
from bot.thread.news import channels_of
from bot.thread.pace import Urgency
from bot.thread.story import About, ChannelUnreachable
from bot.thread.talk import SaidNo

LONGER = 2 * 3600  # seconds that a lock is kept on

log = structlog.get_logger()


class Owners:
    """Each event of a lock that isn't the owner's own doing."""

    def __init__(self, kit: Kit, direct: Direct) -> None:
        self._kit, self._direct = kit, direct

    async def tell(self, entry: str, event: Event) -> None:
        """What the owner, or else the admins, must know."""
        match event:
            case happened.LockNagged(orphaned=True):
                await self._admins(entry, event)
            case happened.LockNagged():
                key = "dm-lock-nagged" if event.until else "dm-lock-nagged-open"
                await self._owner(entry, event, _drawn(key, event, entry, _nag_buttons))
            case happened.LockStolen():
                await self._owner(entry, event, _drawn("dm-lock-stolen", event, entry))
            case happened.LockReleased() if event.actor != event.owner:
                await self._owner(entry, event, _drawn("dm-lock-lifted", event, entry))
            case happened.LockExpired():
                await self._owner(entry, event, _drawn("dm-lock-expired", event, entry))

    async def _owner(self, entry: str, event: _Event, said: Callable[[Voice], Message]) -> None:
        await self._direct.tell(About(f"lock-{event.lock}", event.at), entry, event.owner, said)

    async def _admins(self, entry: str, event: happened.LockNagged) -> None:
        """In their channel, else each who is named; where groups alone are named, in the channels that it touches."""
        catalogue, about = self._kit.catalogue(), About(f"lock-{event.lock}", event.at)
        workspace, said = catalogue.workspace, _drawn("admin-lock-orphaned", event, entry, _orphan_buttons)
        named = [user for user in workspace.admins if not user.startswith("S")]
        channels = channels_of(Scope.of(event.scope), catalogue)
        if workspace.admin_channel:
            channels = {workspace.admin_channel: workspace.locale}
        elif named:
            channels = {}
            for user in named:
                await self._direct.tell(about, entry, user, said)
        for channel, locale in channels.items():
            await self._say(about, f"{entry} {channel}", Place(channel, ""), said, locale)

    async def _say(self, about: About, name: str, at: Place, said: Callable[[Voice], Message], locale: Locale) -> None:
        message, look = said(self._kit.speak.to(locale)), self._kit.pictures.look(locale)
        try:
            await self._kit.story.once(about, name, at, lambda _: message, look, Urgency.PERSON)
        except (SaidNo, ChannelUnreachable) as err:
            log.warning("admins_untold", error=str(err))


_Event = happened.LockNagged | happened.LockStolen | happened.LockReleased | happened.LockExpired
_Buttons = Callable[[happened.LockNagged, Voice], list[Block]]


def _drawn(key: str, event: _Event, entry: str, buttons: _Buttons | None = None) -> Callable[[Voice], Message]:
    def said(say: Voice) -> Message:
        text = say(key, **_facts(event, say))
        offered = buttons(event, say) if buttons and isinstance(event, happened.LockNagged) else []
        if not offered:
            return Message(text, [])
        return Message(text, [blocks.section(f"lock.{entry}", [text]), blocks.actions(f"do.{entry}", offered)])

    return said


def _facts(event: _Event, say: Voice) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "where": where(say, Scope.of(event.scope)),
        "by": who(say, event.actor),
        "owner": who(say, event.owner),
    }
    match event:
        case happened.LockStolen() | happened.LockReleased():
            return {**facts, "reason": event.reason or "none"}
        case happened.LockNagged():
            return {**facts, "until": say.moment(event.until) if event.until else "none"}
    return facts


def _nag_buttons(event: happened.LockNagged, say: Voice) -> list[Block]:
    longer = "button-lock-extend" if event.until else "button-lock-end-later"
    return [
        blocks.button("lock.lift", f"{event.scope}:{event.lock}", say.plain("locks-lift"), "primary"),
        blocks.button("lock.extend", f"{event.scope}:{LONGER}", say.plain(longer)),
    ]


def _orphan_buttons(event: happened.LockNagged, say: Voice) -> list[Block]:
    named = f"{event.scope}:{event.lock}"
    return [blocks.button("lock.lift_why", named, say.plain("button-lock-lift-why"), "danger")]
