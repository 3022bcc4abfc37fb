"""conversations.*: which channels there are, who is in them, and what was said."""

from __future__ import annotations

from typing import Any

from simulator.slack import talk
from simulator.slack.args import Args
from simulator.slack.errors import SlackError
from simulator.slack.methods.base import method
from simulator.slack.rooms import Room
from simulator.slack.workspace import Slack

Json = dict[str, Any]

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@method("conversations.list", *_READ, tier=2)
def list_(slack: Slack, args: Args) -> Json:
    """Channels by type, a page at a time."""
    return _listed(slack, args, [room for room in slack.rooms.values() if not room.is_private or slack.inside(room)])


@method("users.conversations", *_READ)
def of_user(slack: Slack, args: Args) -> Json:
    """The channels that somebody (the bot, unless named) is in."""
    user = slack.person(args.maybe("user") or slack.app.bot_user_id).id
    visible = [room for room in slack.rooms.values() if not room.is_private or slack.inside(room)]
    return _listed(slack, args, [room for room in visible if slack.inside(room, user)])


@method("conversations.info", *_READ)
def info(slack: Slack, args: Args) -> Json:
    """One channel."""
    room = _scoped(slack, args, "read")
    shown = described(slack, room)
    counted = {"num_members": len(room.members)} if args.flag("include_num_members") else {}
    return {"channel": {**shown, **counted}}


@method("conversations.members", *_READ, tier=4)
def members(slack: Slack, args: Args) -> Json:
    """Who is in a channel."""
    page, more = args.page(_scoped(slack, args, "read").members)
    return {"members": page, "response_metadata": more}


@method("conversations.history", *_HISTORY)
def history(slack: Slack, args: Args) -> Json:
    """What was said, newest first, threads without their replies."""
    room = _inside(slack, _scoped(slack, args, "history"))
    return _said(args, sorted(room.roots(), key=_ts, reverse=True))


@method("conversations.replies", *_HISTORY)
def replies(slack: Slack, args: Args) -> Json:
    """A thread, its root first."""
    room = _inside(slack, _scoped(slack, args, "history"))
    asked = room.messages.get(args.text("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    root = room.messages.get(str(asked.get("thread_ts", asked["ts"])), asked)
    return _said(args, sorted(room.replies(root["ts"]), key=_ts), [root])


@method("conversations.open", "im:write", "mpim:write")
def open_(slack: Slack, args: Args) -> Json:
    """The direct messages with one person."""
    users = args.names("users")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    room = slack.direct(users[0]) if users else slack.room(args.text("channel"))
    full = args.flag("return_im")
    return {"no_op": False, "already_open": False, "channel": described(slack, room) if full else {"id": room.id}}


@method("conversations.join", "channels:join")
def join(slack: Slack, args: Args) -> Json:
    """Bring the bot into a public channel."""
    room = slack.room(args.text("channel"))
    if room.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if room.is_archived:
        raise SlackError("is_archived")
    talk.join(slack, room, slack.app.bot_user_id)
    return {"channel": described(slack, room)}


def described(slack: Slack, room: Room) -> Json:
    """A channel object."""
    common = {"id": room.id, "created": room.created, "is_im": room.is_im, "is_archived": room.is_archived}
    if room.is_im:
        return {**common, "user": next(each for each in room.members if each != slack.app.bot_user_id), "is_open": True}
    return {
        **common,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": not room.is_private,
        "is_group": room.is_private,
        "is_mpim": False,
        "is_private": room.is_private,
        "is_member": slack.inside(room),
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "context_team_id": slack.team.id,
        "creator": "U0SLACK",
        "topic": {"value": room.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def scope(room: Room, what: str) -> str:
    """The scope that `what` (read, history, …) of such a channel takes."""
    return f"{'im' if room.is_im else 'groups' if room.is_private else 'channels'}:{what}"


def _scoped(slack: Slack, args: Args, what: str) -> Room:
    room = slack.room(args.text("channel"))
    needed = scope(room, what)
    if needed not in slack.app.scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(slack.app.scopes))
    return room


def _inside(slack: Slack, room: Room) -> Room:
    if not slack.inside(room):
        raise SlackError("not_in_channel")
    return room


def _listed(slack: Slack, args: Args, rooms: list[Room]) -> Json:
    kinds = set(args.names("types") or ["public_channel"])
    if kinds - {"public_channel", "private_channel", "im", "mpim"}:
        raise SlackError("invalid_types")
    live = [room for room in rooms if not (room.is_archived and args.flag("exclude_archived"))]
    page, more = args.page([room for room in live if _kind(room) in kinds])
    counted = [{**described(slack, room), "num_members": len(room.members)} for room in page]
    return {"channels": counted, "response_metadata": more}


def _kind(room: Room) -> str:
    return "im" if room.is_im else "private_channel" if room.is_private else "public_channel"


def _said(args: Args, messages: list[Json], always: list[Json] | None = None) -> Json:
    wanted = [each for each in messages if _within(args, each["ts"])]
    page, more = args.page(wanted)
    shown = [_bared(each, args.flag("include_all_metadata")) for each in [*(always or []), *page]]
    following = {"response_metadata": more} if more["next_cursor"] else {}
    return {"messages": shown, "has_more": bool(following), "pin_count": 0, **following}


def _within(args: Args, ts: str) -> bool:
    oldest, latest = args.maybe("oldest") or "0", args.maybe("latest") or "99999999999"
    try:
        low, at, high = float(oldest), float(ts), float(latest)
    except ValueError as err:
        raise SlackError("invalid_ts_oldest") from err
    return low <= at <= high if args.flag("inclusive") else low < at < high


def _bared(message: Json, with_metadata: bool) -> Json:
    return message if with_metadata else {key: value for key, value in message.items() if key != "metadata"}


def _ts(message: Json) -> str:
    return str(message["ts"])
