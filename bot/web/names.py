"""What people are called: asked for in the background, so that nothing shown waits for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable

from bot.errors import SubakuError

Ask = Callable[[str], Awaitable[str | None]]

KNOWN = 5_000
ASKED_FOR = 500


async def nobody_knows(_: str) -> None:
    """Where there is nobody to ask: ids stay ids."""


class Names:
    """`ask` answers the name of an id, or None when it can't tell; then it is asked again at the next mention."""

    def __init__(self, ask: Ask = nobody_knows) -> None:
        self._ask = ask
        self._known: OrderedDict[str, str] = OrderedDict()
        self._wanted: OrderedDict[str, None] = OrderedDict()
        self._more = asyncio.Event()

    def of(self, ids: Iterable[str]) -> dict[str, str]:
        """The names that are known by now; the others are asked for."""
        wanted = dict.fromkeys(ids)
        for unknown in wanted.keys() - self._known.keys():
            if len(self._wanted) < ASKED_FOR:
                self._wanted[unknown] = None
                self._more.set()
        return {one: self._known[one] for one in wanted if one in self._known}

    async def learn(self) -> dict[str, str]:
        """The next name that somebody wants to know."""
        while True:
            while not self._wanted:
                self._more.clear()
                await self._more.wait()
            person, _ = self._wanted.popitem(last=False)
            if name := await self._name(person):
                self._known[person] = name
                if len(self._known) > KNOWN:
                    self._known.popitem(last=False)
                return {person: name}

    async def _name(self, person: str) -> str | None:
        try:
            name = await self._ask(person)
        except SubakuError:
            return None
        return " ".join(name.split())[:80] if name else None
