"""The form for a rollback: opened at once, filled in when it is known what there is, kept when it is sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.commands import RollBackTarget
from bot.domain.grammar import default_environment, is_revision
from bot.domain.rollback import may_roll_back
from bot.domain.scope import EVERYTHING, Scope
from bot.errors import Refused, StoreUnavailable
from bot.i18n import refusal
from handlers.blocks import Block, option
from handlers.fields import block_ids
from handlers.form import services_like
from handlers.front import Ack, Body, Call, Front, call_of, words
from handlers.questions.asked import Asked
from handlers.rollback import form
from handlers.rollback.form import Draft
from handlers.rollback.way import asked_by, lines, look
from handlers.slack import UNREACHABLE, reason
from handlers.turns import Turn, Turns, opened

log = structlog.get_logger(__name__)

TRIGGER_SECONDS = 2.0  # a trigger is good for three: asking for the language may not use them up


def register(app: AsyncApp, front: Front) -> None:
    """Listen for choices in the form, and for the form itself."""
    turns = Turns(front.client)

    @app.action(form.SERVICE)
    async def service_chosen(ack: Ack, body: Body) -> None:
        turn = turns.begin(body["view"])
        await ack()
        front.errands.start(_moved(front, turn, body))

    @app.action(form.ENVIRONMENT)
    async def environment_chosen(ack: Ack, body: Body) -> None:
        turn = turns.begin(body["view"])
        await ack()
        front.errands.start(_moved(front, turn, body))

    @app.action(form.REVISION)
    async def revision_chosen(ack: Ack, body: Body) -> None:
        turn = turns.begin(body["view"])
        await ack()
        front.errands.start(_previewed(front, turn, body))

    @app.options(form.SERVICE)
    async def services(ack: Ack, body: Body) -> None:
        found = services_like(front.catalogue(), str(body.get("value") or ""))
        await ack(options=[option(name, name) for name in found])

    @app.view_submission(form.CALLBACK)
    async def submitted(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        await _submitted(front, ack, body, context.get("envelope_id"))


async def open_form(front: Front, call: Call, trigger_id: str, draft: Draft) -> None:
    """Open it at once, because the trigger is short-lived; what there is to choose from comes after."""
    try:
        async with asyncio.timeout(TRIGGER_SECONDS):
            await front.ask_voice(call)
    except TimeoutError:
        log.info("language_unknown", user=call.user)
    say = front.voice(call)
    blank = form.view(say, front.catalogue(), draft, [form.told(say("rollback-looking"))])
    try:
        answer = await front.client.views_open(trigger_id=trigger_id, view=blank)
    except UNREACHABLE as error:
        log.warning("form_unopened", error=reason(error))
        if reason(error) != "exchanged_trigger_id":  # a second delivery of the same envelope: the form is open
            await front.tell(call, words("rollback-form-unopened"))
        return
    await _fill(front, call, opened(front.client, answer["view"]), await _guessed(front, draft))


def for_service(front: Front, draft: Draft) -> Draft:
    """The draft for a service just chosen, as far as the catalogue has it: its environments may be others."""
    service = front.catalogue().services.get(draft.service or "")
    if service is None:
        return replace(draft, service=None)
    environment = draft.environment if draft.environment in service.targets else None
    environment = environment or default_environment(service, front.catalogue(), draft.reply.channel)
    return replace(draft, environment=environment)


async def _guessed(front: Front, draft: Draft) -> Draft:
    """Without a service: the only place of the catalogue where anything has stood."""
    if draft.service:
        return draft
    scope = Scope(None, draft.environment) if draft.environment else EVERYTHING
    try:
        stood = [target for target in front.queries.targets(scope) if await front.queries.stands(target)]
    except StoreUnavailable:
        return draft  # what comes next says so
    if len(stood) != 1:
        return draft
    place = Scope.of(stood[0])
    return replace(draft, service=place.service, environment=place.environment, mark=".found")


async def _fill(front: Front, call: Call, turn: Turn, draft: Draft) -> None:
    """Put in what there is to choose from."""
    asked = await asked_by(front, call)
    draft, rest = await _rest(asked, draft)
    await turn.draw(form.view(asked.say, front.catalogue(), draft, rest))


async def _rest(asked: Asked, draft: Draft) -> tuple[Draft, list[Block]]:
    """What stands below the place: the revisions and the preview, or why there are none."""
    if not (draft.service and draft.environment):
        return draft, [form.told(asked.say("rollback-where"))]
    try:
        way = await look(asked.front.queries, draft.service, draft.environment)
        way.check(None)
    except StoreUnavailable:
        return draft, [form.told(asked.say("rollback-unavailable"))]
    except Refused as err:
        return draft, [form.told(refusal(asked.say, err.code, err.facts))]
    chosen = way.choice(draft.revision) or way.choice(None)
    name = way.name(chosen[0]) if chosen else None
    preview = form.told("\n".join(lines(asked, way, name)))
    draft = replace(draft, over=tuple(lock.id for lock in way.locks(asked)), ready=way.around.target)
    return draft, [form.revisions(asked, way, name), preview] if way.choices else [preview]


async def _moved(front: Front, turn: Turn, body: Body) -> None:
    """Another place was chosen: its revisions are others."""
    draft = form.drafted(body["view"], body["user"]["id"])
    draft = for_service(front, replace(draft, revision=None, over=(), ready=""))
    call = call_of(body, None, draft.reply)
    say = front.voice(call)
    blank = form.view(say, front.catalogue(), draft, [form.told(say("rollback-looking"))])
    if await turn.draw(blank):
        await _fill(front, call, turn, draft)


async def _previewed(front: Front, turn: Turn, body: Body) -> None:
    """Another revision was chosen: only the preview changes, and nobody is asked again what can still be had."""
    shown = body["view"]
    draft = form.drafted(shown, body["user"]["id"])
    if draft.ready != f"{draft.service}/{draft.environment}":  # of a place that was being left already
        await _moved(front, turn, body)
        return
    asked = await asked_by(front, call_of(body, None, draft.reply))
    try:
        way = await look(front.queries, draft.service or "", draft.environment or "", closely=False)
        way.check(draft.revision)
        text = "\n".join(lines(asked, way, draft.revision))
        draft = replace(draft, over=tuple(lock.id for lock in way.locks(asked)))
    except StoreUnavailable:
        text = asked.say("rollback-unavailable")
    except Refused as err:
        text = refusal(asked.say, err.code, err.facts)
    blocks = [form.told(text) if each["block_id"] == form.PREVIEW else each for each in shown["blocks"]]
    await turn.draw(form.again(shown, draft, blocks))


async def _submitted(front: Front, ack: Ack, body: Body, envelope_id: str | None) -> None:
    shown = body["view"]
    draft = form.drafted(shown, body["user"]["id"])
    call = call_of(body, envelope_id, draft.reply)
    wrong = _wrong(front, call, draft)
    if wrong is None and not await front.take(call, _command(call, draft)):
        wrong = form.ENVIRONMENT, "form-nothing-kept"
    if wrong is None:
        await ack()
        return
    field, key = wrong
    blocks, text = block_ids(shown), front.voice(call).plain(key)
    await ack(response_action="errors", errors={blocks.get(field, next(iter(blocks.values()), "service")): text})


def _wrong(front: Front, call: Call, draft: Draft) -> tuple[str, str] | None:
    """The field that is wrong, and the message."""
    person, catalogue = front.people.cached(call.user), front.catalogue()
    if person and not may_roll_back(person, draft.environment, catalogue):
        return form.SERVICE, "rollback-form-not-allowed"
    if catalogue.target(draft.service or "", draft.environment or "") is None:
        return form.ENVIRONMENT, "rollback-form-place-gone"
    if draft.ready != f"{draft.service}/{draft.environment}":
        return form.ENVIRONMENT, "rollback-form-none-chosen"
    if draft.revision and not is_revision(draft.revision):
        return form.REVISION, "rollback-form-none-chosen"
    return None


def _command(call: Call, draft: Draft) -> RollBackTarget:
    place = {"service": draft.service, "environment": draft.environment}
    return call.make(RollBackTarget, revision=draft.revision, over=draft.over, **place)
