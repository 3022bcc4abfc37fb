"""Submitting and closing modals, and what the app's ack makes of them."""

from __future__ import annotations

from typing import Any

from simulator.slack import blockkit, payloads, validate
from simulator.slack.errors import SlackError, WorldError
from simulator.slack.hands import acked
from simulator.slack.tickets import Answer
from simulator.slack.views import Values, View, first_value
from simulator.slack.workspace import Slack

Json = dict[str, Any]

REQUIRED = "Please complete this required field."


async def submit(slack: Slack, user: str, view_id: str, values: Values) -> Json:
    """Press a modal's submit button. Raises WorldError, SlackError."""
    view = slack.views.get(view_id, user)
    _fill(view, values)
    if missing := _incomplete(view):
        slack.show(view, missing)
        return {"ok": False, "ack_ms": 0.0, "response_action": "errors", "errors": missing}
    payload = payloads.interactive(slack, "view_submission", user) | {
        "trigger_id": slack.triggers.make(user),
        "view": slack.seen(view),
        "response_urls": _response_urls(slack, view),
    }
    ack = await slack.hub.ask("interactive", payload, accepts=True)
    if ack.error:
        return acked(ack)
    try:
        return {**acked(ack), **_follow(slack, view, ack.payload or {})}
    except SlackError as err:
        return {**acked(ack), **err.body()}


async def close(slack: Slack, user: str, view_id: str, everything: bool = False) -> Json:
    """Press a modal's close button, or the cross that closes the whole stack. Raises SlackError."""
    view = slack.views.get(view_id, user)
    cleared = everything or bool(view.given.get("clear_on_close"))
    seen = slack.seen(view)
    _clear(slack, user) if cleared else _pop(slack, view)
    if not view.given.get("notify_on_close"):
        return {"ok": True, "ack_ms": 0.0}
    payload = payloads.interactive(slack, "view_closed", user) | {"view": seen, "is_cleared": cleared}
    return acked(await slack.hub.ask("interactive", payload))


def _fill(view: View, values: Values) -> None:
    fields = {
        (block["block_id"], element["action_id"]): element
        for block in view.given["blocks"]
        for element in blockkit.elements(block)
        if element["type"] in blockkit.VALUES
    }
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            element = fields.get((block_id, action_id))
            if element is None:
                raise WorldError(f"this view has no field {action_id} in a block {block_id}", status=404)
            put = {**first_value(element), **value, "type": element["type"]}
            view.answers.setdefault(block_id, {})[action_id] = put


def _incomplete(view: View) -> dict[str, str]:
    """What Slack's own window refuses to send off: required fields left empty, texts too short or too long."""
    values, errors = view.values(), {}
    for block in view.given["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]][blockkit.VALUES[element["type"]][0]]
        if not value and not block.get("optional"):
            errors[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and value and not _fits(element, value):
            low, high = element.get("min_length", 0), element.get("max_length", 3000)
            errors[block["block_id"]] = f"Please enter {low} to {high} characters."
    return errors


def _fits(element: Json, value: str) -> bool:
    return bool(element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000))


def _follow(slack: Slack, view: View, answer: Json) -> Json:
    """Do as the ack says; raises SlackError for one that Slack would not take."""
    action = answer.get("response_action")
    if action == "errors":
        return _errors(slack, view, answer.get("errors"))
    if action in ("update", "push"):
        given = validate.view(answer.get("view"), slack.files.refused)
        slack.show(slack.views.update(view, given) if action == "update" else slack.views.push(view.user, given))
    elif action == "clear":
        _clear(slack, view.user)
    elif action is None:
        _pop(slack, view)
    else:
        raise SlackError("invalid_response_action")
    return {"response_action": action} if action else {}


def _errors(slack: Slack, view: View, errors: Any) -> Json:
    inputs = {block["block_id"] for block in view.given["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("invalid_errors")
    slack.show(view, errors)
    return {"response_action": "errors", "errors": errors}


def _pop(slack: Slack, view: View) -> None:
    slack.views.close(view)
    slack.hide(view)
    below = slack.views.top(view.user)
    if below is not None:
        slack.show(below)


def _clear(slack: Slack, user: str) -> None:
    for view in slack.views.clear(user):
        slack.hide(view)


def _response_urls(slack: Slack, view: View) -> list[Json]:
    values, urls = view.values(), []
    for block in view.given["blocks"]:
        for element in blockkit.elements(block):
            if not element.get("response_url_enabled"):
                continue
            value = values[block["block_id"]][element["action_id"]]
            channel = value.get("selected_conversation") or value.get("selected_channel")
            if channel in slack.rooms:
                place = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                url = slack.response_url("actions", Answer(str(channel), view.user))
                urls.append({**place, "response_url": url})
    return urls
