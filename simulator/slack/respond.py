"""Answers by response_url, and those that a slash command's ack carries: new messages, replacements, deletions."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from simulator.slack import talk
from simulator.slack.args import Args
from simulator.slack.errors import SlackError
from simulator.slack.methods.chat import content
from simulator.slack.tickets import Answer
from simulator.slack.workspace import Slack

Json = dict[str, Any]


async def serve(slack: Slack, request: web.Request) -> web.Response:
    """POST /response/KIND/TEAM/KEY: five times in 30 minutes."""
    body: Json = {}
    try:
        answer = slack.answers.use(request.match_info["key"])
        body = await _body(request)
        respond(slack, answer, body)
    except SlackError as err:
        slack.journal.call("response_url", body, err.error)
        return web.json_response(err.body(), status=err.status if err.status != 200 else 400)
    slack.journal.call("response_url", body, None)
    return web.json_response({"ok": True})


def respond(slack: Slack, answer: Answer, body: Json) -> Json | None:
    """Do what an answer says; returns the message that stands then. Raises SlackError."""
    room = slack.rooms[answer.channel]
    args = Args(body)
    original = answer.ts and (args.flag("replace_original") or args.flag("delete_original"))
    if original and args.flag("delete_original"):
        _delete(slack, answer)
        return None
    said = content(slack, args)
    if original:
        return _replace(slack, answer, said)
    thread = args.maybe("thread_ts") or answer.thread_ts
    message = talk.bot_message(slack, {**said, **({"thread_ts": thread} if thread else {})})
    if args.maybe("response_type") == "in_channel":
        return talk.post(slack, room, message)
    return talk.whisper(slack, room, answer.user, message)


def _delete(slack: Slack, answer: Answer) -> None:
    room = slack.rooms[answer.channel]
    if answer.ephemeral:
        talk.hush(slack, room, answer.user, answer.ts)
    else:
        talk.delete(slack, room, answer.ts)


def _replace(slack: Slack, answer: Answer, said: Json) -> Json:
    room = slack.rooms[answer.channel]
    if not answer.ephemeral:
        return talk.edit(slack, room, answer.ts, {"blocks": None, "attachments": None, **said})
    message = room.whisper(answer.user, answer.ts)
    for gone in ("blocks", "attachments"):
        message.pop(gone, None)
    message.update(said)
    told = {"channel": room.id, "user": answer.user, "message": message}
    slack.stream.publish("ephemeral", told, answer.user)
    return message


async def _body(request: web.Request) -> Json:
    try:
        text = await request.text()
        form = request.content_type == "application/x-www-form-urlencoded"
        body = json.loads(str((await request.post()).get("payload", "")) if form else text)
    except ValueError as err:
        raise SlackError("invalid_payload", status=400) from err
    if not isinstance(body, dict):
        raise SlackError("invalid_payload", status=400)
    return body
