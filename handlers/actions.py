"""Buttons of a release. Their values are only names: who may press them is decided by the desk, at that time."""

from __future__ import annotations

import re
from collections.abc import Callable

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.commands import AnswerHold, ApproveRelease, CancelRelease, Command, RejectRelease, StopRelease
from bot.domain.release import Verdict
from handlers.front import Ack, Body, Call, Front, call_of, refused, words

log = structlog.get_logger(__name__)

_VALUE = re.compile(r"(?P<release>r[0-9a-z]{14})(?::(?P<fingerprint>[0-9A-Za-z_.:-]{1,128}))?")
_LINKS = frozenset({"release.page"})  # they open in the browser; Slack tells of the click nonetheless

Make = Callable[[Call, str, str], Command | None]


def register(app: AsyncApp, front: Front) -> None:
    """Listen for the buttons of a release, and answer those that no longer mean anything."""
    for action_id, make in MAKERS.items():
        app.action(action_id)(_listener(front, make))

    @app.action(re.compile(".*"))
    async def unknown(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        await ack()
        if action.get("action_id") not in _LINKS and "url" not in action:
            log.info("unknown_action", action_id=str(action.get("action_id"))[:100])
            front.later(call_of(body, context.get("envelope_id")), words("button-unknown"))


def _listener(front: Front, make: Make) -> Callable[..., object]:
    async def pressed(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        command = _command(call, action.get("value"), make)
        kept = command is not None and await front.take(call, command)
        await ack()  # a click's ack carries no text: what went wrong is said after it
        if command is None:
            front.later(call, words("button-unreadable"))
        elif not kept:
            front.later(call, refused("nothing_kept"))

    return pressed


def _command(call: Call, value: object, make: Make) -> Command | None:
    found = _VALUE.fullmatch(value) if isinstance(value, str) else None
    return make(call, found["release"], found["fingerprint"] or "") if found else None


def _approve(call: Call, release: str, fingerprint: str) -> Command | None:
    if not fingerprint:
        return None
    return ApproveRelease(
        id=call.id,
        by=call.user,
        at=call.at,
        channel=call.channel,
        reply=call.id,
        release=release,
        fingerprint=fingerprint,
    )


def _about(kind: type[RejectRelease | CancelRelease | StopRelease]) -> Make:
    def make(call: Call, release: str, _fingerprint: str) -> Command:
        return kind(id=call.id, by=call.user, at=call.at, channel=call.channel, reply=call.id, release=release)

    return make


def _hold(verdict: Verdict) -> Make:
    def make(call: Call, release: str, _fingerprint: str) -> Command:
        return AnswerHold(
            id=call.id, by=call.user, at=call.at, channel=call.channel, reply=call.id, release=release, verdict=verdict
        )

    return make


MAKERS: dict[str, Make] = {
    "release.approve": _approve,
    "release.reject": _about(RejectRelease),
    "release.cancel": _about(CancelRelease),
    "release.stop": _about(StopRelease),
    "hold.continue": _hold(Verdict.CONTINUE),
    "hold.stop": _hold(Verdict.STOP),
}
