"""The /world endpoints of the people: what they see, what they do, and what the game master does to Slack."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from simulator.clock import Clock
from simulator.slack import hands, modals, payloads, talk
from simulator.slack.clicks import Clicks
from simulator.slack.errors import SlackError, WorldError
from simulator.slack.rooms import Room
from simulator.slack.workspace import Fault, Slack
from simulator.world import Command, User

Json = dict[str, Any]
Answer = Callable[[web.Request], Awaitable[Json]]

CHANGEABLE = frozenset({"name", "real_name", "locale", "tz", "deleted", "is_restricted", "is_admin"})
STRINGS = ("user", "channel", "text", "ts", "thread_ts", "view_id", "block_id", "action_id", "name", "usergroup")
STALL_SECONDS = 300.0


class Control:
    """The hands and eyes of everybody, as JSON over HTTP."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack, self._pace, self._clicks = slack, clock, Clicks(slack)

    def routes(self) -> Iterable[web.RouteDef]:
        """All paths of this part."""
        yield web.get("/world", _json(self._world))
        yield web.get("/world/events", self._slack.stream.serve)
        yield web.get("/world/channels/{channel}/messages", _json(self._messages))
        yield web.get("/world/log", _json(self._log))
        for name in ("say", "click", "suggest", "submit", "close", "home", "shortcut", "react", "join"):
            yield web.post(f"/world/{name}", _json(getattr(self, f"_{name}")))
        for name in ("clock", "sockets", "redeliver", "person", "usergroup"):
            yield web.post(f"/world/{name}", _json(getattr(self, f"_{name}")))
        yield web.post("/world/slack/faults", _json(self._faults))
        yield web.post("/world/slack/rates", _json(self._rates))

    # --- eyes ---

    async def _world(self, request: web.Request) -> Json:
        slack, app = self._slack, self._slack.app
        return {
            "team": {"id": slack.team.id, "name": slack.team.name, "domain": slack.team.domain},
            "me_bot": {"user_id": app.bot_user_id, "bot_id": app.bot_id, "name": app.name},
            "users": [_person(each) for each in slack.people.values() if each.id != app.bot_user_id],
            "channels": [_channel(each) for each in slack.rooms.values()],
            "usergroups": [
                {"id": each.id, "handle": each.handle, "name": each.name, "users": list(each.users)}
                for each in slack.groups.values()
            ],
            "commands": [_command(each) for each in app.commands],
            "sockets": len(slack.hub),
            "clock": self._time(),
        }

    async def _messages(self, request: web.Request) -> Json:
        room, user = self._slack.rooms.get(request.match_info["channel"]), request.query.get("user", "")
        if room is None:
            raise WorldError(f"there is no channel {request.match_info['channel']}", status=404)
        whispers = [each.message for each in room.whispers if each.user == user]
        roots = [*(each for each in room.roots()), *(each for each in whispers if "thread_ts" not in each)]
        return {"messages": [_threaded(room, root, whispers) for root in sorted(roots, key=_ts)]}

    async def _log(self, request: web.Request) -> Json:
        limit = request.query.get("limit", "200")
        if not limit.isdigit():
            raise WorldError("limit must be a whole number")
        return {"log": self._slack.journal.last(int(limit))}

    # --- hands ---

    async def _say(self, request: web.Request) -> Json:
        body = await _body(request, "user", "channel", "text")
        return await hands.say(self._slack, body["user"], body["channel"], str(body["text"]), body.get("thread_ts"))

    async def _click(self, request: web.Request) -> Json:
        body = await _body(request, "user", "block_id", "action_id")
        return await self._clicks.click(body["user"], body)

    async def _suggest(self, request: web.Request) -> Json:
        body = await _body(request, "user", "block_id", "action_id")
        return await self._clicks.suggest(body["user"], body)

    async def _submit(self, request: web.Request) -> Json:
        body = await _body(request, "user", "view_id")
        return await modals.submit(self._slack, body["user"], body["view_id"], body.get("values") or {})

    async def _close(self, request: web.Request) -> Json:
        body = await _body(request, "user", "view_id")
        return await modals.close(self._slack, body["user"], body["view_id"], bool(body.get("all")))

    async def _home(self, request: web.Request) -> Json:
        body = await _body(request, "user")
        return hands.home(self._slack, body["user"])

    async def _shortcut(self, request: web.Request) -> Json:
        body = await _body(request, "user", "callback_id")
        place = body.get("channel"), body.get("ts")
        return await hands.shortcut(self._slack, body["user"], body["callback_id"], *place)

    async def _react(self, request: web.Request) -> Json:
        body = await _body(request, "user", "channel", "ts", "name")
        there = not body.get("remove")
        return hands.react(self._slack, body["user"], body["channel"], body["ts"], body["name"], there)

    async def _join(self, request: web.Request) -> Json:
        body = await _body(request, "user", "channel")
        room = self._slack.rooms.get(body["channel"])
        if room is None or room.is_im:
            raise WorldError(f"there is no channel {body['channel']} to join", status=404)
        talk.join(self._slack, room, self._slack.person(body["user"]).id)
        return {"ok": True}

    # --- the game master ---

    async def _person(self, request: web.Request) -> Json:
        body = await _body(request, "user")
        changes = {key: value for key, value in body.items() if key != "user"}
        if unknown := set(changes) - CHANGEABLE:
            raise WorldError(f"{', '.join(sorted(unknown))}: only {', '.join(sorted(CHANGEABLE))} can be changed")
        self._slack.change_person(body["user"], changes)
        shown = payloads.user(self._slack, body["user"], include_locale=True)
        talk.tell(self._slack, {"type": "user_change", "user": shown, "cache_ts": 0})
        self._slack.stream.publish("person", {"person": _person(self._slack.person(body["user"]))})
        return {"ok": True, "user": shown}

    async def _usergroup(self, request: web.Request) -> Json:
        body = await _body(request, "usergroup", "users")
        before = set(self._slack.group(body["usergroup"]).users)
        after = [self._slack.person(each).id for each in body["users"]]
        self._slack.change_group(body["usergroup"], tuple(after))
        shown = payloads.group(self._slack, body["usergroup"])
        members = {"added_users": sorted(set(after) - before), "removed_users": sorted(before - set(after))}
        told = {"subteam_id": body["usergroup"], "team_id": self._slack.team.id, **members}
        talk.tell(self._slack, {"type": "subteam_members_changed", **told})
        talk.tell(self._slack, {"type": "subteam_updated", "subteam": shown})
        return {"ok": True, "usergroup": shown}

    async def _clock(self, request: web.Request) -> Json:
        body = await _body(request)
        try:
            self._pace.speed = _number(body, "speed", self._pace.speed)
        except ValueError as err:
            raise WorldError(str(err)) from err
        self._pace.paused = bool(body.get("paused", self._pace.paused))
        self._slack.stream.publish("clock", self._time())
        return {"ok": True, **self._time()}

    def _time(self) -> Json:
        return {"speed": self._pace.speed, "paused": self._pace.paused}

    async def _sockets(self, request: web.Request) -> Json:
        body, hub = await _body(request, "action"), self._slack.hub
        seconds = min(_number(body, "seconds", 10), STALL_SECONDS)
        actions: dict[str, Callable[[], None]] = {
            "cut": hub.cut,
            "warn": hub.warn,
            "refresh": hub.refresh,
            "refuse_next": hub.refuse_next,
            "stall": lambda: hub.stall(seconds),
        }
        if body["action"] not in actions:
            raise WorldError(f"action {body['action']!r}: allowed are {', '.join(actions)}")
        actions[body["action"]]()
        return {"ok": True, "sockets": len(hub)}

    async def _redeliver(self, request: web.Request) -> Json:
        body = await _body(request)
        try:
            return {"ok": True, **await self._slack.hub.redeliver(body.get("envelope_id"))}
        except LookupError as err:
            raise WorldError("no such envelope was sent, or it is too long ago", status=404) from err

    async def _faults(self, request: web.Request) -> Json:
        body = await _body(request, "method")
        fault = Fault(
            str(body["method"]),
            str(body.get("error", "internal_error")),
            int(_number(body, "times", 1)),
            int(_number(body, "retry_after", 1)),
            bool(body.get("after")),
        )
        self._slack.faults.append(fault)
        return {"ok": True}

    async def _rates(self, request: web.Request) -> Json:
        body = await _body(request, "factor")
        self._slack.rates.factor = max(0.0, _number(body, "factor", 1))
        return {"ok": True, "factor": self._slack.rates.factor}


def _json(answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        try:
            return web.json_response(await answer(request))
        except WorldError as err:
            return web.json_response({"ok": False, "error": str(err)}, status=err.status)
        except SlackError as err:
            status = 404 if err.error.endswith("not_found") else 400
            return web.json_response(err.body(), status=status)

    return serve


async def _body(request: web.Request, *required: str) -> Json:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError as err:
        raise WorldError("the body is no JSON") from err
    if not isinstance(body, dict):
        raise WorldError("the body must be a JSON object")
    if missing := [name for name in required if body.get(name) is None]:
        raise WorldError(f"missing: {', '.join(missing)}")
    if wrong := [name for name in STRINGS if not isinstance(body.get(name) or "", str)]:
        raise WorldError(f"must be text: {', '.join(wrong)}")
    return body


def _number(body: Json, name: str, default: float) -> float:
    try:
        return float(body.get(name, default))
    except (TypeError, ValueError) as err:
        raise WorldError(f"{name} must be a number") from err


def _command(command: Command) -> Json:
    shown = {"command": command.command, "description": command.description, "usage_hint": command.usage_hint}
    return {**shown, "verbs": [asdict(each) for each in command.verbs]}


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "locale": user.locale,
        "role": user.role,
        "color": user.color,
    }


def _channel(room: Room) -> Json:
    return {
        "id": room.id,
        "name": room.name,
        "is_private": room.is_private,
        "is_im": room.is_im,
        "members": room.members,
        "topic": room.topic,
    }


def _threaded(room: Room, root: Json, whispers: list[Json]) -> Json:
    inside = [each for each in whispers if each.get("thread_ts") == root["ts"]]
    return {**root, "replies": sorted([*room.replies(root["ts"]), *inside], key=_ts)}


def _ts(message: Json) -> str:
    return str(message["ts"])
