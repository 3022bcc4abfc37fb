"""Socket Mode connections of our own: several at once, each replaced before it goes.

slack-sdk's client closes the old connection before it opens the next, retries a refused (single-use) address for
ever, queues without a bound, and hides the envelope's id. So this speaks the protocol itself, on one shared session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import aiohttp
import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.envelope import Envelope, MalformedEnvelope, read
from handlers.pace import Pace, backoff
from handlers.slack import UNREACHABLE, reason, retry_after

log = structlog.get_logger(__name__)

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]

ACK_SECONDS = 2.5  # Slack gives up on an ack after three
HELLO_SECONDS = 10.0
SETTLED_SECONDS = 5.0  # a connection that goes sooner counts as a failed try
LINGER_SECONDS = 30.0  # how long a connection that Slack announced the end of is still read
GHOST_SECONDS = 600.0  # a suspected ghost is replaced this often at most


class Link:
    """One open websocket. `leaving` is set when it has ended, or when Slack announced that it will."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.since = monotonic()
        self.greeted = asyncio.Event()
        self.leaving = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether Slack has said hello and the connection stands."""
        return self.greeted.is_set() and not self.socket.closed

    async def send(self, frame: str) -> bool:
        """Send within the time that Slack gives; False when the connection was gone."""
        try:
            async with asyncio.timeout(ACK_SECONDS):
                await self.socket.send_str(frame)
        except UNREACHABLE:
            return False
        return True


class Sockets:
    """`count` Socket Mode connections that answer each envelope with what `dispatch` returns.

    `client` must hold an open `aiohttp.ClientSession`, which is shared and not closed here.
    `ping_interval` in seconds: a connection that stays silent for one and a half of them is replaced.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        client: AsyncWebClient,
        app_token: str,
        *,
        count: int = 2,
        ping_interval: float = 3.0,
        in_flight: int = 500,
        pace: Pace | None = None,
    ) -> None:
        self._dispatch = dispatch
        self._client = client
        self._app_token = app_token
        self._count = count
        self._ping_interval = ping_interval
        self._room = asyncio.Semaphore(in_flight)
        self._pace = pace or Pace(burst=5 * count)
        self._links: set[Link] = set()
        self._keepers: set[asyncio.Task[None]] = set()
        self._readers: set[asyncio.Task[None]] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._ghost_seen = -GHOST_SECONDS
        self._first = asyncio.Event()
        self._closing = False

    def start(self) -> None:
        """Begin to connect, and stay connected until `close`."""
        for number in range(self._count):
            _spawn(self._keepers, self._keep(), f"socket-{number}")

    def connected(self) -> int:
        """How many connections stand at this moment."""
        return sum(link.open for link in self._links)

    async def ready(self) -> None:
        """Return when the first connection stands."""
        await self._first.wait()

    async def close(self, grace: float = 3.0) -> None:
        """Take nothing new, answer what is in flight (for `grace` seconds at most), and go."""
        self._closing = True
        await _end(self._keepers)
        await _end(self._readers)
        if self._answers:
            await asyncio.wait(self._answers, timeout=grace)
        await _end(self._answers)
        await asyncio.gather(*(link.socket.close() for link in self._links), return_exceptions=True)
        self._links.clear()

    async def _keep(self) -> None:
        """One place among the sockets: whenever its link is about to go, the next one is opened first."""
        attempt = 0
        while True:
            link = await self._try_safely()
            if link:
                await link.leaving.wait()
            attempt = 0 if link and monotonic() - link.since > SETTLED_SECONDS else attempt + 1
            if attempt:
                await asyncio.sleep(backoff(attempt))

    async def _try_safely(self) -> Link | None:
        try:
            return await self._try()
        except Exception:  # nothing that Slack answers may end a place for good
            log.exception("socket_attempt_failed")
            return None

    async def _try(self) -> Link | None:
        """A link that Slack has greeted, or None. Each try asks for a new address: a ticket is good for one."""
        address = await self._ticket()
        if address is None:
            return None
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                link = Link(await self._dial(address))
        except UNREACHABLE as error:
            log.warning("socket_refused", error=reason(error), status=getattr(error, "status", None))
            return None
        self._links.add(link)
        _spawn(self._readers, self._read(link), "socket-reader")
        return link if await self._greeted(link) else None

    async def _dial(self, address: str) -> aiohttp.ClientWebSocketResponse:
        session = self._client.session
        if session is None:
            raise ValueError("the Slack client needs a shared aiohttp.ClientSession")
        return await session.ws_connect(
            address,
            heartbeat=self._ping_interval,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            proxy=self._client.proxy,
            ssl=self._client.ssl or True,
        )

    async def _ticket(self) -> str | None:
        await self._pace.permit()
        try:
            answer = await self._client.apps_connections_open(app_token=self._app_token)
        except SlackApiError as error:
            self._pace.hold_off(retry_after(error))
            log.warning("socket_ticket_refused", error=reason(error), retry_after=retry_after(error))
            return None
        except UNREACHABLE as error:
            self._pace.give_back()
            log.warning("slack_unreachable", error=reason(error))
            return None
        return str(answer["url"])

    async def _greeted(self, link: Link) -> bool:
        leaving = asyncio.ensure_future(link.leaving.wait())
        greeted = asyncio.ensure_future(link.greeted.wait())
        try:
            await asyncio.wait({leaving, greeted}, timeout=HELLO_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            greeted.cancel()
        if link.greeted.is_set():
            return True
        log.warning("socket_without_hello")
        await link.socket.close()
        return False

    async def _read(self, link: Link) -> None:
        try:
            async for message in link.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._receive(link, message.data)
        finally:
            link.leaving.set()
            if not self._closing:  # `close` still answers over it
                self._links.discard(link)
                await link.socket.close()
                log.info("socket_ended", code=link.socket.close_code, connected=self.connected())

    async def _receive(self, link: Link, frame: str) -> None:
        try:
            envelope = read(frame)
        except MalformedEnvelope as error:
            log.warning("envelope_malformed", error=str(error)[:200], size=len(frame))
            return
        if envelope.id is not None:
            await self._room.acquire()
            _spawn(self._answers, self._answer(link, envelope), "envelope")
        elif envelope.type == "hello":
            self._greet(link, envelope)
        elif envelope.type == "disconnect":
            self._leave(link, str(envelope.body.get("reason", "")))

    async def _answer(self, link: Link, envelope: Envelope) -> None:
        try:
            response = await self._dispatch(envelope.request())
            if response.status != 200:
                log.error("envelope_unanswered", type=envelope.type, status=response.status)
            if not await link.send(envelope.answer(response)):
                log.warning("ack_lost", envelope_id=envelope.id, type=envelope.type)
        finally:
            self._room.release()

    def _greet(self, link: Link, hello: Envelope) -> None:
        link.greeted.set()
        self._first.set()
        counted = hello.body.get("num_connections")
        log.info("socket_connected", connected=self.connected(), counted_by_slack=counted)
        if isinstance(counted, int):
            self._reconcile(link, counted)

    def _reconcile(self, newest: Link, counted: int) -> None:
        """Slack counts fewer connections than stand here: the oldest is a ghost that loses clicks, so replace it."""
        standing = [link for link in self._links if link.open and not link.leaving.is_set()]
        if counted >= len(standing) or monotonic() - self._ghost_seen < GHOST_SECONDS:
            return
        self._ghost_seen = monotonic()
        ghost = min(standing, key=lambda link: link.since)
        if ghost is not newest:
            self._leave(ghost, "ghost")

    def _leave(self, link: Link, reason: str) -> None:
        log.info("socket_leaving", reason=reason)
        link.leaving.set()
        linger = 0.0 if reason == "too_many_websockets" else LINGER_SECONDS
        _spawn(self._readers, _close_later(link, linger), "socket-closer")


async def _close_later(link: Link, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await link.socket.close()


def _spawn(tasks: set[asyncio.Task[None]], work: Awaitable[None], name: str) -> None:
    task: asyncio.Task[None] = asyncio.ensure_future(work)
    task.set_name(name)
    tasks.add(task)
    task.add_done_callback(lambda done: _finished(tasks, done))


def _finished(tasks: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
    tasks.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.error("socket_task_failed", task=task.get_name(), exc_info=error)


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
