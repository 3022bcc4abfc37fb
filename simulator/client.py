"""Hands and eyes in the simulated workspace, for programs: the `/world` API, typed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar
from unicodedata import category, east_asian_width

import aiohttp

Json = dict[str, Any]
T = TypeVar("T")

LIMIT = 60.0  # seconds; a machine that has much to do may take many times as long as another
LINE = 1024 * 1024  # bytes of one event


class WorldRefused(Exception):
    """The simulator would not do it; the message is its own sentence, `status` the HTTP one."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status


class NeverCame(Exception):
    """What was waited for did not come in time; the message says what, and after how many seconds."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button (or another element that can be clicked) of a message."""

    block_id: str
    action_id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a person sees it; a root has its replies."""

    channel: str
    ts: str
    sender: str
    text: str
    blocks: tuple[Json, ...]
    is_ephemeral: bool
    about: Mapping[str, str]
    replies: tuple[Message, ...] = ()

    @property
    def words(self) -> str:
        """All that stands in it, as plain text: its blocks, or its text where it has none."""
        return "\n".join(line for block in self.blocks for line in lines(block)) or self.text

    @property
    def buttons(self) -> list[Button]:
        """What can be pressed."""
        return [
            Button(block["block_id"], each["action_id"], _label(each), str(each.get("value", "")))
            for block in self.blocks
            for each in (*block.get("elements", ()), block.get("accessory", {}))
            if each.get("type") == "button"
        ]


@dataclass(frozen=True, slots=True)
class Answer:
    """How the app took it: `text` of its ack, `errors` by the field of a form, `error` when no ack came."""

    ok: bool
    ack_ms: float
    error: str
    text: str
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A CodeDeploy deployment as the simulated console shows it; `green` is its share of the traffic in percent."""

    id: str
    status: str
    creator: str
    image: str
    green: float
    event: str  # the lifecycle event that is under way, or nothing

    @property
    def live(self) -> bool:
        """Whether it still goes on."""
        return self.status not in ("Succeeded", "Failed", "Stopped")


class Hands:
    """`async with Hands(page) as hands`; what it waits for, it follows in `/world/events` instead of asking again."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._news = asyncio.Event()
        self._views: dict[str, Json] = {}

    async def __aenter__(self) -> Hands:
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        forever = aiohttp.ClientTimeout(total=None)
        self._stream = await self._http.get(f"{self._page}/world/events", timeout=forever, read_bufsize=LINE)
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._following.cancel()
        await asyncio.gather(self._following, return_exceptions=True)
        self._stream.close()
        await self._http.close()

    # --- hands ---

    async def say(self, user: str, channel: str, text: str) -> Answer:
        """Type something and press Enter. Raises WorldRefused."""
        return _answer(await self.post("say", user=user, channel=channel, text=text))

    async def click(self, user: str, message: Message, action_id: str, value: str | None = None) -> Answer:
        """Press a button, where it stands now; `value` forges another than it has. Raises WorldRefused, LookupError."""
        while True:
            try:
                return await self._press(user, message, action_id, value)
            except WorldRefused as refused:
                newer = await self._newer(user, message)
                if refused.status != 404 or newer is None:
                    raise
                message = newer  # it was redrawn under the finger

    async def _press(self, user: str, message: Message, action_id: str, value: str | None) -> Answer:
        button = next((each for each in message.buttons if each.action_id == action_id), None)
        if button is None:
            raise LookupError(f"no button {action_id} in: {message.words}")
        place = {"channel": message.channel, "ts": message.ts, "block_id": button.block_id, "action_id": action_id}
        return _answer(await self.post("click", user=user, **place, **({} if value is None else {"value": value})))

    async def _newer(self, user: str, message: Message) -> Message | None:
        """The message as it stands now, if that is another way."""
        roots = await self.messages(message.channel, user)
        everything = (each for root in roots for each in (root, *root.replies))
        return next((each for each in everything if each.ts == message.ts and each.blocks != message.blocks), None)

    async def choose(self, user: str, action_id: str, option: Json) -> Answer:
        """Choose an option of the form that is open. Raises WorldRefused, LookupError."""
        place = self._field(user, action_id)
        return _answer(await self.post("click", user=user, **place, selected_option=option))

    async def suggest(self, user: str, action_id: str, typed: str) -> list[Json]:
        """Type into a type-ahead field of the open form; returns its options. Raises WorldRefused, LookupError."""
        answer = await self.post("suggest", user=user, value=typed, **self._field(user, action_id))
        groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
        return [option for group in groups for option in group["options"]]

    async def submit(self, user: str, values: Mapping[str, Json]) -> Answer:
        """Send the open form off; `values` by action id. Raises WorldRefused, LookupError."""
        placed: Json = {}
        for action_id, value in values.items():
            placed.setdefault(self._field(user, action_id)["block_id"], {})[action_id] = value
        return _answer(await self.post("submit", user=user, view_id=self.view(user)["id"], values=placed))

    # --- eyes ---

    async def messages(self, channel: str, user: str = "") -> list[Message]:
        """The roots of a channel, oldest first; with a user also what only that user sees."""
        found = await self.get(f"channels/{channel}/messages?user={user}")
        return [_message(channel, each) for each in found["messages"]]

    async def thread(self, root: Message) -> Message:
        """A root as it stands now. Raises LookupError when it is gone."""
        for each in await self.messages(root.channel):
            if each.ts == root.ts:
                return each
        raise LookupError(f"no message {root.ts} in {root.channel}")

    async def whispers(self, channel: str, user: str) -> list[Message]:
        """What only this user sees, oldest first, threads included."""
        roots = await self.messages(channel, user)
        everything = [each for root in roots for each in (root, *root.replies)]
        return sorted((each for each in everything if each.is_ephemeral), key=lambda each: each.ts)

    def view(self, user: str) -> Json:
        """The form that this user has open. Raises LookupError."""
        if user not in self._views:
            raise LookupError(f"{user} has no form open")
        return self._views[user]

    def looks_at_form(self, user: str) -> bool:
        """Whether a form is open before this user."""
        return user in self._views

    async def deployments(self, service: str) -> list[Deployment]:
        """What the cloud runs and ran for a service, newest first."""
        services = (await self.get("aws"))["services"]
        return [_deployment(each) for found in services if found["name"] == service for each in found["deployments"]]

    async def wait_for(self, look: Callable[[], Awaitable[T | None]], what: str, limit: float = LIMIT) -> T:
        """The first result of `look` that counts as true; it looks now and after each event. Raises NeverCame."""
        try:
            async with asyncio.timeout(limit):
                while True:
                    news = self._news
                    if found := await look():
                        return found
                    if self._following.done():
                        raise NeverCame(f"{what}: the simulator's events have ended")
                    await news.wait()
        except TimeoutError:
            raise NeverCame(f"{what}: not within {limit:g} s") from None

    # --- anything else under /world ---

    async def get(self, path: str) -> Json:
        """GET /world/PATH. Raises WorldRefused."""
        async with self._http.get(self._at(path)) as response:
            return await _body(response)

    async def post(self, path: str, **body: object) -> Json:
        """POST /world/PATH. Raises WorldRefused."""
        async with self._http.post(self._at(path), json=body) as response:
            return await _body(response)

    def _at(self, path: str) -> str:
        return f"{self._page}/world/{path}".rstrip("/")

    def _field(self, user: str, action_id: str) -> Json:
        view = self.view(user)
        for block in view["blocks"]:
            for each in (*block.get("elements", ()), block.get("element", {}), block.get("accessory", {})):
                if each.get("action_id") == action_id:
                    return {"view_id": view["id"], "block_id": block["block_id"], "action_id": action_id}
        raise LookupError(f"no field {action_id} in the form of {user}")

    async def _follow(self) -> None:
        """Read server-sent events; whoever waits looks again after each."""
        event = ""
        try:
            with suppress(aiohttp.ClientError):
                async for line in self._stream.content:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name == "event":
                        event = value
                    elif name == "data":
                        self._see(event, json.loads(value))
                        self._ring()
        finally:
            self._ring()

    def _see(self, event: str, data: Json) -> None:
        if event == "view":
            self._views[data["user"]] = data["view"]
        elif event == "view_closed":
            self._views.pop(data["user"], None)

    def _ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def lines(block: Json) -> Iterator[str]:
    """A block as lines of plain text; buttons as [Label]."""
    match block["type"]:
        case "section":
            yield from block["text"]["text"].split("\n")
        case "context":
            yield " ".join(_label(each) for each in block["elements"])
        case "actions":
            yield "  ".join(f"[{_label(each)}]" for each in block["elements"])
        case "rich_text":
            yield from "".join(_spans(block)).split("\n")
        case "table":
            yield from _rows([[str(cell.get("text", "")) for cell in row] for row in block["rows"]])
    if (accessory := block.get("accessory", {})).get("type") == "button":
        yield f"[{_label(accessory)}]"


def _spans(node: Json) -> Iterator[str]:
    for each in node["elements"]:
        if "elements" in each:
            yield from _spans(each)
        else:
            yield f":{each['name']}:" if each["type"] == "emoji" else str(each.get("text", ""))


def _rows(rows: list[list[str]]) -> Iterator[str]:
    columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (most - width(cell)) for cell, most in zip(row, columns, strict=True))
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal it takes: those of Korean and Japanese are twice as wide."""
    return sum(2 if east_asian_width(sign) in "WF" else category(sign)[0] not in "MC" for sign in text)


def _label(element: Json) -> str:
    text = element.get("text") or element.get("alt_text") or ""
    return str(text["text"] if isinstance(text, dict) else text)


def _message(channel: str, given: Json) -> Message:
    return Message(
        channel,
        given["ts"],
        str(given.get("user", "")),
        str(given.get("text", "")),
        tuple(given.get("blocks") or ()),
        bool(given.get("is_ephemeral")),
        (given.get("metadata") or {}).get("event_payload") or {},
        tuple(_message(channel, each) for each in given.get("replies", ())),
    )


def _answer(given: Json) -> Answer:
    ack = given.get("ack")
    text = str(ack.get("text", "")) if isinstance(ack, dict) else str(ack or "")
    error, ack_ms = str(given.get("error", "")), float(given.get("ack_ms", 0))
    return Answer(bool(given["ok"]), ack_ms, error, text, given.get("errors") or {})


def _deployment(given: Json) -> Deployment:
    event = next((each["name"] for each in given["lifecycle"] if each["status"] == "InProgress"), "")
    green = float(given["traffic"]["green"])
    return Deployment(given["id"], given["status"], given["creator"], given["revision"]["image"], green, event)


async def _body(response: aiohttp.ClientResponse) -> Json:
    body: Json = await response.json()
    if response.status >= 400:
        raise WorldRefused(response.status, str(body.get("error")))
    return body
