"""files.*: uploading in three steps, and looking at what was uploaded."""

from __future__ import annotations

from typing import Any

from simulator.slack import talk
from simulator.slack.args import Args
from simulator.slack.errors import InvalidError, SlackError
from simulator.slack.files import File, described
from simulator.slack.methods.base import method
from simulator.slack.workspace import Slack

Json = dict[str, Any]

FILE_BYTES = 32 * 1024 * 1024


@method("files.getUploadURLExternal", "files:write", tier=4)
def get_upload_url(slack: Slack, args: Args) -> Json:
    """Where to upload a file of a length given beforehand."""
    length = args.number("length", 0)
    if not 0 < length <= FILE_BYTES:
        raise InvalidError("invalid_arguments", ["[ERROR] length must be positive and within the file limit"])
    file = slack.files.ask(args.text("filename"), length, slack.app.bot_user_id, args.maybe("alt_txt") or "")
    return {"upload_url": f"{slack.base_url()}/upload/{file.secret}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write", tier=4)
def complete_upload(slack: Slack, args: Args) -> Json:
    """End uploads, and share them in a channel if one is named."""
    wanted = args.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not all(isinstance(each, dict) and each.get("id") for each in wanted):
        raise SlackError("invalid_arguments")
    channels = [slack.room(each) for each in [*args.names("channel_id"), *args.names("channels")]]
    if not all(slack.inside(room) for room in channels):
        raise SlackError("not_in_channel")
    into = tuple(room.id for room in channels)
    files = [slack.files.complete(each["id"], each.get("title", ""), into) for each in wanted]
    shown = [_shown(slack, each) for each in files]
    thread = {"thread_ts": args.maybe("thread_ts")} if args.maybe("thread_ts") else {}
    for room in channels:
        said = {"text": args.maybe("initial_comment") or "", "files": shown, "subtype": "file_share", **thread}
        talk.post(slack, room, talk.bot_message(slack, said))
    return {"files": shown}


@method("files.info", "files:read", tier=4)
def info(slack: Slack, args: Args) -> Json:
    """One file; its mimetype is empty for a moment after the upload."""
    shown = _shown(slack, slack.files.get(args.text("file")))
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.list", "files:read")
def list_(slack: Slack, args: Args) -> Json:
    """Files, newest first, by page and count."""
    files, count, page = slack.files.all(), args.number("count", 100), args.number("page", 1)
    start = (page - 1) * count
    paging = {"count": count, "total": len(files), "page": page, "pages": -(-len(files) // max(count, 1))}
    return {"files": [_shown(slack, each) for each in files[start : start + count]], "paging": paging}


def _shown(slack: Slack, file: File) -> Json:
    return described(file, slack.files.ready(file), slack.base_url())
