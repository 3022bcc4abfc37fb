"""views.*: modals and home tabs."""

from __future__ import annotations

from typing import Any

from simulator.slack import validate
from simulator.slack.args import Args
from simulator.slack.errors import SlackError
from simulator.slack.methods.base import method
from simulator.slack.workspace import Slack

Json = dict[str, Any]


@method("views.open", tier=4)
def open_(slack: Slack, args: Args) -> Json:
    """Open a modal in answer to a trigger."""
    given = _view(slack, args)
    return {"view": slack.show(slack.views.open(_exchange(slack, args), given))}


@method("views.push", tier=4)
def push(slack: Slack, args: Args) -> Json:
    """Put a modal on top of the one that the trigger came from."""
    given = _view(slack, args)
    return {"view": slack.show(slack.views.push(_exchange(slack, args), given))}


@method("views.update", tier=4)
def update(slack: Slack, args: Args) -> Json:
    """Replace what a view shows."""
    identity, external = args.maybe("view_id"), args.maybe("external_id")
    if not identity and not external:
        raise SlackError("invalid_arguments")
    view = slack.views.get(identity) if identity else slack.views.by_external(str(external))
    given = _view(slack, args, view.given["type"])
    return {"view": slack.show(slack.views.update(view, given, args.maybe("hash")))}


@method("views.publish", tier=4)
def publish(slack: Slack, args: Args) -> Json:
    """Show a person's home tab."""
    user = slack.person(args.text("user_id")).id
    given = _view(slack, args, "home")
    return {"view": slack.show(slack.views.publish(user, given, args.maybe("hash")))}


def _view(slack: Slack, args: Args, kind: str = "modal") -> Json:
    return validate.view(args.structure("view", "invalid_arguments"), slack.files.refused, kind)


def _exchange(slack: Slack, args: Args) -> str:
    return slack.triggers.exchange(args.maybe("trigger_id") or args.text("interactivity_pointer"))
