"""Forms: opened after the ack, redrawn when a choice changes, kept when they are sent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.asks import Ambiguous
from bot.domain.commands import RequestRelease
from bot.domain.grammar import default_environment, is_revision, quoted
from bot.domain.people import is_deployer
from handlers import dialogs, form
from handlers.blocks import Block
from handlers.dialogs import DIALOGS, Misfilled
from handlers.fields import block_ids, kept_beside, reply_of
from handlers.form import Draft
from handlers.front import Ack, Body, Call, Front, call_of, words
from handlers.questions import subject
from handlers.slack import UNREACHABLE, reason
from handlers.turns import Turn, Turns
from handlers.values import named

log = structlog.get_logger(__name__)

TRIGGER_SECONDS = 2.0  # a trigger is good for three: asking for what to show may not use them up
OPENED_BY: Mapping[str, str] = {
    "release.reject_why": "release.reject",
    "release.override": "release.override",
    "release.clear": "release.clear",
    "lock.offer": "lock.take",
    "lock.lift_why": "lock.lift",
    "lock.steal": "lock.steal",
    "schedule.move": "schedule.move",
}


def register(app: AsyncApp, front: Front) -> None:
    """Listen for choices in the form for a release, and for all forms that are sent."""
    turns = Turns(front.client)

    @app.action(form.SERVICE)
    async def service_chosen(ack: Ack, body: Body) -> None:
        turn = turns.begin(body["view"])
        await ack()
        front.errands.start(_redraw(front, turn, body))

    @app.action(form.ENVIRONMENT)
    async def environment_chosen(ack: Ack, body: Body) -> None:
        turn = turns.begin(body["view"])
        await ack()
        front.errands.start(_redraw(front, turn, body))

    @app.action(form.REVISION)
    async def revision_chosen(ack: Ack) -> None:
        await ack()

    @app.view_submission(form.CALLBACK)
    async def submitted(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        await _submitted(front, ack, body, context.get("envelope_id"))

    for name in DIALOGS:
        app.view_submission(name)(_sent(front, name))

    @app.view(re.compile(".*"))
    async def other_view(ack: Ack) -> None:
        await ack()


async def open_form(front: Front, call: Call, trigger_id: str, part: Ambiguous) -> None:
    """Open the form for a release, filled in as far as the text was understood."""
    draft = Draft(
        call.reply,
        part.service,
        part.environment,
        part.revision,
        due=part.when.at,
        next_window=part.when.next_window,
        hotfix=part.hotfix,
    )
    await _ask_voice(front, call)
    await _open(front, call, trigger_id, form.view(front.voice(call), front.catalogue(), draft))


async def open_dialog(front: Front, call: Call, trigger_id: str, action_id: str, value: object) -> None:
    """Open the small form behind a button."""
    name = OPENED_BY[action_id]
    fields = named(DIALOGS[name].value, value)
    if fields is None:
        await front.tell(call, words("button-unreadable"))
        return
    about, time = "", None
    try:
        async with asyncio.timeout(TRIGGER_SECONDS):
            about, time = await subject.told(front, call, fields)
    except TimeoutError:
        log.info("form_without_subject", form=name)
    await _open(front, call, trigger_id, dialogs.view(front.voice(call), name, str(value), call.reply, about, time))


async def _ask_voice(front: Front, call: Call) -> None:
    try:
        async with asyncio.timeout(TRIGGER_SECONDS):
            await front.ask_voice(call)
    except TimeoutError:
        log.info("language_unknown", user=call.user)


async def _open(front: Front, call: Call, trigger_id: str, view: Block) -> None:
    try:
        await front.client.views_open(trigger_id=trigger_id, view=view)
    except UNREACHABLE as error:
        log.warning("form_unopened", error=reason(error))
        if reason(error) != "exchanged_trigger_id":  # a second delivery of the same envelope: the form is open
            await front.tell(call, words("form-unopened"))


def _sent(front: Front, name: str) -> Callable[..., Awaitable[None]]:
    async def sent(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        shown, user = body["view"], body["user"]["id"]
        call = call_of(body, context.get("envelope_id"), reply_of(shown, user))
        try:
            fields = dialogs.fields_of(name, shown, call.at)
        except Misfilled as wrong:
            await _back(front, ack, call, shown, wrong)
            return
        if fields is None:
            await ack()
            front.later(call, words("button-unreadable"))
        elif await front.take(call, call.make(DIALOGS[name].kind, **fields)):
            await ack()
        else:
            await _back(front, ack, call, shown, Misfilled(DIALOGS[name].fields[0], "form-nothing-kept"))

    return sent


async def _back(front: Front, ack: Ack, call: Call, shown: Body, wrong: Misfilled) -> None:
    """The form stays open, and says what is wrong beside the field."""
    text = front.voice(call).plain(wrong.key, **wrong.facts)
    blocks = block_ids(shown)
    await ack(response_action="errors", errors={blocks.get(wrong.field) or next(iter(blocks.values())): text})


async def _redraw(front: Front, turn: Turn, body: Body) -> None:
    shown, user = body["view"], body["user"]["id"]
    draft = form.drafted(shown, user)
    if draft.service != kept_beside(shown).get("service"):
        draft = _for_service(front, draft)
    await turn.draw(form.view(front.speak.to(front.people.locale(user)), front.catalogue(), draft))


def _for_service(front: Front, draft: Draft) -> Draft:
    """The draft for a service just chosen: its revisions are others, and so may its environments be."""
    service = front.catalogue().unit(draft.service)
    if service is None:
        return draft
    environment = draft.environment if draft.environment in service.targets else None
    environment = environment or default_environment(service, front.catalogue(), draft.reply.channel)
    return replace(draft, environment=environment, revision=None, mark=f".{service.name}")


async def _submitted(front: Front, ack: Ack, body: Body, envelope_id: str | None) -> None:
    shown = body["view"]
    draft = form.drafted(shown, body["user"]["id"])
    call = call_of(body, envelope_id, draft.reply)
    wrong = _wrong(front, call, draft)
    if wrong is None and not await front.take(call, _command(front, call, draft)):
        wrong = Misfilled(form.REVISION, "form-nothing-kept")
    if wrong is None:
        await ack()
    else:
        await _back(front, ack, call, shown, wrong)


def _wrong(front: Front, call: Call, draft: Draft) -> Misfilled | None:
    """The field that is wrong, and what to say there."""
    person = front.people.cached(call.user)
    if person and not is_deployer(person, front.catalogue()):
        return Misfilled(form.SERVICE, "form-not-deployer")
    service = front.catalogue().unit(draft.service)
    if service is None:
        return Misfilled(form.SERVICE, "form-service-gone")
    if draft.environment not in service.targets:
        return Misfilled(form.ENVIRONMENT, "form-environment-gone", service=service.name)
    if not is_revision(draft.revision or ""):
        return Misfilled(form.REVISION, "form-bad-revision", revision=quoted(draft.revision or ""))
    return _wrong_time(draft, call.at)


def _wrong_time(draft: Draft, now: datetime) -> Misfilled | None:
    if draft.due and draft.next_window:
        return Misfilled(form.START, "form-one-start")
    return Misfilled(form.START, "dialog-time-past") if draft.due and draft.due <= now else None


def _command(front: Front, call: Call, draft: Draft) -> RequestRelease:
    return call.make(
        RequestRelease,
        service=draft.service or "",
        environment=draft.environment or "",
        revision=draft.revision or "",
        checklist=form.ticked(front.catalogue(), draft),
        due=draft.due,
        next_window=draft.next_window,
        hotfix=draft.hotfix,
    )
