"""A question that somebody asked, and what every answer to one needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.domain.asks import Look
from bot.domain.catalogue import Catalogue
from bot.domain.people import Person
from bot.domain.release import Release
from bot.domain.scope import Scope
from bot.errors import StoreUnavailable
from bot.i18n import Markup, Voice, link, mention, where
from handlers.blocks import Block
from handlers.front import Call, Front
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: `text` for notifications, and for all where there are no blocks."""

    text: str
    blocks: list[Block] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, in the reader's language. `person`: who asks, which decides about the buttons alone."""

    front: Front
    call: Call
    look: Look
    say: Voice
    person: Person

    @property
    def catalogue(self) -> Catalogue:
        """As it is now."""
        return self.front.catalogue()

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's."""
        return ZoneInfo(self.catalogue.workspace.timezone)

    @property
    def scope(self) -> Scope:
        """What was asked about."""
        return self.look.scope

    def about(self, release: Release) -> bool:
        """Whether a release was asked about."""
        if self.look.release:
            return release.id == self.look.release
        return self.scope.covers(Scope(release.service, release.environment))

    def concerns(self, scope: Scope) -> bool:
        """Whether what lies on a scope lies on anything that was asked about."""
        if self.scope.covers(scope):
            return True
        return any(scope.covers(Scope.of(target)) for target in self.front.queries.targets(self.scope))

    async def open(self) -> list[Release]:
        """The releases under way that were asked about. Raises `StoreUnavailable`."""
        return [release for release in await self.front.queries.open() if self.about(release)]

    async def named(self, release: Release) -> Markup:
        """A release in a few words, with the way to its thread."""
        thread = await self.thread(release)
        facts = {"service": release.service, "revision": release.revision.name, "environment": release.environment}
        return Markup(" · ".join(filter(None, (self.say("release-named", **facts), thread))))

    async def thread(self, release: Release) -> Markup:
        """A link to a release's thread; nothing when Slack or Redis don't answer."""
        try:
            place = await self.front.queries.place(release.id)
            if place is None:
                return Markup()
            answer = await self.front.client.chat_getPermalink(channel=place.channel, message_ts=place.ts)
        except (*UNREACHABLE, StoreUnavailable) as error:
            log.info("thread_not_linked", release=release.id, error=reason(error))
            return Markup()
        return link(str(answer["permalink"]), self.say.plain("status-thread"))

    def moment(self, at: datetime) -> Markup:
        """A day and time that Slack shows in the reader's own zone, and in the workspace's where it can't."""
        return self.say.moment(at)

    def until(self, at: datetime | None) -> Markup | str:
        """The same, for a message that has words for `none`."""
        return self.moment(at) if at else "none"

    def where(self, scope: Scope) -> Markup:
        """A scope in words."""
        return where(self.say, scope)


def typed(scope: Scope) -> str:
    """A scope as one types it."""
    return " ".join(filter(None, (scope.service, scope.environment))) or "everything"


def people(ids: Iterable[str]) -> Markup:
    """Users and groups, each once."""
    return Markup(" ".join(mention(one) for one in dict.fromkeys(ids)))
