"""Buttons. Their values are only names: who may press them is decided by the desk, at that time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain import commands
from bot.domain.asks import Look
from bot.domain.commands import Command
from bot.domain.release import Verdict
from handlers import modals, questions, values
from handlers.front import Ack, Body, Call, Front, call_of, refused, words

log = structlog.get_logger(__name__)

_LINKS = frozenset({"release.page"})  # they open in the browser; Slack tells of the click nonetheless
MENU, DIFF = "release.menu", "release.diff"
_CHOICES = {"now": "release.now", "cancel": "release.cancel", "place": "queue.place", "move": "schedule.move"}

Make = Callable[[Call, Mapping[str, str]], Command]


def register(app: AsyncApp, front: Front) -> None:
    """Listen for buttons and menus, and answer those that no longer mean anything."""
    for action_id in (*BUTTONS, *modals.OPENED_BY, MENU):
        app.action(action_id)(_listener(front))

    @app.action(DIFF)
    async def compared(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        await ack()
        call, found = call_of(body, context.get("envelope_id")), values.named(values.RELEASE, action.get("value"))
        if found is None:
            front.later(call, words("button-unreadable"))
        else:
            front.after(call, questions.tell(front, call, Look("diff", release=found["release"])))

    @app.action(re.compile(".*"))
    async def unknown(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        await ack()
        if action.get("action_id") not in _LINKS and "url" not in action:
            log.info("unknown_action", action_id=str(action.get("action_id"))[:100])
            front.later(call_of(body, context.get("envelope_id")), words("button-unknown"))


def _listener(front: Front) -> Callable[..., object]:
    async def pressed(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        action_id, value = _meant(action)
        if action_id in modals.OPENED_BY:
            await ack()
            front.after(call, modals.open_dialog(front, call, str(body.get("trigger_id")), action_id, value))
            return
        command = command_of(call, action_id, value)
        kept = command is not None and await front.take(call, command)
        await ack()  # a click's ack carries no text: what went wrong is said after it
        if command is None:
            front.later(call, words("button-unreadable"))
        elif not kept:
            front.later(call, refused("nothing_kept"))

    return pressed


def command_of(call: Call, action_id: str, value: object) -> Command | None:
    """What a button with this value asks for; None where it can't be told."""
    pattern, make = BUTTONS.get(action_id, (values.RELEASE, None))
    fields = values.named(pattern, value)
    return make(call, fields) if make and fields is not None else None


def _meant(action: Body) -> tuple[str, object]:
    """The button that was meant, and its value: a choice of a menu names its button first."""
    action_id, value = str(action.get("action_id")), action.get("value")
    if action_id != MENU:
        return action_id, value
    choice, _, value = str((action.get("selected_option") or {}).get("value")).partition(":")
    return _CHOICES.get(choice, MENU), value


def _a(kind: type[Command], **more: Any) -> Make:
    """Makes a command whose fields are those in the value, and these."""
    return lambda call, fields: call.make(kind, **fields, **more)


def _place(call: Call, fields: Mapping[str, str]) -> Command:
    return call.make(commands.MoveInQueue, release=fields["release"], place=int(fields["place"]))


def _longer(call: Call, fields: Mapping[str, str]) -> Command:
    until = call.at + timedelta(seconds=int(fields["seconds"]))
    return call.make(commands.TakeLock, scope=fields["scope"], until=until)


BUTTONS: Mapping[str, tuple[re.Pattern[str], Make]] = {
    "release.approve": (values.APPROVAL, _a(commands.ApproveRelease)),
    "release.withdraw": (values.AFTER_RELEASE, _a(commands.WithdrawApproval)),
    "release.reject": (values.AFTER_RELEASE, _a(commands.RejectRelease)),
    "release.cancel": (values.AFTER_RELEASE, _a(commands.CancelRelease)),
    "release.stop": (values.AFTER_RELEASE, _a(commands.StopRelease)),
    "release.now": (values.AFTER_RELEASE, _a(commands.Reschedule)),
    "release.retry": (values.AFTER_RELEASE, _a(commands.AskAgain)),
    "release.batch": (values.PAIR, _a(commands.BatchReleases)),
    "hold.continue": (values.AFTER_RELEASE, _a(commands.AnswerHold, verdict=Verdict.CONTINUE)),
    "hold.stop": (values.AFTER_RELEASE, _a(commands.AnswerHold, verdict=Verdict.STOP)),
    "queue.place": (values.PLACE, _place),
    "offer.take": (values.OFFER, _a(commands.TakeOffer)),
    "offer.ignore": (values.OFFER, _a(commands.IgnoreOffer)),
    "lock.lift": (values.AFTER_LOCK, _a(commands.LiftLock)),
    "lock.extend": (values.EXTENSION, _longer),
}
