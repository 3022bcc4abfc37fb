"""Direct messages: what somebody must know, and what they want to be told. When Slack refuses one, that is all."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.domain import events as happened
from bot.domain.approvers import Delegation
from bot.domain.catalogue import Locale
from bot.domain.events import ENDINGS, SUBAKU, Event
from bot.domain.people import Person, is_approver
from bot.domain.release import Release, Status
from bot.errors import SlackUnavailable
from bot.i18n import Markup, Voice, who
from bot.store import Place
from bot.thread import blocks
from bot.thread.blocks import Message
from bot.thread.kit import Kit
from bot.thread.live import headline
from bot.thread.pace import Urgency
from bot.thread.scenes import NOTHING
from bot.thread.story import About, ChannelUnreachable, Subject
from bot.thread.talk import SaidNo

ASKING = (
    happened.ReleaseRequested, happened.PlanVoided, happened.ApprovalLapsed, happened.ApprovalRuleChanged,
)  # fmt: skip

log = structlog.get_logger()


class Direct:
    """Tells one person, in their language, each thing once."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def tell(self, subject: Subject, name: str, user: str, say_it: Callable[[Voice], Message]) -> None:
        """Say something to somebody, once for each name."""
        locale = await self._locale(user)
        message = say_it(self._kit.speak.to(locale))
        name, look = f"{name} {user}", self._kit.pictures.look(locale)
        try:
            at = Place(await self._kit.talk.direct(user), "")
            await self._kit.story.once(subject, name, at, lambda _: message, look, Urgency.PERSON)
        except (SaidNo, ChannelUnreachable) as err:
            log.warning("direct_message_refused", user=user, error=str(err))

    async def of_release(self, entry: str, event: Event, release: Release) -> None:
        """Those who may decide, and the one who asked, as each of them wants."""
        if isinstance(event, ENDINGS):
            await self._ended(entry, event, release)
        elif isinstance(event, ASKING) and release.status is Status.REQUESTED:
            await self._asked(entry, release)

    async def stands_in(self, entry: str, event: happened.ApproverOut) -> None:
        """Who approves for somebody should know it."""

        def said(say: Voice) -> Message:
            return _plain(say("dm-stand-in", by=who(say, event.actor), until=say.moment(event.until)))

        await self.tell(About(f"out-{event.actor}", event.at), entry, event.to, said)

    async def _ended(self, entry: str, event: Event, release: Release) -> None:
        user = release.requester
        wish = await self._kit.store.preferences.get(user)
        if wish is None or not wish.ended or event.actor == user or _is_half_the_story(release):
            return
        url = await self._kit.links.of(release.id)

        def said(say: Voice) -> Message:
            told = Markup(headline(release, NOTHING, self._kit.now(), say))
            return _plain(say("dm-ended", **_named(release, url, say), headline=told))

        await self.tell(release, entry, user, said)

    async def _asked(self, entry: str, release: Release) -> None:
        wishes = await self._kit.store.preferences.all()
        users = [user for user, wish in wishes.items() if wish.asked]
        if not users:
            return
        url, absences = await self._kit.links.of(release.id), await self._kit.store.delegations.all()
        by = release.requester

        def said(say: Voice) -> Message:
            return _plain(say("dm-asked", **_named(release, url, say), by=who(say, by)))

        for user in users:
            if await self._may_decide(user, release, list(absences.values())):
                await self.tell(release, entry, user, said)

    async def _may_decide(self, user: str, release: Release, absences: list[Delegation]) -> bool:
        """In their own right or in somebody's place."""
        now = self._kit.now()
        if user == release.requester and not release.need.own:
            return False
        absent = [one.by for one in absences if one.to == user and now < one.until]
        people = [await self._person(one) for one in (user, *absent)]
        return any(person is not None and is_approver(person, release) for person in people)

    async def _locale(self, user: str) -> Locale:
        """Somebody of whom Slack can't tell anything gets the workspace's language, and holds up nobody."""
        try:
            return await self._kit.readers.locale(user)
        except SlackUnavailable as err:
            log.info("person_unknown", user=user, error=str(err))
            return self._kit.catalogue().workspace.locale

    async def _person(self, user: str) -> Person | None:
        try:
            return await self._kit.readers.person(user)
        except SlackUnavailable as err:
            log.info("person_unknown", user=user, error=str(err))
            return None


def _named(release: Release, url: str | None, say: Voice) -> dict[str, str]:
    thread = blocks.linked(url, say.plain("live-thread")) if url else Markup("")
    revision, environment = release.revision.name, release.environment
    return {"service": release.subject, "revision": revision, "environment": environment, "link": thread}


def _is_half_the_story(release: Release) -> bool:
    """Whether its train goes on, or what ended it was told already."""
    train = release.train
    if train is None:
        return False
    goes_on = release.status is Status.SUCCEEDED and train.place < train.of
    return goes_on or release.is_rollback or release.ended_by == SUBAKU


def _plain(text: str) -> Message:
    return Message(text.strip(), [])
