"""Who may draw an open form: somebody may choose again before what they chose last has been looked up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks import Block
from handlers.fields import Shown
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)


@dataclass(slots=True, weakref_slot=True)
class _Screen:
    """An open form: how many turns it has had, and the one draw that may be on its way."""

    turns: int = 0
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turn:
    """First it draws over whatever is shown, then only over what it drew itself; never after a later turn has begun.

    With `over`, a view's hash, the first draw too goes over that view alone.
    """

    def __init__(self, client: AsyncWebClient, view_id: str, screen: _Screen, over: str | None = None) -> None:
        self._client, self._view_id, self._over = client, view_id, over
        self._screen, self._number = screen, screen.turns

    async def draw(self, view: Block) -> bool:
        """Show it; False when the person has chosen again, or closed the form, or Slack can't be reached."""
        async with self._screen.drawing:  # else an earlier draw that is on its way could come after this one
            if self._number != self._screen.turns:
                return False
            try:
                drawn = await self._client.views_update(view_id=self._view_id, hash=self._over, view=view)
            except UNREACHABLE as error:
                log.info("form_not_redrawn", error=reason(error))
                return False
        self._over = drawn["view"]["hash"]
        return True


class Turns:
    """The turns of all open forms; a form is forgotten when nobody draws it any more."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._screens: WeakValueDictionary[str, _Screen] = WeakValueDictionary()

    def begin(self, shown: Shown) -> Turn:
        """Somebody chose something in this form: earlier turns draw no more."""
        screen = self._screens.setdefault(shown["id"], _Screen())
        screen.turns += 1
        return Turn(self._client, shown["id"], screen)


def opened(client: AsyncWebClient, shown: Shown) -> Turn:
    """The turn of what opened this form: whatever is chosen in it comes after."""
    return Turn(client, shown["id"], _Screen(), shown["hash"])
