"""What the handlers stand on: the desk's intake, what can be asked, who people are, and how to speak to them."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalogue import Catalogue
from bot.domain.commands import Command, NoteQuestion, Reply
from bot.domain.ids import release_id
from bot.domain.people import Person
from bot.engine.queries import Queries
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.i18n import Languages, Voice, refusal
from handlers.answers import Answers
from handlers.errands import Errands
from handlers.people import SlackPeople

log = structlog.get_logger(__name__)

Ack = Callable[..., Awaitable[object]]
Body = dict[str, Any]
Words = Callable[[Voice], str]  # something to say, once the reader's language is known
C = TypeVar("C", bound=Command)


class Intake(Protocol):
    """Where commands are kept before Slack is answered."""

    async def take(self, command: Command, keys: Sequence[str], reply: Reply | None) -> bool:
        """Keep it; False when it was kept before. Raises `StoreUnavailable` when nothing could be kept."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One envelope's who, where and when."""

    user: str
    channel: str
    keys: tuple[str, ...]
    response_url: str | None
    id: str
    at: datetime

    @property
    def reply(self) -> Reply:
        """Where the answer to it goes."""
        return Reply(self.user, self.channel, self.response_url)

    def make(self, kind: type[C], **fields: Any) -> C:
        """The command of this call; `fields` are those that its kind has."""
        return kind(id=self.id, by=self.user, at=self.at, channel=self.channel, reply=self.id, **fields)


@dataclass(frozen=True, slots=True)
class Front:
    """Everything a handler needs. `catalogue` is asked each time, since it may be read again while we run."""

    client: AsyncWebClient
    catalogue: Callable[[], Catalogue]
    intake: Intake
    queries: Queries
    people: SlackPeople
    speak: Languages
    answers: Answers
    errands: Errands = field(default_factory=Errands)

    def voice(self, call: Call) -> Voice:
        """The reader's language, as far as it is known without asking."""
        return self.speak.to(self.people.locale(call.user))

    async def take(self, call: Call, command: Command) -> bool:
        """Keep a command; False when Redis did not answer. What was kept before counts as kept."""
        try:
            new = await self.intake.take(command, call.keys, call.reply)
        except StoreUnavailable:
            log.warning("nothing_kept", command=command.kind, user=call.user)
            return False
        if not new:
            log.info("seen_before", command=command.kind, keys=call.keys)
        return True

    async def keep(self, ack: Ack, call: Call, command: Command) -> None:
        """One write, then the ack; when Redis doesn't answer, the ack itself says that nothing was kept."""
        if await self.take(call, command):
            await ack()
        else:
            await ack(refused("nothing_kept")(self.voice(call)))

    async def note(self, call: Call, question: str) -> None:
        """Keep for the audit what somebody asked; that it couldn't be kept is logged and nothing else."""
        await self.take(call, replace(call.make(NoteQuestion, question=question), reply=None))

    def after(self, call: Call, work: Coroutine[object, object, None]) -> None:
        """Do it after the ack; when it goes wrong, the log has it and the person hears so."""
        if not self.errands.start(self._surely(call, work)):
            work.close()

    async def _surely(self, call: Call, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("answer_failed", user=call.user)
            await self.tell(call, words("something-went-wrong"))

    def later(self, call: Call, words: Words) -> None:
        """Answer after the ack, in the reader's language, so that only they see it."""
        self.errands.start(self.tell(call, words))

    async def answer(self, ack: Ack, call: Call, words: Words) -> None:
        """Answer a slash command: in the ack where the reader's language is known, else right after it."""
        if self.people.knows(call.user):
            await ack(words(self.voice(call)))
            return
        await ack()
        self.later(call, words)

    async def tell(self, call: Call, words: Words) -> None:
        """Answer now, after the ack."""
        await self.answers.give(call.reply, words(await self.ask_voice(call)))

    async def ask_voice(self, call: Call) -> Voice:
        """The reader's language, asked of Slack when it isn't known yet."""
        if not self.people.knows(call.user):
            await self.who(call)
        return self.voice(call)

    async def who(self, call: Call) -> Person:
        """Who asks; somebody without any rights while Slack doesn't say."""
        try:
            return await self.people.person(call.user)
        except SlackUnavailable:
            log.info("person_unknown", user=call.user)
            return Person(call.user, full_member=False)


def words(key: str, **facts: str) -> Words:
    """The message `key`."""
    return lambda say: say(key, **facts)


def refused(code: str, facts: Mapping[str, str] | None = None) -> Words:
    """The message of a refusal."""
    return lambda say: refusal(say, code, facts or {})


def call_of(body: Body, envelope_id: str | None, reply: Reply | None = None) -> Call:
    """Who asks what from where. `reply` stands in where the payload has no channel of its own (forms)."""
    user = body.get("user_id") or (body.get("user") or {}).get("id") or ""
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or (reply.channel if reply else "")
    keys = tuple(key for key in (envelope_id, body.get("trigger_id") or body.get("event_id")) if key)
    now = datetime.now(UTC)
    response_url = body.get("response_url") or (reply.response_url if reply else None)
    return Call(user, channel, keys, response_url, release_id(now, secrets.randbits(25)), now)
