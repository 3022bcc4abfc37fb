"""Somebody speaks to Subaku, or Slack says that somebody has changed."""

from __future__ import annotations

import re
from collections import OrderedDict

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from handlers import chat
from handlers.front import Ack, Body, Front, call_of

REMEMBERED = 1_000  # events: Slack repeats one for six minutes
_UNSPOKEN = ("bot_id", "app_id", "edited", "hidden")  # by an app, or not said now
_SPOKEN = frozenset({None, "file_share", "thread_broadcast"})  # other subtypes are notes of Slack's: joins, edits


class Recent:
    """Events seen by this process; the others are found out by what is kept, while Redis is there."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def first(self, body: Body) -> bool:
        """Whether this event is new."""
        event_id = str(body.get("event_id"))
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)
        return True


def register(app: AsyncApp, front: Front) -> None:
    """Listen for mentions and direct messages; then for changes of people, and for the rest."""
    recent = Recent()

    @app.event("app_mention")
    async def mentioned(body: Body, event: Body, context: AsyncBoltContext) -> None:
        if _by_a_person(event, context.bot_user_id) and recent.first(body):
            _hear(front, body, event, context, direct=False)

    @app.event("message")
    async def written(body: Body, event: Body, context: AsyncBoltContext) -> None:
        direct = event.get("channel_type") == "im" and _by_a_person(event, context.bot_user_id)
        if direct and recent.first(body):
            _hear(front, body, event, context, direct=True)

    _register_changes(app, front)

    @app.event(re.compile(".*"))
    async def other(ack: Ack) -> None:
        await ack()


def _register_changes(app: AsyncApp, front: Front) -> None:
    @app.event("user_change")
    async def user_changed(event: Body) -> None:
        front.people.changed(event.get("user") or {})

    @app.event("subteam_members_changed")
    async def members_changed(event: Body) -> None:
        front.errands.start(front.people.regrouped(str(event.get("subteam_id"))))

    @app.event("subteam_updated")
    async def group_changed(event: Body) -> None:
        front.errands.start(front.people.regrouped(str((event.get("subteam") or {}).get("id"))))


def _by_a_person(event: Body, me: str | None) -> bool:
    """Whether somebody said this to us just now: no app, no edit, no note of Slack's, nor we ourselves."""
    said = bool(event.get("user")) and event["user"] not in (me, "USLACKBOT")
    return said and event.get("subtype") in _SPOKEN and not any(event.get(name) for name in _UNSPOKEN)


def _hear(front: Front, body: Body, event: Body, context: AsyncBoltContext, *, direct: bool) -> None:
    """After the ack, which is sent when the listener returns. In a channel only a thread is answered in a thread."""
    who = {"user_id": event["user"], "channel_id": event.get("channel")}
    call, thread = call_of({**body, **who}, context.get("envelope_id")), event.get("thread_ts")
    front.errands.start(chat.heard(front, call, _without(str(event.get("text", "")), context), thread, direct=direct))


def _without(text: str, context: AsyncBoltContext) -> str:
    """What was said, without the mention of us; Slack sends `&`, `<` and `>` escaped."""
    said = re.sub(rf"<@{re.escape(context.bot_user_id or '')}(\|[^>]*)?>", " ", text).strip()
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
