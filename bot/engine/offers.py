"""Offers that people answer, and those that answer themselves: taking one asks for a release like any other."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import offer
from bot.domain.commands import IgnoreOffer, TakeOffer
from bot.domain.events import SUBAKU
from bot.domain.lifecycle import Wish
from bot.domain.offer import MadeOffer
from bot.domain.people import Person
from bot.domain.release import Release
from bot.engine.clerk import Handlers
from bot.engine.requests import Requests


class Offers(Requests):
    """Carries out the commands about offers."""

    @property
    def handles(self) -> Handlers:
        """The buttons of an offer."""
        return {TakeOffer: self._take, IgnoreOffer: self._ignore}

    async def take_itself(self, made: MadeOffer) -> None:
        """Ask for it in Subaku's own name; approvals, windows and locks hold for it too. Raises `Refused`."""
        channel = self._world.catalogue().environments[made.environment].channel
        command = TakeOffer(
            id=made.release, by=SUBAKU, at=self._world.now(), channel=channel, service=made.service, offer=made.mark
        )
        await self.ask("", command, made.service, made.environment, made.revision, Wish())

    async def asked_for(self, release: Release) -> None:
        """A release was asked for, by whatever way: if it is what was offered, that is answered."""
        now = self._world.now()
        await self._world.store.offers.amend(release.service, lambda held: offer.take(held, release, now))

    async def _take(self, entry: str, command: TakeOffer, person: Person) -> None:
        """`asked_for` ends the offer. Until then a second click finds the release of the first by its id."""
        self._require_deployer(person)
        made = offer.meant(await self._world.store.offers.get(command.service), command.offer)
        asked = replace(command, id=made.release)
        await self.ask(entry, asked, made.service, made.environment, made.revision, Wish())

    async def _ignore(self, entry: str, command: IgnoreOffer, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()

        def decide(held: MadeOffer | None) -> offer.Outcome:
            return offer.ignore(held, command, person, catalogue, now)

        await self._world.store.offers.amend(command.service, decide, entry)
