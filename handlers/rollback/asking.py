"""What becomes of `/rollback`: the preview, its buttons, or the form."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.asks import RollBack
from bot.domain.commands import RollBackTarget
from bot.domain.grammar import is_release, is_revision
from bot.domain.rollback import may_roll_back
from bot.domain.scope import Scope
from bot.errors import Refused, StoreUnavailable
from bot.i18n import refusal
from handlers.blocks import Block, button, section
from handlers.front import Ack, Body, Call, Front, call_of, refused, words
from handlers.once import once
from handlers.questions.asked import Asked
from handlers.rollback import modal, way
from handlers.rollback.form import Draft
from handlers.rollback.way import WayBack, asked_by, look

LONGEST_VALUE = 2000  # of a button


def register(app: AsyncApp, front: Front) -> None:
    """Listen for the preview's buttons, and for the form."""
    modal.register(app, front)

    @app.action("rollback.confirm")
    async def confirmed(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        call = once(call_of(body, context.get("envelope_id")), body, "rollback.confirm")
        await _confirmed(front, ack, call, action.get("value"))

    @app.action("rollback.choose")
    async def choose(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        await ack()
        call, place = call_of(body, context.get("envelope_id")), Scope.of(str(action.get("value")))
        draft = modal.for_service(front, Draft(call.reply, place.service, place.environment))
        front.errands.start(modal.open_form(front, call, str(body.get("trigger_id")), draft))


async def open(front: Front, ack: Ack, body: Body, call: Call, ask: RollBack) -> None:  # noqa: A001  read `rollback.open`
    """Show the way back where it is known whereto; else the form, or, without a trigger, a button that opens it."""
    person = front.people.cached(call.user)
    if person and not may_roll_back(person, ask.environment, front.catalogue()):
        await front.answer(ack, call, refused("not_deployer"))
        return
    await ack()
    if ask.service and ask.environment:
        front.errands.start(_preview(front, call, ask.service, ask.environment, ask.revision))
    elif trigger := body.get("trigger_id"):
        draft = Draft(call.reply, ask.service, ask.environment, ask.revision)
        front.errands.start(modal.open_form(front, call, str(trigger), draft))
    else:
        front.errands.start(_offer_form(front, call, Scope(ask.service, ask.environment)))


async def _preview(front: Front, call: Call, service: str, environment: str, name: str | None) -> None:
    """What would change, to this person alone."""
    asked = await asked_by(front, call)
    try:
        back = await look(front.queries, service, environment)
        back.check(name)
    except StoreUnavailable:
        await front.answers.give(call.reply, asked.say("rollback-unavailable"))
    except Refused as err:
        await front.answers.give(call.reply, refusal(asked.say, err.code, err.facts))
    else:
        told = way.lines(asked, back, name)
        blocks = [section("\n".join(told)), {"type": "actions", "elements": _buttons(asked, back, name)}]
        await front.answers.give(call.reply, told[0], blocks)
    await front.note(call, f"rollback {service} {environment}")


def _buttons(asked: Asked, way: WayBack, name: str | None) -> list[Block]:
    chosen, locks = way.choice(name), [lock.id for lock in way.locks(asked)]
    value: dict[str, object] = {"service": way.service, "environment": way.environment, "over": locks}
    value["revision"] = way.name(chosen[0]) if chosen else None
    label = asked.say.plain("rollback-confirm-over" if locks else "rollback-confirm")
    yes = button("rollback.confirm", json.dumps(value, separators=(",", ":")), label, "danger")
    other = button("rollback.choose", way.around.target, asked.say.plain("rollback-choose"))
    possible = way.stops(name) or (chosen is not None and chosen[1].possible)
    return [yes, other] if possible and len(yes["value"]) <= LONGEST_VALUE else [other]


async def _offer_form(front: Front, call: Call, place: Scope) -> None:
    say = await front.ask_voice(call)
    text = say("rollback-where")
    opens = button("rollback.choose", place.key, say.plain("rollback-choose"))
    await front.answers.give(call.reply, text, [section(text, opens)])


async def _confirmed(front: Front, ack: Ack, call: Call, value: object) -> None:
    """The click is one write; whether it may be done, and whether there are other locks by now, the desk looks at."""
    wanted, person = _read(value), front.people.cached(call.user)
    if wanted is None:
        failure = words("button-unreadable")
    elif person and not may_roll_back(person, wanted["environment"], front.catalogue()):
        failure = refused("not_deployer")
    elif await front.take(call, call.make(RollBackTarget, **wanted)):
        await ack()
        front.errands.start(_put_away(front, call))
        return
    else:
        failure = refused("nothing_kept")
    await ack()
    front.later(call, failure)


async def _put_away(front: Front, call: Call) -> None:
    """The preview loses its buttons: it was said once."""
    say = await front.ask_voice(call)
    await front.answers.replace(call.reply, say("rollback-begun"))


def _read(value: object) -> dict[str, Any] | None:
    """What a button means; None for what no button of ours says."""
    try:
        read = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if not isinstance(read, dict):
        return None
    service, environment, revision = read.get("service"), read.get("environment"), read.get("revision")
    over = read.get("over") or []
    named = isinstance(service, str) and isinstance(environment, str) and isinstance(over, list)
    if not named or not (revision is None or (isinstance(revision, str) and is_revision(revision))):
        return None
    locks = tuple(each for each in over if isinstance(each, str) and is_release(each))
    return {"service": service, "environment": environment, "revision": revision, "over": locks}
