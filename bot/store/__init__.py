"""The only room that knows Redis: what is kept, and the scripts that change it."""

from __future__ import annotations

import asyncio

from bot.domain.approvers import Delegation, Preferences
from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.offer import MadeOffer
from bot.store.audit import Audit
from bot.store.client import Client
from bot.store.codec import warm
from bot.store.inbox import Inbox, Replies
from bot.store.keys import Keys
from bot.store.leases import Lease, Leases
from bot.store.records import Records
from bot.store.releases import Change, Releases
from bot.store.stream import Stream
from bot.store.surroundings import Surroundings
from bot.store.threads import Files, Place, Said, Threads

__all__ = ["Change", "Lease", "Place", "Said", "Store"]


class Store:
    """All that is kept of one workspace. `replica` names this process."""

    def __init__(self, url: str, team: str, replica: str) -> None:
        self._client = Client(url)
        keys = Keys(team)
        self.releases = Releases(self._client, keys)
        self.leases = Leases(self._client, keys)
        self.inbox = Inbox(self._client, keys, replica)
        self.replies = Replies(self._client, keys)
        self.stream = Stream(self._client, keys)
        self.audit = Audit(self._client, keys)
        self.threads = Threads(self._client, keys)
        self.locks = Records(self._client, keys, "locks", Lock, rules=True)
        self.freezes = Records(self._client, keys, "freezes", MadeFreeze, rules=True)
        self.delegations = Records(self._client, keys, "delegations", Delegation)
        self.preferences = Records(self._client, keys, "preferences", Preferences)
        self.offers = Records(self._client, keys, "offers", MadeOffer)
        self.surroundings = Surroundings(self._client, keys, self.releases, self.locks, self.freezes)
        self.files = Files(self._client, keys)

    async def ping(self) -> None:
        """Raises `StoreUnavailable` when Redis can't be reached."""
        await self._client.ping()

    async def warm(self) -> None:
        """Make ready what reads and writes, without holding up anybody for long."""
        for _ in warm():
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()
