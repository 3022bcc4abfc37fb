"""Offers: one message a service in its channel, redrawn when something newer comes or somebody answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.domain import events as happened
from bot.domain.events import Event
from bot.domain.offer import Change, Commit, MadeOffer, News
from bot.domain.scope import Scope
from bot.i18n import Fact, Markup, Voice, code, escape, where, who
from bot.store import Place
from bot.thread import blocks
from bot.thread.blocks import Message
from bot.thread.kit import Kit
from bot.thread.pace import Urgency
from bot.thread.story import About, ChannelUnreachable
from bot.thread.talk import SaidNo

SHORT = 7  # characters of a commit
COMMITS, FILES, CHANGES = 5, 3, 5  # shown of each

Standing = happened.OfferMade | happened.OfferReplaced
Ending = happened.OfferTaken | happened.OfferIgnored | happened.OfferOvertaken
_ENDS = {
    happened.OfferTaken: "offer-taken",
    happened.OfferIgnored: "offer-ignored",
    happened.OfferOvertaken: "offer-overtaken",
}

log = structlog.get_logger()


class Offers:
    """Tells channels. `edit` redraws a message when there is room."""

    def __init__(self, kit: Kit, edit: Callable[[Place, Message], Awaitable[None]]) -> None:
        self._kit, self._edit = kit, edit

    async def tell(self, event: Event) -> None:
        """What an offer's event means to the channel."""
        if not isinstance(event, Standing | Ending):
            return
        service, environment = _names(event)
        found = self._kit.catalogue().environments.get(environment)
        if found is None:
            return
        try:
            if isinstance(event, Standing):
                await self._stands(event, service, found.channel)
            else:
                await self._ends(event, environment, found.channel)
        except (SaidNo, ChannelUnreachable) as err:
            log.warning("offer_untold", error=str(err))

    async def _stands(self, event: Standing, service: str, channel: str) -> None:
        """Post it, or draw the newest in its place. What was answered by now is told by that event."""
        made = await self._kit.store.offers.get(service)
        if made is None or made.id != event.offer or not made.open or made.automatic:
            return
        message, at = drawn(made, self._kit.voice(made.environment)), Place(channel, "")
        about, look = _about(event.offer, made.since), self._kit.look(made.environment)
        posted = await self._kit.story.once(about, channel, at, lambda _: message, look, Urgency.PERSON)
        if posted.message is None:
            await self._edit(Place(channel, posted.ts), message)

    async def _ends(self, event: Ending, environment: str, channel: str) -> None:
        standing = await self._kit.story.said(_about(event.offer, event.at), channel)
        if standing:
            await self._edit(Place(channel, standing), over(event, self._kit.voice(environment)))


def drawn(made: MadeOffer, say: Voice) -> Message:
    """An open offer: what it is, what is new in it, and the two answers."""
    here = where(say, Scope(made.service, made.environment))
    head = say("offer-made", where=here, revision=made.revision.name, live=made.live or "none")
    value = f"{made.service}:{made.mark}"
    buttons = [
        blocks.button("offer.take", value, say.plain("button-offer-take"), "primary"),
        blocks.button("offer.ignore", value, say.plain("button-offer-ignore")),
    ]
    said = [blocks.section(f"offer.{made.mark}", [head, *_news(made.news, say)])]
    return Message(head, [*said, blocks.actions(f"do.{made.mark}", buttons)])


def over(event: Ending, say: Voice) -> Message:
    """What is left of an offer that somebody answered, or that is of no use any more."""
    facts: dict[str, Fact] = {
        "by": who(say, event.actor),
        "where": where(say, Scope.of(event.scope)),
        "revision": event.revision.partition("@")[0],
    }
    text = say(_ENDS[type(event)], **facts)
    return Message(text, [blocks.section(f"over.{int(event.at.timestamp() * 1000)}", [text])])


def _news(news: News, say: Voice) -> list[str]:
    return [*_commits(news, say), *_files(news, say), *_changes(news.changes, say)]


def _commits(news: News, say: Voice) -> list[str]:
    lines = [_commit(one) for one in news.commits[:COMMITS]]
    left = news.ahead - len(lines)
    more = [say("offer-more-commits", count=left)] if lines and left > 0 else []
    return [*lines, *more]


def _commit(one: Commit) -> str:
    by = f" · {escape(one.author, 60)}" if one.author else ""
    return f"• {code(one.sha[:SHORT])} {escape(one.title, 120)}{by}"


def _files(news: News, say: Voice) -> list[str]:
    if not news.touched and not news.link:
        return []
    names = Markup(" ".join(code(file, 80) for file in news.files[:FILES]))
    left = max(0, news.touched - FILES)
    return [say("offer-files", count=news.touched, files=names, left=left, link=_link(news, say))]


def _link(news: News, say: Voice) -> Fact:
    return blocks.linked(news.link, say.plain("offer-compare")) if news.link else "none"


def _changes(changes: Sequence[Change], say: Voice) -> list[str]:
    lines = [say("diff-line", path=code(it.path, 80), change=_change(it)) for it in changes[:CHANGES]]
    left = len(changes) - len(lines)
    return [*lines, *([say("offer-more-changes", count=left)] if left else [])]


def _change(it: Change) -> Markup:
    return Markup(" → ".join(code(value, 60) if value else "–" for value in (it.before, it.after)))


def _about(offer: str, at: datetime) -> About:
    return About(f"offer-{offer}", at)


def _names(event: Standing | Ending) -> tuple[str, str]:
    service, _, environment = event.scope.partition("/")
    return service, environment
