"""Saying, editing and taking back: what changes a channel, shows on the page, and is told to the app as events."""

from __future__ import annotations

from typing import Any

from simulator.slack import payloads
from simulator.slack.rooms import Room, Whisper
from simulator.slack.workspace import Slack

Json = dict[str, Any]


def post(slack: Slack, room: Room, message: Json, broadcast: bool = False) -> Json:
    """Put a message (text, blocks, thread_ts …) into a channel at a new time. Raises SlackError."""
    subtype = {"subtype": "thread_broadcast"} if broadcast and message.get("thread_ts") else {}
    kept = room.add({"type": "message", **subtype, **message, "ts": slack.stamps.next(), "team": slack.team.id})
    slack.stream.publish("message", {"channel": room.id, "message": kept})
    _tell_message(slack, room, kept)
    return kept


def bot_message(slack: Slack, given: Json) -> Json:
    """What makes a message one of the app's."""
    app = slack.app
    profile = {"id": app.bot_id, "app_id": app.app_id, "name": app.name, "team_id": slack.team.id, "deleted": False}
    return {"user": app.bot_user_id, "bot_id": app.bot_id, "app_id": app.app_id, "bot_profile": profile, **given}


def edit(slack: Slack, room: Room, ts: str, changes: Json) -> Json:
    """Replace text and blocks of a message; None takes a field away. Raises SlackError."""
    message = room.get(ts)
    before = dict(message)
    message.update(changes)
    for key in [key for key, value in message.items() if value is None]:
        del message[key]
    message["edited"] = {"user": message["user"], "ts": slack.stamps.next()}
    slack.stream.publish("changed", {"channel": room.id, "message": message})
    _tell_change(slack, room, "message_changed", {"message": dict(message), "previous_message": before})
    return message


def delete(slack: Slack, room: Room, ts: str) -> None:
    """Take a message away. Raises SlackError."""
    before = room.get(ts)
    room.remove(ts)
    slack.stream.publish("deleted", {"channel": room.id, "ts": ts})
    _tell_change(slack, room, "message_deleted", {"deleted_ts": ts, "previous_message": before})


def whisper(slack: Slack, room: Room, user: str, message: Json) -> Json:
    """Show a message to one person alone."""
    kept = {"type": "message", "is_ephemeral": True, **message, "ts": slack.stamps.next()}
    room.whispers.append(Whisper(user, kept))
    slack.stream.publish("ephemeral", {"channel": room.id, "user": user, "message": kept}, user)
    return kept


def hush(slack: Slack, room: Room, user: str, ts: str) -> None:
    """Take back what one person alone sees."""
    room.hush(user, ts)
    slack.stream.publish("deleted", {"channel": room.id, "ts": ts}, user)


def join(slack: Slack, room: Room, user: str) -> None:
    """Make somebody a member."""
    if user not in room.members:
        room.members.append(user)
        kind = "G" if room.is_private else "C"
        tell(slack, {"type": "member_joined_channel", "user": user, "channel": room.id, "channel_type": kind})


def tell(slack: Slack, inner: Json, subscription: str = "") -> None:
    """Send an event, if the app subscribed to it."""
    if (subscription or inner["type"]) in slack.app.events:
        stamped = {"event_ts": slack.stamps.next(), "team": slack.team.id, **inner}
        slack.hub.tell(payloads.event(slack, stamped))


def _tell_message(slack: Slack, room: Room, message: Json) -> None:
    if not slack.inside(room):
        return
    inner = {**message, "channel": room.id, "event_ts": message["ts"]}
    tell(slack, {**inner, "channel_type": _kind(room)}, _subscription(room))
    mentioned = f"<@{slack.app.bot_user_id}>" in message.get("text", "")
    if mentioned and not room.is_im and message["user"] != slack.app.bot_user_id:
        tell(slack, {**inner, "type": "app_mention"})


def _tell_change(slack: Slack, room: Room, subtype: str, change: Json) -> None:
    """The app hears of its own edits too, where it listens to messages."""
    if slack.inside(room):
        inner = {"type": "message", "subtype": subtype, "hidden": True, "ts": slack.stamps.next(), **change}
        tell(slack, {**inner, "channel": room.id, "channel_type": _kind(room)}, _subscription(room))


def _kind(room: Room) -> str:
    return "im" if room.is_im else "group" if room.is_private else "channel"


def _subscription(room: Room) -> str:
    return {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[_kind(room)]
