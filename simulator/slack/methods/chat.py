"""chat.*: saying, editing, whispering and taking back."""

from __future__ import annotations

from typing import Any

from simulator.slack import talk, validate
from simulator.slack.args import Args
from simulator.slack.errors import SlackError
from simulator.slack.methods.base import method
from simulator.slack.rates import POSTS
from simulator.slack.rooms import Room
from simulator.slack.workspace import Slack

Json = dict[str, Any]

TEXT_CHARACTERS = 40_000


@method("chat.postMessage", "chat:write", limit=POSTS)
def post_message(slack: Slack, args: Args) -> Json:
    """Say something, in a channel or a thread."""
    room = _writable(slack, slack.addressed(args.text("channel")))
    message = talk.bot_message(slack, {**content(slack, args), **_thread(args)})
    kept = talk.post(slack, room, message, broadcast=args.flag("reply_broadcast"))
    return {"channel": room.id, "ts": kept["ts"], "message": kept}


@method("chat.update", "chat:write")
def update(slack: Slack, args: Args) -> Json:
    """Replace a message; text without blocks takes the blocks away."""
    room = slack.room(args.text("channel"))
    message = _own(slack, room, args.text("ts"), "cant_update_message")
    changes = {"blocks": None, "attachments": None, **content(slack, args)}
    kept = talk.edit(slack, room, message["ts"], changes)
    return {"channel": room.id, "ts": kept["ts"], "text": kept["text"], "message": kept}


@method("chat.delete", "chat:write")
def delete(slack: Slack, args: Args) -> Json:
    """Take a message back."""
    room = slack.room(args.text("channel"))
    message = _own(slack, room, args.text("ts"), "cant_delete_message")
    talk.delete(slack, room, message["ts"])
    return {"channel": room.id, "ts": message["ts"]}


@method("chat.postEphemeral", "chat:write", tier=4)
def post_ephemeral(slack: Slack, args: Args) -> Json:
    """Say something that one person sees."""
    room = slack.addressed(args.text("channel"))
    user = slack.person(args.text("user")).id
    if not slack.inside(room):
        raise SlackError("not_in_channel")
    if not slack.inside(room, user):
        raise SlackError("user_not_in_channel")
    message = talk.bot_message(slack, {**content(slack, args), **_thread(args)})
    return {"message_ts": talk.whisper(slack, room, user, message)["ts"]}


@method("chat.getPermalink", tier=5)
def get_permalink(slack: Slack, args: Args) -> Json:
    """The address of a message."""
    room = slack.room(args.text("channel"))
    message = room.get(args.text("message_ts"))
    thread = message.get("thread_ts", message["ts"])
    inside = f"?thread_ts={thread}&cid={room.id}" if thread != message["ts"] else ""
    place = f"/archives/{room.id}/p{message['ts'].replace('.', '')}{inside}"
    return {"channel": room.id, "permalink": slack.base_url() + place}


def content(slack: Slack, args: Args) -> Json:
    """Text, blocks, attachments and metadata of a message, checked as Slack does. Raises SlackError."""
    text = args.maybe("text") or ""
    blocks = args.structure("blocks", "invalid_blocks_format")
    attachments = args.structure("attachments", "invalid_attachments")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    if len(text) > TEXT_CHARACTERS:
        raise SlackError("msg_too_long")
    kept: Json = {"text": text}
    if blocks:
        kept["blocks"] = _shown(slack, validate.message_blocks(blocks, slack.files.refused))
    if attachments:
        kept["attachments"] = _attachments(slack, attachments)
    metadata = args.structure("metadata", "invalid_metadata_format")
    return {**kept, "metadata": validate.metadata(metadata)} if metadata else kept


def _attachments(slack: Slack, attachments: Any) -> list[Json]:
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > 100:
        raise SlackError("too_many_attachments")
    return [
        {**each, "blocks": validate.message_blocks(each["blocks"], slack.files.refused)} if "blocks" in each else each
        for each in attachments
    ]


def _shown(slack: Slack, value: Any) -> Any:
    """Images by slack_file get the address that the page draws them from, as Slack adds it."""
    if isinstance(value, list):
        return [_shown(slack, each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _shown(slack, each) for key, each in value.items()}
    file = slack.files.find(kept["slack_file"]) if kept.get("type") == "image" and "slack_file" in kept else None
    if file is None:
        return kept
    width, height = file.size()
    sizes = {"image_width": width, "image_height": height, "image_bytes": file.length}
    return {**kept, **sizes, "image_url": f"{slack.base_url()}/files/{file.id}/{file.name}"}


def _thread(args: Args) -> Json:
    thread = args.maybe("thread_ts")
    return {"thread_ts": thread} if thread else {}


def _writable(slack: Slack, room: Room) -> Room:
    if room.is_archived:
        raise SlackError("is_archived")
    if not slack.inside(room) and "chat:write.public" not in slack.app.scopes:
        raise SlackError("not_in_channel")
    return room


def _own(slack: Slack, room: Room, ts: str, refusal: str) -> Json:
    message = room.get(ts)
    if message.get("bot_id") != slack.app.bot_id:
        raise SlackError(refusal)
    return message
