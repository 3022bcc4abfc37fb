"""Answers that only the asker sees: by `response_url` while it lasts, else as an ephemeral or direct message."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain.commands import Reply
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)

SECONDS = 10
Blocks = list[dict[str, Any]]


class Answers:
    """Finds the way to one reader."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def give(self, reply: Reply, text: str, blocks: Blocks | None = None) -> bool:
        """Tell one person; False when no way was left."""
        ways = (self._respond, self._whisper, self._direct)
        for way in ways:
            try:
                if await way(reply, text, blocks):
                    return True
            except UNREACHABLE as error:
                log.warning("answer_undelivered", way=way.__name__, error=reason(error))
        return False

    async def replace(self, reply: Reply, text: str) -> bool:
        """Put a text in the place of the message that was clicked in; False where that can't be reached."""
        if not reply.response_url:
            return False
        try:
            answer = await self._hook(reply.response_url).send(text=text, replace_original=True)
        except UNREACHABLE as error:
            log.warning("message_not_replaced", error=reason(error))
            return False
        return answer.status_code == 200

    async def _respond(self, reply: Reply, text: str, blocks: Blocks | None) -> bool:
        if not reply.response_url:
            return False
        hook = self._hook(reply.response_url)
        answer = await hook.send(text=text, blocks=blocks, response_type="ephemeral", replace_original=False)
        return answer.status_code == 200

    def _hook(self, url: str) -> AsyncWebhookClient:
        client = self._client
        return AsyncWebhookClient(url, timeout=SECONDS, session=client.session, proxy=client.proxy, ssl=client.ssl)

    async def _whisper(self, reply: Reply, text: str, blocks: Blocks | None) -> bool:
        if not reply.channel:
            return False
        await self._client.chat_postEphemeral(channel=reply.channel, user=reply.user, text=text, blocks=blocks)
        return True

    async def _direct(self, reply: Reply, text: str, blocks: Blocks | None) -> bool:
        await self._client.chat_postMessage(channel=reply.user, text=text, blocks=blocks)
        return True
