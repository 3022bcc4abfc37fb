"""What people do with their hands: they say things, run commands and shortcuts, open the home tab."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from simulator.slack import payloads, talk
from simulator.slack.errors import SlackError, WorldError
from simulator.slack.methods.reactions import change
from simulator.slack.respond import respond
from simulator.slack.rooms import Room
from simulator.slack.sockets import Ack
from simulator.slack.tickets import Answer
from simulator.slack.workspace import Slack
from simulator.world import Command

Json = dict[str, Any]


async def say(slack: Slack, user: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
    """Type `text` and press Enter; a slash command waits for its ack. Raises WorldError, SlackError."""
    room = here(slack, user, channel)
    if text.startswith("/"):
        return await _command(slack, user, room, text, thread_ts)
    thread = {"thread_ts": thread_ts} if thread_ts else {}
    typed = {"user": user, "text": slack.typing().message(text), "client_msg_id": str(uuid.uuid4()), **thread}
    return {"ok": True, "kind": "message", "ts": talk.post(slack, room, typed)["ts"]}


async def shortcut(slack: Slack, user: str, callback_id: str, channel: str | None, ts: str | None) -> Json:
    """Run a global shortcut, or one on a message."""
    kind = "message_action" if channel and ts else "shortcut"
    payload = payloads.interactive(slack, kind, user) | {
        "callback_id": callback_id,
        "trigger_id": slack.triggers.make(user),
        "action_ts": slack.stamps.next(),
    }
    if channel and ts:
        room = here(slack, user, channel)
        around = payloads.in_message(room, room.get(ts), False)
        answer = Answer(room.id, user, ts)
        payload |= {**around, "message_ts": ts, "response_url": slack.response_url("actions", answer)}
        del payload["container"]
    return acked(await slack.hub.ask("interactive", payload))


def home(slack: Slack, user: str) -> Json:
    """Open the app's home tab."""
    view = slack.views.home(slack.person(user).id)
    shown = {"view": slack.seen(view)} if view else {}
    channel = slack.direct(user).id
    talk.tell(slack, {"type": "app_home_opened", "user": user, "channel": channel, "tab": "home", **shown})
    return {"ok": True, **shown}


def react(slack: Slack, user: str, channel: str, ts: str, name: str, there: bool) -> Json:
    """Put an emoji under a message, or take it away."""
    room = here(slack, user, channel)
    message = room.get(ts)
    change(slack, room, message, name, user, there)
    item = {"type": "message", "channel": room.id, "ts": ts}
    kind = "reaction_added" if there else "reaction_removed"
    talk.tell(slack, {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message["user"]})
    return {"ok": True}


def here(slack: Slack, user: str, channel: str) -> Room:
    """A channel that this person is in. Raises WorldError, SlackError."""
    person, room = slack.person(user), slack.rooms.get(channel)
    if room is None:
        raise WorldError(f"there is no channel {channel}", status=404)
    if not slack.inside(room, person.id):
        raise WorldError(f"{person.name} is not in {room.name}: POST /world/join first", status=403)
    return room


def acked(ack: Ack) -> Json:
    """How an interactive payload fared, as /world tells it."""
    return {"ok": not ack.error, "ack_ms": ack.ms, **({"error": ack.error} if ack.error else {})}


async def _command(slack: Slack, user: str, room: Room, text: str, thread_ts: str | None) -> Json:
    name, _, rest = text.partition(" ")
    command = _known(slack, name, thread_ts)
    answer = Answer(room.id, user)
    words = slack.typing().command(rest.strip(), command.should_escape)
    url = slack.response_url("commands", answer)
    ack = await slack.hub.ask("slash_commands", payloads.command(slack, user, room, name, words, url), accepts=True)
    told = {**acked(ack), "kind": "command", "ack": ack.payload}
    if ack.error:
        _complain(slack, room, user, name, ack.error)
        return told
    try:
        said = _answered(slack, answer, ack.payload)
    except SlackError as err:
        _complain(slack, room, user, name, err.error)
        return {**told, "ok": False, **err.body()}
    return {**told, **({"ts": said["ts"]} if said else {})}


def _known(slack: Slack, name: str, thread_ts: str | None) -> Command:
    command = next((each for each in slack.app.commands if each.command == name), None)
    if command is None:
        raise WorldError(f"{name} is not a valid command")
    if thread_ts:
        raise WorldError(f"{name} is not supported in threads. Sorry!")
    return command


def _answered(slack: Slack, answer: Answer, payload: Any) -> Json | None:
    body = {"text": payload} if isinstance(payload, str) else payload
    if not isinstance(body, dict) or not (body.get("text") or body.get("blocks") or body.get("attachments")):
        return None
    return respond(slack, answer, body)


def _complain(slack: Slack, room: Room, user: str, name: str, error: str) -> None:
    text = f'{name} failed with the error "{error}"'
    talk.whisper(slack, room, user, {"user": "USLACKBOT", "text": text, "client_msg_id": secrets.token_hex(8)})
