"""Home tabs: drawn when they are opened, and again when what their reader did has become true."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot.domain.asks import Look
from bot.domain.commands import Command, EndDelegation, SetPreferences
from bot.domain.events import CommandTaken, EffectWritten, Event, Nudged, ProgressSeen
from bot.errors import StoreUnavailable
from handlers.blocks import Block, section
from handlers.front import Ack, Body, Call, Front, call_of, refused
from handlers.home import page
from handlers.home.sight import see
from handlers.pace import Pace
from handlers.questions.asked import Asked
from handlers.slack import UNREACHABLE, reason, retry_after

log = structlog.get_logger(__name__)

BURST, EVERY = 20, 0.75  # views.publish: about a hundred a minute, for all homes together
WATCHED = 600.0  # seconds after opening or clicking in which what a person does shows in their home
MOST_WATCHED = 1_000
SILENT = (CommandTaken, EffectWritten, Nudged, ProgressSeen)  # nothing that a person did has come of these


class Homes:
    """Draws home tabs, each person's one at a time: what is asked for meanwhile is drawn once more at the end."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._drawing: dict[str, bool] = {}  # people, and whether theirs is to be drawn again
        self._watched: OrderedDict[str, float] = OrderedDict()
        self._pace = Pace(BURST, EVERY)

    def watch(self, user: str) -> None:
        """Somebody has their home before their eyes."""
        self._watched.pop(user, None)
        self._watched[user] = monotonic()
        while len(self._watched) > MOST_WATCHED:
            self._watched.popitem(last=False)

    def happened(self, event: Event) -> None:
        """What a person did came to something: their home shows it, if they look at it."""
        opened = self._watched.get(event.actor)
        if opened is not None and monotonic() - opened < WATCHED and not isinstance(event, SILENT):
            self.draw(event.actor)

    def draw(self, user: str, known: str | None = None) -> None:
        """Draw this person's home; `known` is the hash of the one that Slack shows."""
        if user in self._drawing:
            self._drawing[user] = True
            return
        self._drawing[user] = False
        if not self._front.errands.start(self._draw(user, known)):
            del self._drawing[user]

    async def _draw(self, user: str, known: str | None) -> None:
        try:
            again = True
            while again:
                await self._pace.permit()
                self._drawing[user] = False
                known = await self._publish(user, known)
                again = self._drawing[user]
        finally:
            self._drawing.pop(user, None)

    async def _publish(self, user: str, known: str | None) -> str | None:
        """Show it; the hash that it has then. Somebody else drew it meanwhile: it is read and shown once more."""
        for known_hash in (known, None):
            drawn = await _drawn(self._front, call_of({"user_id": user}, None))
            try:
                answer = await self._front.client.views_publish(user_id=user, view=drawn, hash=known_hash)
            except UNREACHABLE as error:
                log.warning("home_not_drawn", user=user, error=reason(error))
                if isinstance(error, SlackApiError):
                    self._pace.hold_off(retry_after(error))
                if reason(error) != "hash_conflict":
                    return None
            else:
                return str(answer["view"]["hash"])
        return None


def register(app: AsyncApp, front: Front, homes: Homes) -> None:
    """Listen for homes that are opened, and for what is set in them; a click in one is watched for its end."""

    @app.event("app_home_opened")
    async def opened(event: Body) -> None:
        if event.get("tab") == "home" and event.get("user"):
            homes.watch(event["user"])
            homes.draw(event["user"], (event.get("view") or {}).get("hash"))

    @app.middleware
    async def clicked(body: Body, next: Callable[[], Awaitable[object]]) -> None:  # noqa: A002  bolt's own name for it
        if (body.get("view") or {}).get("type") == "home":
            homes.watch(str(body["user"]["id"]))
        await next()

    @app.action(page.PREFERENCES)
    async def preferred(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        wants = {str(each.get("value")) for each in action.get("selected_options") or ()}
        command = call.make(SetPreferences, asked="asked" in wants, ended="ended" in wants)
        await _keep(front, homes, ack, call, command)

    @app.action(page.BACK)
    async def back(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        await _keep(front, homes, ack, call, call.make(EndDelegation))


async def _keep(front: Front, homes: Homes, ack: Ack, call: Call, command: Command) -> None:
    kept = await front.take(call, command)
    await ack()
    if not kept:
        front.later(call, refused("nothing_kept"))
        homes.draw(call.user)  # what was ticked isn't so


async def _drawn(front: Front, call: Call) -> Block:
    """The tab as it should stand now, for whom it is, in their language."""
    person = await front.who(call)
    say = front.voice(call)
    if not person.full_member:
        return page.tab([section(say("chat-strangers"))])
    asked = Asked(front, call, Look("status"), say, person)
    try:
        return await page.drawn(asked, await see(asked))
    except StoreUnavailable:
        return page.tab([section(say("home-unavailable"))])
