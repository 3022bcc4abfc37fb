"""Slack's Web API as a thread uses it: paced, with a time limit, and with failures named after what they mean."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackUnavailable, SubakuError
from bot.thread.blocks import Message
from bot.thread.pace import POSTS_AT_ONCE, Bucket, Line, Pace, Urgency

SECONDS = 10
LINES = 500  # channels whose pace is remembered
PAGES = 5  # of 200 messages, when something that may have been said is looked for
EVENT = "subaku_said"
PASSING = {
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "unknown_error",
    "invalid_auth", "token_expired", "token_revoked", "account_inactive", "not_authed", "ekm_access_denied",
}  # fmt: skip
"""What ends by itself, or when somebody mends the app: it is tried again, nothing is dropped."""


class SaidNo(SubakuError):
    """Slack will not do it. `code` is Slack's own word; `details` say what is wrong with the blocks."""

    def __init__(self, code: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code} {' '.join(details)}".strip())
        self.code, self.details = code, details


class SlowDown(SlackUnavailable):
    """Asked too fast: nothing was done; wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked too fast, wait {seconds:g} s")
        self.seconds = seconds


class Patience:
    """Waits as long as Slack says, and with one caller all who make the same kind of call."""

    def __init__(self) -> None:
        self._closed: dict[str, float] = {}

    async def ask(self, kind: str, call: Callable[[], Awaitable[Any]]) -> Any:
        """Slack's answer, however often it says to come back later. Raises `SaidNo`, `SlackUnavailable`."""
        clock = asyncio.get_running_loop().time
        while True:
            if (wait := self._closed.get(kind, 0.0) - clock()) > 0:
                await asyncio.sleep(wait)
                continue
            try:
                return await asked(call())
            except SlowDown as err:
                self._closed[kind] = clock() + err.seconds


class Talk:
    """Posts, edits and looks for what was posted."""

    def __init__(self, client: AsyncWebClient, pace: Pace | None = None) -> None:
        # What may have been posted is looked for before it is posted again, so nothing is retried underneath.
        self._client = AsyncWebClient(
            token=client.token, base_url=client.base_url, session=client.session, proxy=client.proxy, ssl=client.ssl,
            timeout=SECONDS, retry_handlers=[],
        )  # fmt: skip
        self.pace = pace or Pace()
        self._patience = Patience()
        self._lines: OrderedDict[str, Line] = OrderedDict()

    async def post(
        self,
        channel: str,
        message: Message,
        urgency: Urgency,
        thread: str | None = None,
        about: dict[str, str] | None = None,
    ) -> str:
        """Say something; returns its `ts`. Raises `SaidNo`; `SlackUnavailable` when it may have been said."""
        metadata = {"event_type": EVENT, "event_payload": about} if about else None
        while True:
            line = self._line(channel)
            await line.turn(urgency)
            try:
                answer = await asked(
                    self._client.chat_postMessage(
                        channel=channel, thread_ts=thread, text=message.text, blocks=message.blocks or None,
                        metadata=metadata, unfurl_links=False, unfurl_media=False,
                    )
                )  # fmt: skip
            except SlowDown as err:
                line.hold_off(err.seconds)
                continue
            return str(answer["ts"])

    async def edit(self, channel: str, ts: str, message: Message) -> None:
        """Redraw a message. Raises `SaidNo`, `SlowDown`, `SlackUnavailable`."""
        await asked(self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks or None))

    async def find(self, channel: str, thread: str | None, since: datetime, about: dict[str, str]) -> str | None:
        """The `ts` of what was said about this, or None, also when it may not be read. Raises `SlackUnavailable`."""
        try:
            async for message in self._messages(channel, thread, since):
                metadata = message.get("metadata") or {}
                if metadata.get("event_type") == EVENT and metadata.get("event_payload") == about:
                    return str(message["ts"])
        except SaidNo:
            return None
        return None

    async def join(self, channel: str) -> bool:
        """Go into a public channel; False when that can't be."""
        try:
            await self._patience.ask("join", lambda: self._client.conversations_join(channel=channel))
        except (SaidNo, SlackUnavailable):
            return False
        return True

    async def link(self, channel: str, ts: str) -> str | None:
        """The address of a message, or None when Slack won't say."""
        try:
            answer = await self._patience.ask(
                "link", lambda: self._client.chat_getPermalink(channel=channel, message_ts=ts)
            )
        except (SaidNo, SlackUnavailable):
            return None
        return str(answer["permalink"])

    async def direct(self, user: str) -> str:
        """The channel of the direct messages with somebody. Raises `SaidNo`, `SlackUnavailable`."""
        answer = await self._patience.ask("direct", lambda: self._client.conversations_open(users=user))
        return str(answer["channel"]["id"])

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        """Tell one person in a channel. Raises `SaidNo`, `SlackUnavailable`."""
        said: dict[str, Any] = {"text": message.text, "blocks": message.blocks or None}
        await self._patience.ask("whisper", lambda: self._client.chat_postEphemeral(channel=channel, user=user, **said))

    async def _messages(self, channel: str, thread: str | None, since: datetime) -> AsyncIterator[dict[str, Any]]:
        cursor = ""
        for _ in range(PAGES):
            answer = await self._page(channel, thread, since, cursor)
            for message in answer.get("messages") or []:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _page(self, channel: str, thread: str | None, since: datetime, cursor: str) -> Any:
        page: dict[str, Any] = {"channel": channel, "limit": 200, "include_all_metadata": True, "cursor": cursor}
        if thread:
            return await self._patience.ask("thread", lambda: self._client.conversations_replies(ts=thread, **page))
        oldest = f"{since.timestamp():.6f}"
        return await self._patience.ask("channel", lambda: self._client.conversations_history(oldest=oldest, **page))

    def _line(self, channel: str) -> Line:
        line = self._lines.pop(channel, None) or Line(Bucket(self.pace.posts, POSTS_AT_ONCE))
        self._lines[channel] = line
        if len(self._lines) > LINES and next(iter(self._lines.values())).empty:
            self._lines.popitem(last=False)
        return line


async def asked(call: Awaitable[Any]) -> Any:
    """Slack's answer. Raises `SaidNo`, `SlowDown`, `SlackUnavailable`."""
    try:
        return await call
    except SlackApiError as err:
        raise _named(err) from err
    except (aiohttp.ClientError, OSError, TimeoutError) as err:
        raise SlackUnavailable(f"Slack can't be reached: {err or type(err).__name__}") from err


def _named(err: SlackApiError) -> SubakuError:
    answer: Any = err.response
    status = getattr(answer, "status_code", None) or 200
    data = answer if isinstance(answer, dict) else answer.data
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if code in ("ratelimited", "rate_limited") or status == 429:
        return SlowDown(float(answer.headers.get("Retry-After") or 1))
    if not code or status >= 500 or code in PASSING:
        return SlackUnavailable(f"Slack failed: {code or status}")
    details = (data.get("response_metadata") or {}).get("messages") or data.get("errors") or ()
    return SaidNo(code, tuple(str(one) for one in details))
