"""Somebody speaks to Subaku, or Slack says that somebody has changed."""

from __future__ import annotations

import re
from collections import OrderedDict

import structlog
from slack_bolt.async_app import AsyncApp

from handlers.front import Ack, Body, Front, call_of
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)

REMEMBERED = 1_000  # events: Slack repeats one for six minutes


class Recent:
    """Events seen by this process. A help text said twice does no harm, so the replicas needn't agree on it."""

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
    async def mentioned(body: Body, event: Body) -> None:
        if _by_a_person(event) and recent.first(body):
            front.errands.start(_help(front, event, str(event.get("thread_ts") or event.get("ts"))))

    @app.event("message")
    async def written(body: Body, event: Body) -> None:
        direct = event.get("channel_type") == "im" and not event.get("subtype")
        if direct and _by_a_person(event) and recent.first(body):
            front.errands.start(_help(front, event, event.get("thread_ts")))

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


def _by_a_person(event: Body) -> bool:
    return bool(event.get("user")) and not event.get("bot_id")


async def _help(front: Front, event: Body, thread: str | None) -> None:
    call = call_of({"user_id": event["user"], "channel_id": event.get("channel")}, None)
    text = (await front.ask_voice(call))("help")
    try:
        await front.client.chat_postMessage(channel=call.channel, thread_ts=thread, text=text)
    except UNREACHABLE as error:
        log.warning("help_undelivered", error=reason(error))
