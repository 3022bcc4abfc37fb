"""`/platform-deploy` and `/rollback`: what was typed is read and carried out."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.grammar import parse, parse_rollback
from handlers.asks import carry_out
from handlers.front import Ack, Body, Front, call_of


def register(app: AsyncApp, front: Front) -> None:
    """Listen for the slash commands."""

    @app.command("/platform-deploy")
    async def platform_deploy(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        await carry_out(front, ack, body, call, parse(_typed(body), front.catalogue(), call.channel, call.at))

    @app.command("/rollback")
    async def rollback(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        await carry_out(front, ack, body, call, parse_rollback(_typed(body), front.catalogue(), call.channel))


def _typed(body: Body) -> str:
    """What a person typed: Slack sends `&`, `<` and `>` escaped."""
    text = str(body.get("text") or "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
