"""Clicks and choices on what the app put before people: block_actions and block_suggestion."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from simulator.slack import blockkit, payloads, validate
from simulator.slack.errors import SlackError, WorldError
from simulator.slack.hands import acked, here
from simulator.slack.tickets import Answer
from simulator.slack.views import Values, View, state_values
from simulator.slack.workspace import Slack

Json = dict[str, Any]

KEPT = 500
_SHOWN = ("type", "action_id", "text", "value", "style", "placeholder", "confirm", "accessibility_label", "icon")
_CLICKED = {**{kind: name for kind, (name, _) in blockkit.VALUES.items()}, "overflow": "selected_option"}


@dataclass(frozen=True)
class Place:
    """Where an element sits: its blocks, what was put into them so far, and how payloads describe it."""

    blocks: list[Json]
    answers: Values
    payload: Json
    answer: Answer | None = None
    view: View | None = None

    def element(self, block_id: str, action_id: str) -> tuple[Json, Json]:
        """A block and an element of it. Raises WorldError."""
        for block in self.blocks:
            for element in blockkit.elements(block):
                if (block["block_id"], element["action_id"]) == (block_id, action_id):
                    return block, element
        raise WorldError(f"no element {action_id} in a block {block_id} here", status=404)


class Clicks:
    """Clicks, with what each person has chosen in each message so far."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._chosen: OrderedDict[tuple[str, str, str], Values] = OrderedDict()

    async def click(self, user: str, body: Json) -> Json:
        """Press a button, choose an option, type into a field. Raises WorldError, SlackError."""
        place = self._place(user, body)
        block, element = place.element(str(body.get("block_id")), str(body.get("action_id")))
        put = self._put(element, body)
        if element["type"] in blockkit.VALUES:
            stored = {"type": element["type"], **put}
            place.answers.setdefault(block["block_id"], {})[element["action_id"]] = stored
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {"ok": True, "ack_ms": 0.0}
        kept = {key: element[key] for key in _SHOWN if key in element}
        action = {**kept, **put, "block_id": block["block_id"], "action_ts": self._slack.stamps.next()}
        return acked(await self._slack.hub.ask("interactive", self._payload(user, place, action)))

    async def suggest(self, user: str, body: Json) -> Json:
        """Type into an external select. Raises WorldError, SlackError."""
        place = self._place(user, body)
        block, element = place.element(str(body.get("block_id")), str(body.get("action_id")))
        if not element["type"].endswith("external_select"):
            raise WorldError(f"{element['action_id']} is a {element['type']}: only an external_select asks the app")
        payload = payloads.interactive(self._slack, "block_suggestion", user) | place.payload
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": str(body.get("value", ""))}
        ack = await self._slack.hub.ask("interactive", payload | asked, accepts=True)
        if ack.error:
            return acked(ack)
        try:
            return {**acked(ack), **validate.options(ack.payload)}
        except SlackError as err:
            return {**acked(ack), **err.body()}

    def _payload(self, user: str, place: Place, action: Json) -> Json:
        slack = self._slack
        payload = payloads.interactive(slack, "block_actions", user) | place.payload
        payload["trigger_id"] = slack.triggers.make(user)
        if place.answer is not None:
            payload["response_url"] = slack.response_url("actions", place.answer)
            payload["state"] = {"values": state_values(place.blocks, place.answers)}
        elif place.view is not None:
            payload["view"] = slack.seen(place.view)
        return {**payload, "actions": [action]}

    def _place(self, user: str, body: Json) -> Place:
        if body.get("view_id"):
            view = self._slack.views.get(str(body["view_id"]), user)
            return Place(view.given["blocks"], view.answers, payloads.in_view(self._slack, view), view=view)
        room, ts = here(self._slack, user, str(body.get("channel"))), str(body.get("ts"))
        ephemeral = ts not in room.messages
        message = room.whisper(user, ts) if ephemeral else room.get(ts)
        answer = Answer(room.id, user, ts, message.get("thread_ts", ""), ephemeral)
        around = payloads.in_message(room, message, ephemeral)
        return Place(message.get("blocks", []), self._answers(room.id, ts, user), around, answer)

    def _answers(self, channel: str, ts: str, user: str) -> Values:
        answers = self._chosen.setdefault((channel, ts, user), {})
        while len(self._chosen) > KEPT:
            self._chosen.popitem(last=False)
        return answers

    def _put(self, element: Json, body: Json) -> Json:
        kind = element["type"]
        if kind not in _CLICKED:
            return {"value": body["value"]} if "value" in body else {}
        name = _CLICKED[kind]
        given = body.get(name, body.get("value"))
        if name == "selected_option" and given is not None:
            given = _option(element, given)
        elif name == "selected_options":
            given = [_option(element, each) for each in given or []]
        return {name: given}


def _option(element: Json, given: Any) -> Json:
    """An option of the element, by itself or by its value. Raises WorldError."""
    groups = element.get("option_groups") or []
    offered = [*element.get("options", []), *(each for group in groups for each in group["options"])]
    value = given.get("value") if isinstance(given, dict) else given
    found = next((each for each in offered if each["value"] == value), None)
    if found is None and element["type"].endswith("external_select") and isinstance(given, dict):
        return given
    if found is None:
        raise WorldError(f"{element['action_id']} does not offer {value!r}", status=404)
    return dict(found)
