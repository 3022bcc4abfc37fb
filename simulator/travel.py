"""Trips with no hands: a service is released, released badly, and taken back, whatever way it is deployed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from simulator.client import Hands, Message, NeverCame, WorldRefused
from simulator.scenarios import HEALTHY
from simulator.systems import Trip

MINA, EUNHO, ALEX = "U0MINA", "U0EUNHO", "U0ALEX"
LIMIT = 90.0  # seconds that a release may take
GOOD, BACK = "🎉", "🛟"
BAD = (BACK, "🌧️")
ENDS = (GOOD, *BAD, "🙅", "💤", "🍃")
PRESSED = {"release.approve": EUNHO, "hold.continue": MINA}

Act = tuple[str, Callable[[], Awaitable[Message]]]


class EndedOtherwise(Exception):
    """A story did not end as it should; the message says what was missing."""


def acts(hands: Hands, trips: Sequence[Trip]) -> list[Act]:
    """What is played, in order."""
    return [act for trip in trips for act in _acts(Traveller(hands, trip))]


def _acts(traveller: Traveller) -> list[Act]:
    """A train that fails takes back what went before; to go back later is asked for service by service."""
    name = f"{traveller.trip.service} in {traveller.trip.environment}"
    if traveller.trip.train:
        return [(f"{name}: a train", traveller.healthy), (f"{name}: a train that fails", traveller.failing)]
    earlier = [(f"{name}: what stood there before", traveller.earlier)] if traveller.trip.earlier else []
    return [
        *earlier,
        (f"{name}: a healthy release", traveller.healthy),
        (f"{name}: a failing release", traveller.failing),
        (f"{name}: a rollback", traveller.rollback),
    ]


class Traveller:
    """Hands that take one service along its way. All raise EndedOtherwise."""

    def __init__(self, hands: Hands, trip: Trip) -> None:
        self._hands, self.trip = hands, trip

    async def earlier(self) -> Message:
        """Something to go back to."""
        return await self._told(partial(self._released, str(self.trip.earlier)), GOOD)

    async def healthy(self) -> Message:
        """Asked for, approved, let on at each hold."""
        return await self._told(partial(self._released, self.trip.good), GOOD)

    async def failing(self) -> Message:
        """The same with something that goes wrong on the way."""
        await self._stage(self.trip.scenario)
        try:
            return await self._told(partial(self._released, self.trip.bad), *BAD)
        finally:
            await self._stage(HEALTHY)

    async def rollback(self) -> Message:
        """Back to what stood there before."""
        return await self._told(self._taken_back, BACK)

    async def _told(self, act: Callable[[], Awaitable[Message]], *signs: str) -> Message:
        try:
            root = await act()
            thread = await self._escorted(root)
        except (NeverCame, WorldRefused, LookupError) as err:
            raise EndedOtherwise(str(err)) from err
        last = self._last(thread)
        if not last.startswith(signs):
            raise EndedOtherwise(f"it ended otherwise than with {' or '.join(signs)}: {last}")
        return thread

    def _last(self, thread: Message) -> str:
        """What was said last; of a train, what stands above all its carriages."""
        if self.trip.train:
            return (*thread.words.split("\n"), "")[1]
        return thread.replies[-1].words if thread.replies else ""

    async def _released(self, revision: str) -> Message:
        trip = self.trip
        return await self._begun(MINA, f"/platform-deploy {trip.service} {revision} {trip.environment}")

    async def _taken_back(self) -> Message:
        known = await self._roots()
        seen = {each.ts for each in await self._hands.whispers(self.trip.channel, ALEX)}
        await self._say(ALEX, f"/rollback {self.trip.service} {self.trip.environment}")

        async def look() -> Message | None:
            whispers = await self._hands.whispers(self.trip.channel, ALEX)
            return next((each for each in whispers if each.ts not in seen), None)

        preview = await self._hands.wait_for(look, "the preview of the rollback", LIMIT)
        await self._hands.click(ALEX, preview, "rollback.confirm")
        return await self._new_root(known)

    async def _begun(self, user: str, text: str) -> Message:
        known = await self._roots()
        await self._say(user, text)
        return await self._new_root(known)

    async def _say(self, user: str, text: str) -> None:
        answer = await self._hands.say(user, self.trip.channel, text)
        if not answer.ok:
            raise EndedOtherwise(f"{text} was not acknowledged: {answer.error}")

    async def _roots(self) -> set[str]:
        return {each.ts for each in await self._hands.messages(self.trip.channel)}

    async def _new_root(self, known: set[str]) -> Message:
        async def look() -> Message | None:
            roots = await self._hands.messages(self.trip.channel)
            return next((each for each in roots if each.ts not in known and each.about.get("name") == "root"), None)

        return await self._hands.wait_for(look, "a thread", LIMIT)

    async def _escorted(self, root: Message) -> Message:
        """The thread at its end; whatever asks for a person on the way is answered yes, once."""
        pressed: set[str] = set()

        async def look() -> Message | None:
            now = await self._hands.thread(root)
            for message in (now, *now.replies):
                for button in message.buttons:
                    name = f"{button.action_id} {button.value} {message.ts}"
                    if button.action_id in PRESSED and name not in pressed:
                        pressed.add(name)
                        await self._hands.click(PRESSED[button.action_id], message, button.action_id)
            return now if self._last(now).startswith(ENDS) else None

        return await self._hands.wait_for(look, "the end of the release", LIMIT)

    async def _stage(self, scenario: str) -> None:
        await self._hands.post("scenario", service=self.trip.staged, scenario=scenario)
