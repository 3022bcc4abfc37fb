"""What is under way, told to the one who asks; and what they might take back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.domain.people import Person, may_cancel
from bot.domain.release import Release, Status
from bot.errors import SlackUnavailable, StoreUnavailable
from bot.i18n import Voice, link, mention
from handlers.front import Call, Front, refused
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)

MOST_LINES = 10  # of each kind: more than that is for the page, not for a message
_KINDS: dict[str, tuple[Status, ...]] = {
    "holding": (Status.HOLDING,),
    "live": (Status.DEPLOYING, Status.SHIFTING, Status.BAKING, Status.ROLLING_BACK),
    "queued": (Status.QUEUED,),
    "requested": (Status.REQUESTED,),
}


async def tell(front: Front, call: Call, about: str | None) -> None:
    """Answer `status`: what waits for a person first, then what is live, queued, and not yet approved."""
    say = await front.ask_voice(call)
    releases = await _open(front, call, say, about)
    if releases is None:
        return
    if not releases:
        key = "status-quiet-about" if about else "status-quiet"
        await front.answers.give(call.reply, say(key, about=about or ""))
        return
    kinds = [await _kind(front, say, kind, releases) for kind in _KINDS]
    text = say("status-title", count=len(releases))
    sections = [text, *(lines for lines in kinds if lines)]
    await front.answers.give(call.reply, text, [_section(lines) for lines in sections])


async def offer_to_cancel(front: Front, call: Call, about: str | None) -> None:
    """Answer `cancel` without a release: what this person may take back, each with a button."""
    say = await front.ask_voice(call)
    try:
        person = await front.people.person(call.user)
    except SlackUnavailable:
        await front.answers.give(call.reply, refused("person_unknown")(say))
        return
    releases = await _open(front, call, say, about)
    if releases is None:
        return
    found = [release for release in releases if _cancellable(front, release, person)][:MOST_LINES]
    if not found:
        await front.answers.give(call.reply, say("cancel-nothing"))
        return
    text = say("cancel-which")
    await front.answers.give(call.reply, text, [_section(text), *(_with_button(say, release) for release in found)])


async def _open(front: Front, call: Call, say: Voice, about: str | None) -> list[Release] | None:
    """The releases under way that were asked about; None when that was already answered."""
    try:
        releases = await front.queries.open()
    except StoreUnavailable:
        await front.answers.give(call.reply, say("status-unavailable"))
        return None
    return [release for release in releases if about in (None, release.service, release.environment, release.id)]


def _cancellable(front: Front, release: Release, person: Person) -> bool:
    waits = release.status in (Status.REQUESTED, Status.QUEUED)
    return (
        waits
        and release.environment in front.catalogue().environments
        and may_cancel(person, release, front.catalogue())
    )


async def _kind(front: Front, say: Voice, kind: str, releases: Sequence[Release]) -> str:
    """The lines of one kind, or nothing."""
    found = [release for release in releases if release.status in _KINDS[kind]]
    if not found:
        return ""
    lines = await asyncio.gather(*(_line(front, say, release) for release in found[:MOST_LINES]))
    more = [say("status-more", count=len(found) - MOST_LINES)] if len(found) > MOST_LINES else []
    return "\n".join([say(f"status-{kind}"), *lines, *more])


async def _line(front: Front, say: Voice, release: Release) -> str:
    state = say.plain(f"status-state-{release.status.replace('_', '-')}")
    thread = await _thread(front, release)
    facts = {"state": state, "by": mention(release.requester), **_names(release)}
    if thread is None:
        return say("status-line", **facts)
    return say("status-line-linked", **facts, thread=link(thread, say.plain("status-thread")))


async def _thread(front: Front, release: Release) -> str | None:
    """The address of a release's thread; a line goes without it when Slack or Redis don't answer."""
    try:
        place = await front.queries.place(release.id)
        if place is None:
            return None
        answer = await front.client.chat_getPermalink(channel=place.channel, message_ts=place.ts)
    except (*UNREACHABLE, StoreUnavailable) as error:
        log.info("thread_not_linked", release=release.id, error=reason(error))
        return None
    return str(answer["permalink"])


def _names(release: Release) -> dict[str, str]:
    return {"service": release.service, "revision": str(release.revision), "environment": release.environment}


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}


def _with_button(say: Voice, release: Release) -> dict[str, object]:
    button = {
        "type": "button",
        "action_id": "release.cancel",
        "style": "danger",
        "value": release.id,
        "text": {"type": "plain_text", "text": say.plain("cancel-button")},
    }
    return _section(say("cancel-line", **_names(release))) | {"accessory": button}
