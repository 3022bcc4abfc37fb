"""reactions.*: emoji under messages."""

from __future__ import annotations

import re
from typing import Any

from simulator.slack.args import Args
from simulator.slack.errors import SlackError
from simulator.slack.methods.base import method
from simulator.slack.rooms import Room
from simulator.slack.workspace import Slack

Json = dict[str, Any]

_NAME = re.compile(r"[\w+'-]{1,100}(::skin-tone-[2-6])?")
EMOJI = 23  # of one person on one message


@method("reactions.add", "reactions:write")
def add(slack: Slack, args: Args) -> Json:
    """React as the bot."""
    room, message, name = _reacted(slack, args)
    change(slack, room, message, name, slack.app.bot_user_id, True)
    return {}


@method("reactions.remove", "reactions:write", tier=2)
def remove(slack: Slack, args: Args) -> Json:
    """Take the bot's reaction back."""
    room, message, name = _reacted(slack, args)
    change(slack, room, message, name, slack.app.bot_user_id, False)
    return {}


@method("reactions.get", "reactions:read")
def get(slack: Slack, args: Args) -> Json:
    """A message with its reactions."""
    room = slack.room(args.text("channel"))
    return {"type": "message", "channel": room.id, "message": room.get(args.text("timestamp"))}


def change(slack: Slack, room: Room, message: Json, name: str, user: str, there: bool) -> None:
    """Add or take away one person's reaction. Raises SlackError."""
    reactions: list[Json] = message.setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == name), None)
    users = found["users"] if found else []
    if (user in users) == there:
        raise SlackError("already_reacted" if there else "no_reaction")
    if there and sum(user in each["users"] for each in reactions) >= EMOJI:
        raise SlackError("too_many_reactions")
    kept = [*users, user] if there else [each for each in users if each != user]
    entry = {"name": name, "users": kept, "count": len(kept)}
    others = [entry if each is found else each for each in reactions] if found else [*reactions, entry]
    message["reactions"] = [each for each in others if each["users"]]
    told = {"channel": room.id, "ts": message["ts"], "user": user, "reaction": name, "added": there}
    slack.stream.publish("reaction", {**told, "message": message})


def _reacted(slack: Slack, args: Args) -> tuple[Room, Json, str]:
    name = args.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    room = slack.room(args.text("channel"))
    return room, room.get(args.text("timestamp")), name
