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
from bot.domain.events import CommandRefused
from bot.domain.release import Release, Status
from bot.errors import SlackUnavailable
from bot.i18n import Languages, Markup, link, refusal
from bot.store import Place
from bot.thread.blocks import Message
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
        replies: Replies,
        speak: Languages,
        locale_of: Callable[[str], Awaitable[Locale]],
    ) -> None:
        self._client, self._talk, self._replies = client, talk, replies
        self._speak, self._locale_of = speak, locale_of

    async def refused(self, event: CommandRefused, release: Release | None) -> None:
        """Why it can't be done. The release, where there is one, says who could."""
        say = self._speak.to(await self._locale_of(event.actor))
        approvers = ", ".join(release.need.by) if release else ""
        text = refusal(say, event.code, {"approvers": approvers, **event.facts})
        await self._give(event.reply, event.channel, event.actor, text)

    async def requested(self, release: Release, place: Place) -> None:
        """The request stands, and where its story is told."""
        say = self._speak.to(await self._locale_of(release.requester))
        url = await self._talk.link(place.channel, place.ts)
        text = say(
            "answer-requested" if release.status is Status.REQUESTED else "answer-requested-queued",
            service=release.service,
            revision=release.revision.name,
            environment=release.environment,
            link=link(url, say("answer-link")) if url else Markup(f"<#{place.channel}>"),
        )
        await self._give(release.reply, "", release.requester, text)

    async def unreachable(self, release: Release, channel: str) -> None:
        """The thread can't be told where it belongs."""
        say = self._speak.to(await self._locale_of(release.requester))
        await self._give(
            release.reply, "", release.requester, refusal(say, "channel_unreachable", {"channel": channel})
        )

    async def _give(self, reply_id: str | None, channel: str, user: str, text: str) -> None:
        reply = await self._replies.get(reply_id) if reply_id else None
        channel = channel or (reply.channel if reply else "")
        if reply and reply.response_url and await self._respond(reply.response_url, text):
            return
        if channel and await self._tried("ephemeral", self._talk.whisper(channel, user, text)):
            return
        await self._tried("direct", self._talk.post(user, Message(text, []), Urgency.PERSON))

    async def _respond(self, url: str, text: str) -> bool:
        hook = AsyncWebhookClient(
            url, timeout=SECONDS, session=self._client.session, proxy=self._client.proxy, ssl=self._client.ssl
        )
        try:
            answer = await hook.send(text=text, response_type="ephemeral", replace_original=False)
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError) as err:
            log.warning("answer_undelivered", way="response_url", error=str(err) or type(err).__name__)
            return False
        return answer.status_code == 200

    async def _tried(self, way: str, telling: Awaitable[object]) -> bool:
        try:
            await telling
        except (SaidNo, SlackUnavailable) as err:
            log.warning("answer_undelivered", way=way, error=str(err))
            return False
        return True
