"""The shapes of what Slack sends: slash commands, interactive payloads and events."""

from __future__ import annotations

import secrets
import time
from typing import Any

from simulator.slack.rooms import Room
from simulator.slack.views import View
from simulator.slack.workspace import Slack

Json = dict[str, Any]

VERIFICATION_TOKEN = "simulator"  # noqa: S105 Slack's oldest and long idle field: it proves nothing


def command(slack: Slack, user: str, room: Room, name: str, text: str, response_url: str) -> Json:
    """The payload of a slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": slack.team.id,
        "team_domain": slack.team.domain,
        "channel_id": room.id,
        "channel_name": _channel_name(room),
        "user_id": user,
        "user_name": slack.person(user).name,
        "command": name,
        "text": text,
        "api_app_id": slack.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": slack.triggers.make(user),
    }


def interactive(slack: Slack, kind: str, user: str) -> Json:
    """What all interactive payloads have in common."""
    person = slack.person(user)
    return {
        "type": kind,
        "team": {"id": slack.team.id, "domain": slack.team.domain},
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": slack.team.id},
        "api_app_id": slack.app.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_message(room: Room, message: Json, ephemeral: bool) -> Json:
    """Where a message element sits. An ephemeral message itself is not sent along, as in Slack."""
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": room.id,
        "is_ephemeral": ephemeral,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    around = {"container": container, "channel": {"id": room.id, "name": _channel_name(room)}}
    return around if ephemeral else {**around, "message": dict(message)}


def in_view(slack: Slack, view: View) -> Json:
    """Where a view's element sits."""
    return {"container": {"type": "view", "view_id": view.id}, "view": slack.seen(view)}


def event(slack: Slack, inner: Json) -> Json:
    """The envelope's payload around an event."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": slack.team.id,
        "context_team_id": slack.team.id,
        "context_enterprise_id": None,
        "api_app_id": slack.app.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": "Ev0" + secrets.token_hex(5).upper(),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": slack.team.id,
                "user_id": slack.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_hex(16),
    }


def user(slack: Slack, identity: str, include_locale: bool = False) -> Json:
    """A user object."""
    person = slack.person(identity)
    profile = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": "",  # as with most people: then the page and the apps show the real name
        "display_name_normalized": "",
        "team": slack.team.id,
    }
    shown = {
        "id": person.id,
        "team_id": "T0STRANGER" if person.is_stranger else slack.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": person.is_stranger,
        "updated": 1_700_000_000,
    }
    return {**shown, "locale": person.locale} if include_locale else shown


def group(slack: Slack, identity: str) -> Json:
    """A user group object."""
    kept = slack.group(identity)
    return {
        "id": kept.id,
        "team_id": slack.team.id,
        "is_usergroup": True,
        "name": kept.name,
        "handle": kept.handle,
        "description": "",
        "is_external": False,
        "date_delete": 0,
        "users": list(kept.users),
        "user_count": len(kept.users),
    }


def _channel_name(room: Room) -> str:
    return "directmessage" if room.is_im else room.name
