"""Conversation: a question is answered at once; an act is repeated with buttons, because nothing is done on a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.asks import Act, Ambiguous, Ask, Cancel, Deploy, Look, Mistake, RollBack
from bot.domain.chat import understand
from bot.domain.commands import NoteQuestion, Reply
from bot.domain.grammar import environments_of, parse, say_it
from bot.domain.grammar.words import reason_of
from bot.errors import SlackUnavailable, StoreUnavailable
from handlers import asks
from handlers.answers import Answers, Blocks
from handlers.blocks import button, section
from handlers.front import Ack, Body, Call, Front, Words, call_of, refused, words
from handlers.once import once
from handlers.questions.asked import Asked
from handlers.repeating import repeated
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)

EMPTY = " "  # Slack takes no button whose value has no letter
EXAMPLES = ("chat-example-deploy", "chat-example-why")


class Aloud(Answers):
    """Answers where somebody spoke: in a direct message for both, in a channel for the asker alone; in its thread."""

    def __init__(self, client: AsyncWebClient, thread: str | None, *, direct: bool) -> None:
        super().__init__(client)
        self._thread, self._privately = thread, direct

    async def give(self, reply: Reply, text: str, blocks: Blocks | None = None) -> bool:
        """Tell the asker; by direct message where the channel doesn't let us."""
        said: dict[str, Any] = {"channel": reply.channel, "thread_ts": self._thread, "text": text, "blocks": blocks}
        try:
            if self._privately:
                await self._client.chat_postMessage(**said)
            else:
                await self._client.chat_postEphemeral(user=reply.user, **said)
        except UNREACHABLE as error:
            log.warning("conversation_unanswered", error=reason(error))
            return await super().give(replace(reply, channel=""), text, blocks)
        return True


class Told:
    """An ack for what can't carry a text: what it is given is told beside it."""

    def __init__(self, front: Front, call: Call, ack: Ack | None = None) -> None:
        self._front, self._call, self._ack = front, call, ack
        self.something = False

    async def __call__(self, text: str = "") -> None:
        """Acknowledge, and tell."""
        if self._ack:
            await self._ack()
        if text:
            self.something = True
            self._front.later(self._call, lambda _: text)


def register(app: AsyncApp, front: Front) -> None:
    """Listen for the buttons under what was understood."""

    @app.action("chat.yes")
    async def agreed(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        call = once(call_of(body, context.get("envelope_id")), body, "chat.yes")
        typed = str(action.get("value") or "")
        told = Told(front, call, ack)
        await asks.carry_out(front, told, body, call, _meant(front, call, typed))
        if not told.something:  # else it wasn't done, and the buttons stay
            front.errands.start(_put_away(front, call, words("chat-taken-up", command=f"/platform-deploy {typed}")))

    @app.action("chat.form")
    async def form_wanted(ack: Ack, body: Body, action: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        ask = _in_a_form(_meant(front, call, str(action.get("value") or "")))
        await asks.carry_out(front, Told(front, call, ack), body, call, ask)

    @app.action("chat.no")
    async def declined(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        front.errands.start(_put_away(front, call_of(body, context.get("envelope_id")), words("chat-declined")))


async def heard(front: Front, call: Call, text: str, thread: str | None, *, direct: bool) -> None:
    """Answer what somebody said; a repeated delivery, on whatever replica, is answered once."""
    front = replace(front, answers=Aloud(front.client, thread, direct=direct))
    if not await _first(front, call, text):
        return
    try:
        person = await front.people.person(call.user)
    except SlackUnavailable:
        await front.tell(call, refused("person_unknown"))
        return
    if not person.full_member:
        await front.tell(call, words("chat-strangers"))
        return
    understood = understand(text, front.catalogue(), call.channel, call.at)
    log.info("heard", ask=type(understood.ask).__name__, sure=understood.sure, language=understood.language)
    asked = Asked(front, call, Look("help"), front.voice(call), person)
    await _answer(asked, understood.ask, sure=understood.sure)


async def _first(front: Front, call: Call, text: str) -> bool:
    """Whether this is new; noted for the audit by the same write. Without Redis it is answered all the same."""
    note = replace(call.make(NoteQuestion, question=reason_of(text)), reply=None)
    try:
        return await front.intake.take(note, call.keys, None)
    except StoreUnavailable:
        log.warning("question_not_noted", user=call.user)
        return True


async def _answer(asked: Asked, ask: Ask | None, *, sure: bool) -> None:
    """Questions, mistakes and previews change nothing: they are carried out. What would, is repeated."""
    front, call = asked.front, asked.call
    match ask:
        case None:
            await _puzzled(asked)
        case Ambiguous():
            await _offer(asked, ask, [asked.say("chat-partly")])
        case Look() | Mistake() | RollBack() | Cancel(release=None):
            await asks.carry_out(front, Told(front, call), {}, call, ask)
        case _:
            unsure = [] if sure else [asked.say("chat-unsure")]
            await _offer(asked, ask, [*unsure, repeated(asked, ask)])


async def _offer(asked: Asked, ask: Act | Ambiguous, lines: Sequence[str]) -> None:
    """What was understood, what one would type for it, and the buttons; for the asker alone."""
    say, typed = asked.say, _typed(asked, ask)
    same = [say("chat-same", command=f"/platform-deploy {typed}")] if typed else []
    yes = [button("chat.yes", typed, say.plain("chat-yes"), "primary")] if not isinstance(ask, Ambiguous) else []
    form = [button("chat.form", typed or EMPTY, say.plain("chat-form"))] if isinstance(ask, Ambiguous | Deploy) else []
    buttons = [*yes, *form, button("chat.no", EMPTY, say.plain("chat-no"))]
    blocks = [section("\n".join([*lines, *same])), {"type": "actions", "elements": buttons}]
    await asked.front.answers.give(asked.call.reply, lines[-1], blocks)


async def _puzzled(asked: Asked) -> None:
    """Say so, with what would have been understood."""
    examples = []
    for service in list(asked.catalogue.services.values())[:1]:
        facts = {"service": service.name, "environment": environments_of(service, asked.catalogue)[0]}
        examples = [f"• {asked.say(key, **facts)}" for key in EXAMPLES]
    text = "\n".join([asked.say("chat-puzzled"), *examples, asked.say("chat-help")])
    await asked.front.answers.give(asked.call.reply, text)


def _meant(front: Front, call: Call, typed: str) -> Ask:
    """What the button says, read again with the catalogue and the clock of the click."""
    return parse(typed, front.catalogue(), call.channel, call.at)


def _in_a_form(ask: Ask) -> Ask:
    if isinstance(ask, Deploy):
        return Ambiguous(ask.service, ask.environment, ask.revision, ask.when, ask.hotfix)
    return ask


def _typed(asked: Asked, ask: Act | Ambiguous) -> str:
    """What one would type for it, as far as it is known."""
    if isinstance(ask, Ambiguous):
        ask = Deploy(ask.service or "", ask.environment or "", ask.revision or "", ask.when, ask.hotfix)
    return say_it(ask, asked.catalogue.workspace.timezone)


async def _put_away(front: Front, call: Call, said: Words) -> None:
    """The offer loses its buttons: it was answered."""
    await front.answers.replace(call.reply, said(await front.ask_voice(call)))
