"""Type-ahead: what a menu offers while a person types."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from zoneinfo import ZoneInfo

import structlog
from slack_bolt.async_app import AsyncApp

from bot.domain.grammar import default_environment, environments_of, is_revision
from bot.engine.queries import RevisionChoice
from bot.errors import SubakuError
from bot.i18n import Voice
from handlers import form
from handlers.blocks import Block, option
from handlers.form import Draft
from handlers.front import Ack, Body, Front

log = structlog.get_logger(__name__)

SECONDS = 2.0  # Slack waits for three
NOTHING = "-"  # the value of a line that only explains: no revision is named so


def register(app: AsyncApp, front: Front) -> None:
    """Listen for what is typed into the form's menus."""

    @app.options(form.REVISION)
    async def revisions(ack: Ack, body: Body) -> None:
        user = str((body.get("user") or {}).get("id", ""))
        draft = form.drafted(body.get("view") or {}, user)
        await ack(options=await _revisions(front, front.speak.to(front.people.locale(user)), draft, _typed(body)))

    @app.options(form.SERVICE)
    async def services(ack: Ack, body: Body) -> None:
        await ack(options=[option(name, name) for name in form.services_like(front.catalogue(), _typed(body))])

    @app.options(re.compile(".*"))
    async def nothing(ack: Ack) -> None:
        await ack(options=[])


async def _revisions(front: Front, say: Voice, draft: Draft, typed: str) -> list[Block]:
    """What there is; when the registry is slow, a line that says so. What was typed can always be taken as it is."""
    service = front.catalogue().unit(draft.service)
    if service is None:
        return [_explain(say, "revision-needs-service")]
    environment = draft.environment or default_environment(service, front.catalogue(), draft.reply.channel)
    environment = environment or environments_of(service, front.catalogue())[0]
    one = service.targets[environment].service_name if environment in service.targets else service.name
    as_typed = [option(typed, typed)] if is_revision(typed) else []
    try:
        async with asyncio.timeout(SECONDS):
            found = await front.queries.revisions(one, environment, typed, form.MOST_OPTIONS - 1)
    except (SubakuError, TimeoutError) as error:
        log.warning("revisions_unavailable", service=service.name, error=type(error).__name__)
        return [*as_typed, _explain(say, "revision-registry-slow")]
    if any(choice.name == typed for choice in found):
        as_typed = []
    zone = ZoneInfo(front.catalogue().workspace.timezone)
    offered = [_offer(choice, zone) for choice in found[: form.MOST_OPTIONS - 1]]
    return [*offered, *as_typed] or [_explain(say, "revision-none-found")]


def _offer(choice: RevisionChoice, zone: ZoneInfo) -> Block:
    day = f" · {choice.created.astimezone(zone):%Y-%m-%d}" if choice.created else ""
    return option(choice.name + day, choice.name)


def _explain(say: Voice, key: str) -> Block:
    return option(say.plain(key), NOTHING)


def _typed(body: Body) -> str:
    return unicodedata.normalize("NFKC", str(body.get("value") or "")).strip()
