"""Answers that one person sees, in that person's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain.catalogue import Locale
from bot.domain.commands import Reply
from bot.domain.events import SUBAKU, CommandAnswered, CommandRefused
from bot.domain.release import Release
from bot.errors import SlackUnavailable
from bot.i18n import Languages, Markup, answer, link, refusal
from bot.store import Place
from bot.thread import blocks, ways
from bot.thread.blocks import Message
from bot.thread.links import Links
from bot.thread.pace import Urgency
from bot.thread.talk import SaidNo, Talk

SECONDS = 10

log = structlog.get_logger()


class Replies(Protocol):
    """Where the answer to a command goes, for as long as that is known."""

    async def get(self, reply_id: str) -> Reply | None:
        """The way back, or None."""
        ...


class Answers:
    """Finds the way to one reader: `response_url`, else an ephemeral message, else a direct one."""

    def __init__(
        self,
        client: AsyncWebClient,
        talk: Talk,
        links: Links,
        replies: Replies,
        speak: Languages,
        locale_of: Callable[[str], Awaitable[Locale]],
    ) -> None:
        self._client, self._talk, self._links, self._replies = client, talk, links, replies
        self._speak, self._locale_of = speak, locale_of

    async def refused(self, event: CommandRefused, release: Release | None) -> None:
        """Why it can't be done, and the way on where there is one. The release, if any, says who could."""
        say = self._speak.to(await self._locale_of(event.actor))
        approvers = ", ".join(release.need.by) if release else ""
        text = refusal(say, event.code, {"approvers": approvers, **event.facts})
        ways_on = ways.on(event.code, event.facts, say)
        shown = [blocks.section("why", [text]), blocks.actions("on", ways_on)] if ways_on else []
        await self._give(event.reply, event.channel, event.actor, Message(text, shown))

    async def answered(self, event: CommandAnswered, url: str | None) -> None:
        """That it is done; `url`: where the rest of it is told."""
        say = self._speak.to(await self._locale_of(event.actor))
        told = answer(say, event.code, event.facts)
        text = f"{told} {link(url, say.plain('answer-link'))}" if url else told
        await self._give(event.reply, event.channel, event.actor, Message(text, []))

    async def requested(self, release: Release, place: Place) -> None:
        """The request stands, and where its story is told."""
        if release.requester == SUBAKU:
            return
        say = self._speak.to(await self._locale_of(release.requester))
        url = await self._links.to(place)
        text = say(
            _requested(release),
            service=release.subject,
            revision=release.revision.name,
            environment=release.environment,
            due=say.moment(release.due or release.requested_at),
            link=link(url, say("answer-link")) if url else Markup(f"<#{place.channel}>"),
        )
        await self._give(release.reply, "", release.requester, Message(text, []))

    async def unreachable(self, release: Release, channel: str) -> None:
        """The thread can't be told where it belongs."""
        if release.requester == SUBAKU:
            return
        say = self._speak.to(await self._locale_of(release.requester))
        text = refusal(say, "channel_unreachable", {"channel": channel})
        await self._give(release.reply, "", release.requester, Message(text, []))

    async def _give(self, reply_id: str | None, channel: str, user: str, message: Message) -> None:
        reply = await self._replies.get(reply_id) if reply_id else None
        channel = channel or (reply.channel if reply else "")
        if reply and reply.response_url and await self._respond(reply.response_url, message):
            return
        if channel and await self._tried("ephemeral", self._talk.whisper(channel, user, message)):
            return
        await self._tried("direct", self._talk.post(user, message, Urgency.PERSON))

    async def _respond(self, url: str, message: Message) -> bool:
        hook = AsyncWebhookClient(
            url, timeout=SECONDS, session=self._client.session, proxy=self._client.proxy, ssl=self._client.ssl
        )
        try:
            given = await hook.send(
                text=message.text, blocks=message.blocks or None, response_type="ephemeral", replace_original=False
            )
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError) as err:
            log.warning("answer_undelivered", way="response_url", error=str(err) or type(err).__name__)
            return False
        return given.status_code == 200

    async def _tried(self, way: str, telling: Awaitable[object]) -> bool:
        try:
            await telling
        except (SaidNo, SlackUnavailable) as err:
            log.warning("answer_undelivered", way=way, error=str(err))
            return False
        return True


def _requested(release: Release) -> str:
    if release.need.required:
        return "answer-requested-later" if release.due else "answer-requested"
    return "answer-requested-scheduled" if release.due else "answer-requested-queued"
