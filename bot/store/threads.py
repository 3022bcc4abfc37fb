"""What was said of each release, and where: an intent before, the place after."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.client import Client, reaching
from bot.store.keys import Keys

RETENTION = 90 * 24 * 3600  # seconds that it is remembered where something was said
ROOT = "root"


@dataclass(frozen=True, slots=True)
class Place:
    """A message in Slack; `thread` is the root of the thread that it stands in, if it isn't one itself."""

    channel: str
    ts: str
    thread: str = ""

    @property
    def inside(self) -> Place:
        """Where replies to it go."""
        return Place(self.channel, self.thread) if self.thread else self


@dataclass(frozen=True, slots=True)
class Said:
    """Whether something was said: its `ts`, or that it was begun and never finished."""

    ts: str | None = None
    interrupted: bool = False


class Threads:
    """The memory of the renderer."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    async def place(self, release_id: str) -> Place | None:
        """The root message of a release, once it stands."""
        async with reaching():
            said = await self._client.redis.hget(self._keys.thread(release_id), ROOT)
        return _place(said) if said else None

    async def begin(self, release_id: str, name: str) -> Said:
        """Keep the intent to say `name`, unless it was said before."""
        answer = await self._client.run("say", [self._keys.thread(release_id)], [name, RETENTION])
        if answer[0] == b"said":
            return Said(ts=_place(answer[1]).ts)
        return Said(interrupted=answer[0] == b"interrupted")

    async def finish(self, release_id: str, name: str, channel: str, ts: str, thread: str = "") -> None:
        """It stands in Slack."""
        place = ":".join(filter(None, (channel, ts, thread)))
        await self._client.run("said", [self._keys.thread(release_id)], [name, place, RETENTION])


class Files:
    """Pictures that Slack holds already."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys

    async def get(self, sha256: str) -> str | None:
        """The id of the Slack file with these bytes."""
        async with reaching():
            found = await self._client.redis.hget(self._keys.files, sha256)
        return found.decode() if found else None

    async def keep(self, sha256: str, file_id: str) -> None:
        """Remember an upload."""
        async with reaching():
            await self._client.redis.hset(self._keys.files, sha256, file_id)

    async def forget(self, sha256: str) -> None:
        """Slack no longer accepts the file."""
        async with reaching():
            await self._client.redis.hdel(self._keys.files, sha256)


def _place(said: bytes) -> Place:
    return Place(*said.decode().split(":"))
