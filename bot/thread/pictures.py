"""The pictures in Slack: uploaded in the background, once for all replicas, and never waited for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalogue import Locale
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.thread.blocks import Block, Look, Message, pictures
from bot.thread.pace import backoff
from bot.thread.talk import Patience, SaidNo
from images import Picture, State, Theme

AT_ONCE = 4
TRIES = 4
READY_LIMIT = 30.0  # seconds until an upload must show what kind of file it is
UPLOAD_LIMIT = 120.0  # Slack lets 20 uploads a minute be completed
FORBIDDEN = {"missing_scope", "not_allowed_token_type", "no_permission", "access_denied", "team_access_not_granted"}


class NotAllowed(Exception):
    """The app may not upload files: it goes without pictures."""


class NotReady(Exception):
    """Slack took the file, and doesn't show it in time."""


PASSING = (SlackUnavailable, SaidNo, NotReady, StoreUnavailable, aiohttp.ClientError, TimeoutError, OSError)

log = structlog.get_logger()


class Files(Protocol):
    """Where the ids of uploaded files are kept."""

    async def get(self, sha256: str) -> str | None:
        """The id of the file with these bytes."""
        ...

    async def keep(self, sha256: str, file_id: str) -> None:
        """Remember an upload."""
        ...

    async def forget(self, sha256: str) -> None:
        """Slack no longer takes the file."""
        ...


class Pictures:
    """Looks up the accessory of a state; `run` uploads what Slack doesn't have yet."""

    def __init__(self, files: Files, client: AsyncWebClient, theme: Theme | None) -> None:
        self._files, self._client, self._theme = files, client, theme
        self._patience = Patience()
        self._ids: dict[str, str] = {}  # sha256 → id of the Slack file
        self._refused: dict[str, int] = {}
        self._wanted: asyncio.Queue[Picture] = asyncio.Queue(maxsize=len(State) * 2)

    def look(self, locale: Locale) -> Look:
        """Finds the accessory of a state, with its words for those who can't see it."""

        def accessory(state: State) -> Block | None:
            picture = self._theme.picture(state) if self._theme else None
            file = self._ids.get(picture.sha256) if picture else None
            if picture is None or file is None:
                return None
            return {"type": "image", "slack_file": {"id": file}, "alt_text": picture.alt[locale]}

        return accessory

    def distrust(self, message: Message) -> None:
        """Slack refused a message with these pictures: each is uploaded once more, and then never again."""
        shown = pictures(message)
        for picture in self._all():
            if self._ids.get(picture.sha256) not in shown:
                continue
            del self._ids[picture.sha256]
            self._refused[picture.sha256] = self._refused.get(picture.sha256, 0) + 1
            if self._refused[picture.sha256] == 1:
                self._wanted.put_nowait(picture)
            log.warning("picture_refused", picture=picture.path.name, again=self._refused[picture.sha256] == 1)

    async def run(self) -> None:
        """Upload what is missing, then what Slack refused; until cancelled."""
        try:
            room = asyncio.Semaphore(AT_ONCE)
            async with asyncio.TaskGroup() as group:
                for picture in self._all():
                    group.create_task(self._bring(picture, room))
            while True:
                picture = await self._wanted.get()
                await self._forget(picture)
                await self._bring(picture, room)
        except* NotAllowed as errors:
            log.warning("no_pictures", why=str(errors.exceptions[0]), remedy="give the app files:write and files:read")

    async def _bring(self, picture: Picture, room: asyncio.Semaphore) -> None:
        async with room:
            for attempt in range(1, TRIES + 1):
                try:
                    self._ids[picture.sha256] = await self._uploaded(picture)
                except PASSING as err:
                    log.info("picture_waits", picture=picture.path.name, error=str(err), attempt=attempt)
                    await asyncio.sleep(backoff(attempt))
                else:
                    return

    async def _uploaded(self, picture: Picture) -> str:
        known = await self._files.get(picture.sha256)
        if known is None:
            async with asyncio.timeout(UPLOAD_LIMIT):
                known = await self._upload(picture)
            await self._files.keep(picture.sha256, known)
        return known

    async def _upload(self, picture: Picture) -> str:
        data = await asyncio.to_thread(Path(picture.path).read_bytes)
        name, alt = picture.path.name, picture.alt["en"]
        try:
            place = await self._patience.ask(
                "place",
                lambda: self._client.files_getUploadURLExternal(filename=name, length=len(data), alt_txt=alt),
            )
            file = str(place["file_id"])
            await self._send(str(place["upload_url"]), data)
            await self._patience.ask(
                "complete", lambda: self._client.files_completeUploadExternal(files=[{"id": file, "title": name}])
            )
            await self._shown(file)
        except SaidNo as err:
            if err.code in FORBIDDEN:
                raise NotAllowed(err.code) from err
            raise
        return file

    async def _send(self, url: str, data: bytes) -> None:
        session = self._client.session or aiohttp.ClientSession()
        try:
            async with session.post(url, data=data, proxy=self._client.proxy) as answer:
                answer.raise_for_status()
        finally:
            if session is not self._client.session:
                await session.close()

    async def _shown(self, file: str) -> None:
        """A file of a moment ago is invalid in a message until its kind is known."""
        loop = asyncio.get_running_loop()
        until, attempt = loop.time() + READY_LIMIT, 0
        while loop.time() < until:
            answer = await self._patience.ask("info", lambda: self._client.files_info(file=file))
            described = answer.get("file") or {}
            if described.get("mimetype"):
                return
            attempt += 1
            await asyncio.sleep(backoff(attempt, longest=3.0))
        raise NotReady(file)

    async def _forget(self, picture: Picture) -> None:
        try:
            await self._files.forget(picture.sha256)
        except StoreUnavailable as err:
            log.info("picture_not_forgotten", picture=picture.path.name, error=str(err))

    def _all(self) -> list[Picture]:
        found = [self._theme.picture(state) for state in State] if self._theme else []
        return list({picture.sha256: picture for picture in found if picture}.values())
