"""`/platform-deploy` and `/rollback`: what was typed becomes a command, a form, or an answer."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.commands import CancelRelease, Command, RequestRelease
from bot.domain.grammar import Ambiguous, Mistake, Request, Verb, is_release, parse
from bot.domain.people import is_deployer
from handlers import modals, status
from handlers.front import Ack, Body, Call, Front, call_of, refused, words


def register(app: AsyncApp, front: Front) -> None:
    """Listen for the slash commands."""

    @app.command("/platform-deploy")
    async def platform_deploy(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        match parse(_typed(body), front.catalogue(), call.channel):
            case Request() as request:
                await _request(front, ack, call, request)
            case Verb() as verb:
                await _verb(front, ack, call, verb)
            case Ambiguous() as part:
                await ack()
                front.errands.start(modals.open_form(front, call, str(body.get("trigger_id")), part))
            case Mistake() as mistake:
                await front.answer(ack, call, refused(mistake.code, mistake.facts))

    @app.command("/rollback")
    async def rollback(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        await front.answer(ack, call, refused("not_built", {"verb": "/rollback"}))


async def _request(front: Front, ack: Ack, call: Call, asked: Request) -> None:
    person = front.people.cached(call.user)
    if person and not is_deployer(person, front.catalogue()):
        await front.answer(ack, call, refused("not_deployer"))
        return
    command = RequestRelease(
        id=call.id,
        by=call.user,
        at=call.at,
        channel=call.channel,
        reply=call.id,
        service=asked.service,
        environment=asked.environment,
        revision=asked.revision,
    )
    await _keep(front, ack, call, command)


async def _verb(front: Front, ack: Ack, call: Call, verb: Verb) -> None:
    match verb.name:
        case "help":
            await front.answer(ack, call, words("help"))
        case "status":
            await ack()
            front.errands.start(status.tell(front, call, verb.about))
        case "cancel" if verb.about and is_release(verb.about):
            command = CancelRelease(
                id=call.id, by=call.user, at=call.at, channel=call.channel, reply=call.id, release=verb.about
            )
            await _keep(front, ack, call, command)
        case "cancel":
            await ack()
            front.errands.start(status.offer_to_cancel(front, call, verb.about))
        case name:
            await front.answer(ack, call, refused("not_built", {"verb": name}))


async def _keep(front: Front, ack: Ack, call: Call, command: Command) -> None:
    """One write, then the ack; when Redis doesn't answer, the ack itself says that nothing was kept."""
    if await front.take(call, command):
        await ack()
    else:
        await ack(refused("nothing_kept")(front.voice(call)))


def _typed(body: Body) -> str:
    """What a person typed: Slack sends `&`, `<` and `>` escaped."""
    text = str(body.get("text") or "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
