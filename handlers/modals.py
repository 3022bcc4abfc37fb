"""The form for a release: opened after the ack, redrawn when a choice changes, kept when it is sent."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot.domain.commands import RequestRelease
from bot.domain.grammar import Ambiguous, default_environment, is_revision, quoted
from bot.domain.people import is_deployer
from handlers import form
from handlers.form import Draft
from handlers.front import Ack, Body, Call, Front, call_of, words
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)

TRIGGER_SECONDS = 2.0  # a trigger is good for three: asking for the language may not use them up


def register(app: AsyncApp, front: Front) -> None:
    """Listen for choices in the form, and for the form itself."""

    @app.action(form.SERVICE)
    async def service_chosen(ack: Ack, body: Body) -> None:
        await ack()
        front.errands.start(_redraw(front, body, new_service=True))

    @app.action(form.ENVIRONMENT)
    async def environment_chosen(ack: Ack, body: Body) -> None:
        await ack()
        front.errands.start(_redraw(front, body, new_service=False))

    @app.action(form.REVISION)
    async def revision_chosen(ack: Ack) -> None:
        await ack()

    @app.view_submission(form.CALLBACK)
    async def submitted(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        await _submitted(front, ack, body, context.get("envelope_id"))

    @app.view(re.compile(".*"))
    async def other_view(ack: Ack) -> None:
        await ack()


async def open_form(front: Front, call: Call, trigger_id: str, part: Ambiguous) -> None:
    """Open the form, filled in as far as the text was understood."""
    draft = Draft(call.reply, part.service, part.environment, part.revision)
    try:
        async with asyncio.timeout(TRIGGER_SECONDS):
            await front.ask_voice(call)
    except TimeoutError:
        log.info("language_unknown", user=call.user)
    view = form.view(front.voice(call), front.catalogue(), draft)
    try:
        await front.client.views_open(trigger_id=trigger_id, view=view)
    except UNREACHABLE as error:
        log.warning("form_unopened", error=reason(error))
        if reason(error) != "exchanged_trigger_id":  # a second delivery of the same envelope: the form is open
            await front.tell(call, words("form-unopened"))


async def _redraw(front: Front, body: Body, *, new_service: bool) -> None:
    shown = body["view"]
    user = body["user"]["id"]
    draft = form.drafted(shown, user)
    if new_service:
        draft = _for_service(front, draft)
    drawn = form.view(front.speak.to(front.people.locale(user)), front.catalogue(), draft)
    try:
        await front.client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=drawn)
    except SlackApiError as error:
        # hash_conflict and not_found: the person has chosen again, or closed it
        log.info("form_not_redrawn", error=reason(error))


def _for_service(front: Front, draft: Draft) -> Draft:
    """The draft for a service just chosen: its revisions are others, and so may its environments be."""
    service = front.catalogue().services.get(draft.service or "")
    if service is None:
        return draft
    environment = draft.environment if draft.environment in service.targets else None
    environment = environment or default_environment(service, front.catalogue(), draft.reply.channel)
    return replace(draft, environment=environment, revision=None, mark=f".{service.name}")


async def _submitted(front: Front, ack: Ack, body: Body, envelope_id: str | None) -> None:
    shown = body["view"]
    draft = form.drafted(shown, body["user"]["id"])
    call = call_of(body, envelope_id, draft.reply)
    blocks, say = form.block_ids(shown), front.voice(call)
    wrong = _wrong(front, call, draft)
    if wrong is None and not await front.take(call, _command(front, call, draft)):
        wrong = form.REVISION, say.plain("form-nothing-kept")
    if wrong is None:
        await ack()
        return
    field, text = wrong
    await ack(response_action="errors", errors={blocks.get(field, next(iter(blocks.values()), "service")): text})


def _wrong(front: Front, call: Call, draft: Draft) -> tuple[str, str] | None:
    """The field that is wrong, and what to say there."""
    say = front.voice(call)
    person = front.people.cached(call.user)
    if person and not is_deployer(person, front.catalogue()):
        return form.SERVICE, say.plain("form-not-deployer")
    service = front.catalogue().services.get(draft.service or "")
    if service is None:
        return form.SERVICE, say.plain("form-service-gone")
    if draft.environment not in service.targets:
        return form.ENVIRONMENT, say.plain("form-environment-gone", service=service.name)
    if not is_revision(draft.revision or ""):
        revision = quoted(draft.revision or "")
        return form.REVISION, say.plain("form-bad-revision", revision=revision)
    return None


def _command(front: Front, call: Call, draft: Draft) -> RequestRelease:
    environment = front.catalogue().environments[draft.environment or ""]
    return RequestRelease(
        id=call.id,
        by=call.user,
        at=call.at,
        channel=call.channel,
        reply=call.id,
        service=draft.service or "",
        environment=environment.name,
        revision=draft.revision or "",
        checklist=form.ticked(environment, draft),
    )
