"""Offers: what could be released next of a service, shown in its channel. Pure.

There is one a service. What is newer takes its place; whoever asks for it, or ignores it, ends it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.catalogue import Catalogue
from bot.domain.commands import IgnoreOffer
from bot.domain.events import Event, OfferIgnored, OfferMade, OfferOvertaken, OfferReplaced, OfferTaken
from bot.domain.ids import release_id
from bot.domain.people import Person, is_deployer
from bot.domain.release import Release, Revision
from bot.domain.standing import is_same
from bot.errors import Refused


class State(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    TAKEN = "taken"  # somebody asked for the revision, here or elsewhere
    IGNORED = "ignored"
    OVERTAKEN = "overtaken"  # what stands there by now isn't older


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that is new: all of it is data."""

    sha: str
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that differs from what stands there; '' is "isn't there"."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class News:
    """What lies between what stands there and what is offered, as far as it is shown: the newest commits, a few files.

    `ahead` and `touched` count all of them.
    """

    commits: tuple[Commit, ...] = ()
    ahead: int = 0
    files: tuple[str, ...] = ()
    touched: int = 0
    changes: tuple[Change, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOffer:
    """A revision that could go to an environment. `live`: what stands there, by name.

    `since`: when its message was due, which stays when something newer takes its place. `after`: the release that had
    brought what stands there, or ''. One that is `automatic` is asked for at once, and not shown. `by`: who ended it.
    """

    service: str
    environment: str
    revision: Revision
    since: datetime
    found_at: datetime
    live: str = ""
    after: str = ""
    news: News = News()
    automatic: bool = False
    state: State = State.OPEN
    by: str = ""

    @property
    def id(self) -> str:
        """The name of its message."""
        return f"{self.service}-{int(self.since.timestamp() * 1000)}"

    @property
    def target(self) -> str:
        """`service/environment`."""
        return f"{self.service}/{self.environment}"

    @property
    def open(self) -> bool:
        """Whether somebody may still take it."""
        return self.state is State.OPEN

    @property
    def mark(self) -> str:
        """Tells its revision from another's: a button of an older one does nothing."""
        return hashlib.sha256(f"{self.target} {self.revision.pinned}".encode()).hexdigest()[:12]

    @property
    def release(self) -> str:
        """The id of the release that it leads to: however many take it at once, there is one."""
        return release_id(self.found_at, int(self.mark, 16))


Outcome = tuple[MadeOffer | None, tuple[Event, ...]]


def make(held: MadeOffer | None, found: MadeOffer) -> Outcome:
    """Offer what was found. It takes the place of an open one, and what was answered before isn't offered again."""
    if held and not is_news(held, found.revision, found.target, found.after):
        return held, ()
    at, target, revision = found.found_at, found.target, found.revision.pinned
    if held and held.open and held.target == target:
        before = held.revision.pinned
        event = OfferReplaced(release="", at=at, scope=target, offer=held.id, revision=revision, before=before)
        return replace(found, since=held.since), (event,)
    return found, (OfferMade(release="", at=at, scope=target, offer=found.id, revision=revision),)


def is_news(held: MadeOffer | None, revision: Revision, target: str, after: str) -> bool:
    """Whether this would be another offer than the one that is held."""
    if held is None or held.target != target or not is_same(held.revision, revision):
        return True
    return held.open and held.after != after


def take(held: MadeOffer | None, release: Release, now: datetime) -> Outcome:
    """Somebody asked for its revision, by whatever way."""
    if held is None or not held.open or held.target != release.target or not is_same(held.revision, release.revision):
        return held, ()
    event = OfferTaken(
        release="", at=now, actor=release.requester, scope=held.target, offer=held.id, revision=held.revision.pinned,
        taken=release.id,
    )  # fmt: skip
    return replace(held, state=State.TAKEN, by=release.requester), (event,)


def overtake(held: MadeOffer | None, now: datetime) -> Outcome:
    """What stands there by now isn't older than it."""
    if held is None or not held.open:
        return held, ()
    event = OfferOvertaken(release="", at=now, scope=held.target, offer=held.id, revision=held.revision.pinned)
    return replace(held, state=State.OVERTAKEN), (event,)


def ignore(held: MadeOffer | None, asked: IgnoreOffer, person: Person, catalogue: Catalogue, now: datetime) -> Outcome:
    """A deployer doesn't want it: the next one is for something newer. Raises `Refused`."""
    if not is_deployer(person, catalogue):
        raise Refused("not_deployer")
    found = meant(held, asked.offer)
    event = OfferIgnored(
        release="", at=now, actor=person.id, scope=found.target, offer=found.id, revision=found.revision.pinned
    )
    return replace(found, state=State.IGNORED, by=person.id), (event,)


def meant(held: MadeOffer | None, mark: str) -> MadeOffer:
    """The offer that somebody saw. Raises `Refused` where it was answered, or another has taken its place."""
    if held is None or not held.open or held.mark != mark:
        raise Refused("offer_gone")
    return held
